"""Leads in and out as workbooks on the pages: batch by batch, refused rows to take away, the export of what one sees."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from web_cast import client_of

from gongzhi.adapters.docket_sheets import read_docket_sheet
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.board import tables
from gongzhi_web.board.models import DocketRow, DocketTable


def upload(client: Client, *rows: tuple[str, ...]):
    """Send a table with these rows."""
    book = Workbook()
    for row in (("标题", "反映的事实", "承办单位"), *rows):
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile("线索.xlsx", target.getvalue())
    return client.post(reverse("docket_tables"), {"file": file})


def finish(client: Client) -> DocketTable:
    """Go on until nothing is left."""
    table = DocketTable.objects.latest("id")
    while not table.over:
        assert client.post(reverse("docket_table_go", args=[table.pk])).status_code == 302
        table.refresh_from_db()
    return table


def test_a_table_goes_in_batch_by_batch_and_says_what_was_refused(
    archive, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BATCH", 2)
    client = client_of(cast["gao"])
    upload(
        client,
        ("一", "事实", "东县局"),
        ("二", "事实", ""),
        ("三", "", ""),
        ("四", "事实", "没有局"),
        ("五", "事实", ""),
    )
    table = DocketTable.objects.get()
    state = client.post(reverse("docket_table_go", args=[table.pk]), headers={"HX-Request": "true"})
    assert "2 / 5 行" in state.content.decode() and "hx-post" in state.content.decode()
    table = finish(client)
    assert (table.entered, table.known, [one["number"] for one in table.refused]) == (3, 0, [4, 5])
    assert set(DocketRow.objects.values_list("title", "unit")) == {("一", "east"), ("二", "city"), ("五", "city")}
    page = client.get(reverse("docket_table", args=[table.pk])).content.decode()
    assert "请写单位全称" in page and "已完成" in page
    report = client.get(reverse("docket_table_refused", args=[table.pk])).content
    assert [row.cells["标题"] for row in read_docket_sheet(report)] == ["三", "四"]
    assert Look.objects.filter(what="批量登记案源").count() == 1


def test_the_same_table_twice_enters_nothing_twice(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["east"])
    for _ in range(2):
        upload(client, ("一", "事实", ""), ("二", "事实", ""))
        table = finish(client)
    assert (table.entered, table.known) == (0, 2) and DocketRow.objects.count() == 2


def test_two_who_go_on_at_once_do_not_enter_a_row_twice(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["east"])
    upload(client, ("一", "事实", ""))
    stale = DocketTable.objects.get()
    finish(client)
    tables._next_batch(cast["east"], stale)
    assert DocketRow.objects.count() == 1 and DocketTable.objects.get().entered == 1


def test_a_broken_table_enters_nothing_and_says_what_to_do(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["east"])
    for name, data in (("x.xlsx", b"nothing"), ("x.csv", b"a,b")):
        answer = client.post(reverse("docket_tables"), {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400 and "另存为 .xlsx" in answer.content.decode()
    assert "请选一个" in client.post(reverse("docket_tables")).content.decode()
    assert not DocketTable.objects.exists()


def test_a_table_is_seen_by_who_sent_it_alone(archive, cast: dict[str, User]) -> None:
    upload(client_of(cast["east"]), ("一", "事实", ""))
    table = DocketTable.objects.get()
    for name, user in cast.items():
        client = client_of(user)
        codes = {
            client.get(reverse(page, args=[table.pk])).status_code for page in ("docket_table", "docket_table_refused")
        }
        codes.add(client.post(reverse("docket_table_go", args=[table.pk])).status_code if name != "east" else 200)
        officer = name in ("reviewer", "second", "lead", "lead2", "gao", "west", "elsewhere")
        assert codes == ({200} if name == "east" else {404} if officer else {403}), name
    assert not DocketRow.objects.exists()


def test_the_export_holds_what_one_sees_and_is_written_down(archive, cast: dict[str, User]) -> None:
    client = client_of(cast["gao"])
    upload(client, ("东县的", "+1+1", "东县局"), ("西县的", "事实", "西县局"))
    finish(client)
    for name, titles in (("gao", {"东县的", "西县的"}), ("east", {"东县的"}), ("lead", set()), ("auditor", set())):
        data = client_of(cast[name]).get(reverse("docket_export"), {"state": "all"}).content
        rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, values_only=True))
        assert {row[1] for row in rows} == titles, name
    assert Look.objects.filter(what="导出案源", user=cast["gao"]).exists()
    assert client_of(cast["lin"]).get(reverse("docket_export")).status_code == 403
    only = client.get(reverse("docket_export"), {"unit": "west"}).content
    assert load_workbook(io.BytesIO(only)).active.max_row == 2


def test_the_template_names_the_units_that_one_may_enter_for(archive, cast: dict[str, User]) -> None:
    data = client_of(cast["gao"]).get(reverse("docket_template")).content
    said = [row[0] for row in load_workbook(io.BytesIO(data))["说明"].iter_rows(values_only=True)]
    assert "市局、东县局、西县局" in said[-1]
