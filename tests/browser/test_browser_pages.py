"""Every page at both widths: it fits, the console is silent, nothing is asked of anybody else."""

import sqlite3

import pytest
from browser_market import WIDTHS, Market, open_page
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
# Who opens which pages, and what stands on each.
PAGES = {
    "zhuguan-he": {
        "/monitor/": "实时监看",
        "/queue/": "复核队列",
        "/cases/": "待办线索",
        "/evidence/": "证据",
        "/law/": "法规",
        "/law/duties/": "义务",
        "/credit/": "信用",
    },
    "shenji": {"/audit/": "操作留痕"},
    "gao": {"/monitor/": "实时监看", "/nothing-here/": "没有找到"},
    "lin": {"/monitor/": "实时监看"},
    "zhou": {"/cases/": "还没有案件"},
}


@pytest.mark.parametrize("who", PAGES)
def test_a_page_fits_says_what_it_is_and_asks_nobody_else(chromium: Browser, market_site: Market, who: str) -> None:
    watched = open_page(chromium, market_site, who, 390)
    for path, says in PAGES[who].items():
        watched.page.goto(market_site.address + path)
        expect(watched.page.locator("body")).to_contain_text(says)
        # What a page does wrong a moment after it is there.
        watched.page.wait_for_timeout(200)
        watched.check_fits()
        if path == "/nothing-here/":
            watched.errors = [one for one in watched.errors if "404" not in one]
        assert not watched.errors, f"{path}：{watched.errors}"
        watched.check_clean()
    watched.page.context.close()


def test_quick_steps_from_page_to_page_do_not_use_up_the_windows(chromium: Browser, market_site: Market) -> None:
    watched = open_page(chromium, market_site, "gao", 1440)
    for _ in range(8):
        with watched.page.expect_response("**/events/**") as listening:
            watched.page.goto(f"{market_site.address}/monitor/")
        assert listening.value.status == 200
    watched.check_clean()
    watched.page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sign_in_page_fits(chromium: Browser, market_site: Market, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{market_site.address}/sign-in/")
    expect(page.get_by_role("heading", name="登录控制台")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.close()


@pytest.mark.parametrize("width", [390])
def test_the_room_page_explains_a_span_on_focus(chromium: Browser, market_site: Market, width: int) -> None:
    watched = open_page(chromium, market_site, "zhuguan-he", width)
    page = watched.page
    page.goto(f"{market_site.address}/monitor/room/{_riskiest(market_site)}/")
    page.get_by_label("只看发现").check()
    span = page.locator(".spot").first
    span.focus()
    expect(span.locator(".spot-card")).to_be_visible()
    expect(span.locator(".spot-card")).to_contain_text("法")
    expect(page.get_by_text("正在讲解的商品")).to_be_attached()
    watched.check_fits()
    watched.check_clean()
    page.context.close()


def test_the_menu_opens_on_a_narrow_screen_and_closes_with_escape(chromium: Browser, market_site: Market) -> None:
    watched = open_page(chromium, market_site, "zhuguan-he", 390)
    page = watched.page
    expect(page.locator(".sidebar")).not_to_be_visible()
    page.get_by_role("button", name="打开菜单").click()
    expect(page.locator(".sidebar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sidebar")).not_to_be_visible()
    page.context.close()


def test_a_stranger_sees_no_room_no_case_and_no_finding(chromium: Browser, market_site: Market) -> None:
    watched = open_page(chromium, market_site, "zhou", 1440)
    page = watched.page
    page.goto(f"{market_site.address}/monitor/")
    expect(page.get_by_text("范围内还没有直播")).to_be_visible()
    expect(page.locator("#finding-rows tr")).to_have_count(0)
    assert page.goto(f"{market_site.address}/monitor/room/{_riskiest(market_site)}/").status == 404
    page.context.close()


def _riskiest(market_site: Market) -> str:
    rows = sqlite3.connect(market_site.store / "web.sqlite3")
    found = rows.execute("SELECT id FROM broadcasts_broadcastrow ORDER BY risk DESC").fetchone()
    rows.close()
    return str(found[0])
