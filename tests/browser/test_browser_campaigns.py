"""Campaigns, sampling, papers and recalls in a browser, at both widths: the bureau's day, and the platform that answers."""

from pathlib import Path

import pytest
from browser_market import Watched
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
REPORT = b"%PDF-1.7 laboratory"
ORDERS = "订单号,数量,金额,联系方式\n44123000000017,2,39.80,13812345678\n44123000000018,1,19.90,13987654321\n"


def fill(page: Page, **values: str) -> None:
    """Fill fields by their names."""
    for name, value in values.items():
        page.locator(f"[name={name}]:visible").fill(value)


def act(watched: Watched, name: str, **values: str) -> None:
    """One act through its dialog, which fits the window."""
    page = watched.page
    page.locator("#acts").get_by_role("button", name=name, exact=True).click()
    watched.check_fits()
    sheet = page.locator("dialog[open]")
    for field, value in values.items():
        sheet.locator(f"[name={field}]").fill(value)
    sheet.locator("button[type=submit]").click()


def attach(page: Page, path: Path, content: bytes) -> None:
    """Write a file and choose it in the form."""
    path.write_bytes(content)
    page.locator("input[type=file]:visible").set_input_files(path)


@pytest.mark.parametrize("width", [390])
def test_a_campaign_from_its_plan_to_the_list_behind_a_number(visit, decided_site, width: int) -> None:
    watched, site = visit("gao", width), decided_site.address
    page = watched.page
    page.goto(f"{site}/campaigns/new/")
    watched.check_fits()
    fill(page, title=f"春季水果专项{width}", goal="旺季投诉增多", starts="2026-03-01", ends="2026-12-31", words="最好")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"春季水果专项{width}")
    address = page.url
    act(watched, "抽定对象", places="5", said="第一批")
    expect(page.locator("#targets")).to_contain_text("随机抽取")
    expect(page.locator("#targets tbody tr")).to_have_count(1)
    number = new_entry(page, site, f"专项线索{width}")
    page.goto(address)
    act(watched, "关联案源", entry=number, said="专项中发现")
    watched.check_fits()
    page.locator("#numbers").get_by_role("link", name="发现线索 1 件，看清单").click()
    expect(page.locator("body")).to_contain_text(number)
    watched.check_fits()
    page.goto(address)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="报告 .docx").click()
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"
    page.goto(f"{site}/campaigns/")
    expect(page.locator("tr", has_text=f"春季水果专项{width}")).to_contain_text("进行中")
    watched.check_fits()


def new_entry(page: Page, site: str, title: str) -> str:
    """Gao enters a lead and takes it on; returns its number."""
    page.goto(f"{site}/docket/new/")
    page.get_by_label("标题").fill(title)
    page.get_by_label("反映的事实").fill("直播中称全国第一。")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("body")).to_contain_text("已登记为")
    return page.url.rstrip("/").split("/")[-1]


@pytest.mark.parametrize("width", [390])
def test_a_failed_sample_is_answered_by_the_platform(visit, decided_site, tmp_path: Path, width: int) -> None:
    watched, site = visit("gao", width), decided_site.address
    page = watched.page
    page.goto(f"{site}/sampling/new/")
    days = {"starts": "2026-03-01", "ends": "2026-12-31"}
    fill(page, title=f"蜜饯抽样{width}", goods="蜜饯", count="3", items="糖精钠", **days)
    page.get_by_role("button", name="登记计划").click()
    watched.check_fits()
    page.locator("tr", has_text=f"蜜饯抽样{width}").get_by_role("link", name="登记样品").click()
    fill(page, seller="林家果园", where="直播间“果园”", price="39.80", seal=f"F{width}")
    page.locator("[name=platform]").select_option("P")
    watched.check_fits()
    page.get_by_role("button", name="登记样品并出抽样单").click()
    page.locator("#acts").get_by_role("button", name="登记检验结果").click()
    fill(page, laboratory="市检验院", report_number="NJ-1", report_on="2026-03-09", said="收到报告")
    page.locator("[name=verdict]").select_option("fail")
    fill(page, items="糖精钠｜GB 2760｜不得使用｜0.12 g/kg")
    attach(page, tmp_path / "report.pdf", REPORT)
    watched.check_fits()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("已登记案源")
    watched.check_fits()
    act(watched, "送达检验结论", on="2026-03-10", said="当面送达")
    expect(page.locator("body")).to_contain_text("食品安全法/88")
    paper = page.get_by_role("link", name="协查〔").get_attribute("href")
    answering = visit("lead", width)
    answering.page.goto(f"{site}{paper}")
    answering.page.locator("#acts").get_by_role("button", name="回复").click()
    answering.page.locator("[name=outcome]").select_option("done")
    fill(answering.page, said="已下架 1 个链接")
    answering.check_fits()
    answering.page.locator("dialog[open] button[type=submit]").click()
    expect(answering.page.locator("body")).to_contain_text("已回复")
    answering.check_fits()
    answering.page.goto(f"{site}/papers/")
    expect(answering.page.locator("body")).to_contain_text("协助下架通知")
    answering.check_fits()


@pytest.mark.parametrize("width", [390])
def test_a_recall_from_its_notice_to_the_report(visit, decided_site, tmp_path: Path, width: int) -> None:
    watched, site = visit("gao", width), decided_site.address
    page = watched.page
    page.goto(f"{site}/recalls/new/")
    fill(page, title=f"召回蜜饯{width}", goods="蜜饯", seller="林家果园", defect="检出糖精钠", remedy="全额退款")
    page.locator("[name=platform]").select_option("P")
    page.get_by_label("食品安全法/63").check()
    watched.check_fits()
    page.get_by_role("button", name="登记并发出召回告知书").click()
    address = page.url
    carrier = visit("lead", width)
    carrier.page.goto(address)
    carrier.page.locator("#acts").get_by_role("button", name="导入订单").click()
    carrier.page.locator("dialog[open] [name=said]").fill("三月订单")
    attach(carrier.page, tmp_path / "orders.csv", ORDERS.encode())
    carrier.page.locator("dialog[open] button[type=submit]").click()
    expect(carrier.page.locator("#orders")).to_contain_text("138****5678")
    expect(carrier.page.locator("body")).not_to_contain_text("13812345678")
    carrier.check_fits()
    orders = carrier.page.locator("#orders")
    orders.locator("[name=everybody]").select_option("untold")
    orders.locator("[name=said]").fill("请停止食用")
    orders.locator("[name=channel]").fill("短信")
    orders.get_by_role("button", name="登记通知").click()
    expect(orders.locator("tbody")).to_contain_text("已通知")
    page.goto(address)
    act(watched, "完成召回", said="两笔买家经三次联系未回应")
    expect(page.get_by_role("heading", level=1)).to_contain_text("已完成")
    expect(page.locator("body")).to_contain_text("召报〔")
    watched.check_fits()


@pytest.mark.parametrize("width", [390])
def test_guidance_upon_an_entry_says_that_it_is_no_punishment(visit, decided_site, width: int) -> None:
    watched, site = visit("gao", width), decided_site.address
    page = watched.page
    number = new_entry(page, site, f"指导{width}")
    page.goto(f"{site}/papers/upon/{number}/")
    expect(page.locator("body")).to_contain_text("都不是行政处罚")
    watched.check_fits()
    page.get_by_role("link", name="行政建议书", exact=True).click()
    fill(page, addressee="平台P", asks="核对商品卡")
    page.locator("[name=to]").select_option("P")
    watched.check_fits()
    page.get_by_role("button", name="发出并封存").click()
    expect(page.locator("body")).to_contain_text("这是行政指导，不是行政处罚。")
    watched.check_fits()
