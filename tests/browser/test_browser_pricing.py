"""The price audit in a browser: upload a table, read the report with its chart, take it away, at both widths."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from in_process import run_gongzhi

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Old customers pay five percent more on a third of the items; one row cannot be read."""
    path = tmp_path_factory.mktemp("market") / "成交.csv"
    asked = ("--rows", 4000, "--users", 600, "--items", 20, "--markup", 0.05, "--newcomers", 0.05)
    assert run_gongzhi("pricing", "simulate", "-o", path, *asked).returncode == 0
    with path.open("a", encoding="utf-8") as file:
        file.write("D9,U1,SKU1,2026-03-01T10:00:00+08:00,华东,,1,0,-5\n")
    return path


@pytest.mark.parametrize("width", [390])
def test_a_table_is_uploaded_read_with_its_chart_and_taken_away(visit, decided_site, market: Path, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/pricing/")
    watched.check_fits()
    page.set_input_files("input[name=file]", market)
    page.fill("input[name=group]", "old")
    page.fill("input[name=exclude]", "first_order")
    page.check("input[name=scan]")
    page.get_by_role("button", name="审计").click()
    expect(page.locator("#says")).to_have_text("指标异常，需平台说明")
    expect(page.locator("#chart-prices canvas")).to_be_visible()
    expect(page.locator("#pairs tbody tr")).to_have_count(10)
    expect(page.locator("#refused")).to_contain_text("不大于零")
    watched.check_fits()
    with page.expect_download() as taken:
        page.get_by_role("link", name="表格 .xlsx").click()
    assert (
        openpyxl.load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))["结论"]["B2"].value
        == "指标异常，需平台说明"
    )


@pytest.mark.parametrize("width", [390])
def test_shown_prices_are_held_against_the_record(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/pricing/truth/")
    watched.check_fits()
    page.locator("#truths a").first.click()
    expect(page.locator("#doubted")).to_contain_text("处与记录有出入")
    expect(page.locator("body")).to_contain_text("价格类发现")
    watched.check_fits()
