"""The credit ledger in a browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("who", "width"), [("lead", 1440), ("gao", 1440), ("lin", 390)])
def test_the_lines_of_a_ledger_add_up_and_lead_to_the_decision(visit, decided_site, who: str, width: int) -> None:
    watched = visit(who, width)
    page = watched.page
    page.goto(f"{decided_site.address}/credit/")
    watched.check_fits()
    page.locator("#ledgers a").first.click()
    expect(page.locator("#balance")).to_have_text("-1")
    expect(page.locator("#entries tbody tr")).to_have_count(1)
    expect(page.locator("#entries")).to_contain_text("警示")
    expect(page.locator("#chart-credit canvas")).to_be_visible()
    watched.check_fits()
    page.get_by_role("link", name="封存记录").click()
    expect(page.locator("body")).to_contain_text("信用记录")


def test_the_balance_before_the_decision_is_zero(visit, decided_site) -> None:
    page = visit("lin").page
    page.goto(f"{decided_site.address}/credit/lin/?on=2026-01-01")
    expect(page.locator("#balance")).to_have_text("0")
    expect(page.locator("#entries")).to_contain_text("尚未发生")


def test_a_stranger_sees_no_ledger(visit, decided_site) -> None:
    page = visit("zhou").page
    page.goto(f"{decided_site.address}/credit/")
    expect(page.locator("body")).to_contain_text("没有信用记录")
