"""The state of the log for those who watch over it, and the segments of each broadcast with their gaps."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.evidence import LogDamaged, StoreDamaged
from gongzhi_web.accounts.access import STAFF, allow, person
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.evidence.models import Placing
from gongzhi_web.evidence.sealed import log_now
from gongzhi_web.evidence.standing import alarms_now, close_of, cosigned_now, segments_of, stamps_now

_MOST = 50
_SHOWN_GAPS = 200


@never_cache
@require_safe
@allow(*STAFF)
def standing(request: HttpRequest) -> HttpResponse:
    """Size, cosignatures, timestamps, alarms, and the segments of the broadcasts within reach."""
    alarms, looked_at = alarms_now()
    openings = Placing.objects.filter(kind="SegmentOpened", broadcast__in=broadcasts_of(person(request)).values("id"))
    newest = list(openings.order_by("-index")[:_MOST])
    rooms = BroadcastRow.objects.defer("record").in_bulk([one.broadcast for one in newest])
    context = {
        "now": log_now(),
        "cosigned": cosigned_now(),
        "stamps": stamps_now(),
        "alarms": alarms,
        "looked_at": looked_at,
        "segments": [_line(one, rooms.get(one.broadcast)) for one in newest],
    }
    return render(request, "evidence/standing.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def segments(request: HttpRequest, broadcast: str) -> HttpResponse:
    """The full check of one broadcast: every leaf, every root, every gap."""
    room = broadcasts_of(person(request)).filter(id=broadcast).first()
    if room is None or not Placing.objects.filter(broadcast=broadcast, kind="SegmentOpened").exists():
        raise Http404
    try:
        report, unlike = segments_of(broadcast)
    except (StoreDamaged, LogDamaged) as error:
        return render(request, "evidence/trouble.html", {"trouble": str(error)}, status=500)
    context = {"room": room, "report": report, "unlike": unlike, "gaps": report.gaps[:_SHOWN_GAPS]}
    return render(request, "evidence/segments.html", context)


def _line(opening: Placing, room: BroadcastRow | None) -> dict[str, object]:
    own = Placing.objects.filter(broadcast=opening.broadcast)
    last = own.filter(kind="SegmentClosed").order_by("-index").first()
    later = last is not None and own.filter(kind="SignalBatch", index__gt=last.index).exists()
    return {
        "broadcast": opening.broadcast,
        "room": room,
        "at": opening.at,
        "roots": own.filter(kind="SegmentRoot").count(),
        "closed": close_of(last.exhibit) if last is not None else None,
        "running": last is None or later,
    }
