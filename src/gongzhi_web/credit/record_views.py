"""Record events of quality, reviews and fulfilment: one by a form, many by a list; what is refused is told line by line."""

import mimetypes

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from gongzhi.adapters.credit_files import FileUnreadable, lines_in
from gongzhi.credit import load_scale
from gongzhi.flow.record_credit import LARGEST_SOURCE, RecordedLines, Source, SourceMissing, Told, record_events
from gongzhi_web.accounts.access import PLATFORM, allow, person, record_look
from gongzhi_web.archive.acting import act
from gongzhi_web.credit.parties import as_credited, names_of, parties_within
from gongzhi_web.credit.recording import FIELDS, kinds_offered, line_of_form, numbered

MOST_TOLD = 50


@never_cache
@allow(*PLATFORM)
def record(request: HttpRequest) -> HttpResponse:
    """The form; on POST, seal what can be counted together with its document, and tell what could not."""
    if request.method != "POST":
        return _page(request)
    try:
        found = _record(request)
    except (FileUnreadable, SourceMissing) as error:
        return _page(request, error=str(error), status=400)
    record_look(request, what="登记信用事件", subject_kind="主体", subject=request.POST.get("party", "名单") or "名单")
    if not found.events:
        return _page(request, found=found, error="没有一行可以登记，什么也没有封存。", status=400)
    messages.success(request, f"已登记 {len(found.events)} 件，连同来源文件一起封存；未计入 {len(found.refused)} 行。")
    if found.refused:
        return _page(request, found=found)
    return redirect("ledger", found.events[0].party)


def _record(request: HttpRequest) -> RecordedLines:
    user, listed, document = person(request), request.FILES.get("events"), request.FILES.get("source")
    if document is None and listed is None:
        raise SourceMissing("请附上来源文件（检验报告、退货清单、和解书等），它与事件一起封存")
    if any((one.size or 0) > LARGEST_SOURCE for one in (listed, document) if one is not None):
        raise SourceMissing(f"文件大于 {LARGEST_SOURCE >> 20} MB：请分批，或用命令行 gongzhi credit record")
    content = listed.read() if listed else b""
    lines = lines_in(str(listed.name), content) if listed else numbered(line_of_form(request.POST.dict()))
    source = _source(document) if document else Source(name=str(listed.name) if listed else "", data=content)
    told = Told(source=source, by=user.acting(), at=timezone.now(), parties=as_credited(user))
    return act(lambda archive: record_events(archive, lines, told, scale=load_scale()))


def _source(document: "UploadedFile[bytes]") -> Source:
    name = str(document.name)[:120]
    return Source(
        name=name, data=document.read(), media_type=mimetypes.guess_type(name)[0] or "application/octet-stream"
    )


def _page(
    request: HttpRequest, *, found: RecordedLines | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    parties = parties_within(person(request))
    names, scale = names_of(parties), load_scale()
    context = {
        "parties": sorted((names[one], one, scale.role_names[role]) for one, role in parties.items()),
        "kinds": kinds_offered(),
        "asked": {name: request.POST.get(name, "") for name in FIELDS},
        "party": request.POST.get("party") or request.GET.get("party", ""),
        "error": error,
        "refused": found.refused[:MOST_TOLD] if found else (),
        "refused_count": len(found.refused) if found else 0,
        "largest": LARGEST_SOURCE >> 20,
        "today": timezone.localdate(),
    }
    return render(request, "credit/record.html", context, status=status)
