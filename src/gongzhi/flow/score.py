"""What stands in a party's credit ledger, and the tier that it comes to."""

from dataclasses import replace
from datetime import date, datetime

from gongzhi.credit import (
    CreditEntry,
    CreditEvent,
    ScoredRole,
    Tier,
    balance,
    event_of_entry,
    load_scale,
    tier_on,
)
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.record_credit import recorded_events


def ledger_of(archive: Archive, party: str) -> tuple[CreditEntry, ...]:
    """All entries of a party, in the order they were sealed; ``gongzhi.credit.counting`` says which count on a day."""
    return tuple(sealed.record for sealed in sealed_records(archive, CreditEntry, party))


def standing_of(archive: Archive, party: str, on: datetime) -> int:
    """The points that count against a party at ``on``: zero is a clean record."""
    return balance(ledger_of(archive, party), on)


def events_of(archive: Archive, party: str, role: ScoredRole) -> tuple[CreditEvent, ...]:
    """A party's ledger as events of the dimension 违规, then what was recorded of quality, reviews and fulfilment."""
    decided = (event_of_entry(entry, role) for entry in ledger_of(archive, party))
    return (*decided, *(replace(one.event, role=role) for one in recorded_events(archive, party)))


def tier_of_party(archive: Archive, party: str, role: ScoredRole, on: date) -> Tier:
    """The tier of a party at the end of a day, by its own sealed record alone; ``watch`` says how closely to look."""
    return tier_on(events_of(archive, party, role), load_scale(), on)
