"""From sealed credit entries and recorded events to rows. Writing the same item twice changes nothing."""

from gongzhi.credit import CreditEntry, beijing_day
from gongzhi.flow.ports import Placed
from gongzhi.flow.record_credit import CreditRecorded
from gongzhi.values import decode_record
from gongzhi_web.credit.models import CreditRow, RecordedRow
from gongzhi_web.credit.watching import watch_again
from gongzhi_web.evidence.models import Placing


def project_entry(placed: Placed, data: bytes) -> None:
    """Keep the entry with the matter of its decision, which was sealed before it."""
    record = decode_record(CreditEntry, data)
    basis = Placing.objects.filter(name=record.basis).first()
    CreditRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "entry": record.id,
            "party": record.party,
            "broadcast": basis.broadcast if basis else "",
            "case": basis.case if basis else "",
            "at": record.at,
            "record": data,
        },
    )
    watch_again(record.party, beijing_day(placed.at))


def project_recorded(placed: Placed, data: bytes) -> None:
    """Keep the event under its party and under whoever recorded it."""
    record = decode_record(CreditRecorded, data)
    RecordedRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "event": record.event.id,
            "party": record.event.party,
            "role": record.event.role.value,
            "kind": record.event.kind,
            "organisation": record.by.organisation,
            "source_sha256": record.source_sha256,
            "at": record.event.at,
            "record": data,
        },
    )
    watch_again(record.event.party, beijing_day(placed.at))
