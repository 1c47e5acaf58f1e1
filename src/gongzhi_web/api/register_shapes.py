"""What entries of the register look like over HTTP, and what may be asked of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import Field

from gongzhi.cases import Act, DocketState, LeadLevel, LeadOrigin, LeadOutcome, Matter
from gongzhi_web.api.cases import DeadlineOut
from gongzhi_web.api.written import Asked, Limit, Name

Names = Annotated[list[Name], Field(max_length=50)]


class Which(StrEnum):
    """Which entries: by state, or ``open`` (all that have not ended), ``over`` (past their last day), ``all``."""

    OPEN = "open"
    OVER = "over"
    ALL = "all"
    RECEIVED = "received"
    VERIFYING = "verifying"
    FILED = "filed"
    REPORTED = "reported"
    ENDED = "ended"
    SUSPENDED = "suspended"
    LINKED = "linked"


# Acts that need nothing beside the entry; merging, splitting and transferring have their own pages or address.
SimpleAct = StrEnum(  # type: ignore[misc]
    "SimpleAct",
    {one.name: one.value for one in Act if one not in (Act.TRANSFER, Act.MERGE, Act.ABSORB, Act.SPLIT)},
)


class EntryOut(Schema):
    """An entry as a list shows it."""

    number: str
    title: str
    unit: str
    state: DocketState
    matter: Matter
    origin: LeadOrigin
    level: LeadLevel
    assignee: str
    suspended: bool
    due: date | None
    broadcast: str
    case: str
    linked: str
    received_at: datetime
    moved_at: datetime
    version: int


class EntriesOut(Schema):
    """A page of entries, what is due first in front."""

    items: list[EntryOut]
    next: str | None


class ToldOut(Schema):
    """One step; ``number`` says in which entry it happened, ``by`` is null for the monitoring."""

    number: str
    at: datetime
    by: str | None
    what: str
    detail: str
    basis: list[str]


class EntryDetailOut(EntryOut):
    """An entry in full; ``may`` are the acts that the flow would take from the caller now."""

    summary: str
    parties: list[str]
    rules: list[str]
    routing: list[str]
    deadline: DeadlineOut | None
    waiting: list[str]
    history: list[ToldOut]
    may: list[str]


class EntriesAsked(Asked):
    """Which entries; all that is given must hold."""

    unit: Name | None = None
    state: Which = Which.OPEN
    q: Annotated[str, Field(max_length=60)] | None = None
    cursor: (
        Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,15})?$", description="上一页给出的 next，原样送回")]
        | None
    ) = None
    limit: Limit = 50


class EntryIn(Asked):
    """A lead to be entered; ``unit`` is who shall have it."""

    title: str = Field(min_length=1, max_length=100)
    summary: str = Field(min_length=1, max_length=2000)
    unit: Name
    matter: Matter = Matter.BREACH
    origin: LeadOrigin = LeadOrigin.COMPLAINT
    level: LeadLevel = LeadLevel.ORDINARY
    broadcast: Name | None = None
    case: Name | None = None
    parties: Names = []
    rules: Names = []


class ActIn(Asked):
    """One act, on the entry as it stood at ``seen`` (its version); the act says which fields it needs."""

    act: SimpleAct
    seen: int = Field(ge=0, le=10**9)
    reason: str = Field("", max_length=500)
    unit: Name | None = None
    assignee: Name | None = None
    ground: Name | None = None
    outcome: LeadOutcome | None = None
    case: Name | None = None


class TransferIn(Asked):
    """To which authority, why, on which ground; ``bundle`` asks for the sealed bundle of the broadcast."""

    organisation: str = Field(max_length=100)
    person: str = Field("", max_length=60)
    ground: Name
    reason: str = Field(max_length=500)
    seen: int = Field(ge=0, le=10**9)
    bundle: bool = True


class TransferOut(Schema):
    """What goes to the other authority, in base64, with SHA-256 of each; the bundle verifies offline."""

    number: str
    letter: str
    letter_sha256: str
    bundle: str | None
    bundle_sha256: str | None
