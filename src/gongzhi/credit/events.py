"""What happened to a party that bears on its credit, and which of it counts on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.credit.ledger import CreditEntry, EntryKind
from gongzhi.credit.scale import Scale, ScoredRole
from gongzhi.values import BEIJING

REVOCATION, REPAIR = EntryKind.REVOCATION.value, EntryKind.REPAIR.value
LARGEST = 1_000_000


class BadEvent(ValueError):
    """An event that cannot be counted; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEvent:
    """``kind`` is an id of scale.yaml, or ``revocation``/``repair`` with ``cancels``; ``amount`` counts the kind's units.

    ``basis`` is the id of the decision, settlement or report that it rests on. ``expires`` ends it before the kind's term.
    ``at`` of a penalty is its publication, from which the law counts the term.
    """

    id: str
    party: str
    kind: str
    at: datetime
    basis: str
    role: ScoredRole = ScoredRole.SELLER
    amount: int = 1
    reason: str = ""
    expires: datetime | None = None
    cancels: str | None = None

    def __post_init__(self) -> None:
        if (self.cancels is not None) is not (self.kind in {REVOCATION, REPAIR}):
            raise BadEvent("撤销和修复须以 cancels 指明所针对的记录，其他事件不得指明，请改正")
        if self.amount < 0 or self.amount > LARGEST:
            raise BadEvent(f"数量 amount 为 {self.amount}：应在 0 到 {LARGEST} 之间，请改正")
        if self.expires is not None and self.expires < self.at:
            raise BadEvent("失效时刻 expires 早于发生时刻 at，请改正")

    @property
    def day(self) -> date:
        """The day in Beijing on which it begins to count."""
        return beijing_day(self.at)

    def ends(self, scale: Scale) -> date:
        """The first day on which it no longer counts: the kind's term, or ``expires`` when that comes first."""
        term = scale.kinds[self.kind].ends(self.day)
        return term if self.expires is None else min(term, beijing_day(self.expires))


def beijing_day(at: datetime) -> date:
    """The day of an instant as people in China name it."""
    return at.astimezone(BEIJING).date()


def event_of_entry(entry: CreditEntry, role: ScoredRole) -> CreditEvent:
    """An entry of the plain ledger as an event of the dimension 违规; its points become the amount."""
    return CreditEvent(
        id=entry.id,
        party=entry.party,
        kind="platform_measure" if entry.kind is EntryKind.MEASURE else entry.kind.value,
        at=entry.at,
        basis=entry.basis,
        role=role,
        amount=-entry.points,
        reason=entry.reason,
        expires=entry.expires,
        cancels=entry.cancels,
    )


def counting_events(events: Iterable[CreditEvent], scale: Scale, on: date) -> tuple[CreditEvent, ...]:
    """The events that count at the end of ``on``, oldest first; the same event given twice counts once.

    A revoked one never counts, on whatever day one asks; a repaired one stops at its repair, an expired one at its end.
    """
    once = {event.id: event for event in events}
    ended = {
        event.cancels
        for event in once.values()
        if event.kind == REVOCATION or (event.kind == REPAIR and event.day <= on)
    }
    alive = (
        event
        for event in once.values()
        if event.cancels is None and event.id not in ended and event.day <= on < event.ends(scale)
    )
    return tuple(sorted(alive, key=lambda event: (event.at, event.id)))
