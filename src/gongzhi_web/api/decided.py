"""The shapes of a decision, its proposal, its notice and its appeal."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from gongzhi.decisions import Answer, AppealOutcome, ServedHow
from gongzhi.parties import LegalRole


class PersonOut(Schema):
    """Who did it."""

    name: str
    organisation: str
    role: str


class BasisOut(Schema):
    """A provision relied upon as it stood on that day; ``wording`` is our own wording."""

    id: str
    title: str
    article: str
    wording: str
    on: date
    held: str


class ConsiderationOut(Schema):
    """One thing considered, its answer, and what the answer rests on."""

    topic: str
    answer: Answer
    remark: str


class AppealRouteOut(Schema):
    """Where and within how many days to appeal."""

    where: str
    days: int
    basis: str


class ProposalOut(Schema):
    """A draft whose measure needs two people, as the first of them signed it."""

    exhibit: str
    party: str
    measure: str
    days: int | None
    findings: list[str]
    facts: str
    reasons: str
    by: PersonOut
    at: datetime


class DecisionOut(Schema):
    """A decision with its reasons, its basis and the way to appeal."""

    exhibit: str
    id: str
    number: str
    issuer: str
    party: str
    party_name: str
    role: LegalRole
    measure: str
    measure_name: str
    days: int | None
    findings: list[str]
    facts: str
    reasons: str
    provisions: list[BasisOut]
    considerations: list[ConsiderationOut]
    appeal: AppealRouteOut
    reports: list[str]
    notes: list[str]
    by: PersonOut
    second: PersonOut | None
    at: datetime


class NoticeOut(Schema):
    """What was told to the party, when and how."""

    exhibit: str
    number: str
    to: str
    how: ServedHow
    served_at: datetime
    receipt: str | None
    by: PersonOut


class AppealOut(Schema):
    """An appeal."""

    exhibit: str
    id: str
    grounds: str
    late_reason: str | None
    by: PersonOut
    at: datetime


class AppealDecidedOut(Schema):
    """What became of an appeal; ``measure`` only when it was changed."""

    exhibit: str
    id: str
    number: str
    outcome: AppealOutcome
    reasons: str
    measure: str | None
    measure_name: str | None
    days: int | None
    by: PersonOut
    at: datetime


class ProposedOut(Schema):
    """The measure needs two people: it takes effect once another confirms this proposal."""

    proposal: str = Field(description="处置意见的存证编号；由另一名主管在案件页面核对并确认")
    notice: str
