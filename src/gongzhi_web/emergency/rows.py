"""From sealed stops and what became of them to rows. Writing the same item twice changes nothing."""

from gongzhi.decisions import EmergencyStop, StopSettled
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record
from gongzhi_web.emergency.models import StopRow


def project_stop(placed: Placed, data: bytes) -> None:
    """Keep the stop."""
    record = decode_record(EmergencyStop, data)
    StopRow.objects.get_or_create(
        exhibit=placed.exhibit,
        defaults={
            "index": placed.index,
            "broadcast": record.broadcast,
            "by": record.by.ref,
            "by_name": record.by.name,
            "at": record.at,
            "until": record.until,
            "version": placed.index,
            "record": data,
        },
    )


def project_settled(placed: Placed, data: bytes) -> None:
    """The stop was confirmed or lifted."""
    record = decode_record(StopSettled, data)
    StopRow.objects.filter(exhibit=record.stop, version__lt=placed.index).update(
        outcome=record.outcome.value, version=placed.index
    )
