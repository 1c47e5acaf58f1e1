"""The burden sheet: what each side has to prove, what is sealed already, and what a sealed record proves."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.liability_report import write_sections_docx
from gongzhi.flow.analyse import Inquiry
from gongzhi.flow.analysis_burdens import admitted_by, assessed_by, sheet_of, sheet_sections, with_record
from gongzhi.liability import BurdenSheet, NotReadable, Shown, record_kinds
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Kind, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.evidence.says import KINDS
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.liability.desk_views import inquiry_in, keep_inquiry
from gongzhi_web.liability.engine import ENGINE_LOCK, engine
from gongzhi_web.liability.papers import DOCX, Paper, as_file, of_draft, of_sealed
from gongzhi_web.liability.scope import drafts_of

_OFFERED = 40
_RECORDS = ("raw", "document", "Broadcast", "Promise", "SegmentRoot", "RedactedCopy")


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_burden(request: HttpRequest, draft: int) -> HttpResponse:
    """The sheet of a draft, with the form that puts a sealed record behind an answer."""
    return of_draft(request, draft, lambda paper: _page(request, paper))


@never_cache
@require_safe
@allow(*EVERYONE)
def draft_burden_docx(request: HttpRequest, draft: int) -> HttpResponse:
    """The sheet of a draft as .docx."""
    return of_draft(request, draft, lambda paper: _file(request, paper))


@never_cache
@require_safe
@allow(*EVERYONE)
def burden(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet of a sealed analysis, by the answers sealed and the rules of today. Opening it is written down."""
    return _page(request, of_sealed(request, number, what="查看举证清单"))


@never_cache
@require_safe
@allow(*EVERYONE)
def burden_docx(request: HttpRequest, number: str) -> HttpResponse:
    """The same as .docx."""
    return _file(request, of_sealed(request, number, what="下载举证清单"))


@require_POST
@allow(*EVERYONE)
def attach(request: HttpRequest, draft: int) -> HttpResponse:
    """A sealed record that the person may read, put behind the facts that its kind shows."""
    user, exhibit = person(request), request.POST.get("exhibit", "").strip()
    get_object_or_404(drafts_of(user), pk=draft)
    if not exhibits_of(user).filter(exhibit=exhibit).exists():
        messages.error(request, f"没有编号为“{exhibit[:80]}”的存证，或你看不到它：请从证据存证页复制完整编号")
        return redirect("inquiry_burden", draft)
    try:
        with transaction.atomic():
            kept = get_object_or_404(drafts_of(user).select_for_update(), pk=draft)
            keep_inquiry(kept, with_record(inquiry_in(kept), exhibit, request.POST.get("kind", "")))
    except NotReadable as error:
        messages.error(request, str(error))
        return redirect("inquiry_burden", draft)
    record_look(request, what="存证写入责任分析", subject_kind="存证", subject=exhibit)
    messages.success(request, "已写进回答，并注明存证。记录是否足以证明，由人审查。")
    return redirect("inquiry_burden", draft)


def _page(request: HttpRequest, paper: Paper) -> HttpResponse:
    user, sheet = person(request), _sheet(request, paper)
    context = {
        "inquiry": paper.inquiry,
        "draft": paper.draft,
        "row": paper.row,
        "maker": paper.maker,
        "sheet": sheet,
        "sections": sheet_sections(sheet),
        "newer": paper.record is not None and paper.record.rules_digest != engine().rules.digest,
        "kinds": record_kinds(),
        "offered": _offered(user, paper.inquiry.case) if paper.draft else (),
    }
    return render(request, "liability/burden.html", context)


def _file(request: HttpRequest, paper: Paper) -> HttpResponse:
    sheet = _sheet(request, paper)
    content = write_sections_docx("举证清单", paper.maker, sheet.notice, sheet_sections(sheet))
    return as_file(content, DOCX, f"举证清单-{paper.name}.docx")


def _sheet(request: HttpRequest, paper: Paper) -> BurdenSheet:
    beside = _own_files(person(request), paper.inquiry)
    with ENGINE_LOCK:
        return sheet_of(engine(), paper.inquiry, timezone.localdate(), beside)


def _own_files(user: User, inquiry: Inquiry) -> tuple[Shown, ...]:
    """What a platform said of its own duties, and its files of admission; nobody else reads them."""
    own = user.organisation
    if own is None or own.kind != Kind.PLATFORM:
        return ()
    said = assessed_by(opened(), own.party, "平台", engine().rules)
    return (*said, *admitted_by(opened(), inquiry, own.party))


def _offered(user: User, case: str) -> list[tuple[str, str]]:
    """Exhibits of the case's broadcast that can be records of something, the newest first, with what they are."""
    row = CaseRow.objects.filter(id=case).first() if case else None
    if row is None:
        return []
    found = exhibits_of(user).filter(broadcast=row.broadcast, kind__in=_RECORDS).order_by("-index")[:_OFFERED]
    return [(one.exhibit, KINDS.get(one.kind, one.kind)) for one in found]
