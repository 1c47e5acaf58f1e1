"""Plain workbooks read quickly say cell for cell what the library says; anything else is left to the library."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from gongzhi.adapters.docket_sheets import read_docket_sheet
from gongzhi.adapters.sheet_texts import NotPlain, plain_rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRINGS = (
    "<si><t>标题</t></si><si><t>反映的事实</t></si><si><r><t>全国</t></r><r><rPr/><t xml:space='preserve'> 第一</t></r>"
    "<rPh sb='0' eb='1'><t>quanguo</t></rPh></si><si><t>_x005F_x000D_尾</t></si>"
)
HEAD = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"


def packed(rows: str, *, strings: str = STRINGS, before: str = "") -> bytes:
    """A workbook as Excel packs it, with these rows; its sheet is not where openpyxl would have put it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        file.writestr(
            "[Content_Types].xml",
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"<Override PartName='/xl/workbook.xml' ContentType='{kinds}sheet.main+xml'/>"
            f"<Override PartName='/xl/tables/first.xml' ContentType='{kinds}worksheet+xml'/>"
            f"<Override PartName='/xl/sharedStrings.xml' ContentType='{kinds}sharedStrings+xml'/></Types>",
        )
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        office = f"<Relationship Id='r1' Type='{LINKS}/officeDocument' Target='xl/workbook.xml'/>"
        file.writestr("_rels/.rels", f"<Relationships xmlns='{package}'>{office}</Relationships>")
        sheets = "<sheet name='案源' sheetId='1' r:id='r7'/>"
        file.writestr(
            "xl/workbook.xml", f"<workbook xmlns='{MAIN}' xmlns:r='{LINKS}'><sheets>{sheets}</sheets></workbook>"
        )
        links = (
            f"<Relationship Id='r7' Type='{LINKS}/worksheet' Target='tables/first.xml'/>"
            f"<Relationship Id='r8' Type='{LINKS}/sharedStrings' Target='sharedStrings.xml'/>"
        )
        file.writestr("xl/_rels/workbook.xml.rels", f"<Relationships xmlns='{package}'>{links}</Relationships>")
        file.writestr("xl/sharedStrings.xml", f"<sst xmlns='{MAIN}'>{strings}</sst>")
        file.writestr(
            "xl/tables/first.xml", f"{before}<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"
        )
    return target.getvalue()


def quickly(data: bytes, most: int = 100) -> list[tuple[int, list[str]]]:
    """As the adapter reads it."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return list(plain_rows(file, most=most))


def by_the_library(data: bytes) -> list[tuple[int, list[str]]]:
    """The same from openpyxl, empty ends and empty rows left out."""
    found = []
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = ["" if cell is None else str(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.append((number, texts))
    return found


@pytest.mark.parametrize(
    "rows",
    [
        HEAD,
        f"{HEAD}<row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' t='inlineStr'><is><t>行内</t></is></c></row>",
        f"{HEAD}<row r='4'><c r='A4' t='s'><v>3</v></c><c r='D4' t='str'><f>A1&amp;B1</f><v>算出</v></c></row>",
        f"{HEAD}<row r='2'><c r='A2'><v>20260301</v></c><c r='B2' s='0'><v>-7</v></c><c r='C2' s='3'/></row>",
        f"{HEAD}<row><c t='s'><v>0</v></c><c/><c t='s'><v>1</v></c></row>",
        f"{HEAD}<row r='2'><c r='AB2' t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r></is></c></row><row r='3'/>",
    ],
)
def test_plain_cells_read_as_the_library_reads_them(rows: str) -> None:
    data = packed(rows)
    assert quickly(data) == by_the_library(data) and quickly(data)


def test_what_openpyxl_writes_reads_the_same() -> None:
    book = Workbook()
    for row in (["标题", "反映的事实"], ["一", None, "三 "], [], ["=1+1是文字", 12]):
        book.active.append(row)
    book.active["A4"].data_type = "s"
    target = io.BytesIO()
    book.save(target)
    assert quickly(target.getvalue()) == by_the_library(target.getvalue())


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='A2' s='1'><v>45000</v></c>",
        "<c r='A2'><v>1.50</v></c>",
        "<c r='A2' t='b'><v>1</v></c>",
        "<c r='A2' t='e'><v>#N/A</v></c>",
        "<c r='A2' t='d'><v>2026-03-01</v></c>",
        "<c r='A2' t='s'><v>99</v></c>",
        "<c r='ZZZ2' t='s'><v>0</v></c>",
    ],
)
def test_a_cell_that_is_more_than_text_leaves_the_whole_table_to_the_library(cell: str) -> None:
    with pytest.raises(NotPlain):
        quickly(packed(f"{HEAD}<row r='2'>{cell}</row>"))


@pytest.mark.parametrize(
    "data",
    [
        packed(""),
        packed(f"{HEAD}<row r='1'/>"),
        packed(HEAD, before="<!DOCTYPE worksheet [<!ENTITY a 'aaaa'>]>"),
        packed(f"{HEAD}<row r='2'>", strings="<si"),
    ],
)
def test_no_rows_rows_out_of_order_entities_and_broken_xml_are_not_plain(data: bytes) -> None:
    with pytest.raises(NotPlain):
        quickly(data)


def test_more_rows_than_asked_for_are_not_gathered() -> None:
    rows = "".join(f"<row r='{at}'><c t='s'><v>0</v></c></row>" for at in range(1, 9))
    assert len(quickly(packed(rows), most=8)) == 8
    with pytest.raises(NotPlain):
        quickly(packed(rows), most=7)


def test_a_table_with_a_day_in_it_is_read_all_the_same() -> None:
    book = Workbook()
    book.active.append(["标题", "反映的事实", "平台案号"])
    book.active.append(["一", "事实", date(2026, 3, 1)])
    book.active["A1"].font = Font(bold=True)
    target = io.BytesIO()
    book.save(target)
    [row] = read_docket_sheet(target.getvalue())
    assert (row.number, row.cells["标题"]) == (2, "一") and row.cells["平台案号"].startswith("2026-03-01")
