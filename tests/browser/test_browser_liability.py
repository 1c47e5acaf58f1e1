"""The interview on liability in a browser: from a case, one question at a time, what-if, conflict, sealed, at both widths."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390])
def test_an_analysis_goes_from_a_case_to_a_sealed_paper(visit, decided_site, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/cases/")
    page.locator("a[href^='/cases/2']").first.click()
    page.get_by_role("link", name="责任分析", exact=True).last.click()
    expect(page.locator("#from-record")).to_contain_text("案卷里查得到的事实")
    watched.check_fits()
    page.get_by_role("button", name="开始").click()

    question = page.locator("#question .ask")
    expect(question).to_have_text("消费者的权益是否受到损害？")
    watched.check_fits()
    page.locator("#question").get_by_role("button", name="是", exact=True).click()
    expect(question).not_to_have_text("消费者的权益是否受到损害？")
    page.locator("#question").get_by_role("button", name="不清楚").click()
    expect(page.locator("#answered")).to_contain_text("不清楚")

    amount = page.get_by_label("受到的损失是多少？")
    amount.fill("一百")
    page.get_by_role("button", name="按这些金额计算").click()
    expect(page.locator("#error-损失")).to_contain_text("“一百”不是金额")
    amount.fill("1000")
    page.get_by_role("button", name="按这些金额计算").click()
    expect(page.locator("#error-损失")).to_have_count(0)
    watched.check_fits()

    page.get_by_role("button", name="裁判").click()
    expect(page.locator("#assumed")).to_contain_text("举证")
    result = page.locator("[data-result='平台/先行赔偿责任']")
    expect(result).to_contain_text("1000.00")
    result.get_by_text("为什么").click()
    expect(result.locator(".tree")).to_contain_text("起决定作用")
    watched.check_fits()
    result.locator(".deciding a").first.click()
    expect(page.locator("#what-if #turns")).to_contain_text("不成立")
    watched.check_fits()

    page.get_by_role("button", name="保存并封存").click()
    expect(page.locator(".paper")).to_contain_text("由人作出决定")
    watched.check_fits()
    with page.expect_download() as taken:
        page.get_by_role("link", name="分析 .docx").click()
    paragraphs = docx.Document(io.BytesIO(Path(taken.value.path()).read_bytes())).paragraphs
    assert any("由人作出决定" in one.text for one in paragraphs)


@pytest.mark.parametrize("width", [390])
def test_a_contradiction_is_shown_and_solved_without_losing_the_rest(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/liability/new/")
    page.get_by_label("名称").fill("自营还是他人销售")
    page.get_by_label("平台", exact=False).last.check()
    page.get_by_role("button", name="开始").click()
    for fact in ("平台自营", "运营者已标明实际销售者"):
        page.goto(f"{page.url.split('?')[0]}?ask={fact}")
        page.locator("#question").get_by_role("button", name="是", exact=True).click()
        page.wait_for_load_state()
        expect(page.locator("#answered, #conflict").first).to_be_visible()
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("事实互相矛盾")
    watched.check_fits()
    conflict.get_by_role("button", name="改为否").first.click()
    expect(conflict).to_have_count(0)
    expect(page.locator("#answered li")).to_have_count(2)
    expect(page.locator("[data-party]").first).to_be_visible()


def test_without_scripts_every_step_is_a_page_of_its_own(chromium, decided_site) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{decided_site.address}/sign-in/")
    page.fill("#username", "gao")
    page.fill("#password", decided_site.password)
    page.click("button[type=submit]")
    page.goto(f"{decided_site.address}/liability/new/")
    page.fill("input[name=title]", "没有脚本")
    page.check("input[value='平台']")
    page.click("text=开始")
    page.locator("#question button[value='是']").click()
    expect(page.locator("#answered li")).to_have_count(1)
    page.locator(".switch button").last.click()
    expect(page.locator("#assumed")).to_be_attached()
    address = page.locator(".tree-place a").first.get_attribute("href")
    page.goto(f"{decided_site.address}{address}")
    expect(page.locator(".tree")).to_be_visible()
    context.close()
