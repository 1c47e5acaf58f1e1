"""One box, the news and the map in a browser: found by keyboard, told in the header, drawn for a telephone too."""

import re

import pytest
from playwright.sync_api import expect
from test_browser_board import do, new_lead

pytestmark = pytest.mark.browser


def test_a_search_is_made_and_walked_by_keyboard_alone(visit, decided_site) -> None:
    watched = visit("gao", 1440)
    page = watched.page
    number = new_lead(page, decided_site.address, "橙子线索甲")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("橙子")
    page.keyboard.press("Enter")
    # The first search of a process reads the law.
    page.wait_for_url("**/search/?q=*")
    first = page.locator(".found-title").first
    expect(first.locator("mark")).to_have_text("橙子")
    expect(page.locator("#found-finding")).to_contain_text("直播里说的话")
    watched.check_fits()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".found-title").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.fill("#q", number)
    page.keyboard.press("Enter")
    page.locator("#found-lead .found-title").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/docket/{number}/"))
    page.locator("#acts").get_by_role("button", name="指派").click()
    # Whoever writes in a field writes a stroke.
    page.locator("dialog[open] [name=reason]").press("/")
    expect(page.locator("dialog[open] [name=reason]")).to_have_value("/")


def test_what_was_decided_is_told_to_the_party_and_read_on_a_telephone(visit, decided_site) -> None:
    watched = visit("lin", 390)
    page = watched.page
    expect(page.locator(".top-box")).to_be_hidden()
    page.locator(".top-bell").click()
    expect(page.locator("#news")).to_contain_text("作出处置决定")
    watched.check_fits()
    page.get_by_role("button", name="全部已读").click()
    expect(page.get_by_label("消息，没有未读")).to_be_visible()
    page.locator(".top-glass").click()
    page.fill("#q", "没有这个词")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.locator("#found")).to_contain_text("没有找到")
    watched.check_fits()


def test_the_map_leads_from_a_number_to_its_entries(visit, decided_site) -> None:
    watched = visit("gao", 390)
    page = watched.page
    title = "组织图上的线索"
    new_lead(page, decided_site.address, title)
    page.goto(f"{decided_site.address}/map/")
    watched.check_fits()
    page.get_by_text("用文字列出").click()
    expect(page.locator("details")).to_contain_text("市局：未办结")
    watched.check_fits()
    page.get_by_label(re.compile("市局 无人接办")).click()
    expect(page.locator("body")).to_contain_text(title)
    page.get_by_role("link", name=title).click()
    do(page, "指派")
    page.goto(f"{decided_site.address}/news/")
    watched.check_fits()
