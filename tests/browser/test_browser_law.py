"""The law browser and the duties in a browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDTHS = [390]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_provision_is_found_by_words_and_its_day_is_changed(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    page.goto(f"{decided_site.address}/law/?on=2026-03-14")
    page.fill("main input[name=q]", "绝对化")
    page.get_by_role("button", name="查询").click()
    watched.check_fits()
    page.locator("#provisions h3 a").filter(has_text="第九条第三项").first.click()
    expect(page.locator("#wording")).to_be_visible()
    expect(page.locator("body")).to_contain_text("要旨为自拟")
    expect(page.locator("body")).to_contain_text("absolute.best")
    watched.check_fits()
    page.locator("input[name=on]").fill("2014-01-07")
    page.get_by_role("button", name="看这一天").click()
    expect(page.locator(".notice-warning")).to_be_visible()
    expect(page.locator("#wording")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_two_days_stand_side_by_side(visit, decided_site, width: int) -> None:
    watched = visit("lin", width)
    page = watched.page
    page.goto(f"{decided_site.address}/law/changes/?from=2026-01-31&to=2026-02-01")
    expect(page.locator("h2", has_text="直播电商监督管理办法").first).to_be_visible()
    expect(page.locator(".beside").first).to_contain_text("尚未施行")
    watched.check_fits()


@pytest.mark.parametrize(("who", "width"), [("lead", 1440), ("lin", 390)])
def test_a_duty_is_assessed_in_place_and_the_figures_move(visit, decided_site, who: str, width: int) -> None:
    watched = visit(who, width)
    page = watched.page
    page.goto(f"{decided_site.address}/law/duties/")
    before = int(page.locator("#tally-open").inner_text())
    duty = page.locator("article.duty").filter(has_text="未评估").first
    code = duty.get_attribute("data-code")
    duty = page.locator(f'article.duty[data-code="{code}"]')
    duty.locator("summary").click()
    watched.check_fits()
    duty.get_by_label("已履行").check()
    duty.get_by_role("button", name="登记").click()
    expect(duty.get_by_role("alert")).to_contain_text("证据在哪里")
    duty.get_by_label("证据在哪里").fill("制度汇编第三章")
    duty.get_by_role("button", name="登记").click()
    expect(duty.locator(".st-m")).to_have_text("已履行")
    expect(page.locator("#tally-met")).to_have_text("1")
    expect(page.locator("#tally-open")).to_have_text(str(before - 1))
    page.get_by_role("link", name="自评报告").click()
    expect(page.locator(".paper")).to_contain_text("制度汇编第三章")
    expect(page.locator(".paper")).to_contain_text("不能得出已经履行的结论")
    watched.check_fits()


def test_nobody_else_reads_an_assessment(visit, decided_site) -> None:
    page = visit("gao").page
    page.goto(f"{decided_site.address}/law/duties/?role=商家")
    expect(page.locator("body")).to_contain_text("别的单位看不到")
    expect(page.locator("article.duty").first).to_be_visible()
    expect(page.locator(".duty-form")).to_have_count(0)
