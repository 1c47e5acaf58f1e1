"""The script check in a browser: paste, read, follow a mark, upload, keep, print, take away."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDTHS = [390]
SCRIPT = "家人们我们家都是国家级品质\n这款保健品能治高血压，假一赔十\n大家好"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_script_is_pasted_marked_and_each_mark_leads_to_its_remark(visit, decided_site, width: int) -> None:
    watched = visit("lin", width)
    page = watched.page
    page.goto(f"{decided_site.address}/scripts/")
    watched.check_fits()
    page.fill("#script-text", SCRIPT)
    expect(page.locator("#script-count")).to_have_text(f"{len(SCRIPT)} / 50000 字")
    page.select_option("select[name=category]", "保健食品")
    page.get_by_role("button", name="自查").click()
    expect(page.locator(".passages mark").first).to_have_text("国家级品质")
    expect(page.locator("#r1")).to_contain_text("第九条第三项")
    expect(page.locator("#to-say")).to_contain_text("不能代替药物")
    expect(page.locator("#owed")).to_contain_text("假一赔十")
    watched.check_fits()
    page.locator(".passages sup a").nth(1).click()
    assert page.url.endswith("#r2")
    expect(page.locator("#r2")).to_be_in_viewport()
    page.locator(".again summary").click()
    expect(page.locator("#script-text")).to_have_value(SCRIPT)
    watched.check_fits()


def test_a_page_on_paper_has_the_script_and_no_buttons(visit, decided_site) -> None:
    page = visit("lin").page
    page.goto(f"{decided_site.address}/scripts/")
    page.fill("#script-text", SCRIPT)
    page.get_by_role("button", name="自查").click()
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator("#r1")).to_be_visible()
    for hidden in (".topbar", ".sidebar", ".again"):
        expect(page.locator(hidden)).to_be_hidden()


def test_a_document_is_uploaded_and_the_report_taken_away(visit, decided_site, tmp_path: Path) -> None:
    page = visit("lin", 390).page
    document = docx.Document()
    document.add_paragraph("我们家都是国家级品质")
    document.save(tmp_path / "稿.docx")
    page.goto(f"{decided_site.address}/scripts/")
    page.set_input_files("input[name=file]", tmp_path / "稿.docx")
    page.get_by_role("button", name="自查").click()
    expect(page.locator(".asked-line")).to_contain_text("稿.docx")
    with page.expect_download() as taken:
        page.get_by_role("button", name="报告 .docx").click()
    report = docx.Document(io.BytesIO(Path(taken.value.path()).read_bytes()))
    assert any("国家级品质" in one.text for one in report.paragraphs)


def test_a_script_is_kept_opened_again_and_deleted_and_an_empty_one_refused(visit, decided_site) -> None:
    page = visit("lin").page
    page.goto(f"{decided_site.address}/scripts/")
    page.get_by_role("button", name="自查").click()
    expect(page.get_by_role("alert")).to_contain_text("稿子是空的")
    page.fill("#script-text", SCRIPT)
    page.get_by_role("button", name="自查").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".notice-success")).to_contain_text("只有你自己看得到")
    page.goto(f"{decided_site.address}/scripts/")
    page.locator(".stack a").first.click()
    expect(page.locator(".passages mark").first).to_have_text("国家级品质")
    page.get_by_role("button", name="删除").click()
    expect(page.locator(".stack a")).to_have_count(0)
