"""The records of the register of leads (案源登记): how a matter came in, and every act upon it until it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.cases.records import Deadline, LeadLevel, LeadOrigin, LeadOutcome, ReasonMissing
from gongzhi.parties import Person


class Matter(StrEnum):
    """What is asked for: 查处 (a breach found), 举报 (reported by somebody), 投诉 (a consumer's own dispute)."""

    BREACH = "breach"
    REPORT = "report"
    COMPLAINT = "complaint"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"breach": "查处", "report": "举报", "complaint": "投诉"}[self.value]


class Act(StrEnum):
    """What can be done to an entry of the register."""

    ASSIGN = "assign"
    TAKE = "take"
    RELEASE = "release"
    HAND_DOWN = "hand_down"
    ESCALATE = "escalate"
    RETURN = "return"
    FILE = "file"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    REPORT = "report"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    MERGE = "merge"
    ABSORB = "absorb"
    SPLIT = "split"
    UNLINK = "unlink"
    END = "end"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return _ACTS[self]


_ACTS = {
    Act.ASSIGN: "指派",
    Act.TAKE: "领办锁定",
    Act.RELEASE: "解除锁定",
    Act.HAND_DOWN: "交办下级",
    Act.ESCALATE: "上报",
    Act.RETURN: "退回",
    Act.FILE: "立案",
    Act.SUSPEND: "中止计时",
    Act.RESUME: "恢复计时",
    Act.EXTEND: "延长期限",
    Act.REPORT: "反馈结果",
    Act.SEND_BACK: "退回补充",
    Act.TRANSFER: "移送其他机关",
    Act.MERGE: "并入其他案源",
    Act.ABSORB: "收并案源",
    Act.SPLIT: "拆分",
    Act.UNLINK: "解除关联",
    Act.END: "办结",
}
_WITHOUT_REASON = {Act.TAKE, Act.RELEASE, Act.ASSIGN}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketEntered:
    """A lead in the register. ``unit`` is the organisation that has it; ``parties`` are names, ``rules`` are rule ids.

    ``routing`` are the lines of the answer on jurisdiction as the person saw it. ``linked`` is the entry that this one
    repeats, ``split_from`` the one it was taken out of, whose term (``since``, ``filed``, ``extended``) it keeps. ``case`` and
    ``broadcast`` are what it is about where that is known, ``lead`` the exhibit id of the sealed lead that it came from.
    ``by`` is None when a lead of the monitoring entered without a person. ``goods`` are the names of those sold, None where
    nobody said.
    """

    number: str
    title: str
    summary: str
    matter: Matter
    origin: LeadOrigin
    level: LeadLevel
    unit: str
    at: datetime
    by: Person | None = None
    broadcast: str | None = None
    case: str | None = None
    parties: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    routing: tuple[str, ...] = ()
    linked: str | None = None
    split_from: str | None = None
    deadline: Deadline | None = None
    since: datetime | None = None
    filed: bool = False
    extended: bool = False
    lead: str | None = None
    goods: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.summary.strip():
            raise ReasonMissing("登记线索必须写明标题和反映的事实：请填写后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketNoted:
    """Under ``subject`` (a broadcast, a case, or an entry that is repeated) stands an entry of the register."""

    subject: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketActed:
    """One act upon an entry, the ``version``-th thing that happened to it (its entering is the first).

    ``unit`` is where the entry went, ``assignee`` who got it. ``ground`` names why the clock stops, ``basis`` the
    provisions. ``numbers`` are other entries that the act joins or makes. ``deadline`` is the new last day, None where the
    act leaves it alone. ``sha256`` (hex) are those of the letter and of the bundle that went with a transfer.
    """

    number: str
    version: int
    act: Act
    by: Person
    at: datetime
    reason: str = ""
    unit: str | None = None
    assignee: Person | None = None
    until: datetime | None = None
    ground: str | None = None
    basis: tuple[str, ...] = ()
    deadline: Deadline | None = None
    outcome: LeadOutcome | None = None
    case: str | None = None
    numbers: tuple[str, ...] = ()
    recipient: str | None = None
    sha256: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.act not in _WITHOUT_REASON and not self.reason.strip():
            raise ReasonMissing(f"“{self.act.chinese}”必须写明理由：请填写理由后再提交")
