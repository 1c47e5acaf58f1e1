"""What is due and overdue, and the table of identities for January and July."""

import hashlib
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.identity_report import write_identity_report
from gongzhi.flow.admitting import load_dossier
from gongzhi.flow.admitting_details import details_in_force
from gongzhi.flow.admitting_due import record_report, report_periods, reports_made
from gongzhi.flow.admitting_reports import identity_sheets
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Kind, Role, User
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import DossierDue, DossierRow
from gongzhi_web.parties.scope import dossiers_of
from gongzhi_web.parties.shown import due_lines, name_of, today

_MOST = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
@allow(*EVERYONE)
def due(request: HttpRequest) -> HttpResponse:
    """The board: counts by sort of work, then each piece, what is over first."""
    user = person(request)
    rows = dossiers_of(user).defer("record")
    found = DossierDue.objects.filter(number__in=rows.values("number")).order_by("due", "number")
    asked = request.GET.get("only", "")
    lines = due_lines(found[:_MOST], rows.filter(number__in=[one.number for one in found[:_MOST]]))
    soon = plain_gate().admission.soon_days
    shown = [line for line in lines if _wanted(line.left, asked, soon)]
    record_look(request, what="查看到期事项", subject_kind="主体档案", subject="到期事项")
    context = {
        "lines": shown,
        "asked": asked,
        "soon_days": soon,
        "counts": _counts(lines, soon),
        "whole": found.count(),
        "most": _MOST,
        "report": _report(user),
    }
    return render(request, "parties/due.html", context)


@require_POST
@allow(Role.PLATFORM_LEAD)
def report(request: HttpRequest) -> HttpResponse:
    """The table of a period as .xlsx; that it was made, by whom and over how many rows, is sealed before it leaves."""
    user = person(request)
    told = _report(user)
    period = request.POST.get("period", "")
    if told is None or period not in {one["period"] for one in told["periods"]}:
        messages.error(request, "没有这个报送期：请从本页选择")
        return redirect("parties_due")
    archive, holder = opened(), str(user.organisation_id)
    numbers = DossierRow.objects.filter(holder=holder).order_by("number").values_list("number", flat=True)
    files = []
    for number in numbers:
        now = load_dossier(archive, number)
        files.append((now, details_in_force(archive, now)))
    sheets = identity_sheets(files)
    data = write_identity_report(sheets, platform=name_of(holder), period=period)
    rows, digest = sum(len(one.rows) for one in sheets), hashlib.sha256(data).hexdigest()
    verb = partial(record_report, holder=holder, period=period, rows=rows, sha256=digest)
    act(partial(verb, by=user.acting(), at=timezone.now()))
    record_look(request, what="导出身份报送表", subject_kind="主体档案", subject=f"{period}，{rows} 行")
    answer = HttpResponse(data, content_type=_XLSX)
    name = f"身份信息报送表-{period}.xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _wanted(left: int | None, asked: str, soon: int) -> bool:
    if asked == "over":
        return left is not None and left < 0
    if asked == "soon":
        return left is not None and 0 <= left <= soon
    return True


def _counts(lines: list[Any], soon: int) -> list[dict[str, Any]]:
    names = dict.fromkeys(line.due.name for line in lines)
    return [
        {
            "name": name,
            "all": len(mine),
            "over": sum(line.over for line in mine),
            "soon": sum(line.left is not None and 0 <= line.left <= soon for line in mine),
        }
        for name in names
        if (mine := [line for line in lines if line.due.name == name])
    ]


def _report(user: User) -> dict[str, Any] | None:
    """For a platform: the reporting months and whether their tables were made."""
    own = user.organisation
    if own is None or own.kind != Kind.PLATFORM:
        return None
    duty = plain_gate().admission.duty("身份报送")
    made, day = reports_made(opened(), own.party), today()
    first = DossierRow.objects.filter(holder=own.party).order_by("applied_at").values_list("applied_at", flat=True)
    since = timezone.localtime(first[0]).date() if first else day
    periods = []
    for last in report_periods(plain_gate(), day):
        if last < duty.since or last < since:
            continue
        period = f"{last:%Y-%m}"
        done = made.get(period)
        periods.append({"period": period, "last": last, "made": done, "over": done is None and last < day})
    return {"periods": periods, "says": duty.says, "basis": duty.cited, "may": user.role == Role.PLATFORM_LEAD}
