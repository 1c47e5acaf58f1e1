"""Leads in and out as workbooks: the template, an upload that goes on batch by batch, what was refused, and the export."""

import json
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.adapters.docket_sheets import (
    MOST_BYTES,
    SheetUnreadable,
    read_docket_sheet,
    write_refused,
    write_table,
    write_template,
)
from gongzhi.cases import DocketEntered
from gongzhi.flow.entering_many import Refusal, TableRow, Tally, enter_many
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import DESK, OF_A_PLATFORM, STAFF, allow, person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.acting import act
from gongzhi_web.board.asking import ASKED, all_of
from gongzhi_web.board.forms import LEVELS, ORIGINS, may_have, register
from gongzhi_web.board.models import DocketRow, DocketTable
from gongzhi_web.board.scope import units
from gongzhi_web.site.words import WORDS

OFFICERS = DESK
BATCH = 500
MOST_OUT = 50_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OUT = (
    "编号", "标题", "反映的事实", "当事人", "承办单位", "承办人", "状态", "事项", "来源", "轻重", "到期日", "登记时间",
    "直播场次编号", "平台案号", "关联",
)  # fmt: skip


@never_cache
@allow(*OFFICERS)
def upload(request: HttpRequest) -> HttpResponse:
    """GET: the form and this person's earlier tables. POST: read the whole table first; nothing is entered from a broken one."""
    user, error = person(request), ""
    if request.method == "POST":
        try:
            name, rows = _read(request)
        except SheetUnreadable as unreadable:
            error = str(unreadable)
        else:
            kept = DocketTable.objects.create(
                user=user,
                name=name,
                rows=_kept_rows(rows),
                total=len(rows),
            )
            return redirect("docket_table", table=kept.pk)
    mine = DocketTable.objects.filter(user=user).defer("rows", "refused").order_by("-id")[:20]
    return render(request, "board/tables.html", {"tables": mine, "error": error}, status=400 if error else 200)


@never_cache
@require_safe
@allow(*OFFICERS)
def template(request: HttpRequest) -> HttpResponse:
    """The empty table, with the units that this person may enter for."""
    user = person(request)
    own, platform = str(user.organisation_id), user.role in OF_A_PLATFORM
    names = [unit.name for unit in units().all() if may_have(unit.id, unit.parent, own, platform=platform)]
    return workbook(write_template(names), "案源登记模板.xlsx")


@never_cache
@require_safe
@allow(*OFFICERS)
def table(request: HttpRequest, table: int) -> HttpResponse:
    """How far a table is, and what was refused."""
    kept = _own(request, table)
    return render(request, "board/table.html", {"table": kept, "refused": kept.refused[:100]})


@require_POST
@allow(*OFFICERS)
def go_on(request: HttpRequest, table: int) -> HttpResponse:
    """Enter the next rows; the page asks again until none is left, and whoever comes back later may go on."""
    kept = _own(request, table)
    if not kept.over:
        _next_batch(person(request), kept)
        kept.refresh_from_db()
        if kept.over:
            record_look(request, what="批量登记案源", subject_kind="案源", subject=f"{kept.name} {kept.entered} 件")
    if request.headers.get("HX-Request"):
        return render(request, "board/table_state.html", {"table": kept, "refused": kept.refused[:100]})
    return redirect("docket_table", table=kept.pk)


@never_cache
@require_safe
@allow(*OFFICERS)
def refused(request: HttpRequest, table: int) -> HttpResponse:
    """The refused rows with reasons, in the columns of the template."""
    kept = _own(request, table)
    rows = {row.number: row for row in _rows_of(kept)}
    report = write_refused((Refusal(**one) for one in kept.refused), rows.values())
    return workbook(report, f"没有登记的行-{kept.pk}.xlsx")


@never_cache
@require_safe
@allow(*STAFF)
def export(request: HttpRequest) -> HttpResponse:
    """What the board shows this person, as a workbook; taking it away is written down before."""
    user = person(request)
    asked = {name: request.GET.get(name, "") for name in ASKED}
    rows = list(all_of(user, asked, most=MOST_OUT + 1))
    if len(rows) > MOST_OUT:
        messages.error(request, f"超过 {MOST_OUT} 件：请先按单位、状态或文字缩小范围再导出")
        return redirect("docket")
    record_look(request, what="导出案源", subject_kind="案源", subject=f"{asked['unit'] or '全部单位'} {len(rows)} 件")
    return workbook(write_table(_OUT, _out(rows)), f"案源-{timezone.localdate()}.xlsx")


def _next_batch(user: User, kept: DocketTable) -> None:
    start = kept.done
    rows = _rows_of(kept, slice(start, start + BATCH))
    # Taken before it is done: what a crash cuts off here was either sealed whole or not at all, and ``go on`` after it
    # would pass by; so the taking is undone when the verb raises, and a repeated row is known by its record.
    mine = DocketTable.objects.filter(pk=kept.pk, done=start)
    if mine.update(done=start + len(rows)) != 1:
        return
    try:
        tally: Tally = act(partial(enter_many, register=register(), rows=rows, by=user.acting(), at=timezone.now()))
    except BaseException:
        DocketTable.objects.filter(pk=kept.pk, done=start + len(rows)).update(done=start)
        raise
    said = [{"number": one.number, "title": one.title, "why": one.why} for one in tally.refused]
    DocketTable.objects.filter(pk=kept.pk).update(
        entered=F("entered") + len(tally.entered),
        known=F("known") + tally.known,
        linked=F("linked") + tally.linked,
        refused=[*kept.refused, *said],
    )


def _read(request: HttpRequest) -> tuple[str, tuple[TableRow, ...]]:
    sent = request.FILES.get("file")
    if sent is None:
        raise SheetUnreadable("请选一个 .xlsx 文件；没有的先下载模板")
    if (sent.size or 0) > MOST_BYTES:
        raise SheetUnreadable(f"文件大于 {MOST_BYTES >> 20} MB：请拆成几个文件分别上传")
    rows = read_docket_sheet(sent.read())
    if not rows:
        raise SheetUnreadable("表里没有内容：请从第二行起一行填写一条线索")
    return str(sent.name)[:120], rows


def _kept_rows(rows: Sequence[TableRow]) -> bytes:
    # A line for each, so that a batch of a long table reads no more than its own.
    return zlib.compress("\n".join(json.dumps([row.number, row.cells]) for row in rows).encode())


def _rows_of(kept: DocketTable, part: slice = slice(None)) -> list[TableRow]:
    found = map(json.loads, zlib.decompress(bytes(kept.rows)).split(b"\n")[part])
    return [TableRow(number=number, cells=cells) for number, cells in found]


def _own(request: HttpRequest, table: int) -> DocketTable:
    # A table belongs to who uploaded it, and only while they stand for the same unit does it do anything.
    found = DocketTable.objects.filter(pk=table, user=person(request)).first()
    if found is None:
        raise Http404
    return found


def _out(rows: list[DocketRow]) -> Iterator[list[Any]]:
    known = units()
    origins = {one.value: name for one, name in ORIGINS.items()}
    levels = {one.value: name for one, name in LEVELS.items()}
    for row in rows:
        entered = decode_record(DocketEntered, bytes(row.record))
        yield [
            row.number, row.title, entered.summary, "、".join(entered.parties), known.name(row.unit), row.assignee_name,
            WORDS["docket_state"].get(row.state, row.state), entered.matter.chinese, origins.get(row.origin, row.origin),
            levels.get(row.level, row.level), row.due.isoformat() if row.due else "",
            f"{timezone.localtime(row.received_at):%Y-%m-%d %H:%M}", row.broadcast, row.case, row.linked,
        ]  # fmt: skip


def workbook(data: bytes, name: str) -> HttpResponse:
    """An .xlsx to keep, under this name."""
    answer = HttpResponse(data, content_type=_XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
