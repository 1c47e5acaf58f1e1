"""The records of a decision, its notice and its appeal, as they are sealed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gongzhi.cases import Deadline
from gongzhi.parties import LegalRole, Person


class Answer(StrEnum):
    """The answer to a consideration; 不明 is an answer too, but silence is not."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"yes": "是", "no": "否", "unknown": "不明"}[self.value]


class ServedHow(StrEnum):
    """How a notice reached the party: 站内送达, 电子邮件, 邮寄, 当面."""

    ONLINE = "online"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in_person"


class AppealOutcome(StrEnum):
    """What became of an appeal: 维持, 变更, 撤销."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REVOKED = "revoked"

    @property
    def chinese(self) -> str:
        """As a person reads it."""
        return {"upheld": "维持", "changed": "变更", "revoked": "撤销"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """One thing considered: ``topic`` is an id of considerations.yaml, ``remark`` what the answer rests on."""

    topic: str
    answer: Answer
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A provision relied upon, as it stood on ``on``; ``wording`` is our own wording, ``held`` says whether that version is held."""

    id: str
    title: str
    article: str
    wording: str
    on: date
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRoute:
    """Where and within how many days to appeal. The law leaves the days to the platform's own terms, and ``basis`` says so."""

    where: str
    days: int
    basis: str = "平台规则约定"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What a platform's own terms settle for its decisions: its printed name, the mark of its numbers, the way to appeal."""

    issuer: str
    mark: str
    appeal: AppealRoute

    def number(self, year: int, count: int) -> str:
        """A document number in the form officials use: 禾市处〔2026〕000123号."""
        return f"{self.mark}〔{year}〕{count:06d}号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person proposes to decide; ``flow.decide`` checks it and seals it as Decided.

    ``findings`` are exhibit ids of the case. ``days`` is the term of the measure where it has one. ``serious_breach`` is
    the person's own judgement, with its reason in ``reasons``, that a law or administrative regulation was seriously breached.
    """

    case: str
    party: str
    measure: str
    findings: tuple[str, ...]
    facts: str
    reasons: str
    considerations: tuple[Consideration, ...]
    days: int | None = None
    serious_breach: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A draft whose measure needs two people, as the first of them signed it; it takes effect only once another confirms it."""

    case: str
    draft: Draft
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision. ``second`` confirmed it where two people are needed. ``provisions`` cite the conduct on its day and the measure on the day of deciding.

    ``notes`` are remarks of the checks (a wording that is not held, a text amended since). ``evidence_sha256`` is the digest of
    the exhibits relied upon: SHA-256 over their digests in hex, sorted, each followed by a line feed. ``reports`` are duties
    that follow the measure, in words; ``deadlines`` are those among them that have a last day.
    """

    id: str
    number: str
    issuer: str
    case: str
    party: str
    party_name: str
    role: LegalRole
    measure: str
    measure_name: str
    ladder_version: str
    findings: tuple[str, ...]
    facts: str
    reasons: str
    provisions: tuple[Basis, ...]
    considerations: tuple[Consideration, ...]
    appeal: AppealRoute
    evidence_sha256: str
    by: Person
    at: datetime
    second: Person | None = None
    days: int | None = None
    serious_breach: bool = False
    reports: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was told to the party, when and how; ``receipt`` says who acknowledged it, ``document_sha256`` names the .docx."""

    case: str
    decision: str
    number: str
    to: str
    facts: str
    reasons: str
    basis: tuple[str, ...]
    remedy: str
    how: ServedHow
    served_at: datetime
    by: Person
    receipt: str | None = None
    document_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFiled:
    """An appeal against one decision; ``wants_person`` asks that a person judges, which is always the case here."""

    id: str
    case: str
    decision: str
    grounds: str
    by: Person
    at: datetime
    wants_person: bool = True
    late_reason: str | None = None
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRuling:
    """What a person proposes as the outcome of an appeal; ``measure`` and ``days`` only when it changes the decision."""

    outcome: AppealOutcome
    reasons: str
    measure: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided:
    """The outcome of an appeal; ``measure`` is the lighter one when the outcome is CHANGED."""

    id: str
    number: str
    case: str
    decision: str
    appeal: str
    outcome: AppealOutcome
    reasons: str
    by: Person
    at: datetime
    measure: str | None = None
    measure_name: str | None = None
    days: int | None = None
