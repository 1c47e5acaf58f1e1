"""The rules in a browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390])
def test_a_rule_is_found_and_read_with_its_examples_run(visit, decided_site, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/rules/")
    watched.check_fits()
    page.fill("main input[name=q]", "国家级")
    page.get_by_role("button", name="查询").click()
    page.locator("td a").first.click()
    expect(page.locator("#failing")).to_contain_text("全部相符")
    expect(page.locator("#examples li").first).to_be_visible()
    watched.check_fits()


FILLED = {
    "id": "trial.orchard",
    "title": "称全国最好的橙子",
    "patterns": "我们家的橙子\n爷爷的秘法",
    "provisions": "广告法/28.2",
    "why": "没有依据的比较会让人误信商品的品质。",
    "instead": "说清楚怎么种、谁检测过。",
    "accepted": "我们家的橙子甜\n我们家的橙子大\n我们家的橙子新鲜\n爷爷的秘法\n爷爷的秘法种的",
    "refused": "这个橙子\n家人们好\n没有什么秘法\n今年的新果\n自己种自己卖",
    "reason": "果园直播里常见",
}


@pytest.mark.parametrize("width", [390])
def test_a_rule_is_written_tried_drafted_shadowed_and_approved_by_another(visit, decided_site, width: int) -> None:
    rule = f"trial.orchard{width}"
    author = visit("reviewer", width)
    page = author.page
    page.goto(f"{decided_site.address}/rules/")
    page.get_by_role("link", name="新规则").click()
    author.check_fits()
    for name, text in FILLED.items():
        page.fill(f"[name={name}]", rule if name == "id" else text)
    page.select_option("[name=type]", "false_origin_content")
    page.fill("[name=patterns]", "好*")
    page.get_by_role("button", name="试跑").click()
    expect(page.locator("#said-patterns")).to_contain_text("没有重复与字符类")
    page.fill("[name=patterns]", FILLED["patterns"])
    page.get_by_role("button", name="试跑").click()
    expect(page.locator("#fit")).to_be_visible()
    expect(page.locator("#said-patterns")).to_be_empty()
    expect(page.locator("#trial-new")).to_have_text("1")
    author.check_fits()
    page.get_by_role("button", name="保存为草稿").press("Enter")
    page.get_by_role("button", name="开始影子试跑").click()
    expect(page.locator("#standing")).to_contain_text("影子试跑中")
    expect(page.get_by_role("button", name="批准这一版")).to_have_count(0)
    author.check_fits()
    page.get_by_role("link", name="看样本").click()
    expect(page.locator("body")).to_contain_text("还没有命中")
    author.check_fits()
    lead = visit("lead", width)
    lead.page.goto(f"{decided_site.address}/rules/{rule}/")
    lead.page.get_by_role("button", name="批准这一版").click()
    expect(lead.page.locator("#history")).to_contain_text("批准启用")
    lead.check_fits()
