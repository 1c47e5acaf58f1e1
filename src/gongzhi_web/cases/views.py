"""Leads and cases: the list, opening one from confirmed findings, the case page, closing."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.cases import CaseState, ImpossibleStep, LeadOutcome, ReasonMissing
from gongzhi.flow.docketing import Overtaken
from gongzhi.flow.handing_over import Recipient, RecipientUnnamed
from gongzhi.flow.lead_entries import InRegister
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.open_case import CannotOpenCase, NoLead, close_case, close_lead, open_case, transfer_lead
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import EVERYONE, PLATFORM, STAFF, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.cases.file import opened_file
from gongzhi_web.cases.models import CaseRow, LeadRow
from gongzhi_web.cases.opening import candidates, draft_of
from gongzhi_web.cases.scope import case_ids, cases_of
from gongzhi_web.evidence.custody import masking_key, seal_view
from gongzhi_web.screening.models import FindingRow, State
from gongzhi_web.screening.shown import shown

REFUSALS = (
    NotAllowed,
    NoLead,
    UnknownExhibit,
    CannotOpenCase,
    ImpossibleStep,
    ReasonMissing,
    RecipientUnnamed,
    InRegister,
    Overtaken,
)


@never_cache
@allow(*EVERYONE)
def cases(request: HttpRequest) -> HttpResponse:
    """The person's cases, newest movement first; staff also see the leads that wait."""
    state = request.GET.get("state", "")
    page = Paginator(case_ids(person(request), state), 20).get_page(request.GET.get("page"))
    rows = cases_of(person(request)).defer("record").in_bulk(list(page))
    rooms = BroadcastRow.objects.defer("record").in_bulk({row.broadcast for row in rows.values()})
    listed = [{"row": rows[one], "room": rooms.get(rows[one].broadcast)} for one in page if one in rows]
    states = [(one.value, one.chinese) for one in CaseState]
    context = {"page": page, "cases": listed, "leads": _leads(request), "state": state, "states": states}
    return render(request, "cases/cases.html", context)


@never_cache
@allow(*PLATFORM)
def open_form(request: HttpRequest, broadcast: str) -> HttpResponse:
    """Open a case (立案) from the confirmed findings of one broadcast."""
    row = broadcasts_of(person(request)).filter(id=broadcast).first()
    if row is None:
        raise Http404
    error = ""
    if request.method == "POST":
        by, now, draft = person(request).acting([row.platform]), timezone.now(), draft_of(request.POST, row)
        try:
            opened = act(partial(open_case, draft=draft, by=by, at=now))
        except REFUSALS as refused:
            error = str(refused)
        else:
            record_look(request, what="立案", subject_kind="案件", subject=opened.id)
            messages.success(request, f"已立案 {opened.id}")
            return redirect("case", case=opened.id)
    context = {"room": row, "candidates": candidates(row), "findings": _confirmed(row), "error": error}
    return render(request, "cases/open.html", context, status=400 if error else 200)


@require_POST
@allow(*PLATFORM)
def close_lead_form(request: HttpRequest, broadcast: str) -> HttpResponse:
    """End a lead without a case, with a reason; one that is passed on says to whom."""
    row = broadcasts_of(person(request)).filter(id=broadcast).first()
    if row is None:
        raise Http404
    by, now, given = person(request).acting([row.platform]), timezone.now(), request.POST
    try:
        outcome = LeadOutcome(given.get("outcome", LeadOutcome.NO_CASE.value))
        if outcome is LeadOutcome.TRANSFERRED:
            to = Recipient(
                organisation=given.get("organisation", ""),
                person=given.get("person", ""),
                purpose=" ".join(given.get("reason", "").split()),
            )
            act(partial(transfer_lead, broadcast=broadcast, to=to, by=by, at=now, key=masking_key()))
        else:
            reason = given.get("reason", "")
            act(partial(close_lead, broadcast=broadcast, outcome=outcome, reason=reason, by=by, at=now))
        record_look(request, what="线索办结", subject_kind="直播", subject=broadcast)
        messages.success(request, "线索已办结")
    except (*REFUSALS, ValueError) as refused:
        messages.error(request, str(refused))
    return redirect("cases")


@never_cache
@allow(*EVERYONE)
def case_page(request: HttpRequest, case: str) -> HttpResponse:
    """One case in full. It concerns people, so the look is recorded."""
    row = case_or_404(request, case)
    record_look(request, what="查看案件", subject_kind="案件", subject=case)
    seal_view(request, case, purpose="查看案件")
    return render(request, "cases/case.html", opened_file(person(request), row))


@require_POST
@allow(*STAFF)
def close_form(request: HttpRequest, case: str) -> HttpResponse:
    """Close a case with a reason."""
    row = case_or_404(request, case)
    by, now = person(request).acting([row.holder]), timezone.now()
    try:
        act(partial(close_case, case=case, reason=request.POST.get("reason", ""), by=by, at=now))
        record_look(request, what="结案", subject_kind="案件", subject=case)
        messages.success(request, "已结案")
    except REFUSALS as refused:
        messages.error(request, str(refused))
    return redirect("case", case=case)


def case_or_404(request: HttpRequest, case: str) -> CaseRow:
    """The case within this person's scope."""
    row = cases_of(person(request)).filter(id=case).first()
    if row is None:
        raise Http404
    return row


def _confirmed(row: BroadcastRow) -> list[Any]:
    return shown(FindingRow.objects.filter(broadcast=row.id, state=State.CONFIRMED).order_by("said_at"))


def _leads(request: HttpRequest) -> list[dict[str, Any]]:
    """Open leads with what was confirmed so far, those with confirmed findings first."""
    if person(request).role not in STAFF:
        return []
    rooms = broadcasts_of(person(request)).defer("record").in_bulk()
    rows = LeadRow.objects.filter(outcome="", broadcast__in=list(rooms)).defer("record").order_by("-index")[:30]
    listed = [
        {
            "lead": row,
            "room": rooms[row.broadcast],
            "confirmed": FindingRow.objects.filter(broadcast=row.broadcast, state=State.CONFIRMED).count(),
        }
        for row in rows
    ]
    return sorted(listed, key=lambda one: -one["confirmed"])
