"""Admission in a browser, from the application to the public licence page, at both widths."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDTHS = [390]
CODE = "91390104900200307X"


def act(page, name: str, **fill: str) -> None:
    """One act through its dialog."""
    page.locator("#acts").get_by_role("button", name=name, exact=True).click()
    sheet = page.locator("dialog[open]")
    for field, value in fill.items():
        sheet.locator(f"[name={field.replace('_', '-') if field.startswith('paper') else field}]").fill(value)
    sheet.get_by_role("button", name=name, exact=True).click()


def apply(page, address: str, role: str, **fill: str) -> str:
    """Lin's application in this role; returns the number of the file."""
    page.goto(f"{address}/parties/new/")
    page.locator("[name=role]").select_option(role)
    for field, value in fill.items():
        page.locator(f"[name={field}]").fill(value)
    return page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_a_seller_applies_is_returned_mends_and_is_admitted(visit, decided_site, width: int) -> None:
    site, role = decided_site.address, "operator"
    seller = visit("lin", width)
    page = seller.page
    apply(page, site, role, name="林家果园有限公司", uscc=CODE, place="上坑村 41 号", known_as=f"林家果园{width}")
    page.get_by_label("食品", exact=True).check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("联系方式")
    expect(page.locator("[name=place]")).to_have_value("上坑村 41 号")
    seller.errors.clear()  # the browser notes the 400 of the refusal
    seller.check_fits()
    page.get_by_label("联系电话").fill("13900000001")
    page.locator("[name=paper-kind]").first.select_option("营业执照")
    page.locator("[name=paper-number]").first.fill(CODE)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#lacks")).to_contain_text("食品经营许可证")
    number = page.url.rstrip("/").split("/")[-1]
    seller.check_fits()

    reviewer = visit("reviewer", width)
    desk = reviewer.page
    desk.goto(f"{site}/parties/?state=applied")
    reviewer.check_fits()
    desk.goto(f"{site}/parties/{number}/")
    act(desk, "退回补正", reason="缺食品经营许可证")
    expect(desk.locator("body")).to_contain_text("已退回的理由：缺食品经营许可证")

    page.goto(f"{site}/parties/{number}/")
    page.locator("#acts").get_by_role("button", name="重新提交", exact=True).click()
    sheet = page.locator("dialog[open]")
    sheet.locator("[name=paper-kind]").select_option("食品经营许可证")
    sheet.locator("[name=paper-number]").fill("JY13901049000029")
    sheet.locator("[name=paper-until]").fill((date.today() + timedelta(days=20)).isoformat())
    sheet.locator("[name=scan]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    seller.check_fits()
    sheet.get_by_role("button", name="重新提交", exact=True).click()
    expect(page.locator("body")).to_contain_text("已重新提交")

    desk.goto(f"{site}/parties/{number}/")
    act(desk, "核验通过")
    expect(desk.locator("#checks")).to_contain_text("未核验")
    reviewer.check_fits()
    desk.get_by_label("查看用途").fill("核对联系方式")
    desk.get_by_role("button", name="查看", exact=True).click()
    expect(desk.locator("#plain-details")).to_contain_text("13900000001")
    reviewer.check_fits()
    desk.goto(f"{site}/parties/due/")
    expect(desk.locator("body")).to_contain_text("半年复核")
    expect(desk.locator("tr", has_text="食品经营许可证到期前更新").locator(".tag.middle").first).to_be_visible()
    reviewer.check_fits()
    desk.goto(f"{site}/licence/{number}/")
    expect(desk.locator("#public-pairs")).to_contain_text(CODE)
    expect(desk.locator("body")).not_to_contain_text("13900000001")
    reviewer.check_fits()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_presenter_a_product_and_who_takes_part(visit, decided_site, width: int) -> None:
    site, digit = decided_site.address, "2"
    from gongzhi.parties import id_number_check_digit

    first17 = f"3901011990010100{digit}"
    seller = visit("lin", width)
    page = seller.page
    apply(page, site, "presenter", known_as=f"主播乔{width}")
    page.locator("[name=person-name]").fill("乔小满")
    page.locator("[name=person-id_number]").fill(first17 + id_number_check_digit(first17))
    page.locator("[name=person-phone]").fill("13900000002")
    page.locator("[name=person-home]").fill("高新区")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_contain_text("乔**")
    expect(page.locator("body")).not_to_contain_text(first17)

    page.goto(f"{site}/parties/products/new/")
    page.locator("[name=title]").fill(f"云岭豇豆{width}")
    page.locator("[name=sort]").select_option("食用农产品")
    seller.check_fits()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("#lacks")).to_contain_text("产地证明")
    seller.check_fits()
    page.goto(f"{site}/parties/products/")
    expect(page.locator("body")).to_contain_text("高风险农产品")
    seller.check_fits()

    page.goto(f"{site}/parties/rooms/new/")
    page.locator("[name=room]").fill("果园")
    page.locator("[name=planned_at]").fill(f"{date.today() + timedelta(days=1)}T20:00")
    page.get_by_label(f"主播乔{width} 没有核验通过").check()
    seller.check_fits()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.locator("body")).to_contain_text("已报送，编号")
    expect(page.locator("body")).to_contain_text("待开播")
    seller.check_fits()

    officer = visit("gao", width)
    officer.page.goto(f"{site}/parties/rooms/")
    expect(officer.page.locator("tr", has_text="林家果园的直播")).to_contain_text("开播前没有报送本场人员")
    officer.check_fits()
    officer.page.goto(f"{site}/parties/")
    expect(officer.page.locator("body")).to_contain_text("乔**")
    officer.check_fits()
