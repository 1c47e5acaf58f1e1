"""From sealed shadow findings and marks to rows. Writing the same item twice changes nothing."""

from gongzhi.flow.ports import Placed
from gongzhi.flow.rule_records import ShadowFinding, ShadowMarked
from gongzhi.values import decode_record
from gongzhi_web.rules.models import ShadowRow


def project_shadow(placed: Placed, data: bytes) -> None:
    """Keep what a rule on trial would have found."""
    record = decode_record(ShadowFinding, data)
    ShadowRow.objects.get_or_create(
        exhibit=placed.exhibit,
        defaults={
            "index": placed.index,
            "platform": record.platform,
            "broadcast": record.finding.broadcast,
            "rule": record.finding.rule,
            "version": record.finding.rule_version,
            "leads": record.would_lead,
            "beside": "\n".join(record.beside),
            "record": data,
        },
    )


def project_mark(placed: Placed, data: bytes) -> None:  # noqa: ARG001
    """The last word on a shadow finding is its mark."""
    record = decode_record(ShadowMarked, data)
    ShadowRow.objects.filter(exhibit=record.finding).update(mark=record.mark.value, marked_by=record.by.name)
