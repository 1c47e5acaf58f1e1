"""The selection archive (选品档案): a product that is to be sold in a broadcast, its papers, and whether it may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gongzhi.parties.dossier import NotNow
from gongzhi.parties.dossier_records import NoSuchName, Paper, ReasonsMissing
from gongzhi.parties.people import Person


class ProductStep(StrEnum):
    """What can be done to a product's archive."""

    ADD_PAPERS = "add_papers"
    CLEAR = "clear"
    RETURN = "return"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"add_papers": "补充证明", "clear": "核对通过", "return": "退回补正", "withdraw": "撤下"}[self.value]


class ProductState(StrEnum):
    """Where a product stands: 待核对, 已退回, 可以展示, 已撤下."""

    OFFERED = "offered"
    RETURNED = "returned"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"offered": "待核对", "returned": "已退回", "cleared": "已核对", "withdrawn": "已撤下"}[self.value]


_MAY: dict[ProductState, set[ProductStep]] = {
    ProductState.OFFERED: set(ProductStep),
    ProductState.RETURNED: {ProductStep.ADD_PAPERS, ProductStep.WITHDRAW},
    ProductState.CLEARED: {ProductStep.ADD_PAPERS, ProductStep.RETURN, ProductStep.WITHDRAW},
    ProductState.WITHDRAWN: set(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductOffered:
    """A product that a party wants to show. ``seller`` is the file of the actual seller, ``sort`` a sort of goods.

    ``ref`` is the platform's own id of the product where it has one. ``holder`` and ``applicant`` are organisation ids.
    """

    number: str
    title: str
    sort: str
    holder: str
    applicant: str
    seller: str
    by: Person
    at: datetime
    ref: str = ""
    origin: str = ""
    papers: tuple[Paper, ...] = ()
    demo: bool = False

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise NoSuchName("商品没有名称：请填写商品名称后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductActed:
    """One act upon a product's archive, the ``version``-th thing that happened to it."""

    number: str
    version: int
    step: ProductStep
    by: Person
    at: datetime
    reason: str = ""
    papers: tuple[Paper, ...] = ()

    def __post_init__(self) -> None:
        if self.step is not ProductStep.ADD_PAPERS and not self.reason.strip():
            raise ReasonsMissing(f"“{self.step.chinese}”必须写明{_ASKS[self.step]}：请填写后再提交")


_ASKS = {
    ProductStep.CLEAR: "核对了什么",
    ProductStep.RETURN: "退回的理由",
    ProductStep.WITHDRAW: "撤下的理由",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product's archive as of its last act. New papers after clearing must be looked at again."""

    offered: ProductOffered
    state: ProductState
    papers: tuple[Paper, ...]
    reason: str = ""
    acts: tuple[ProductActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it."""
        return 1 + len(self.acts)

    @property
    def may_follow(self) -> tuple[ProductStep, ...]:
        """What may come next."""
        return tuple(step for step in ProductStep if step in _MAY[self.state])

    def check(self, step: ProductStep) -> None:
        """Raise NotNow unless the step may come next."""
        if step not in _MAY[self.state]:
            named = "、".join(one.chinese for one in self.may_follow) or "无（撤下的请重新提交）"
            raise NotNow(f"现在不能“{step.chinese}”：选品档案“{self.state.chinese}”，可以办理{named}")

    def cleared_on(self, at: datetime) -> bool:
        """Whether it stood cleared at that instant."""
        acts = (act for act in self.acts if act.at <= at)
        return self.offered.at <= at and fold_product(self.offered, acts).state is ProductState.CLEARED


def fold_product(offered: ProductOffered, acts: Iterable[ProductActed]) -> Product:
    """The archive after these acts, in their order; raises NotNow when one of them could not have happened."""
    now = Product(offered=offered, state=ProductState.OFFERED, papers=offered.papers)
    for act in acts:
        now.check(act.step)
        if act.version != now.version + 1:
            raise NotNow(f"选品档案 {offered.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        papers = tuple({one.kind: one for one in (*now.papers, *act.papers)}.values())
        now = replace(now, state=_AFTER[act.step], papers=papers, reason=act.reason, acts=(*now.acts, act))
    return now


_AFTER = {
    ProductStep.ADD_PAPERS: ProductState.OFFERED,
    ProductStep.CLEAR: ProductState.CLEARED,
    ProductStep.RETURN: ProductState.RETURNED,
    ProductStep.WITHDRAW: ProductState.WITHDRAWN,
}
