"""Burden sheets, precedents and trials of the law in a browser, at both widths and on paper."""

import io
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def begin(page: Page, address: str, title: str, *facts: str) -> str:
    """A new interview about the platform with these facts so; its address."""
    page.goto(f"{address}/liability/new/")
    page.get_by_label("名称").fill(title)
    while page.locator("input[name=topic]:checked").count():
        page.locator("input[name=topic]:checked").first.uncheck()
    page.locator("input[name=topic][value='平台']").check()
    page.get_by_role("button", name="开始").click()
    place = page.url.split("?")[0]
    for fact in facts:
        page.goto(f"{place}?ask={fact}")
        said = page.locator("#answered li").count()
        page.locator("#question").get_by_role("button", name="是", exact=True).click()
        expect(page.locator("#answered li")).to_have_count(said + 1)
    return place


def check_printed(page: Page) -> None:
    """On paper the forms are gone and nothing is cut off at the side."""
    page.emulate_media(media="print")
    for form in page.locator(".no-print").all():
        expect(form).to_be_hidden()
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} 打印时横向超出 {over} 像素"
    page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [390])
def test_a_sealed_record_is_put_behind_a_fact_and_the_sheet_goes_to_paper(visit, decided_site, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/evidence/")
    page.locator("main a[href^='/evidence/']").first.click()
    exhibit = page.url.rstrip("/").rsplit("/", 1)[1]
    place = begin(page, decided_site.address, "燕窝", "存在损害", "关系生命健康")
    page.get_by_role("link", name="举证清单", exact=True).click()
    sheet = page.locator(".paper")
    expect(sheet).to_contain_text("平台举证")
    watched.check_fits()
    page.get_by_label("存证编号").fill(exhibit)
    page.get_by_label("它是哪种记录").select_option("准入记录")
    page.get_by_role("button", name="写进回答").click()
    expect(sheet.locator("tr", has_text="（平台已审核资质）")).to_contain_text(exhibit)
    watched.check_fits()
    check_printed(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="举证清单 .docx").click()
    tables = docx.Document(io.BytesIO(Path(taken.value.path()).read_bytes())).tables
    assert any(exhibit in cell.text for table in tables for row in table.rows for cell in row.cells)
    page.goto(place)
    page.get_by_role("button", name="保存并封存").click()
    page.get_by_role("link", name="举证清单").click()
    expect(page.locator(".paper .number")).to_contain_text("Z")
    expect(page.locator("#attach")).to_have_count(0)


@pytest.mark.parametrize("width", [390])
def test_like_cases_stand_beside_the_analysis_and_a_case_of_ones_own_joins_them(
    visit, decided_site, width: int
) -> None:
    watched = visit("gao", width)
    page = watched.page
    place = begin(page, decided_site.address, "燕窝", "存在损害", "关系生命健康")
    page.get_by_role("link", name="相似案例").click()
    expect(page.locator("#likes article").first).to_contain_text("平台 · 相应责任")
    expect(page.locator("#splits")).to_contain_text("不判对错")
    watched.check_fits()
    check_printed(page)
    page.get_by_role("link", name="全部案例").click()
    watched.check_fits()
    page.get_by_role("link", name="录入案例").click()
    number = f"局内-{width}"
    for name, said in {
        "号": number, "名": "直播间调解", "类": "调解", "机关": "市局", "日": "2026-03", "行为日": "2026-02-01", "来源": "调解书",
        "当事人": "商家：直播间商家", "给": "存在损害：是", "要旨": "退款并赔", "则1": "相应责任",
    }.items():  # fmt: skip
        page.locator(f"[name='{name}']").fill(said)
    page.locator("[name='谁1']").select_option("平台")
    page.locator("[name='形态1']").select_option("补充")
    page.locator("[name='给']").fill("存在损坏：是")
    page.get_by_role("button", name="录入", exact=True).click()
    expect(page.locator("#refused")).to_contain_text("存在损坏")
    watched.errors.clear()
    watched.check_fits()
    page.locator("[name='给']").fill("存在损害：是")
    page.get_by_role("button", name="录入", exact=True).click()
    expect(page.locator("#precedents")).to_contain_text(number)
    page.goto(f"{place}precedents/")
    expect(page.locator("#likes")).to_contain_text(number)


@pytest.mark.parametrize("width", [390])
def test_a_proposal_is_tried_on_imagined_cases_and_shown_as_chart_table_and_workbook(
    visit, decided_site, width: int
) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/liability/laboratory/")
    watched.check_fits()
    for side in ("left", "right"):
        page.locator(f"[name='{side}-conduct']").fill("2026-03-01")
    page.locator("[name='count']").fill("999999")
    page.locator("details.proposals", has_text="立法建议").last.locator("summary").click()
    page.locator("[name='right-proposal'][value='小农户责任上限']").check()
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#refused")).to_contain_text("应是 1 至 20000 的整数")
    watched.errors.clear()
    page.locator("[name='count']").fill("300")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#changes")).to_contain_text("商家/小农户责任上限")
    chart = page.locator("svg.bars")
    expect(chart.locator("desc")).to_contain_text("各方应付：")
    assert chart.locator("rect").count() >= 4
    watched.check_fits()
    check_printed(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="表格 .xlsx").click()
    assert "结果" in openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).sheetnames
