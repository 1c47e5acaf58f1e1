"""Official papers upon a matter: talks, reminders, advice before punishment, orders to rectify, requests to a platform."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases.case import ImpossibleStep
from gongzhi.cases.records import ReasonMissing
from gongzhi.parties import Person


class PaperKind(StrEnum):
    """What a paper is. The first four are guidance: they ask and advise, and are never a punishment."""

    SUMMONS = "summons"
    REMINDER = "reminder"
    ADVISORY = "advisory"
    GUIDANCE = "guidance"
    RECTIFICATION = "rectification"
    DELISTING = "delisting"
    SAMPLE_SHEET = "sample_sheet"
    RECALL_NOTICE = "recall_notice"
    RECALL_REPORT = "recall_report"
    BLACKLIST = "blacklist"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _KINDS[self]

    @property
    def advises(self) -> bool:
        """Whether it is guidance, which is never a punishment."""
        return self in _ADVISING


_KINDS = {
    PaperKind.SUMMONS: "约谈记录",
    PaperKind.REMINDER: "提醒函",
    PaperKind.ADVISORY: "行政建议书",
    PaperKind.GUIDANCE: "行政指导书",
    PaperKind.RECTIFICATION: "责令改正通知书",
    PaperKind.DELISTING: "协助下架通知",
    PaperKind.SAMPLE_SHEET: "抽样单",
    PaperKind.RECALL_NOTICE: "召回告知书",
    PaperKind.RECALL_REPORT: "召回总结报告",
    PaperKind.BLACKLIST: "列入黑名单决定书",
}
_ADVISING = {PaperKind.SUMMONS, PaperKind.REMINDER, PaperKind.ADVISORY, PaperKind.GUIDANCE}


class PaperAct(StrEnum):
    """What happens to a paper after it was issued: 送达, 回复, 跟进, 了结, 作废."""

    SERVE = "serve"
    ANSWER = "answer"
    CHECK = "check"
    END = "end"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"serve": "送达", "answer": "回复", "check": "跟进", "end": "了结", "withdraw": "作废"}[self.value]


class AnswerOutcome(StrEnum):
    """What the answer says was done: 已办理, 部分办理, 未办理, 查无此项."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_FOUND = "not_found"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"done": "已办理", "partly": "部分办理", "refused": "未办理", "not_found": "查无此项"}[self.value]


class PaperState(StrEnum):
    """Where a paper stands: 已发出, 已送达, 已回复, 已了结, 已作废."""

    ISSUED = "issued"
    SERVED = "served"
    ANSWERED = "answered"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        words = {"issued": "已发出", "served": "已送达", "answered": "已回复", "ended": "已了结", "withdrawn": "已作废"}
        return words[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIssued:
    """A paper as it left. ``number`` is printed on it: the ``place``-th of its unit, kind and year; ``id`` is for addresses.

    ``about`` is the entry of the register, sample, recall or case that it concerns. ``to`` is the organisation that may
    answer it here, ``follow_up`` the day on which somebody looks again. ``sha256`` (hex) is that of the sealed .docx.
    """

    id: str
    number: str
    place: int
    kind: PaperKind
    about: str
    unit: str
    addressee: str
    title: str
    facts: str
    by: Person
    at: datetime
    sha256: str
    asks: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    to: str | None = None
    follow_up: date | None = None

    def __post_init__(self) -> None:
        if not self.addressee.strip() or not self.facts.strip():
            raise ReasonMissing(f"{self.kind.chinese}必须写明发给谁和事实：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNoted:
    """A paper stands under ``subject``: what it is about, or the series that gave it its number."""

    subject: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperActed:
    """The ``version``-th thing that happened to a paper (its issuing is the first)."""

    id: str
    version: int
    act: PaperAct
    by: Person
    at: datetime
    said: str
    outcome: AnswerOutcome | None = None
    follow_up: date | None = None

    def __post_init__(self) -> None:
        if not self.said.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明情况：请填写后再提交")


_OPEN = {PaperState.ISSUED, PaperState.SERVED, PaperState.ANSWERED}
_AFTER = {
    PaperAct.SERVE: PaperState.SERVED,
    PaperAct.ANSWER: PaperState.ANSWERED,
    PaperAct.END: PaperState.ENDED,
    PaperAct.WITHDRAW: PaperState.WITHDRAWN,
}
_MAY = {
    PaperState.ISSUED: (PaperAct.SERVE, PaperAct.ANSWER, PaperAct.CHECK, PaperAct.END, PaperAct.WITHDRAW),
    PaperState.SERVED: (PaperAct.ANSWER, PaperAct.CHECK, PaperAct.END, PaperAct.WITHDRAW),
    PaperState.ANSWERED: (PaperAct.ANSWER, PaperAct.CHECK, PaperAct.END, PaperAct.WITHDRAW),
    PaperState.ENDED: (),
    PaperState.WITHDRAWN: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPaper:
    """A paper as of its last act; computed, never stored. ``answer`` is the last answer's outcome."""

    issued: PaperIssued
    state: PaperState = PaperState.ISSUED
    answer: AnswerOutcome | None = None
    follow_up: date | None = None
    acts: tuple[PaperActed, ...] = ()

    @property
    def version(self) -> int:
        """How many things happened to it, for compare-and-set."""
        return 1 + len(self.acts)

    @property
    def may_follow(self) -> tuple[PaperAct, ...]:
        """What may come next."""
        return _MAY[self.state]

    @property
    def counts(self) -> bool:
        """Whether it stands; one that was withdrawn keeps its number and counts nowhere."""
        return self.state is not PaperState.WITHDRAWN

    def check(self, act: PaperAct) -> None:
        """Raise ImpossibleStep unless the act may come next."""
        if act not in self.may_follow:
            raise ImpossibleStep(f"{self.issued.number}{self.state.chinese}，不能再“{act.chinese}”：需要时请另发一份")

    def late(self, today: date) -> bool:
        """Whether the day of looking again has passed and nobody ended it."""
        return self.state in _OPEN and self.follow_up is not None and self.follow_up < today


def fold_paper(issued: PaperIssued, acts: Iterable[PaperActed]) -> OfficialPaper:
    """The paper after these acts, in their order; raises ImpossibleStep when one of them could not have happened."""
    now = OfficialPaper(issued=issued, follow_up=issued.follow_up)
    for act in acts:
        now.check(act.act)
        if act.version != now.version + 1:
            raise ImpossibleStep(f"文书 {issued.id} 的第 {act.version} 步不连续：请运行 gongzhi evidence fsck")
        now = replace(
            now,
            state=_AFTER.get(act.act, now.state),
            answer=act.outcome or now.answer,
            follow_up=act.follow_up or now.follow_up,
            acts=(*now.acts, act),
        )
    return now
