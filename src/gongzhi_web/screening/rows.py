"""From sealed findings and reviews to rows. Writing the same item twice changes nothing."""

from django.db.models import F

from gongzhi.cases import Review
from gongzhi.flow.ports import Placed
from gongzhi.screening import Certainty, Evaded, Finding
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.signals import signal_of
from gongzhi_web.screening.models import EvadedRow, FindingRow, ReviewRow, State
from gongzhi_web.screening.ranking import place_of, ranked_by, watch_of

# What a seller hid goes before what was said openly and weighs the same otherwise.
_HIDDEN = 2
_SURE = {Certainty.DEFINITE: 3, Certainty.LIKELY: 2, Certainty.DOUBTFUL: 0}


def project_finding(placed: Placed, data: bytes) -> None:
    """Keep the finding, with the line it stands in, and let its room's risk rise."""
    record = decode_record(Finding, data)
    signal = signal_of(record.broadcast, record.signal)
    priority = record.severity * 4 + _SURE[record.certainty] + (_HIDDEN if record.is_disguised else 0)
    room = BroadcastRow.objects.filter(id=record.broadcast).values_list("platform", "watch").first()
    platform, watch = room or ("", 0)
    _, new = FindingRow.objects.get_or_create(
        exhibit=placed.exhibit,
        defaults={
            "index": placed.index,
            "platform": platform,
            "broadcast": record.broadcast,
            "signal": record.signal,
            "type": record.type.value,
            "rule": record.rule,
            "certainty": record.certainty.value,
            "severity": record.severity,
            "priority": priority,
            "place": place_of(priority, record.quote, watch_of(placed.exhibit, watch)),
            "ranked_by": ranked_by(),
            "said_at": record.said_at,
            "sealed_at": placed.at,
            "line": (signal.text or "") if signal else record.quote,
            "record": data,
        },
    )
    if new:
        BroadcastRow.objects.filter(id=record.broadcast).update(
            findings=F("findings") + 1, pending=F("pending") + 1, risk=F("risk") + weight(record.severity)
        )


def project_evaded(placed: Placed, data: bytes) -> None:
    """Keep the hint. It adds nothing to the risk of its room: nothing was found."""
    record = decode_record(Evaded, data)
    EvadedRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "broadcast": record.broadcast,
            "signal": record.signal,
            "said_at": record.said_at,
            "record": data,
        },
    )


def project_review(placed: Placed, data: bytes) -> None:
    """Keep the review; the last word on a finding is its state. A dismissed finding no longer counts as risk."""
    record = decode_record(Review, data)
    _, new = ReviewRow.objects.get_or_create(
        index=placed.index,
        defaults={
            "exhibit": placed.exhibit,
            "finding": record.finding,
            "outcome": record.outcome.value,
            "by": record.by.ref,
            "at": record.at,
            "record": data,
        },
    )
    finding = FindingRow.objects.filter(exhibit=record.finding).first()
    if not new or finding is None:
        return
    before, after = finding.state, record.outcome.value
    finding.state = after
    finding.save(update_fields=["state"])
    change = weight(finding.severity) * ((before == State.DISMISSED) - (after == State.DISMISSED))
    BroadcastRow.objects.filter(id=finding.broadcast).update(
        risk=F("risk") + change, pending=F("pending") - (1 if before == State.PENDING else 0)
    )


def weight(severity: int) -> int:
    """What one finding adds to the order of the monitor: grave ones outweigh many slight ones."""
    return severity * severity
