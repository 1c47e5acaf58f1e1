"""Choosing a measure: the form, its rehearsal, the decision, and the second person's word."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.cases import ImpossibleStep
from gongzhi.decisions import UnknownMeasure, load_ladder, notice_document
from gongzhi.flow.decide import NoSuchProposal, confirm, decide, propose
from gongzhi.flow.decision_checks import CHECKS, DecisionRefused
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import DECIDERS, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.archive.rehearsing import Rehearsal
from gongzhi_web.cases.file import opened_file, person_in
from gongzhi_web.cases.views import case_or_404
from gongzhi_web.decisions.forms import form_context, house_rules, read_draft
from gongzhi_web.lawbook import book

REFUSALS = (DecisionRefused, UnknownMeasure, NotAllowed, ImpossibleStep, NoSuchProposal)


@never_cache
@allow(*DECIDERS)
def decide_form(request: HttpRequest, case: str) -> HttpResponse:
    """GET: the form with first drafts. POST: decide, or propose where the measure needs two people."""
    row = case_or_404(request, case)
    by, now, error = person_in(person(request), row), timezone.now(), ""
    if request.method == "POST":
        draft = read_draft(request.POST, case)
        measure = load_ladder().measures.get(draft.measure)
        try:
            if measure is not None and measure.two_people:
                act(partial(propose, book=book(), draft=draft, by=by, at=now))
                said = f"已提出“{measure.name}”，等另一名主管确认"
            else:
                rules = house_rules(row.holder)
                decided = act(partial(decide, book=book(), draft=draft, by=by, at=now, rules=rules))
                said = f"决定 {decided.number} 已作出，请送达告知书"
        except REFUSALS as refused:
            error = str(refused)
        else:
            record_look(request, what="处置决定", subject_kind="案件", subject=case)
            messages.success(request, said)
            return redirect("case", case=case)
    context = {**_context(request, row, filled=request.method == "POST"), "error": error}
    return render(request, "decisions/decide.html", context, status=400 if error else 200)


@require_POST
@allow(*DECIDERS)
def preview(request: HttpRequest, case: str) -> HttpResponse:
    """Run all checks without sealing anything, and show the notice as it would read."""
    row = case_or_404(request, case)
    draft = read_draft(request.POST, case)
    by, now, rules = person_in(person(request), row), timezone.now(), house_rules(row.holder)
    measure = load_ladder().measures.get(draft.measure)
    rehearsal = Rehearsal(opened())
    context: dict[str, Any] = {"checks": CHECKS, "passed": len(CHECKS)}
    try:
        if measure is not None and measure.two_people:
            propose(rehearsal, book(), draft=draft, by=by, at=now)
            context["two_people"] = measure.name
        else:
            decided = decide(rehearsal, book(), draft=draft, by=by, at=now, rules=rules)
            context["document"] = notice_document(decided, load_ladder())
    except REFUSALS as refused:
        context |= {"error": str(refused), "passed": refused.check - 1 if isinstance(refused, DecisionRefused) else 0}
    return render(request, "decisions/preview.html", context)


@require_POST
@allow(*DECIDERS)
def confirm_proposal(request: HttpRequest, case: str) -> HttpResponse:
    """The second person confirms exactly the proposal that they read."""
    row = case_or_404(request, case)
    by, now, rules = person_in(person(request), row), timezone.now(), house_rules(row.holder)
    proposal = request.POST.get("proposal", "")
    try:
        decided = act(partial(confirm, book=book(), proposal=proposal, by=by, at=now, rules=rules))
        record_look(request, what="确认处置", subject_kind="案件", subject=case)
        messages.success(request, f"决定 {decided.number} 已作出，请送达告知书")
    except REFUSALS as refused:
        messages.error(request, str(refused))
    return redirect("case", case=case)


def _context(request: HttpRequest, row: Any, *, filled: bool) -> dict[str, Any]:
    file = opened_file(person(request), row)
    records = [one.record for one in file["findings"]]
    room = file["room"].title if file["room"] else row.broadcast
    return {**file, **form_context(file["case"].opened, records, room, request.POST if filled else None)}
