"""Upload a table of purchases, read the report, take it away. The table itself is not kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.price_audit import AskedFile, audit_file
from gongzhi.adapters.price_reports import write_price_docx, write_price_xlsx
from gongzhi.adapters.price_tables import PriceFile, TableUnreadable
from gongzhi.pricing import NotAPlan, NotATable
from gongzhi_web.accounts.access import STAFF, allow, person, record_look
from gongzhi_web.lawbook import book
from gongzhi_web.pricing.models import PriceAudit

LARGEST = 64 * 1024 * 1024
MOST_KEPT = 200
_OFFICE = "application/vnd.openxmlformats-officedocument."
WRITERS = {
    "docx": (write_price_docx, _OFFICE + "wordprocessingml.document"),
    "xlsx": (write_price_xlsx, _OFFICE + "spreadsheetml.sheet"),
}
BUCKETS = {"hour": "小时", "quarter": "六小时", "day": "日", "minute": "分钟", "week": "周"}


@never_cache
@require_safe
@allow(*STAFF)
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and what this organisation audited before."""
    return _form(request)


@never_cache
@require_POST
@allow(*STAFF)
def check(request: HttpRequest) -> HttpResponse:
    """Audit the uploaded table."""
    upload, user = request.FILES.get("file"), person(request)
    if upload is None or not request.POST.get("group", "").strip():
        return _form(request, "请选一个 .csv 或 .parquet 文件，并写明按哪一列分组")
    if (upload.size or 0) > LARGEST:
        return _form(request, f"文件大于 {LARGEST >> 20} MB：请用命令行 gongzhi pricing audit，或分批上传")
    try:
        result = audit_file(PriceFile(str(upload.name), upload.read()), _asked(request), book=book())
    except (TableUnreadable, NotATable, NotAPlan) as error:
        return _form(request, str(error))
    kept = PriceAudit.objects.create(
        organisation_id=str(user.organisation_id), by=user, file=str(upload.name)[:120], result=result
    )
    return redirect("price_report", kept.pk)


@never_cache
@require_safe
@allow(*STAFF)
def report(request: HttpRequest, audit: int) -> HttpResponse:
    """The report. Looking at it is written down."""
    kept = _own(request, audit)
    record_look(request, what="查看差别定价审计", subject_kind="审计", subject=str(kept.pk))
    found: dict[str, Any] = kept.result
    context = {"kept": kept, "found": found, "bucket": BUCKETS.get(found["strata"]["bucket"]), "chart": _chart(found)}
    return render(request, "pricing/report.html", context)


@never_cache
@require_safe
@allow(*STAFF)
def download(request: HttpRequest, audit: int, ending: str) -> HttpResponse:
    """The report as .docx or .xlsx."""
    kept = _own(request, audit)
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    response = HttpResponse(write(kept.result, made_at=kept.made_at), content_type=kind)
    name = f"差别定价审计报告-{timezone.localtime(kept.made_at):%Y%m%d-%H%M}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@allow(*STAFF)
def delete(request: HttpRequest, audit: int) -> HttpResponse:
    """Gone for good, by whoever made it."""
    get_object_or_404(PriceAudit, pk=audit, by=person(request)).delete()
    messages.success(request, "已删除。")
    return redirect("pricing")


def _own(request: HttpRequest, audit: int) -> PriceAudit:
    return get_object_or_404(PriceAudit, pk=audit, organisation_id=person(request).organisation_id)


def _form(request: HttpRequest, error: str = "") -> HttpResponse:
    kept = PriceAudit.objects.filter(organisation_id=person(request).organisation_id).select_related("by")[:MOST_KEPT]
    context = {"error": error, "kept": kept, "asked": request.POST, "largest": LARGEST >> 20, "buckets": BUCKETS}
    return render(request, "pricing/ask.html", context, status=400 if error else 200)


def _asked(request: HttpRequest) -> AskedFile:
    form = request.POST
    bucket = form.get("bucket", "")
    return AskedFile(
        group=form.get("group", "").strip(),
        on=timezone.localdate(),
        strata=_names(form.get("strata", "")),
        justify=_names(form.get("justify", "")),
        exclude=_names(form.get("exclude", "")),
        scan=("all",) if form.get("scan") else (),
        bucket=bucket if bucket in BUCKETS else None,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.replace("，", ",").split(",") if one.strip())


def _chart(found: dict[str, Any]) -> dict[str, list[Any]]:
    """A row per comparison: name, estimate, both ends of its interval, percent."""
    rows = []
    for one in found["compared"]:
        sides = (
            [("理由前", one["before"]), ("理由后", one["after"])]
            if any(found["declared"].values())
            else [("", one["after"])]
        )
        rows += [(f"{one['value']} {name}".strip(), side) for name, side in sides]
    rows += [(f"{one['column']}={one['value']}", one["second"]) for one in found["scan"][:12] if one["confirmed"]]
    told = [(name, side) for name, side in rows if side["percent"] is not None]
    return {
        "names": [name for name, _ in told],
        "values": [[side["low_percent"], side["percent"], side["high_percent"]] for _, side in told],
    }
