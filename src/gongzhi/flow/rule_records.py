"""What people do to rules, as it is sealed: drafted, tried in the shadow, approved, retired, withdrawn; and shadow findings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gongzhi.parties import Person
from gongzhi.screening.findings import Certainty, Finding


class Change(StrEnum):
    """What a draft asks for: another text, or that the rule stops (its text is then the one in force)."""

    EDIT = "edit"
    RETIRE = "retire"


class Mark(StrEnum):
    """A person's word on a shadow finding: 属实, 误报. It teaches about the rule and touches nobody's matter."""

    CONFIRMED = "confirmed"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDrafted:
    """A rule as somebody wants it: ``text`` is canonical (gongzhi.flow.rule_text), ``sha256`` its digest in hex.

    ``holder`` is the organisation whose rule it is, ``platforms`` are the names under which broadcasts know it: the rule
    speaks about its rooms only. ``based_on`` is the digest of the text in force that the author started from.
    """

    rule: str
    change: Change
    text: str
    sha256: str
    holder: str
    platforms: tuple[str, ...]
    why: str
    by: Person
    at: datetime
    based_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTried:
    """The draft with this digest runs in the shadow from now on: it is counted, and shown to nobody it is about."""

    rule: str
    sha256: str
    holder: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleApproved:
    """A second person read exactly this text and put it in force."""

    rule: str
    sha256: str
    holder: str
    remark: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRetired:
    """A second person agreed that the rule stops; ``sha256`` is the text that stops."""

    rule: str
    sha256: str
    holder: str
    remark: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWithdrawn:
    """A draft or trial is given up, always with a reason; what is in force stays."""

    rule: str
    sha256: str
    holder: str
    reason: str
    by: Person
    at: datetime


RuleChange = RuleDrafted | RuleTried | RuleApproved | RuleRetired | RuleWithdrawn
# The records from which the rules in force are folded, by the kind under which they are sealed.
KINDS: dict[str, type[RuleChange]] = {
    "RuleDrafted": RuleDrafted,
    "RuleTried": RuleTried,
    "RuleApproved": RuleApproved,
    "RuleRetired": RuleRetired,
    "RuleWithdrawn": RuleWithdrawn,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowFinding:
    """What a rule on trial would have found. ``line`` is the text around it, ``beside`` the rules in force that say the same.

    It is sealed under the rule and not under the broadcast, so that nothing that follows a broadcast, a case or its
    evidence ever meets it.
    """

    finding: Finding
    platform: str
    line: str
    beside: tuple[str, ...] = ()

    @property
    def would_lead(self) -> bool:
        """Doubtful findings open no lead, in the shadow as in the light."""
        return self.finding.certainty is not Certainty.DOUBTFUL


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowMarked:
    """A person's word on one shadow finding (exhibit id); the last one counts."""

    finding: str
    rule: str
    rule_version: str
    mark: Mark
    by: Person
    at: datetime
    reason: str | None = None
