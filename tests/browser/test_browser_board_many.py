"""Many entries at once, splitting, merging and the trail in a browser."""

import pytest
from playwright.sync_api import expect
from test_browser_board import do, new_lead

pytestmark = pytest.mark.browser


def test_many_are_assigned_after_a_preview_then_one_is_split_and_another_merged(visit, decided_site) -> None:
    watched = visit("gao", 390)
    page, site = watched.page, decided_site.address
    one, two = (new_lead(page, site, f"成批办理第{n}件") for n in (1, 2))
    page.goto(f"{site}/docket/?q=成批办理")
    for number in (one, two):
        page.get_by_label(f"选 {number}").check()
    page.get_by_label("怎样办理").select_option("assign")
    watched.check_fits()
    page.get_by_role("button", name="批量办理").click()
    page.get_by_label("承办人").select_option("gao")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("main")).to_contain_text("将办理 2")
    watched.check_fits()
    page.get_by_role("button", name="我已核对").click()
    expect(page.locator("main")).to_contain_text("已办理 2")
    with page.expect_download() as report:
        page.get_by_role("link", name="下载结果").click()
    assert report.value.suggested_filename.endswith(".xlsx")
    watched.check_fits()

    page.goto(f"{site}/docket/{one}/split/")
    page.get_by_label("新案源标题").fill("乔小满的部分")
    page.get_by_label("事实", exact=True).fill("主播自己加的话")
    page.get_by_role("checkbox", name="乔小满").check()
    page.get_by_label("为什么分案").fill("当事人不同")
    watched.check_fits()
    page.get_by_role("button", name="拆分").click()
    expect(page.locator("main")).to_contain_text("已拆出")
    expect(page.locator("#trail")).to_contain_text("案源办理：拆分")
    watched.check_fits()

    page.locator("#acts").get_by_role("link", name="并入其他案源").click()
    page.locator(f"input[value='{two}']").check()
    page.get_by_label("为什么并案").fill("同一行为")
    watched.check_fits()
    page.get_by_role("button", name="并入其他案源").click()
    expect(page.locator("main")).to_contain_text(f"已并入 {two}")
    page.goto(f"{site}/docket/{two}/")
    expect(page.locator("main")).to_contain_text(one)
    do(page, "办结", 理由="已提醒改正")
    expect(page.locator("main")).to_contain_text("已办结")
    watched.check_fits()
