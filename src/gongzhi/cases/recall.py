"""A recall: which orders are affected, what was said to whom and when, what came of each, and how it ended."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gongzhi.cases.case import ImpossibleStep
from gongzhi.cases.records import ReasonMissing
from gongzhi.parties import Person


class RecallAct(StrEnum):
    """What happens in a recall: 导入订单, 通知消费者, 登记结果, 完成."""

    IMPORT = "import"
    TELL = "tell"
    MARK = "mark"
    COMPLETE = "complete"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"import": "导入订单", "tell": "通知消费者", "mark": "登记结果", "complete": "完成"}[self.value]


class OrderState(StrEnum):
    """What came of one affected order: 未通知, 已通知, 已退货, 已退款, 已换货, 消费者自行处理, 联系不上."""

    UNTOLD = "untold"
    TOLD = "told"
    RETURNED = "returned"
    REFUNDED = "refunded"
    REPLACED = "replaced"
    KEPT = "kept"
    UNREACHED = "unreached"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _ORDERS[self]

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done for it."""
        return self not in {OrderState.UNTOLD, OrderState.TOLD}


_ORDERS = {
    OrderState.UNTOLD: "未通知",
    OrderState.TOLD: "已通知",
    OrderState.RETURNED: "已退货",
    OrderState.REFUNDED: "已退款",
    OrderState.REPLACED: "已换货",
    OrderState.KEPT: "消费者自行处理",
    OrderState.UNREACHED: "联系不上",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedOrder:
    """One order of the goods recalled. ``ref`` is a keyed pseudonym of order and buyer, ``shown`` the masked order number.

    No name, telephone number or address of a buyer is in it; ``contact`` is masked (``138****5678``).
    """

    ref: str
    shown: str
    quantity: int
    paid_fen: int
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallOpened:
    """A recall notice (召回). ``entry`` and ``sample`` are what it rests on; ``platform`` carried the orders."""

    number: str
    title: str
    unit: str
    goods: str
    batch: str
    seller: str
    defect: str
    remedy: str
    by: Person
    at: datetime
    basis: tuple[str, ...] = ()
    entry: str | None = None
    sample: str | None = None
    platform: str | None = None
    campaign: str | None = None

    def __post_init__(self) -> None:
        for name, said in (
            ("goods", "商品"),
            ("seller", "销售者"),
            ("defect", "缺陷或不合格情况"),
            ("remedy", "怎样召回"),
        ):
            if not getattr(self, name).strip():
                raise ReasonMissing(f"召回必须写明{said}：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallActed:
    """The ``version``-th thing that happened to a recall (its opening is the first).

    ``orders`` come in with an import; ``refs`` are whom a telling or a result concerns; ``channel`` is how they were told.
    """

    number: str
    version: int
    act: RecallAct
    by: Person
    at: datetime
    said: str
    orders: tuple[AffectedOrder, ...] = ()
    refs: tuple[str, ...] = ()
    channel: str = ""
    result: OrderState | None = None

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明情况：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A recall as of its last act; computed, never stored. ``states`` is what came of each order, by its pseudonym."""

    opened: RecallOpened
    orders: Mapping[str, AffectedOrder]
    states: Mapping[str, OrderState]
    completed: bool = False
    acts: tuple[RecallActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it, for compare-and-set."""
        return 1 + len(self.acts)

    @property
    def counts(self) -> dict[OrderState, int]:
        """How many orders stand where."""
        counted = Counter(self.states.values())
        return {state: counted[state] for state in OrderState}

    @property
    def open_orders(self) -> tuple[str, ...]:
        """The pseudonyms of those for which something is left to be done."""
        return tuple(ref for ref, state in self.states.items() if not state.settled)

    @property
    def units_back(self) -> tuple[int, int]:
        """How many units were returned or replaced, and how many were sold."""
        back = {OrderState.RETURNED, OrderState.REPLACED}
        got = sum(one.quantity for ref, one in self.orders.items() if self.states[ref] in back)
        return got, sum(one.quantity for one in self.orders.values())

    def check(self, act: RecallAct) -> None:
        """Raise ImpossibleStep, which says what to do instead, unless the act may come next."""
        if self.completed:
            raise ImpossibleStep(f"召回 {self.opened.number} 已完成，不能再“{act.chinese}”：需要时请另行登记召回")
        if act in {RecallAct.TELL, RecallAct.MARK} and not self.orders:
            raise ImpossibleStep("还没有受影响的订单：请先导入订单")


def fold_recall(opened: RecallOpened, acts: Iterable[RecallActed]) -> Recall:
    """The recall after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = Recall(opened=opened, orders={}, states={})
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"召回 {opened.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(_after(now, act), acts=(*now.acts, act))
    return now


def _after(now: Recall, act: RecallActed) -> Recall:
    if act.act is RecallAct.IMPORT:
        new = {one.ref: one for one in act.orders if one.ref not in now.orders}
        return replace(
            now, orders={**now.orders, **new}, states={**now.states, **dict.fromkeys(new, OrderState.UNTOLD)}
        )
    if act.act is RecallAct.TELL:
        # Telling somebody again does not undo what came of the order since.
        told = {
            ref: OrderState.TOLD for ref in act.refs if now.states[ref] in {OrderState.UNTOLD, OrderState.UNREACHED}
        }
        return replace(now, states={**now.states, **told})
    if act.act is RecallAct.MARK and act.result is not None:
        return replace(now, states={**now.states, **dict.fromkeys(act.refs, act.result)})
    return replace(now, completed=act.act is RecallAct.COMPLETE)
