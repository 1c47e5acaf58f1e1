"""Emergency stops: the running ones, stopping a broadcast, one stop with its clock, settling it, the party's notice."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.documents import render_document
from gongzhi.cases import ReasonMissing
from gongzhi.decisions import Document, StopOutcome, StopSettled
from gongzhi.flow.emergency import (
    CONFIRM_HOURS,
    NothingStopped,
    NotUrgent,
    Settling,
    Stopping,
    settle_stop,
    stop_broadcast,
)
from gongzhi.flow.emergency_notice import notice_of_stop
from gongzhi.flow.matters import UnknownBroadcast, UnknownExhibit, sealed_records
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import DECIDERS, EVERYONE, PLATFORM, allow, person, record_look
from gongzhi_web.accounts.models import Look, Role
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.emergency.models import StopRow
from gongzhi_web.emergency.scope import stops_of
from gongzhi_web.emergency.shown import GRAVE, SHOWN, ShownStop, ended, may_settle, running, shown_stops
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.lawbook import book
from gongzhi_web.screening.models import FindingRow, State
from gongzhi_web.screening.shown import shown

REFUSALS = (NotAllowed, NotUrgent, NothingStopped, ReasonMissing, UnknownBroadcast, UnknownExhibit)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TOLD = "查看停播告知"


@never_cache
@require_safe
@allow(*EVERYONE)
def stops(request: HttpRequest) -> HttpResponse:
    """What is off now, with the time until it lapses; and what ended lately."""
    rows, now = stops_of(person(request)), timezone.now()
    context = {
        "running": shown_stops(running(rows, now)[:SHOWN], now),
        "ended": shown_stops(ended(rows, now)[:SHOWN], now),
        "hours": CONFIRM_HOURS,
    }
    if request.headers.get("HX-Request"):
        return render(request, "emergency/running.html", context)
    record_look(request, what="查看紧急停播", subject_kind="停播", subject="列表")
    return render(request, "emergency/stops.html", context)


@never_cache
@allow(*PLATFORM)
def new_stop(request: HttpRequest, broadcast: str) -> HttpResponse:
    """Stop this broadcast at once, with reason and finding; pressing the button twice stops once."""
    row = broadcasts_of(person(request)).filter(id=broadcast).first()
    if row is None:
        raise Http404
    error = ""
    if request.method == "POST":
        given = request.POST
        stopping = Stopping(broadcast=row.id, findings=tuple(given.getlist("finding")), reason=given.get("reason", ""))
        by, now = person(request).acting([row.platform]), timezone.now()
        try:
            placed = act(partial(stop_broadcast, book=book(), stopping=stopping, by=by, at=now))
        except REFUSALS as refused:
            error = str(refused)
        else:
            record_look(request, what="紧急停播", subject_kind="停播", subject=placed.exhibit)
            messages.success(request, f"已登记紧急停播；{CONFIRM_HOURS} 小时内须由另一名主管确认，否则自行失效")
            return redirect("stop", stop=placed.exhibit)
    found = FindingRow.objects.filter(broadcast=row.id, severity__gte=GRAVE).exclude(certainty="doubtful")
    context = {
        "room": row,
        "findings": shown(found.exclude(state=State.DISMISSED).order_by("-severity", "-index")[:SHOWN]),
        "running": _running_of(row),
        "hours": CONFIRM_HOURS,
        "error": error,
        "given": request.POST,
        "ticked": request.POST.getlist("finding") or [request.GET.get("finding", "")],
    }
    return render(request, "emergency/new.html", context, status=400 if error else 200)


@never_cache
@require_safe
@allow(*EVERYONE)
def stop_page(request: HttpRequest, stop: str) -> HttpResponse:
    """One stop: why, on what, until when, and what this person may do. Sellers are shown what they are told."""
    user = person(request)
    if user.role == Role.MERCHANT:
        return redirect("stop_notice", stop=stop)
    row = _stop_or_404(request, stop)
    record_look(request, what="查看紧急停播", subject_kind="停播", subject=stop)
    [one] = shown_stops([row], timezone.now())
    settled = [each.record for each in sealed_records(opened(), StopSettled, row.broadcast) if each.record.stop == stop]
    context = {
        "stop": one,
        "may": may_settle(user, one),
        "own": row.by == user.username,
        "settled": settled[::-1],
        "findings": shown(FindingRow.objects.filter(exhibit__in=one.record.findings).order_by("said_at")),
        "told": Look.objects.filter(what=_TOLD, subject=stop, user__role=Role.MERCHANT).order_by("at").first(),
        "hours": CONFIRM_HOURS,
    }
    return render(request, "emergency/stop.html", context)


@require_POST
@allow(*DECIDERS)
def settle_form(request: HttpRequest, stop: str) -> HttpResponse:
    """Confirm or lift exactly the stop that was read."""
    row = _stop_or_404(request, stop)
    room = BroadcastRow.objects.filter(id=row.broadcast).defer("record").first()
    by = person(request).acting([room.platform] if room else [])
    try:
        outcome = StopOutcome(request.POST.get("outcome", ""))
        reason = request.POST.get("reason", "")
        settling = Settling(broadcast=row.broadcast, outcome=outcome, reason=reason, seen=stop)
        act(partial(settle_stop, settling=settling, by=by, at=timezone.now()))
        record_look(request, what=f"{outcome.chinese}紧急停播", subject_kind="停播", subject=stop)
        messages.success(request, f"已{outcome.chinese}")
    except REFUSALS as refused:
        messages.error(request, str(refused))
    except ValueError:
        messages.error(request, "表单里有不认识的选项：请刷新页面后重新办理")
    return redirect("stop", stop=stop)


@never_cache
@require_safe
@allow(*EVERYONE)
def notice(request: HttpRequest, stop: str) -> HttpResponse:
    """What the party is told; that a seller opened it is sealed."""
    row = _stop_or_404(request, stop)
    record_look(request, what=_TOLD, subject_kind="停播", subject=stop)
    seal_view(request, stop, purpose=_TOLD)
    [one] = shown_stops([row], timezone.now())
    return render(request, "emergency/notice.html", {"stop": one, "document": _document(one)})


@never_cache
@require_safe
@allow(*EVERYONE)
def notice_file(request: HttpRequest, stop: str) -> HttpResponse:
    """The same as .docx."""
    row = _stop_or_404(request, stop)
    record_look(request, what="下载停播告知", subject_kind="停播", subject=stop)
    [one] = shown_stops([row], timezone.now())
    answer = HttpResponse(render_document(_document(one)), content_type=_DOCX)
    answer.headers["Content-Disposition"] = f'attachment; filename="stop-{stop[:12]}.docx"'
    return answer


def _document(one: ShownStop) -> Document:
    room = one.room
    names = dict.fromkeys(each for each in ((room.operator, room.merchant, room.mcn) if room else ()) if each)
    return notice_of_stop(
        one.record,
        title=room.title if room else one.row.broadcast,
        to="、".join(names),
        issuer=room.platform if room else "",
    )


def _running_of(row: BroadcastRow) -> StopRow | None:
    return running(StopRow.objects.filter(broadcast=row.id), timezone.now()).first()


def _stop_or_404(request: HttpRequest, stop: str) -> StopRow:
    row = stops_of(person(request)).filter(exhibit=stop).first()
    if row is None:
        raise Http404
    return row
