"""The analysis on paper: a draft or a sealed one, as a page to print and as .docx; sealing it, going on from it."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.liability_report import write_liability_docx
from gongzhi.flow.analyse import Inquiry, InquiryRefused, LiabilityAnalysed, seal_analysis
from gongzhi.flow.analysis_text import sections_of
from gongzhi.flow.ports import Archive
from gongzhi.liability import Contradiction
from gongzhi.parties import NotAllowed
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.liability.desk_views import inquiry_in
from gongzhi_web.liability.engine import ENGINE_LOCK, analysed, engine
from gongzhi_web.liability.papers import DOCX, Paper, as_file, of_draft, of_sealed
from gongzhi_web.liability.scope import acting_for_own, analyses_of, drafts_of, own_party
from gongzhi_web.liability.views import begin_draft


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_paper(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft on paper, marked as one."""
    return of_draft(request, draft, lambda paper: _page(request, paper, _now(paper)))


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_docx(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft as .docx."""
    return of_draft(request, draft, lambda paper: _file(paper, _now(paper)))


@require_POST
@allow(*EVERYONE)
def save(request: HttpRequest, draft: int) -> HttpResponse:
    """Seal the draft with its result; the draft ends with it."""
    user, kept = person(request), get_object_or_404(drafts_of(person(request)), pk=draft)
    verb = partial(_seal, inquiry=inquiry_in(kept), request=request, at=timezone.now())
    try:
        sealed = act(verb)
    except (InquiryRefused, Contradiction, NotAllowed) as error:
        messages.error(request, str(error))
        return redirect("inquiry", kept.pk)
    drafts_of(user).filter(pk=kept.pk).delete()
    record_look(request, what="保存责任分析", subject_kind="责任分析", subject=sealed.id)
    messages.success(request, f"已封存，编号 {sealed.id}。封存后不能改写，可以接着它再做一份。")
    return redirect("analysis", sealed.id)


@never_cache
@require_safe
@allow(*EVERYONE)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """A sealed analysis, as it was sealed. Opening it is written down."""
    found = of_sealed(request, number, what="查看责任分析")
    return _page(request, found, _then(found))


@never_cache
@require_safe
@allow(*EVERYONE)
def docx(request: HttpRequest, number: str) -> HttpResponse:
    """A sealed analysis as .docx: the same bytes whenever it is asked for."""
    found = of_sealed(request, number, what="下载责任分析")
    return _file(found, _then(found))


@require_POST
@allow(*EVERYONE)
def again(request: HttpRequest, number: str) -> HttpResponse:
    """A new draft with the same answers, by the rules of today."""
    user, row = person(request), get_object_or_404(analyses_of(person(request)), pk=number)
    return redirect("inquiry", begin_draft(user, decode_record(LiabilityAnalysed, bytes(row.record)).inquiry).pk)


def _seal(archive: Archive, *, inquiry: Inquiry, request: HttpRequest, at: datetime) -> LiabilityAnalysed:
    user = person(request)
    with ENGINE_LOCK:
        return seal_analysis(archive, engine(), inquiry=inquiry, party=own_party(user), by=acting_for_own(user), at=at)


def _now(paper: Paper) -> Mapping[str, Any]:
    return analysed(paper.inquiry, timezone.localdate())


def _then(paper: Paper) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(paper.record.result) if paper.record else {}
    return found


def _page(request: HttpRequest, paper: Paper, result: Mapping[str, Any]) -> HttpResponse:
    context = {
        "paper": paper,
        "inquiry": paper.inquiry,
        "result": result,
        "sections": sections_of(engine().rules, paper.inquiry, result),
        "maker": paper.maker,
        "draft": paper.draft,
        "row": paper.row,
        "newer": paper.record is not None and paper.record.rules_digest != engine().rules.digest,
    }
    return render(request, "liability/paper.html", context)


def _file(paper: Paper, result: Mapping[str, Any]) -> HttpResponse:
    content = write_liability_docx(engine().rules, paper.inquiry, result, paper.maker)
    return as_file(content, DOCX, f"责任分析-{paper.name}.docx")
