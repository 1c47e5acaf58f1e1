"""What stands on paper: an inquiry, whose it is, and the row or draft that it was read from."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from gongzhi.adapters.liability_report import Maker
from gongzhi.flow.analyse import Inquiry, InquiryRefused, LiabilityAnalysed
from gongzhi.liability import Contradiction
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.liability.models import AnalysisRow, InquiryDraft
from gongzhi_web.liability.scope import analyses_of, drafts_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Either a draft or a sealed analysis, with what is printed on top. ``record`` is the sealed one's."""

    inquiry: Inquiry
    maker: Maker
    draft: InquiryDraft | None = None
    row: AnalysisRow | None = None
    record: LiabilityAnalysed | None = None

    @property
    def name(self) -> str:
        """For the names of files."""
        return self.row.number if self.row else f"草稿-{self.draft.pk if self.draft else ''}"


def of_draft(request: HttpRequest, draft: int, show: Callable[[Paper], HttpResponse]) -> HttpResponse:
    """The paper of one's own draft; what cannot be answered leads back to the questions and says why."""
    user, kept = person(request), get_object_or_404(drafts_of(person(request)), pk=draft)
    maker = Maker(name=str(user), organisation=str(user.organisation or ""), at=timezone.now())
    try:
        return show(Paper(inquiry=decode_record(Inquiry, bytes(kept.record)), maker=maker, draft=kept))
    except (Contradiction, InquiryRefused) as error:
        messages.error(request, str(error))
        return redirect("inquiry", kept.pk)


def of_sealed(request: HttpRequest, number: str, *, what: str) -> Paper:
    """The paper of a sealed analysis of one's own organisation; ``what`` is written down as done with it."""
    row = get_object_or_404(analyses_of(person(request)), pk=number)
    record_look(request, what=what, subject_kind="责任分析", subject=number)
    record = decode_record(LiabilityAnalysed, bytes(row.record))
    # Only the organisation that made it reads it: its name is the reader's.
    maker = Maker(
        name=record.by.name,
        organisation=str(person(request).organisation or ""),
        at=record.at,
        number=record.id,
        exhibit=row.exhibit,
    )
    return Paper(inquiry=record.inquiry, maker=maker, row=row, record=record)


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to take away under this name."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
