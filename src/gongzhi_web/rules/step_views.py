"""One person's step on a rule: into the shadow, approved, given up, retired; and the sample that people look at."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.change_rule import (
    NotTried,
    ReasonWanting,
    StaleRule,
    Step,
    approve_rule,
    mark_shadow,
    propose_retirement,
    try_rule,
    withdraw_rule,
)
from gongzhi.flow.matters import SealBroken, UnknownExhibit
from gongzhi.flow.ports import Archive
from gongzhi.flow.rule_checks import RuleNotReady
from gongzhi.flow.rule_records import Mark, RuleRetired, ShadowFinding
from gongzhi.flow.rule_text import parse_text, yaml_of
from gongzhi.parties import NotAllowed
from gongzhi.screening import RuleFailed, Status
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.rules import desk
from gongzhi_web.rules.history import in_force_text, shadow_figures, shadow_rows
from gongzhi_web.rules.models import MarkState
from gongzhi_web.rules.views import shown_or_404
from gongzhi_web.site.templatetags.gongzhi import risk

REFUSALS = (
    NotAllowed, StaleRule, NotTried, ReasonWanting, RuleNotReady, RuleFailed, SealBroken, UnknownExhibit, ValueError,
)  # fmt: skip
PAGE = 20


@require_POST
@allow(*desk.EDITORS)
def start_trial(request: HttpRequest, rule: str) -> HttpResponse:
    """Into the shadow: watches that run take it up with their next lines."""
    step = _step(request, rule)
    said = "影子试跑已开始：正在看的直播从下一批话起计数，商家看不到，也不会成为线索。"
    return _take(request, rule, partial(try_rule, step=step), ("试跑规则", said))


@require_POST
@allow(*desk.APPROVERS)
def approve(request: HttpRequest, rule: str) -> HttpResponse:
    """The second person puts in force exactly what they read."""
    step = _step(request, rule)

    def verb(archive: Archive) -> Any:
        done = approve_rule(archive, desk.desk(), step)
        messages.success(
            request, "已同意停用。" if isinstance(done, RuleRetired) else "已批准启用，立即生效，不必重启。"
        )

    return _take(request, rule, verb, ("批准规则", ""))


@require_POST
@allow(*desk.EDITORS)
def withdraw(request: HttpRequest, rule: str) -> HttpResponse:
    """Give up the standing draft, or send it back; then there is a page only if something else speaks under this id."""
    step = _step(request, rule)
    return _take(request, rule, partial(withdraw_rule, step=step), ("撤回规则", "已撤回，现行规则不变。"))


@require_POST
@allow(*desk.EDITORS)
def retire(request: HttpRequest, rule: str) -> HttpResponse:
    """Ask for the retirement of what is in force."""
    user = person(request)
    step = _step(request, rule)
    names = user.organisation.names if user.organisation else ()
    verb = partial(propose_retirement, desk=desk.desk(), step=step, platforms=names)
    return _take(request, rule, verb, ("提议停用规则", "已提议停用，等另一名主管同意；在那之前它照常生效。"))


@never_cache
@require_safe
@allow(*desk.EDITORS)
def shadow(request: HttpRequest, rule: str) -> HttpResponse:
    """What the trial found, newest first, for people to say of each whether it holds."""
    user = person(request)
    shown_or_404(user, rule)
    state = desk.states_of(user).get(rule)
    if state is None or state.shadow is None:
        raise Http404("这条规则没有在影子试跑")
    version = parse_text(state.shadow.text).version
    rows = shadow_rows(user, rule, version)
    asked = request.GET.get("mark", "")
    if asked in MarkState.values:
        rows = rows.filter(mark=asked)
    page = Paginator(rows.order_by("-index"), PAGE).get_page(request.GET.get("page"))
    rooms = BroadcastRow.objects.defer("record").in_bulk({row.broadcast for row in page})
    context = {
        "rule": rule,
        "version": version,
        "figures": shadow_figures(user, rule, version),
        "page": page,
        "asked": asked,
        "marks": MarkState.choices,
        "found": [_shown(row, rooms.get(row.broadcast)) for row in page],
    }
    return render(request, "rules/shadow.html", context)


@require_POST
@allow(*desk.EDITORS)
def mark(request: HttpRequest, rule: str) -> HttpResponse:
    """A word on one shadow finding; it teaches about the rule and nothing else."""
    user = person(request)
    exhibit = request.POST.get("finding", "")
    state = desk.states_of(user).get(rule)
    version = parse_text(state.shadow.text).version if state is not None and state.shadow is not None else ""
    row = shadow_rows(user, rule, version).filter(exhibit=exhibit).first()
    if row is None:
        raise Http404
    by, now = user.acting([row.platform]), timezone.now()
    try:
        said = Mark(request.POST.get("mark", ""))
        reason = request.POST.get("reason", "")
        act(partial(mark_shadow, finding=exhibit, mark=said, by=by, at=now, reason=reason))
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return redirect("rule_shadow", rule)
    row.refresh_from_db()
    room = BroadcastRow.objects.filter(id=row.broadcast).first()
    if not request.headers.get("HX-Request"):
        return redirect("rule_shadow", rule)
    return render(request, "rules/shadow_row.html", {"one": _shown(row, room), "rule": rule, "answered": True})


@never_cache
@require_safe
@allow(*STAFF)
def as_file(request: HttpRequest, rule: str) -> HttpResponse:
    """What is in force as a rule file, for ``gongzhi rules`` and for another installation."""
    user = person(request)
    shown_or_404(user, rule)
    text = in_force_text(desk.states_of(user).get(rule), rule)
    if text is None:
        raise Http404("这条规则没有在用")
    response = HttpResponse(yaml_of(text, Status.ACTIVE), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{rule}.yaml") or "attachment"
    return response


def _step(request: HttpRequest, rule: str) -> Step:
    form = request.POST
    by = person(request).acting()
    return Step(rule=rule, sha256=form.get("seen", ""), by=by, at=timezone.now(), word=form.get("word", ""))


def _take(request: HttpRequest, rule: str, verb: Callable[[Archive], Any], saying: tuple[str, str]) -> HttpResponse:
    user = person(request)
    shown_or_404(user, rule)
    what, said = saying
    try:
        act(verb)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        record_look(request, what=what, subject_kind="规则", subject=rule)
        if said:
            messages.success(request, said)
    return redirect("rule", rule)


def _shown(row: Any, room: BroadcastRow | None) -> dict[str, Any]:
    record = decode_record(ShadowFinding, bytes(row.record))
    own = record.finding
    start = own.start - max(0, own.start - 80)
    spans = [(start, start + own.end - own.start, risk(own.severity))]
    return {"row": row, "line": record.line, "spans": spans, "room": room, "said_at": own.said_at}
