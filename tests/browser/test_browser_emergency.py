"""The red button in a browser: a reviewer stops, a lead confirms, the party reads why, and it is lifted again."""

import pytest
from browser_store import ROOM
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_from_the_red_button_to_confirmation_notice_and_lifting(visit, decided_site) -> None:
    reviewer = visit("reviewer", 390)
    page = reviewer.page
    page.goto(f"{decided_site.address}/monitor/room/{ROOM}/")
    page.get_by_role("link", name="紧急停播").last.click()
    reviewer.check_fits()
    page.get_by_label("治疗高血压").check()
    page.get_by_label("为什么必须立刻停播").fill("正在卖药，误导老人停药")
    page.get_by_role("button", name="立即停播").click()
    expect(page.locator("main")).to_contain_text("已登记紧急停播")
    expect(page.locator("main")).to_contain_text("无人确认即失效")
    expect(page.get_by_role("button", name="确认停播")).to_have_count(0)
    reviewer.check_fits()
    stop = page.url
    page.goto(f"{decided_site.address}/monitor/room/{ROOM}/")
    expect(page.locator("#stopped")).to_contain_text("已紧急停播")
    reviewer.check_fits()

    lead = visit("lead", 390)
    lead.page.goto(f"{decided_site.address}/stops/")
    expect(lead.page.locator("#running")).to_contain_text("剩 23小时")
    lead.check_fits()
    settle(lead.page, stop, "确认停播", "我已核对，确认", "已看回放，属实")
    expect(lead.page.locator("#trail")).to_contain_text("紧急停播确认或解除：确认")
    lead.check_fits()

    party = visit("lin", 390)
    party.page.goto(stop)
    expect(party.page.locator("main")).to_contain_text("误导老人停药")
    expect(party.page.locator("main")).to_contain_text("怎样提出意见")
    party.check_fits()

    settle(lead.page, stop, "解除停播", "解除", "商品卡已下架")
    expect(lead.page.locator("main")).to_contain_text("已看告知")
    lead.page.goto(f"{decided_site.address}/stops/")
    expect(lead.page.locator("#running")).to_contain_text("现在没有停播的直播间")
    lead.check_fits()


def settle(page, stop: str, button: str, confirm: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    """Confirm or lift through the dialog."""
    page.goto(stop)
    page.get_by_role("button", name=button).click()
    sheet = page.locator("dialog[open]")
    sheet.locator("textarea").fill(reason)
    sheet.get_by_role("button", name=confirm, exact=True).click()
    expect(page.locator("main")).to_contain_text(reason)
