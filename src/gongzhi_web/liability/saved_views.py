"""The analysis on paper: a draft or a sealed one, as a page to print and as .docx; sealing it, going on from it."""

import json
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.liability_report import Maker, write_liability_docx
from gongzhi.flow.analyse import Inquiry, InquiryRefused, LiabilityAnalysed, seal_analysis
from gongzhi.flow.analysis_text import sections_of
from gongzhi.flow.ports import Archive
from gongzhi.liability import Contradiction
from gongzhi.parties import NotAllowed
from gongzhi.values import decode_record, encode_record
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.liability.desk_views import inquiry_in
from gongzhi_web.liability.engine import ENGINE_LOCK, analysed, engine
from gongzhi_web.liability.models import AnalysisRow, InquiryDraft
from gongzhi_web.liability.scope import acting_for_own, analyses_of, drafts_of, own_party

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_paper(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft on paper, marked as one."""
    kept = get_object_or_404(drafts_of(person(request)), pk=draft)
    inquiry = inquiry_in(kept)
    try:
        result = analysed(inquiry, timezone.localdate())
    except (Contradiction, InquiryRefused) as error:
        return _back(request, kept, str(error))
    return render(request, "liability/paper.html", {**_paper(inquiry, result, _maker(request)), "draft": kept})


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_docx(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft as .docx."""
    kept = get_object_or_404(drafts_of(person(request)), pk=draft)
    inquiry = inquiry_in(kept)
    try:
        result = analysed(inquiry, timezone.localdate())
    except (Contradiction, InquiryRefused) as error:
        return _back(request, kept, str(error))
    return _file(inquiry, result, _maker(request), f"责任分析-草稿-{kept.pk}.docx")


@require_POST
@allow(*EVERYONE)
def save(request: HttpRequest, draft: int) -> HttpResponse:
    """Seal the draft with its result; the draft ends with it."""
    user, kept = person(request), get_object_or_404(drafts_of(person(request)), pk=draft)
    verb = partial(_seal, inquiry=inquiry_in(kept), request=request, at=timezone.now())
    try:
        sealed = act(verb)
    except (InquiryRefused, Contradiction, NotAllowed) as error:
        return _back(request, kept, str(error))
    drafts_of(user).filter(pk=kept.pk).delete()
    record_look(request, what="保存责任分析", subject_kind="责任分析", subject=sealed.id)
    messages.success(request, f"已封存，编号 {sealed.id}。封存后不能改写，可以接着它再做一份。")
    return redirect("analysis", sealed.id)


@never_cache
@require_safe
@allow(*EVERYONE)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """A sealed analysis, as it was sealed. Opening it is written down."""
    row = _row(request, number)
    record_look(request, what="查看责任分析", subject_kind="责任分析", subject=number)
    record = _record(row)
    context = _paper(record.inquiry, json.loads(record.result), _maker_of(request, row, record))
    newer = record.rules_digest != engine().rules.digest
    return render(request, "liability/paper.html", {**context, "row": row, "newer": newer})


@never_cache
@require_safe
@allow(*EVERYONE)
def docx(request: HttpRequest, number: str) -> HttpResponse:
    """A sealed analysis as .docx: the same bytes whenever it is asked for."""
    row = _row(request, number)
    record_look(request, what="下载责任分析", subject_kind="责任分析", subject=number)
    record = _record(row)
    return _file(record.inquiry, json.loads(record.result), _maker_of(request, row, record), f"责任分析-{number}.docx")


@require_POST
@allow(*EVERYONE)
def again(request: HttpRequest, number: str) -> HttpResponse:
    """A new draft with the same answers, by the rules of today."""
    user, record = person(request), _record(_row(request, number))
    inquiry = record.inquiry
    draft = InquiryDraft.objects.create(
        by=user, party=own_party(user), title=inquiry.title, case=inquiry.case, record=encode_record(inquiry)
    )
    return redirect("inquiry", draft.pk)


def _seal(archive: Archive, *, inquiry: Inquiry, request: HttpRequest, at: datetime) -> LiabilityAnalysed:
    user = person(request)
    with ENGINE_LOCK:
        return seal_analysis(archive, engine(), inquiry=inquiry, party=own_party(user), by=acting_for_own(user), at=at)


def _row(request: HttpRequest, number: str) -> AnalysisRow:
    return get_object_or_404(analyses_of(person(request)), pk=number)


def _record(row: AnalysisRow) -> LiabilityAnalysed:
    return decode_record(LiabilityAnalysed, bytes(row.record))


def _maker(request: HttpRequest) -> Maker:
    user = person(request)
    return Maker(name=str(user), organisation=str(user.organisation or ""), at=timezone.now())


def _maker_of(request: HttpRequest, row: AnalysisRow, record: LiabilityAnalysed) -> Maker:
    # Only the organisation that made it reads it: its name is the reader's.
    return Maker(
        name=record.by.name,
        organisation=str(person(request).organisation or ""),
        at=record.at,
        number=record.id,
        exhibit=row.exhibit,
    )


def _paper(inquiry: Inquiry, result: dict[str, Any], maker: Maker) -> dict[str, Any]:
    return {
        "inquiry": inquiry,
        "result": result,
        "sections": sections_of(engine().rules, inquiry, result),
        "maker": maker,
    }


def _file(inquiry: Inquiry, result: dict[str, Any], maker: Maker, name: str) -> HttpResponse:
    response = HttpResponse(write_liability_docx(engine().rules, inquiry, result, maker), content_type=_DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _back(request: HttpRequest, kept: InquiryDraft, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("inquiry", kept.pk)
