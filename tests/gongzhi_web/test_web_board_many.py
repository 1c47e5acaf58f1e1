"""Acting upon many entries on screen: choose, preview, confirm once, and a report that names what was left."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from test_web_board import do, put_in
from web_cast import client_of

from gongzhi.cases import Act, DocketActed
from gongzhi.flow.docketing import load_entry
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.board.models import DocketBatch, DocketRow


def chosen(client: Client, act: str, numbers: list[str], **form: object) -> DocketBatch:
    """The entries ticked on the board, and the button pressed."""
    given = {"act": act, "number": numbers, "scope": "chosen"} | form
    client.post(reverse("docket_bulk"), given)
    return DocketBatch.objects.latest("pk")


def preview(client: Client, batch: DocketBatch, **words: str) -> str:
    """Fill in the form; what the page shows."""
    address = reverse("docket_batch_preview", args=[batch.pk])
    return client.post(address, {"reason": "按分工办理"} | words, follow=True).content.decode()


def confirm(client: Client, batch: DocketBatch, **form: object) -> str:
    """Confirm the preview that was read."""
    batch.refresh_from_db()
    address = reverse("docket_batch_confirm", args=[batch.pk])
    return client.post(address, {"round": batch.round} | form, follow=True).content.decode()


def results(batch: DocketBatch) -> dict[str, str]:
    batch.refresh_from_db()
    return {line["number"]: line["result"] for line in batch.lines}


@pytest.fixture
def three(archive, cast: dict[str, User]) -> list[str]:
    """Three entries that the city has."""
    return [put_in(archive, cast["gao"], "city", f"第{n}件") for n in (1, 2, 3)]


def test_the_preview_says_for_each_row_what_would_happen_and_changes_nothing(archive, cast, three: list[str]) -> None:
    away = put_in(archive, cast["east"], "east", "东县的")
    client, size = client_of(cast["gao"]), archive.size()
    batch = chosen(client, "assign", [*three, away])
    page = preview(client, batch, assignee="gao")
    assert results(batch) == {**dict.fromkeys(three, "done"), away: "refused"}
    assert page.count("指派给gao") == 3 and "由现在承办的单位办理" in page and "将办理 3" in page
    assert archive.size() == size and not DocketRow.objects.exclude(assignee="").exists()


def test_what_changed_since_the_preview_is_left_and_named(archive, cast: dict[str, User], three: list[str]) -> None:
    client = client_of(cast["gao"])
    batch = chosen(client, "hand_down", three)
    preview(client, batch, unit="east")
    do(archive, cast["gao"], three[1], Act.ASSIGN, assignee=cast["gao"].acting())
    page = confirm(client, batch)
    assert results(batch) == {three[0]: "done", three[1]: "changed", three[2]: "done"}
    assert "已由gao“指派”" in page and "已变动，没有办理 1" in page
    units = dict(DocketRow.objects.values_list("number", "unit"))
    assert units == {three[0]: "east", three[1]: "city", three[2]: "east"}


def test_confirming_twice_does_it_once_with_one_line_per_row_in_the_log(archive, cast, three: list[str]) -> None:
    client = client_of(cast["gao"])
    batch = chosen(client, "assign", three)
    preview(client, batch, assignee="gao")
    confirm(client, batch)
    size = archive.size()
    assert [one.subject for one in archive.placed(kind=DocketActed.__name__)] == three
    confirm(client, batch)
    assert archive.size() == size and results(batch) == dict.fromkeys(three, "done")
    assert Look.objects.filter(what="办理案源", subject__in=three).count() == 3


def test_what_a_crash_cut_off_is_finished_and_not_done_again(archive, cast, three: list[str]) -> None:
    client = client_of(cast["gao"])
    batch = chosen(client, "hand_down", three)
    preview(client, batch, unit="east")
    before = results(batch)
    confirm(client, batch)
    size = archive.size()
    # As if the server had stopped between sealing and keeping the report.
    DocketBatch.objects.filter(pk=batch.pk).update(over=False)
    assert "继续办完" in client.get(reverse("docket_batch", args=[batch.pk])).content.decode()
    client.post(reverse("docket_batch_confirm", args=[batch.pk]))
    assert archive.size() == size and results(batch) == before and DocketBatch.objects.get().over


def test_only_the_preview_that_was_read_is_confirmed(archive, cast: dict[str, User], three: list[str]) -> None:
    client, size = client_of(cast["gao"]), archive.size()
    batch = chosen(client, "hand_down", three)
    preview(client, batch, unit="east")
    preview(client, batch, unit="west")
    assert "请核对这一次的预览" in confirm(client, batch, round=1) and archive.size() == size
    confirm(client, batch)
    assert set(DocketRow.objects.values_list("unit", flat=True)) == {"west"}


def test_nothing_is_done_before_a_preview(archive, cast: dict[str, User], three: list[str]) -> None:
    client, size = client_of(cast["gao"]), archive.size()
    batch = chosen(client, "assign", three)
    assert 'name="round"' not in client.get(reverse("docket_batch", args=[batch.pk])).content.decode()
    confirm(client, batch)
    assert archive.size() == size and DocketBatch.objects.get().confirmed_at is None


def test_all_that_the_filter_shows_is_chosen_up_to_the_bound_that_is_said(
    archive, cast: dict[str, User], three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongzhi_web.board.bulk_rows.MOST", 3)
    client = client_of(cast["gao"])
    assert "最多 500 件" in client.get(reverse("docket")).content.decode()
    put_in(archive, cast["east"], "east", "东县的")
    mine = chosen(client, "return", [], scope="all", unit="city")
    assert set(results(mine)) == set(three) and not mine.cut
    late = put_in(archive, cast["gao"], "city", "最先到期的", days=60)
    more = chosen(client, "return", [], scope="all", unit="city")
    assert next(iter(results(more))) == late and len(more.lines) == 3 and more.cut
    assert "排在最前的" in client.get(reverse("docket_batch", args=[more.pk])).content.decode()


def test_ending_needs_a_reason_and_an_outcome_and_says_so_in_each_row(archive, cast, three: list[str]) -> None:
    client = client_of(cast["gao"])
    do(archive, cast["gao"], three[0], Act.ASSIGN, assignee=cast["gao"].acting())
    batch = chosen(client, "end", three[:2])
    assert "必须写明理由" in preview(client, batch, outcome="no_case", reason=" ")
    assert "不认识的选项" in preview(client, batch, outcome="maybe")
    page = preview(client, batch, outcome="no_case")
    assert results(batch) == {three[0]: "done", three[1]: "refused"}
    assert "办结：不予立案" in page and "现在不能“办结”" in page


def test_several_are_merged_into_one_of_them(archive, cast: dict[str, User], three: list[str]) -> None:
    client = client_of(cast["gao"])
    batch = chosen(client, "merge", three)
    page = preview(client, batch, into=three[0])
    assert "保留这一件，其余并入它" in page and page.count(f"并入 {three[0]}") == 2
    confirm(client, batch)
    states = dict(DocketRow.objects.values_list("number", "state"))
    assert states == {three[0]: "received", three[1]: "ended", three[2]: "ended"}
    assert load_entry(archive, three[0]).acts[-1].act is Act.ABSORB


def test_the_report_is_a_workbook_with_every_row(archive, cast: dict[str, User], three: list[str]) -> None:
    client = client_of(cast["gao"])
    batch = chosen(client, "assign", three)
    preview(client, batch, assignee="gao")
    confirm(client, batch)
    answer = client.get(reverse("docket_batch_report", args=[batch.pk]))
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("编号", "标题", "办理", "结果", "说明")
    assert [row[0] for row in rows[1:]] == three and rows[1][2:] == ("指派", "已办理", "指派给gao")


def test_nobody_chooses_what_they_do_not_see_nor_opens_anothers_batch(archive, cast, three: list[str]) -> None:
    batch = chosen(client_of(cast["gao"]), "assign", three)
    for name, user in cast.items():
        client = client_of(user)
        answers = {
            client.get(reverse("docket_batch", args=[batch.pk])).status_code,
            client.post(reverse("docket_batch_preview", args=[batch.pk])).status_code,
            client.post(reverse("docket_batch_confirm", args=[batch.pk])).status_code,
            client.get(reverse("docket_batch_report", args=[batch.pk])).status_code,
        }
        assert answers <= ({200, 302} if name == "gao" else {403, 404}), (name, answers)
        count = DocketBatch.objects.count()
        client.post(reverse("docket_bulk"), {"act": "assign", "number": three, "scope": "chosen"})
        client.post(reverse("docket_bulk"), {"act": "assign", "scope": "all", "state": "all"})
        assert DocketBatch.objects.count() - count == (2 if name == "gao" else 0), name


def test_an_entry_that_left_ones_reach_since_is_named_and_left(archive, cast, three: list[str]) -> None:
    client, lead = client_of(cast["lead"]), cast["lead"]
    mine = [put_in(archive, lead, "P", f"平台第{n}件") for n in (1, 2)]
    batch = chosen(client, "assign", mine)
    DocketRow.objects.filter(number=mine[0]).update(unit="other")
    assert "现在看不到这一件" in preview(client, batch, assignee="lead")
    assert results(batch) == {mine[0]: "refused", mine[1]: "done"}


def test_choosing_nothing_or_no_act_is_said(archive, cast: dict[str, User], three: list[str]) -> None:
    client = client_of(cast["gao"])
    for form, said in (({"act": "assign"}, "没有选中案源"), ({"act": "take", "number": three}, "没有选怎样办理")):
        answer = client.post(reverse("docket_bulk"), {"scope": "chosen"} | form, follow=True)
        assert said in answer.content.decode()
    assert not DocketBatch.objects.exists()
