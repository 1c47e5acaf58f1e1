"""The records of a lead and of a case, as they are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.parties import Concerned, LegalRole, Party, Person


class LeadOrigin(StrEnum):
    """Where a lead came from: 监测, 投诉举报, 抽检, 移送交办, 专项行动, 主动报告."""

    MONITORING = "monitoring"
    COMPLAINT = "complaint"
    SAMPLING = "sampling"
    TRANSFER = "transfer"
    CAMPAIGN = "campaign"
    SELF_REPORT = "self-report"


class LeadLevel(StrEnum):
    """How soon a lead is looked at: 一般, 较重, 紧急. It orders the queue and decides nothing."""

    ORDINARY = "ordinary"
    SERIOUS = "serious"
    URGENT = "urgent"


class LeadOutcome(StrEnum):
    """How a lead ended: 立案, 不予立案, 并入, 移送, 提醒了结."""

    CASE_OPENED = "case_opened"
    NO_CASE = "no_case"
    MERGED = "merged"
    TRANSFERRED = "transferred"
    REMINDED = "reminded"


class ReviewOutcome(StrEnum):
    """What the reviewer found: 属实, 不成立, 上报."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ESCALATED = "escalated"


class ReasonMissing(ValueError):
    """A step that ends or passes on a matter without saying why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A broadcast worth a look.

    ``findings`` are exhibit ids known when it was opened; ``holder`` is None for the platform itself; ``by`` is None when
    the monitoring opened it without a person.
    """

    broadcast: str
    opened_at: datetime
    origin: LeadOrigin
    level: LeadLevel
    summary: str
    findings: tuple[str, ...] = ()
    holder: str | None = None
    onlookers: tuple[str, ...] = ()
    by: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadClosed:
    """The end of a lead (exhibit id), always with a reason; ``case`` when one was opened or it was merged."""

    lead: str
    outcome: LeadOutcome
    reason: str
    by: Person
    at: datetime
    case: str | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ReasonMissing("线索办结必须写明理由：请填写理由后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's word on one finding (exhibit id); dismissing or escalating needs a reason."""

    finding: str
    outcome: ReviewOutcome
    by: Person
    at: datetime
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.outcome is not ReviewOutcome.CONFIRMED and not (self.reason or "").strip():
            word = "不成立" if self.outcome is ReviewOutcome.DISMISSED else "上报"
            raise ReasonMissing(f"复核结论为“{word}”时必须写明理由：请填写理由后再提交")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParty:
    """A party with the legal role that it held in the broadcast of the case."""

    party: Party
    role: LegalRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is due, and why: a provision id, or 平台规则约定 where the law sets no number."""

    what: str
    due: date
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """A case (立案). ``findings`` and ``exhibits`` are exhibit ids, ``lead`` the exhibit id of the lead."""

    id: str
    lead: str
    broadcast: str
    parties: tuple[CaseParty, ...]
    findings: tuple[str, ...]
    level: LeadLevel
    holder: str
    by: Person
    at: datetime
    exhibits: tuple[str, ...] = ()
    onlookers: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @property
    def concerned(self) -> Concerned:
        """Whom the case concerns, for permits."""
        return Concerned(
            holder=self.holder,
            parties=tuple(each.party.id for each in self.parties),
            onlookers=self.onlookers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    """The end of a case (结案), always with a reason."""

    case: str
    reason: str
    by: Person
    at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ReasonMissing("结案必须写明理由：请填写理由后再提交")


def lead_level(severities: Iterable[int]) -> LeadLevel:
    """The level that findings of these severities (1..5) give a lead: the gravest one decides."""
    gravest = max(severities, default=1)
    if gravest >= 5:
        return LeadLevel.URGENT
    return LeadLevel.SERIOUS if gravest >= 4 else LeadLevel.ORDINARY
