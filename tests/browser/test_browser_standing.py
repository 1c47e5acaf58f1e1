"""The state of the log in a browser: segments of a broadcast are checked from the page that lists them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390])
def test_the_segments_of_a_broadcast_are_checked_from_the_state_of_the_log(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/evidence/")
    page.get_by_role("link", name="状态", exact=True).click()
    expect(page.locator("#alarm-count")).to_have_text("0")
    expect(page.locator("#segments tbody tr")).to_have_count(1)
    watched.check_fits()
    page.get_by_role("link", name="核对").click()
    expect(page.locator("#outcome")).to_contain_text("段齐全，没有缺口")
    watched.check_fits()


def test_who_sells_does_not_see_the_state_of_the_log(visit, decided_site) -> None:
    page = visit("lin").page
    page.goto(f"{decided_site.address}/evidence/")
    expect(page.get_by_role("link", name="状态", exact=True)).to_have_count(0)
