"""《电子数据提取笔录》 to take away: for those who work on the matter, and on record as every look is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.adapters.bundles import NothingToBundle
from gongzhi.adapters.documents import TemplateUnusable
from gongzhi.adapters.extraction import extraction_docx
from gongzhi.evidence import LogDamaged, StoreDamaged, StoreUnwritable
from gongzhi.flow.matters import UnknownExhibit
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.evidence.gathering import SCOPES, gather
from gongzhi_web.evidence.sealed import archive_on_disk
from gongzhi_web.lawbook import book

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@require_safe
@allow(*STAFF)
def record(request: HttpRequest, scope: str, name: str) -> HttpResponse:
    """The .docx for a broadcast or a case within reach."""
    if scope not in ("broadcast", "case") or not gather(person(request), scope, name).exhibits:
        raise Http404
    record_look(request, what="下载提取笔录", subject_kind=SCOPES[scope], subject=name)
    try:
        seal_view(request, name, purpose="下载电子数据提取笔录")
        data = extraction_docx(archive_on_disk(), name, book=book(), at=timezone.now())
    except (
        NothingToBundle, UnknownExhibit, TemplateUnusable, StoreUnwritable, StoreDamaged, LogDamaged,
    ) as error:  # fmt: skip
        return render(request, "evidence/trouble.html", {"trouble": str(error)}, status=500)
    response = HttpResponse(data, content_type=_TYPE)
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"电子数据提取笔录-{name[:40]}.docx") or "attachment"
    )
    return response
