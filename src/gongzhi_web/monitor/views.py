"""The live monitor and the room page."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gongzhi.credit import load_scale
from gongzhi.flow.watch_by_credit import drawn_by_chance
from gongzhi_web.accounts.access import EVERYONE, STAFF, allow, person, record_look
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.monitor.figures import figures_of, is_on_air
from gongzhi_web.monitor.room import room_parts
from gongzhi_web.monitor.scripts import same_scripts_of
from gongzhi_web.parties.shown import broadcast_line
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.screening.shown import shown

RECENT = 30
SHOWN = 12
# How long a room whose screening broke off stays at the top.
LATELY = timedelta(days=1)


@never_cache
@allow(*EVERYONE)
def monitor(request: HttpRequest) -> HttpResponse:
    """Figures, charts, rooms by risk, newest findings; kept current by the event stream."""
    context = {
        "figures": figures_of(person(request), timezone.now()),
        "rooms": _rooms(request),
        "findings": _newest(request),
        "severity": request.GET.get("severity", ""),
        "everybody": load_scale().everybody,
    }
    return render(request, "monitor/monitor.html", context)


@never_cache
@allow(*EVERYONE)
def figures(request: HttpRequest) -> HttpResponse:
    """The KPI cards alone, with the charts' numbers, as the page asks for them after findings arrived."""
    return render(request, "monitor/figures.html", {"figures": figures_of(person(request), timezone.now())})


@never_cache
@allow(*EVERYONE)
def rooms(request: HttpRequest) -> HttpResponse:
    """The table of rooms alone."""
    return render(request, "monitor/rooms.html", {"rooms": _rooms(request)})


@never_cache
@allow(*EVERYONE)
def latest(request: HttpRequest) -> HttpResponse:
    """The newest findings alone: filtered by risk, or polled where the event stream cannot be reached."""
    return render(request, "monitor/findings.html", {"findings": _newest(request)})


@never_cache
@allow(*EVERYONE)
def room(request: HttpRequest, broadcast: str) -> HttpResponse:
    """One broadcast in full. Danmu are people's words, so the look is recorded."""
    row = _room_or_404(request, broadcast)
    record_look(request, what="查看直播间", subject_kind="直播", subject=row.id)
    seal_view(request, row.id, purpose="查看直播间")
    context = {
        "room": row,
        # The reason may name what a rule looks for.
        "why_halted": row.halted if person(request).role in STAFF else "",
        "on_air": is_on_air(row, timezone.now()),
        "part": broadcast_line(person(request), row),
        "same": same_scripts_of(opened(), person(request), row.id),
        **room_parts(row, before=_before(request)),
    }
    return render(request, "monitor/room.html", context)


@never_cache
@allow(*EVERYONE)
def room_lines(request: HttpRequest, broadcast: str) -> HttpResponse:
    """The moving parts of the room page alone; no new look, it is the same one going on."""
    row = _room_or_404(request, broadcast)
    return render(request, "monitor/room_parts.html", {"room": row, **room_parts(row, before=_before(request))})


def _room_or_404(request: HttpRequest, broadcast: str) -> BroadcastRow:
    row = broadcasts_of(person(request)).filter(id=broadcast).first()
    if row is None:
        raise Http404
    return row


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def _rooms(request: HttpRequest) -> list[dict[str, object]]:
    """Those whose screening broke off lately first: nobody judges what they say; then those on air.

    Among each, those drawn by chance, then the lowest tier, then by risk.
    """
    now, shows_why = timezone.now(), person(request).role in STAFF
    mine = broadcasts_of(person(request)).defer("record")
    broken = list(mine.exclude(halted="").filter(heard_at__gte=now - LATELY).order_by("-heard_at")[:SHOWN])
    rows = {row.id: row for row in broken}
    for order in (("-heard_at",), ("-risk", "-heard_at"), ("-watch", "-risk", "-heard_at")):
        rows |= {row.id: row for row in mine.order_by(*order)[:60] if row.id not in rows}
    gravest = max([100, *(row.risk for row in rows.values())])
    listed: list[dict[str, Any]] = [
        {
            "row": row,
            "on_air": is_on_air(row, now),
            "share": row.risk * 100 // gravest,
            "drawn": shows_why and drawn_by_chance(row.id),
        }
        for row in rows.values()
    ]
    return sorted(listed, key=lambda one: _turn(one["row"], broken=one["row"] in broken, now=now))[:SHOWN]


def _turn(row: BroadcastRow, *, broken: bool, now: datetime) -> tuple[object, ...]:
    on_air = is_on_air(row, now)
    return not broken, not on_air, not (on_air and drawn_by_chance(row.id)), -row.watch, -row.risk


def _newest(request: HttpRequest) -> list[object]:
    found = findings_of(person(request)).order_by("-index")
    floors = {"high": (4, 5), "middle": (3, 3), "low": (1, 2)}
    if bounds := floors.get(request.GET.get("severity", "")):
        found = found.filter(severity__range=bounds)
    since = request.GET.get("since_minutes", "")
    if since.isdecimal() and len(since) < 5:
        found = found.filter(sealed_at__gte=timezone.now() - timedelta(minutes=int(since)))
    return list(shown(found[:RECENT]))
