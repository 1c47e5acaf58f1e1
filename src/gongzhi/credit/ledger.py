"""The plain ledger: what counts for a party on a day, and what no longer does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EntryKind(StrEnum):
    """A measure that counts; a revocation that makes an entry never have been; a repair that ends it from a day on."""

    MEASURE = "measure"
    REVOCATION = "revocation"
    REPAIR = "repair"


class BadEntry(ValueError):
    """An entry that cannot stand in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntry:
    """``points`` are zero or negative for a measure and zero otherwise; ``basis`` is the id of the decision or appeal decision.

    ``expires`` is the first moment at which the entry no longer counts. ``cancels`` is the id of the entry revoked or repaired.
    """

    id: str
    party: str
    kind: EntryKind
    points: int
    basis: str
    reason: str
    at: datetime
    expires: datetime | None = None
    cancels: str | None = None

    def __post_init__(self) -> None:
        if (self.cancels is not None) is (self.kind is EntryKind.MEASURE):
            raise BadEntry("信用记录：撤销和修复须指明所针对的记录，处置记录不得指明，请改正")
        if self.points > 0 or (self.points and self.kind is not EntryKind.MEASURE):
            raise BadEntry("信用记录：处置记录的分值应为零或负数，撤销和修复不带分值，请改正")
        if self.expires is not None and self.expires < self.at:
            raise BadEntry("信用记录：失效时刻早于记录时刻，请改正")


def counting(entries: Iterable[CreditEntry], on: datetime) -> tuple[CreditEntry, ...]:
    """The measures that count at ``on``, oldest first; the same entry given twice counts once.

    A revoked entry never counts, on whatever day one asks. A repaired one stops at the repair, an expired one at its expiry.
    """
    once = {entry.id: entry for entry in entries}
    revoked = {entry.cancels for entry in once.values() if entry.kind is EntryKind.REVOCATION}
    repaired = {entry.cancels for entry in once.values() if entry.kind is EntryKind.REPAIR and entry.at <= on}
    return tuple(
        sorted(
            (entry for entry in once.values() if _runs(entry, on) and entry.id not in revoked | repaired),
            key=lambda entry: (entry.at, entry.id),
        )
    )


def balance(entries: Iterable[CreditEntry], on: datetime) -> int:
    """The sum of the points that count at ``on``; zero is a clean record."""
    return sum(entry.points for entry in counting(entries, on))


def _runs(entry: CreditEntry, on: datetime) -> bool:
    return entry.kind is EntryKind.MEASURE and entry.at <= on and (entry.expires is None or on < entry.expires)
