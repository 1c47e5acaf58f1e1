"""Credit in a browser: the ledger adds up, history has words, events are recorded, reviews weighed, lists looked up, at both widths."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
REVIEWS = "id,party,reviewer,stars,at,verified,account_days,text\n" + "".join(
    f"r{n},lin,u{n},{5 if n else 1},2026-05-01,是,400,果子又大又甜物流很快下次还来买\n" for n in range(6)
)


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
    watched.check_fits()
    page.get_by_role("link", name="封存记录").first.click()
    expect(page.locator("body")).to_contain_text("信用记录")


@pytest.mark.parametrize("width", [390])
def test_history_is_drawn_without_a_script_told_in_words_and_says_why_it_changed(
    visit, decided_site, width: int
) -> None:
    watched = visit("lin", width)
    page = watched.page
    page.goto(f"{decided_site.address}/credit/lin/")
    chart = page.locator("figure[data-chart='信用分'] svg")
    expect(chart).to_be_visible()
    expect(page.get_by_role("img", name="前后各半年每日的信用分")).to_be_visible()
    assert chart.bounding_box()["height"] > 100
    expect(page.locator("figure[data-chart='信用分'] desc")).to_contain_text("没有新记录时")
    page.locator("figure[data-chart='信用分'] summary").click()
    expect(page.locator("figure[data-chart='信用分'] tbody tr").first).to_be_visible()
    expect(page.locator("#changes")).to_contain_text("新增")
    watched.check_fits()


@pytest.mark.parametrize("width", [390])
def test_an_event_is_recorded_with_its_document_and_stands_on_the_page(
    visit, decided_site, tmp_path: Path, width: int
) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/credit/record/")
    watched.check_fits()
    form = page.locator("#record-one")
    form.locator("[name=party]").select_option("lin")
    form.locator("[name=kind]").select_option("late_delivery")
    form.locator("[name=at]").fill("2026-06-01")
    form.locator("[name=basis]").fill(f"批-{width}")
    report = tmp_path / "清单.pdf"
    report.write_bytes(b"%PDF-1.4")
    form.locator("[name=source]").set_input_files(report)
    form.get_by_role("button", name="登记并封存").click()
    expect(page.locator("#recorded")).to_contain_text(f"批-{width}")
    expect(page.locator("#recorded")).to_contain_text("清单.pdf")
    watched.check_fits()
    listed = tmp_path / "名单.csv"
    listed.write_text(
        f"id,party,kind,at,basis\nx{width},lin,late_delivery,2026-06-02,批\ny,zhou,late_delivery,2026-06-02,批\n",
        "utf-8",
    )
    page.goto(f"{decided_site.address}/credit/record/")
    page.locator("#record-many [name=events]").set_input_files(listed)
    page.get_by_role("button", name="逐行登记").click()
    expect(page.locator("#refused")).to_contain_text("第 3 行")
    watched.check_fits()


@pytest.mark.parametrize("width", [390])
def test_reviews_are_weighed_lists_looked_up_and_tiers_spread(visit, decided_site, tmp_path: Path, width: int) -> None:
    watched = visit("lead", width)
    page = watched.page
    page.goto(f"{decided_site.address}/credit/reviews/")
    (tmp_path / "评价.csv").write_text(REVIEWS, "utf-8")
    page.locator("#reviews-form [name=file]").set_input_files(tmp_path / "评价.csv")
    page.get_by_role("button", name="计权").click()
    expect(page.locator("[data-party=lin]")).to_contain_text("一条也没有删去")
    expect(page.locator("[data-signs]")).to_contain_text("几乎相同")
    watched.check_fits()
    page.goto(f"{decided_site.address}/credit/spread/")
    expect(page.locator("#spread tbody tr")).to_have_count(4)
    watched.check_fits()
    page.goto(f"{decided_site.address}/credit/blacklist/")
    expect(page.locator("body")).to_contain_text("只是线索")
    watched.check_fits()


def test_the_balance_before_the_decision_is_zero(visit, decided_site) -> None:
    page = visit("lin").page
    page.goto(f"{decided_site.address}/credit/lin/?on=2026-01-01")
    expect(page.locator("#balance")).to_have_text("0")
    expect(page.locator("#entries")).to_contain_text("尚未发生")


@pytest.mark.parametrize("width", [390])
def test_a_stranger_sees_no_ledger_and_the_public_page_asks_for_a_whole_name(visit, decided_site, width: int) -> None:
    watched = visit("zhou", width)
    page = watched.page
    page.goto(f"{decided_site.address}/credit/")
    expect(page.locator("body")).to_contain_text("没有信用记录")
    page.goto(f"{decided_site.address}/credit/public/?q=林家果园")
    expect(page.locator("body")).to_contain_text("林家果园")
    watched.check_fits()
