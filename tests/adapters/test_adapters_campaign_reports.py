"""The campaign's report and field sheet: the numbers, their chart, and every list behind them."""

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from openpyxl import load_workbook

from cast_of_campaigns import room
from cast_of_units import GAO, UNITS
from gongzhi.adapters.campaign_reports import field_sheet_xlsx, report_docx, report_xlsx
from gongzhi.cases import Campaign, CampaignPlanned, Target, TargetWhy
from gongzhi.flow.campaigning import field_sheet
from gongzhi.flow.campaigning_tally import NUMBERS, Listed, Tally, report_form

AT = datetime(2026, 3, 31, 4, tzinfo=UTC)
LEAD = Listed(kind="entry", number="XS2026-000001", title="=HYPERLINK(1)", unit="east", at=AT)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    planned = CampaignPlanned(
        number="ZX2026-000001", title="禁渔期水产专项", unit="city", goal="禁渔期内有人卖江鲜。", starts=date(2026, 3, 1),
        ends=date(2026, 6, 30), by=GAO, at=AT, words=("江鲜",),
    )  # fmt: skip
    return Campaign(planned=planned, targets=(Target(candidate=room("lin", found=3), why=TargetWhy.RISK),))


@pytest.fixture(scope="module")
def counted() -> Tally:
    lists = {key: () for key in NUMBERS} | {"leads": (LEAD,), "open": (LEAD,)}
    return Tally(lists=lists, weeks=((date(2026, 3, 30), 1),), units=(("east", 1),))


def test_the_docx_has_the_numbers_and_a_chart_with_the_same_numbers(campaign: Campaign, counted: Tally) -> None:
    form = report_form(campaign, counted, units=UNITS, at=AT)
    made = report_docx(form, counted)
    assert made == report_docx(form, counted)
    rows = [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(made)).tables[0].rows]
    assert ["发现线索", "1"] in rows and ["移送", "0"] in rows
    chart = zipfile.ZipFile(io.BytesIO(made)).read("word/charts/chart1.xml").decode()
    assert chart.count("<c:v>1</c:v>") == 2 and "发现线索" in chart and "<c:formatCode>0</c:formatCode>" in chart


def test_the_xlsx_has_a_list_behind_every_number_and_no_formula_of_a_stranger(
    campaign: Campaign, counted: Tally
) -> None:
    book = load_workbook(io.BytesIO(report_xlsx(report_form(campaign, counted, units=UNITS, at=AT), counted, UNITS)))
    assert book.sheetnames == ["件数", "各周线索", "各单位线索", "发现线索", "仍未办结"]
    assert [cell.value for cell in book["发现线索"][2]][:3] == ["XS2026-000001", "'=HYPERLINK(1)", "东县局"]
    assert book["件数"]._charts and ("发现线索", 1) in list(book["件数"].iter_rows(values_only=True, max_col=2))


def test_the_field_sheet_lists_the_rooms_with_room_to_write(campaign: Campaign) -> None:
    book = load_workbook(io.BytesIO(field_sheet_xlsx(field_sheet(campaign, issuer="南江市局", at=AT))))
    assert [cell.value for cell in book["检查记录"][2]][:4] == ["1", "lin直播间", "按命中发现和信用先后", "3"]
    assert "随机抽取" in "".join(str(row) for row in book["说明"].iter_rows(values_only=True))
