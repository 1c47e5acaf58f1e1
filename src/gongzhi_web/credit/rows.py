"""From sealed credit entries to rows. Writing the same item twice changes nothing."""

from gongzhi.credit import CreditEntry
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.credit.models import CreditRow
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
