"""What stands in a party's credit ledger."""

from datetime import datetime

from gongzhi.credit import CreditEntry, balance
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive


def ledger_of(archive: Archive, party: str) -> tuple[CreditEntry, ...]:
    """All entries of a party, in the order they were sealed; ``gongzhi.credit.counting`` says which count on a day."""
    return tuple(sealed.record for sealed in sealed_records(archive, CreditEntry, party))


def standing_of(archive: Archive, party: str, on: datetime) -> int:
    """The points that count against a party at ``on``: zero is a clean record."""
    return balance(ledger_of(archive, party), on)
