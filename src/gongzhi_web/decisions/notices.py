"""The notice: on screen, printable, as a .docx, and the record that it was served."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.adapters.documents import render_document
from gongzhi.cases import ImpossibleStep
from gongzhi.decisions import Document, ServedHow
from gongzhi.flow.decide import NothingDecided, Service, document_of, serve_notice
from gongzhi.parties import NotAllowed
from gongzhi_web.accounts.access import EVERYONE, allow, person, record_look
from gongzhi_web.accounts.models import Role
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.cases.file import opened_file, person_in
from gongzhi_web.cases.views import case_or_404
from gongzhi_web.evidence.custody import seal_view

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@allow(*EVERYONE)
def notice(request: HttpRequest, case: str) -> HttpResponse:
    """The document as the party reads it."""
    row = case_or_404(request, case)
    document = _document(case)
    record_look(request, what="查看告知书", subject_kind="案件", subject=case)
    context = {**opened_file(person(request), row), "document": document, "ways": _WAYS}
    return render(request, "decisions/notice.html", context)


@never_cache
@allow(*EVERYONE)
def notice_file(request: HttpRequest, case: str) -> HttpResponse:
    """The same document as a .docx."""
    case_or_404(request, case)
    document = _document(case)
    record_look(request, what="下载告知书", subject_kind="案件", subject=case)
    seal_view(request, case, purpose="下载告知书")
    answer = HttpResponse(render_document(document), content_type=_DOCX)
    answer.headers["Content-Disposition"] = f'attachment; filename="notice-{case}.docx"'
    return answer


@require_POST
@allow(Role.PLATFORM_LEAD)
def serve(request: HttpRequest, case: str) -> HttpResponse:
    """Record how it was served; the .docx that was handed over is sealed beside the record."""
    row = case_or_404(request, case)
    by, now = person_in(person(request), row), timezone.now()
    try:
        how = ServedHow(request.POST.get("how", ServedHow.ONLINE.value))
        receipt = request.POST.get("receipt", "").strip() or None
        service = Service(how=how, receipt=receipt, document=render_document(_document(case)))
        act(partial(serve_notice, case=case, service=service, by=by, at=now))
        record_look(request, what="送达告知书", subject_kind="案件", subject=case)
        messages.success(request, "已记录送达，告知书与送达记录一并封存")
    except (NothingDecided, NotAllowed, ImpossibleStep, ValueError) as refused:
        messages.error(request, str(refused))
    return redirect("case", case=case)


_WAYS = [
    (ServedHow.ONLINE.value, "站内送达"),
    (ServedHow.EMAIL.value, "电子邮件"),
    (ServedHow.POST.value, "邮寄"),
    (ServedHow.IN_PERSON.value, "当面"),
]


def _document(case: str) -> Document:
    try:
        return document_of(opened(), case)
    except NothingDecided as nothing:
        raise Http404 from nothing
