"""The register in a browser: from the lead to the transfer, and a board that shows in red what is over."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_store import ROOM
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def put_in(store: Path, title: str, days: int) -> str:
    """An entry that came in so many days ago, put in beside the running site; the next act on a page brings it up."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.flow.docket_terms import load_terms
    from gongzhi.flow.docketing import NewEntry, Register, enter
    from gongzhi.flow.units import Unit, Units
    from gongzhi.law import load_book
    from gongzhi.parties import BureauLevel, Person, Role

    gao = Person(ref="gao", name="高科", organisation="city", role=Role.REGULATOR_OFFICER)
    units = Units([Unit(id="city", name="市局", level=BureauLevel.CITY)])
    known = Register(units=units, book=load_book(), terms=load_terms())
    new = NewEntry(title=title, summary="很久以前的线索。", unit="city")
    with open_archive(store) as archive:
        return enter(archive, known, new=new, by=gao, at=datetime.now(UTC) - timedelta(days=days)).number


def new_lead(page, address: str, title: str) -> str:
    """Gao enters a lead about Lin's room; returns its number."""
    page.goto(f"{address}/docket/new/")
    page.get_by_label("标题").fill(title)
    page.get_by_label("反映的事实").fill("直播中称治疗高血压。")
    page.get_by_label("当事人（用顿号隔开）").fill("林家果园、乔小满")
    page.get_by_label("直播场次编号（可不填）").fill(ROOM)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("body")).to_contain_text("已登记为")
    return page.url.rstrip("/").split("/")[-1]


def do(page, name: str, **fill: str) -> None:
    """One act through its dialog."""
    page.locator("#acts").get_by_role("button", name=name, exact=True).click()
    sheet = page.locator("dialog[open]")
    for label, value in fill.items():
        sheet.get_by_label(label).fill(value)
    sheet.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", [390])
def test_what_is_over_stands_in_red_on_the_board(visit, decided_site, width: int) -> None:
    title = f"超期的线索{width}"
    put_in(decided_site.store, title, 120)
    watched = visit("gao", width)
    page = watched.page
    new_lead(page, decided_site.address, f"新的线索{width}")
    watched.check_fits()
    page.goto(f"{decided_site.address}/docket/?state=over")
    late = page.locator("tr", has_text=title)
    expect(late.locator(".tag.high", has_text="已超期")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(f"新的线索{width}")
    watched.check_fits()


@pytest.mark.parametrize("width", [390])
def test_from_the_lead_to_a_transfer_with_letter_and_bundle(visit, decided_site, width: int) -> None:
    watched = visit("gao", width)
    page = watched.page
    number = new_lead(page, decided_site.address, f"林家果园移送{width}")
    do(page, "指派")
    expect(page.locator("#acts")).to_contain_text("由 高科 承办")
    watched.check_fits()
    page.locator("#acts").get_by_role("button", name="移送其他机关").click()
    sheet = page.locator("dialog[open]")
    sheet.get_by_label("受移送的单位").fill("南江市公安局")
    sheet.locator("[name=ground]").select_option("涉嫌犯罪")
    sheet.get_by_label("移送理由").fill("涉嫌生产销售伪劣产品")
    watched.check_fits()
    with page.expect_download() as waiting:
        sheet.get_by_role("button", name="移送其他机关").click()
    packed = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert packed.namelist() == [f"{number}.docx", f"{number}.evz"]
    page.goto(f"{decided_site.address}/docket/{number}/")
    expect(page.locator("body")).to_contain_text("南江市公安局")
    expect(page.locator("body")).to_contain_text("已办结")
    page.get_by_role("link", name="移送函").is_visible()
    letter = hashlib.sha256(packed.read(f"{number}.docx")).hexdigest()
    assert letter in page.get_by_role("link", name="移送函").get_attribute("href")
