"""The records of a parallel sanction (平行处置): one tells another that it took a measure against a party; the other answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases import ImpossibleStep, ReasonMissing
from gongzhi.parties import Person


class Asks(StrEnum):
    """What the sender asks for: 关注 (look more closely), 相当措施 (consider a like measure); a duty to follow it never has."""

    WATCH = "watch"
    MEASURE = "measure"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"watch": "加强关注", "measure": "研究采取相当措施"}[self.value]


class Reply(StrEnum):
    """What the receiver decided for itself: 相同措施, 其他措施, 不采取措施."""

    SAME = "same"
    OTHER = "other"
    NONE = "none"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"same": "已采取相同措施", "other": "已采取其他措施", "none": "不采取措施"}[self.value]


class SanctionAct(StrEnum):
    """What happens to a message after it was sent: 答复, 撤回."""

    ANSWER = "answer"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"answer": "答复", "withdraw": "撤回"}[self.value]


class SanctionState(StrEnum):
    """Where a message stands: 待答复, 已答复, 已撤回."""

    WAITING = "waiting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"waiting": "待答复", "answered": "已答复", "withdrawn": "已撤回"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionSent:
    """A message from ``unit`` to one organisation; each receiver has a number of its own, so that none reads another's answer.

    ``about`` is the case or the entry of the register that it rests on, ``decision`` the number printed on the decision.
    ``whom`` is the name under which the party sold, ``uscc`` its code where it has one; no other identifier travels.
    ``measure`` is in words, ``measure_id`` on the ladder where it is a rung; it holds from ``since`` up to but without ``until``.
    ``serious`` says that the decision found a serious breach of a law or administrative regulation. ``exhibits`` are what the
    receiver may fetch as a bundle.
    """

    number: str
    unit: str
    to: str
    about: str
    decision: str
    whom: str
    measure: str
    since: date
    serious: bool
    asks: Asks
    reason: str
    provisions: tuple[str, ...]
    by: Person
    at: datetime
    uscc: str | None = None
    measure_id: str | None = None
    until: date | None = None
    exhibits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.whom.strip() or not self.decision.strip() or not self.measure.strip():
            raise ReasonMissing("平行处置通报必须写明当事人、决定文号、措施和通报理由：请填写后再发出")


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionNoted:
    """Under what it rests on (``subject``) stands a message."""

    subject: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionActed:
    """The ``version``-th thing that happened to a message (its sending is the first).

    ``said`` is the reason. ``reply``, and with a measure ``measure`` in words and ``decision``, the receiver's own number,
    belong to an answer.
    """

    number: str
    version: int
    act: SanctionAct
    by: Person
    at: datetime
    said: str
    reply: Reply | None = None
    measure: str | None = None
    decision: str | None = None

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明理由：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionThread:
    """A message as of its last act; computed, never stored. ``answer`` is the last answer."""

    sent: SanctionSent
    state: SanctionState = SanctionState.WAITING
    answer: SanctionActed | None = None
    acts: tuple[SanctionActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it, for compare-and-set."""
        return 1 + len(self.acts)

    def check(self, act: SanctionAct) -> None:
        """Raise ImpossibleStep unless the act may come next; an answer may be given anew, with its reason."""
        if self.state is SanctionState.WITHDRAWN:
            raise ImpossibleStep(f"通报 {self.sent.number} 已撤回，不能再“{act.chinese}”：需要时请发出新的通报")


def fold_sanction(sent: SanctionSent, acts: Iterable[SanctionActed]) -> SanctionThread:
    """The message after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = SanctionThread(sent=sent)
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"通报 {sent.number} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        answered = act.act is SanctionAct.ANSWER
        now = replace(
            now,
            state=SanctionState.ANSWERED if answered else SanctionState.WITHDRAWN,
            answer=act if answered else now.answer,
            acts=(*now.acts, act),
        )
    return now
