"""An appeal: the party files it, another person than the first decides it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gongzhi.cases import ImpossibleStep, ReasonMissing
from gongzhi.decisions import AppealOutcome, AppealRuling, UnknownMeasure, load_ladder
from gongzhi.flow.appeal import AppealLate, AppealMayNotWorsen, SamePerson, decide_appeal, file_appeal
from gongzhi.flow.decide import NothingDecided
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import DECIDERS, allow, person, record_look
from gongzhi_web.accounts.models import Role
from gongzhi_web.archive.acting import act
from gongzhi_web.cases.file import opened_file, person_in
from gongzhi_web.cases.views import case_or_404
from gongzhi_web.decisions.forms import house_rules, read_days

REFUSALS = (
    NotAllowed,
    NothingDecided,
    ImpossibleStep,
    ReasonMissing,
    AppealLate,
    SamePerson,
    AppealMayNotWorsen,
    UnknownMeasure,
)


@never_cache
@allow(Role.MERCHANT)
def appeal_form(request: HttpRequest, case: str) -> HttpResponse:
    """The party says why the decision is wrong."""
    row, error = case_or_404(request, case), ""
    if request.method == "POST":
        by, now = person_in(person(request), row), timezone.now()
        grounds, late = request.POST.get("grounds", ""), request.POST.get("late_reason", "").strip() or None
        try:
            act(partial(file_appeal, case=case, grounds=grounds, by=by, at=now, late_reason=late))
        except REFUSALS as refused:
            error = str(refused)
        else:
            record_look(request, what="提出申诉", subject_kind="案件", subject=case)
            messages.success(request, "申诉已提交，将由作出决定以外的人员复核")
            return redirect("case", case=case)
    context = {**opened_file(person(request), row), "error": error, "given": request.POST}
    return render(request, "decisions/appeal.html", context, status=400 if error else 200)


@never_cache
@allow(*DECIDERS)
def ruling_form(request: HttpRequest, case: str) -> HttpResponse:
    """Somebody who had no part in the decision upholds, changes or revokes it, with reasons."""
    row, error = case_or_404(request, case), ""
    if request.method == "POST":
        by, now, rules = person_in(person(request), row), timezone.now(), house_rules(row.holder)
        try:
            ruling = _ruling(request)
            act(partial(decide_appeal, case=case, ruling=ruling, by=by, at=now, rules=rules))
        except (*REFUSALS, ValueError) as refused:
            error = str(refused)
        else:
            record_look(request, what="复核申诉", subject_kind="案件", subject=case)
            messages.success(request, "申诉复核决定已作出，请送达当事人")
            return redirect("case", case=case)
    context = {
        **opened_file(person(request), row),
        "measures": list(load_ladder().measures.values()),
        "outcomes": [(one.value, one.chinese) for one in AppealOutcome],
        "error": error,
        "given": request.POST,
    }
    return render(request, "decisions/ruling.html", context, status=400 if error else 200)


def _ruling(request: HttpRequest) -> AppealRuling:
    outcome = AppealOutcome(request.POST.get("outcome", ""))
    changed = outcome is AppealOutcome.CHANGED
    return AppealRuling(
        outcome=outcome,
        reasons=request.POST.get("reasons", ""),
        measure=(request.POST.get("measure") or None) if changed else None,
        days=read_days(request.POST) if changed else None,
    )
