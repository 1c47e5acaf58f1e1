"""The review queue, worked by keyboard: a list, one item at a time under a hold, one word on it."""

import json

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.cases import ReasonMissing, ReviewOutcome
from gongzhi.credit import load_scale
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.review import AlreadyReviewed, review_finding
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import PLATFORM, allow, person, record_look
from gongzhi_web.accounts.models import Role
from gongzhi_web.archive.acting import act
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.screening import holds
from gongzhi_web.screening.beside import beside
from gongzhi_web.screening.hints import hints_for
from gongzhi_web.screening.models import FindingRow, State
from gongzhi_web.screening.scope import findings_of
from gongzhi_web.screening.shown import shown

PAGE = 50
# What a reviewer says most often when a finding does not hold; free words are as good.
REASONS = [
    "语音识别有误，原话不是这样说的",
    "语境不同，不是在推销商品",
    "是在引用、否定或提醒，不是自己的宣传",
    "陈述属实并有依据",
    "规则不应命中这种说法",
]


@never_cache
@allow(*PLATFORM)
def queue(request: HttpRequest) -> HttpResponse:
    """The whole page. ``finding`` opens one item, ``room`` narrows to one broadcast, ``state`` shows what was escalated."""
    context = {**_listed(request), "reasons": REASONS, "asked": request.GET.get("finding", "")}
    return render(request, "screening/queue.html", context)


@never_cache
@allow(*PLATFORM)
def queue_list(request: HttpRequest) -> HttpResponse:
    """The list alone, after something changed."""
    return render(request, "screening/list.html", _listed(request))


@require_POST
@allow(*PLATFORM)
def take_item(request: HttpRequest, exhibit: str) -> HttpResponse:
    """Hold this finding and show it in full; when somebody else holds it, show it without the buttons."""
    row = findings_of(person(request)).filter(exhibit=exhibit).first()
    if row is None:
        raise Http404
    record_look(request, what="复核时查看", subject_kind="发现", subject=exhibit)
    seal_view(request, exhibit, purpose="复核时查看")
    return _item(request, row)


@require_POST
@allow(*PLATFORM)
def release_item(request: HttpRequest, exhibit: str) -> HttpResponse:
    """Let go of it."""
    holds.release(exhibit, person(request))
    return HttpResponse(status=204)


@require_POST
@allow(*PLATFORM)
def review_item(request: HttpRequest, exhibit: str) -> HttpResponse:
    """Seal one's word on the held finding, then show the next one."""
    user, now = person(request), timezone.now()
    row = findings_of(user).filter(exhibit=exhibit).first()
    if row is None:
        raise Http404
    if not holds.holds(exhibit, user, now):
        return _item(request, row, error="保留时间已过，请重新打开这一条再提交。")
    following = _after(request, row)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "").strip() or None
    try:
        by = user.acting(_names(row))
        verdict = ReviewOutcome(outcome)
        act(lambda archive: review_finding(archive, finding=exhibit, outcome=verdict, reason=reason, by=by, at=now))
    except (AlreadyReviewed, ReasonMissing, NotAllowed, UnknownExhibit, ValueError) as refused:
        row.refresh_from_db()
        return _item(request, row, error=str(refused))
    holds.release(exhibit, user)
    record_look(request, what=f"复核：{State(verdict.value).label}", subject_kind="发现", subject=exhibit)
    response = _item(request, following) if following else render(request, "screening/done.html")
    response.headers["HX-Trigger"] = json.dumps({"queue-changed": {"done": exhibit}})
    return response


def _item(request: HttpRequest, row: FindingRow, error: str = "") -> HttpResponse:
    user, now = person(request), timezone.now()
    context = {
        "found": shown([row])[0],
        "hold": holds.take(row.exhibit, user, now) if _is_open(row, user.role) else None,
        "error": error,
        "reasons": REASONS,
        **beside(row),
    }
    return render(request, "screening/item.html", context)


def _is_open(row: FindingRow, role: str) -> bool:
    return row.state == State.PENDING or (row.state == State.ESCALATED and role == Role.PLATFORM_LEAD)


def _queue(request: HttpRequest) -> QuerySet[FindingRow]:
    state = State.ESCALATED if request.GET.get("state") == State.ESCALATED else State.PENDING
    rows = findings_of(person(request)).filter(state=state)
    if room := request.GET.get("room", ""):
        rows = rows.filter(broadcast=room)
    return rows.order_by("-place", "index")


def _after(request: HttpRequest, row: FindingRow) -> FindingRow | None:
    """The next one that nobody else holds."""
    user = person(request)
    rows = list(_queue(request).exclude(exhibit=row.exhibit)[:PAGE])
    taken = holds.held_by_others([one.exhibit for one in rows], user, timezone.now())
    free = [one for one in rows if one.exhibit not in taken]
    behind = [one for one in free if (-one.place, one.index) > (-row.place, row.index)]
    return next(iter(behind or free), None)


def _listed(request: HttpRequest) -> dict[str, object]:
    rows = list(_queue(request)[: PAGE + 1])
    taken = holds.held_by_others([row.exhibit for row in rows], person(request), timezone.now())
    items = [{"found": one, "held": taken.get(one.row.exhibit)} for one in shown(rows[:PAGE])]
    return {
        "items": items,
        "more": len(rows) > PAGE,
        "hints": hints_for(person(request), request.GET.get("room", "")),
        "state": request.GET.get("state", "pending"),
        "everybody": load_scale().everybody,
        "room": request.GET.get("room", ""),
    }


def _names(row: FindingRow) -> list[str]:
    from gongzhi_web.broadcasts.models import BroadcastRow

    return list(BroadcastRow.objects.filter(id=row.broadcast).values_list("platform", flat=True))
