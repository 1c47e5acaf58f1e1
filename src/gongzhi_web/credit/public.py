"""What anybody may ask: the measures that stand against an organisation today. No score, no person, nothing repaired or expired.

网络交易监督管理办法/30 has platforms publish the shop, the violation and the measure; scores are not published by any law.
"""

from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.credit import CreditEntry, counting
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.credit.ledgers import end_of
from gongzhi_web.credit.models import CreditRow

PROVISION = "网络交易监督管理办法/30"
_OPEN = (Kind.MERCHANT, Kind.MCN)
# A merchant registered as a natural person is a person, whatever shop they keep.
_PERSONS = ("person", "smallholder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One measure as the public sees it."""

    reason: str
    at: datetime
    until: datetime | None


def asked_organisation(words: str) -> Organisation | None:
    """The merchant or MCN of exactly this full name or credit code; fragments find nothing, so that nobody can leaf through."""
    words = words.strip()
    if not words:
        return None
    open_to_all = Organisation.objects.filter(kind__in=_OPEN).exclude(party_kind__in=_PERSONS)
    return open_to_all.filter(name=words).first() or open_to_all.filter(uscc=words.upper()).exclude(uscc="").first()


def shown_of(organisation: Organisation, on: date) -> list[Shown]:
    """The measures that count at the end of a day, the latest first."""
    rows = CreditRow.objects.filter(party__in=organisation.names)
    entries = [decode_record(CreditEntry, bytes(row.record)) for row in rows]
    found = [Shown(reason=one.reason, at=one.at, until=one.expires) for one in counting(entries, end_of(on))]
    return found[::-1]
