"""The rules in a browser."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_rule_is_found_and_read_with_its_examples_run(visit, decided_site, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/rules/")
    watched.check_fits()
    page.fill("input[name=q]", "国家级")
    page.get_by_role("button", name="查询").click()
    page.locator("td a").first.click()
    expect(page.locator("#failing")).to_contain_text("全部相符")
    expect(page.locator("#examples li").first).to_be_visible()
    watched.check_fits()
