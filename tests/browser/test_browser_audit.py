"""操作留痕 in a browser: what was just looked at stands there, and the table can be taken away."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390])
def test_a_look_is_listed_and_exported(visit, decided_site, width: int, tmp_path: Path) -> None:
    lead = visit("lead").page
    lead.goto(f"{decided_site.address}/evidence/?kind=Finding")
    lead.locator("#exhibits tbody a").first.click()
    expect(lead.locator("body")).to_contain_text("在日志里的位置")
    watched = visit("auditor", width)
    page = watched.page
    page.goto(f"{decided_site.address}/audit/?who=lead")
    expect(page.locator("#looks tbody tr").first).to_contain_text("查看证据")
    watched.check_fits()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 CSV").click()
    table = tmp_path / "looks.csv"
    waiting.value.save_as(table)
    assert "查看证据" in table.read_text("utf-8-sig")


@pytest.mark.parametrize("width", [390])
def test_acts_name_people_and_lead_to_exhibits(visit, decided_site, width: int) -> None:
    watched = visit("auditor", width)
    page = watched.page
    page.goto(f"{decided_site.address}/audit/acts/")
    expect(page.locator("#acts")).to_contain_text("处置决定")
    expect(page.locator("#acts")).to_contain_text("复核结论")
    watched.check_fits()
    page.locator("#acts tbody a").first.click()
    expect(page.locator("body")).to_contain_text("封存")


def test_a_reviewer_has_no_audit_in_the_menu(visit, decided_site) -> None:
    page = visit("reviewer").page
    assert page.get_by_role("link", name="操作留痕").count() == 0
