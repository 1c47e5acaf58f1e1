"""Duties of a role as a checklist: worked through one by one, printed as a report, exported."""

import json
import re
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.flow.assess import DutiesAssessed, DutyAnswer, ReasonWanted, assess_duties
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.law import NoSuchRole, NotThisChecklist, Status, oscal_results, register_rows, write_xlsx
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.acting import act
from gongzhi_web.law.checklists import STATUSES, Line, Worked, roles, worked_checklist
from gongzhi_web.law.days import asked_day
from gongzhi_web.law.scope import acting_for_own, may_assess, own_party, own_roles
from gongzhi_web.lawbook import book

PAGE = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
@allow(*EVERYONE)
def duties(request: HttpRequest) -> HttpResponse:
    """The checklist, narrowed by status, kind and words."""
    worked = _worked(request, asked_day(request))
    lines = [line for line in worked.lines if _fits(line, request)]
    context = {
        **_around(request, worked),
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "kinds": sorted({line.kind for line in worked.lines}),
        "asked": request.GET,
    }
    return render(request, "law/duties.html", context)


@require_POST
@allow(*EVERYONE)
def assess(request: HttpRequest) -> HttpResponse:
    """Seal one answer, then show the duty and the figures as they stand."""
    user, role, code = person(request), request.POST.get("role", ""), request.POST.get("code", "")
    today, error = timezone.localdate(), ""
    if not may_assess(user, role):
        raise Http404
    try:
        answer = _answer(request, code)
        _seal(user, role, answer, today)
    except (ReasonWanted, NotAllowed, NotThisChecklist, UnknownExhibit, ValueError) as refused:
        error = str(refused)
    else:
        record_look(request, what="义务自评", subject_kind="义务", subject=f"{role} {code}")
    if not request.headers.get("HX-Request") and not error:
        return redirect(f"{reverse('duties')}?role={role}")
    worked = worked_checklist(user, role, today, today)
    line = next((one for one in worked.lines if one.duty.code == code), None)
    if line is None:
        raise Http404
    context = {**_around(request, worked), "line": line, "error": error, "given": request.POST, "answered": True}
    return render(request, "law/duty.html", context)


@never_cache
@require_safe
@allow(*EVERYONE)
def report(request: HttpRequest) -> HttpResponse:
    """The self-assessment for print."""
    worked = _worked(request, asked_day(request))
    if worked.role not in own_roles(person(request)):
        raise Http404
    groups = [(word, [line for line in worked.lines if line.status == status]) for status, word in _REPORTED]
    return render(request, "law/report.html", {**_around(request, worked), "groups": groups, "now": timezone.now()})


@never_cache
@require_safe
@allow(*EVERYONE)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as xlsx or as OSCAL assessment results."""
    worked = _worked(request, asked_day(request))
    title = f"{worked.role}义务清单（{worked.on}）"
    if form == "xlsx":
        data = write_xlsx(title, register_rows(worked.checklist, worked.recorded, worked.progress))
        return _file(data, _XLSX, f"{title}.xlsx")
    if form == "oscal":
        results = oscal_results(title, worked.checklist, worked.recorded, timezone.now())
        return _file(json.dumps(results, ensure_ascii=False, indent=2).encode(), "application/json", f"{title}.json")
    raise Http404


_REPORTED = [("x", "未履行"), ("-", "未评估"), ("m", "已履行"), ("n", "不适用")]
_BETWEEN = re.compile(r"[\s,，、；;]+")


class _Unreadable(ValueError):
    """A field of the form that cannot be read."""


def _worked(request: HttpRequest, on: date) -> Worked:
    user = person(request)
    role = request.GET.get("role", "") or next(iter(own_roles(user)), roles()[0])
    try:
        return worked_checklist(user, role, on, timezone.localdate())
    except NoSuchRole as unknown:
        raise Http404(str(unknown)) from unknown


def _around(request: HttpRequest, worked: Worked) -> dict[str, object]:
    user = person(request)
    return {
        "worked": worked,
        "roles": roles(),
        "statuses": STATUSES,
        "own": worked.role in own_roles(user),
        "party": own_party(user),
        "may_assess": may_assess(user, worked.role) and worked.on == timezone.localdate(),
        "today": timezone.localdate(),
    }


def _fits(line: Line, request: HttpRequest) -> bool:
    status, kind = request.GET.get("status", ""), request.GET.get("kind", "")
    words = request.GET.get("q", "").strip()
    text = f"{line.duty.citation} {line.duty.action} {line.duty.code}"
    late = status == "late" and line.late
    return (not status or line.status == status or late) and kind in ("", line.kind) and words in text


def _answer(request: HttpRequest, code: str) -> DutyAnswer:
    form = request.POST
    try:
        status = Status(form.get("status", ""))
        due = date.fromisoformat(form["due"]) if form.get("due") else None
    except ValueError as error:
        raise _Unreadable("状态或到期日读不懂：请重新选择") from error
    return DutyAnswer(
        code=code,
        status=status,
        owner=form.get("owner", "").strip()[:60],
        evidence=form.get("evidence", "").strip()[:500],
        exhibits=tuple(one for one in _BETWEEN.split(form.get("exhibits", "").strip()) if one),
        due=due,
        remark=form.get("remark", "").strip()[:500],
    )


def _seal(user: User, role: str, answer: DutyAnswer, on: date) -> None:
    by = acting_for_own(user)
    assessed = DutiesAssessed(party=own_party(user), role=role, on=on, answers=(answer,), by=by, at=timezone.now())
    act(lambda archive: assess_duties(archive, book(), assessed=assessed))


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
