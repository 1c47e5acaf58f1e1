"""A sample of goods: taken, sent to a laboratory, found fit or not, and what followed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases.case import ImpossibleStep
from gongzhi.cases.records import Deadline, ReasonMissing
from gongzhi.parties import Person


class Verdict(StrEnum):
    """What the laboratory says: 合格, 不合格."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"pass": "合格", "fail": "不合格"}[self.value]


class SampleAct(StrEnum):
    """What happens to a sample: 登记检验结果, 送达检验结论, 申请复检, 决定是否复检, 登记复检结果, 办结."""

    REPORT = "report"
    NOTIFY = "notify"
    ASK_RETEST = "ask_retest"
    RULE_RETEST = "rule_retest"
    REPORT_RETEST = "report_retest"
    END = "end"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _ACTS[self]


_ACTS = {
    SampleAct.REPORT: "登记检验结果",
    SampleAct.NOTIFY: "送达检验结论",
    SampleAct.ASK_RETEST: "申请复检",
    SampleAct.RULE_RETEST: "决定是否复检",
    SampleAct.REPORT_RETEST: "登记复检结果",
    SampleAct.END: "办结",
}


class SampleState(StrEnum):
    """Where a sample stands: 待检验, 合格, 不合格, 已送达结论, 复检待定, 复检中, 已办结."""

    TAKEN = "taken"
    PASSED = "passed"
    FAILED = "failed"
    NOTIFIED = "notified"
    RETEST_ASKED = "retest_asked"
    RETESTING = "retesting"
    ENDED = "ended"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _STATES[self]


_STATES = {
    SampleState.TAKEN: "待检验",
    SampleState.PASSED: "合格",
    SampleState.FAILED: "不合格",
    SampleState.NOTIFIED: "已送达结论",
    SampleState.RETEST_ASKED: "复检待定",
    SampleState.RETESTING: "复检中",
    SampleState.ENDED: "已办结",
}
_MAY = {
    SampleState.TAKEN: (SampleAct.REPORT, SampleAct.END),
    SampleState.PASSED: (SampleAct.END,),
    SampleState.FAILED: (SampleAct.NOTIFY, SampleAct.END),
    SampleState.NOTIFIED: (SampleAct.ASK_RETEST, SampleAct.END),
    SampleState.RETEST_ASKED: (SampleAct.RULE_RETEST,),
    SampleState.RETESTING: (SampleAct.REPORT_RETEST,),
    SampleState.ENDED: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingPlanned:
    """A plan of sampling (抽样计划): which goods, how many, tested for what. ``category`` is a name of sampling_goods.yaml."""

    number: str
    title: str
    unit: str
    category: str
    goods: str
    count: int
    items: tuple[str, ...]
    starts: date
    ends: date
    by: Person
    at: datetime
    campaign: str | None = None

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.goods.strip():
            raise ReasonMissing("抽样计划必须写明名称和抽什么：请填写后再提交")
        if self.count < 1 or self.ends < self.starts:
            raise ReasonMissing("抽样计划的数量至少为 1，结束日不早于开始日：请改正后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTaken:
    """A sample taken. ``seal`` and ``spare_seal`` are the numbers on the seals of the sample and of the one kept aside.

    ``where`` is where it was bought (a listing, a room, a shop), ``price_fen`` what was paid for ``quantity`` units.
    ``platform`` is the organisation that carried the listing.
    """

    number: str
    plan: str
    unit: str
    category: str
    goods: str
    seller: str
    where: str
    batch: str
    seal: str
    quantity: int
    price_fen: int
    by: Person
    at: datetime
    second: str = ""
    maker: str = ""
    made_on: date | None = None
    spare_seal: str = ""
    broadcast: str | None = None
    platform: str | None = None
    campaign: str | None = None

    def __post_init__(self) -> None:
        for name, said in (("goods", "商品名称"), ("seller", "销售者"), ("where", "购买处"), ("seal", "封样编号")):
            if not getattr(self, name).strip():
                raise ReasonMissing(f"抽样必须写明{said}：请填写后再提交")
        if self.quantity < 1 or self.price_fen < 0:
            raise ReasonMissing("抽样数量至少为 1，价款不能为负：请改正后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleNoted:
    """Under ``subject`` (a plan, or a seal of a unit) stands a sample."""

    subject: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedItem:
    """An item that does not meet its standard: what was measured against what is asked."""

    # A class whose name begins so is no test.
    __test__ = False

    name: str
    standard: str
    limit: str
    measured: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaboratoryReport:
    """What the laboratory wrote; ``sha256`` (hex) is that of the sealed document. A fail names its items."""

    laboratory: str
    number: str
    on: date
    verdict: Verdict
    sha256: str
    items: tuple[TestedItem, ...] = ()

    def __post_init__(self) -> None:
        if not self.laboratory.strip() or not self.number.strip():
            raise ReasonMissing("检验结果必须写明检验机构和报告编号：请填写后再提交")
        if self.verdict is Verdict.FAIL and not self.items:
            raise ReasonMissing("不合格的必须写明不合格项目和所依据的标准：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleActed:
    """The ``version``-th thing that happened to a sample. ``entry`` is the lead, ``paper`` the request that a fail led to.

    ``late`` is True for a re-test asked for after the law's last day; None where no verified provision gives one.
    """

    number: str
    version: int
    act: SampleAct
    by: Person
    at: datetime
    said: str
    report: LaboratoryReport | None = None
    granted: bool | None = None
    late: bool | None = None
    deadline: Deadline | None = None
    entry: str | None = None
    paper: str | None = None

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明情况或理由：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample as of its last act; computed, never stored. ``verdict`` is the last laboratory's word."""

    taken: SampleTaken
    state: SampleState = SampleState.TAKEN
    verdict: Verdict | None = None
    deadline: Deadline | None = None
    entry: str | None = None
    paper: str | None = None
    asked: bool = False
    acts: tuple[SampleActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it, for compare-and-set."""
        return 1 + len(self.acts)

    @property
    def reports(self) -> tuple[LaboratoryReport, ...]:
        """What the laboratories wrote, the first test first."""
        return tuple(act.report for act in self.acts if act.report is not None)

    @property
    def may_follow(self) -> tuple[SampleAct, ...]:
        """What may come next; a re-test is asked for once."""
        return tuple(act for act in _MAY[self.state] if not (act is SampleAct.ASK_RETEST and self.asked))

    def check(self, act: SampleAct) -> None:
        """Raise ImpossibleStep, which says what may be done instead, unless the act may come next."""
        if act not in self.may_follow:
            can = "、".join(one.chinese for one in self.may_follow) or "无"
            raise ImpossibleStep(
                f"样品 {self.taken.number} {self.state.chinese}，不能“{act.chinese}”：现在可以办理{can}"
            )


def fold_sample(taken: SampleTaken, acts: Iterable[SampleActed]) -> Sample:
    """The sample after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = Sample(taken=taken)
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"样品 {taken.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(
            now,
            state=_after(now, act),
            verdict=act.report.verdict if act.report else now.verdict,
            deadline=act.deadline or now.deadline,
            entry=act.entry or now.entry,
            paper=act.paper or now.paper,
            asked=now.asked or act.act is SampleAct.ASK_RETEST,
            acts=(*now.acts, act),
        )
    return now


def _after(now: Sample, act: SampleActed) -> SampleState:
    if act.report is not None:
        failed = act.report.verdict is Verdict.FAIL
        # A second fail is final: the seller knows the first conclusion already.
        return (SampleState.NOTIFIED if now.asked else SampleState.FAILED) if failed else SampleState.PASSED
    if act.act is SampleAct.RULE_RETEST:
        return SampleState.RETESTING if act.granted else SampleState.NOTIFIED
    return {
        SampleAct.NOTIFY: SampleState.NOTIFIED,
        SampleAct.ASK_RETEST: SampleState.RETEST_ASKED,
        SampleAct.END: SampleState.ENDED,
    }[act.act]
