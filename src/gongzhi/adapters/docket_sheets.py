"""The register as workbooks: the template, a table that was filled in, what was refused, and what is taken away."""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from gongzhi.adapters.sheet_texts import NotPlain, plain_rows
from gongzhi.flow.entering_many import COLUMNS, LEVELS, MATTERS, ORIGINS, Refusal, TableRow

MOST_ROWS = 20_000
MOST_BYTES = 16 * 1024 * 1024
_MOST_UNPACKED = 256 * 1024 * 1024
_NEEDED = COLUMNS[:2]
_SHEET = "案源"
# What a cell of a workbook cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDTHS = {"标题": 30, "反映的事实": 60, "承办单位": 24, "当事人": 24, "为什么没有登记": 60}


class SheetUnreadable(ValueError):
    """A file that is no table of leads; the message says what to do."""


def read_docket_sheet(data: bytes) -> tuple[TableRow, ...]:
    """The rows of the first sheet, by the names of the first row, each with its number in the sheet; empty rows are left out.

    Raises SheetUnreadable for what is no .xlsx, for a heading that is missing or unknown, and for too many rows.
    """
    _refuse_bombs(data)
    try:
        rows = _numbered(data)
        number, first = next(rows, (1, ()))
        names = [_text(cell) for cell in first] if number == 1 else []
        _check_headings(names)
        return tuple(_rows(names, rows))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, OSError, SyntaxError) as error:
        raise SheetUnreadable("读不出这个文件：请用 Excel 或 WPS 另存为 .xlsx，再上传") from error


def write_template(units: Sequence[str]) -> bytes:
    """An empty table with the words that each column takes, and an example that is to be written over."""
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    sheet.append(list(COLUMNS))
    example = ("林家果园直播间称“全国第一甜”", "2026年3月1日20时，主播介绍脐橙时称“全国第一甜”。")
    sheet.append([*example, "举报", "投诉举报", "一般", units[0] if units else "", "林家果园、乔某", "", "", ""])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    offered = {"事项": list(MATTERS), "来源": list(ORIGINS), "轻重": list(LEVELS)}
    for name, words in offered.items():
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        letter = sheet.cell(row=1, column=COLUMNS.index(name) + 1).column_letter
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{MOST_ROWS}")
    for at, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(row=1, column=at).column_letter].width = _WIDTHS.get(name, 14)
    said = book.create_sheet("说明")
    for line in _SAYS:
        said.append([line])
    said.append([f"承办单位可写：{'、'.join(units) or '（本单位）'}；留空登记给本单位。"])
    said.column_dimensions["A"].width = 100
    sheet.freeze_panes = "A2"
    return _bytes(book)


def write_refused(refused: Iterable[Refusal], rows: Iterable[TableRow] = ()) -> bytes:
    """The rows that were not entered with the reason, in the columns of the template, so that they can be mended and sent again."""
    by_number = {row.number: row for row in rows}
    table = (
        [
            *(by_number[one.number].cells.get(name, "") if one.number in by_number else "" for name in COLUMNS),
            one.number,
            one.why,
        ]
        for one in refused
    )
    return write_table([*COLUMNS, "原行号", "为什么没有登记"], table)


def write_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A plain table. Every text stays a text: nothing in it is read as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"
    for at, name in enumerate(headings):
        sheet.column_dimensions[chr(ord("A") + at)].width = _WIDTHS.get(name, 16)
    head = [WriteOnlyCell(sheet, value=name) for name in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    return _bytes(book)


_SAYS = (
    "一行一条线索。“标题”“反映的事实”必填，其余可以留空。",
    f"事项：{'、'.join(MATTERS)}（留空为查处）。",
    f"来源：{'、'.join(ORIGINS)}（留空为投诉举报）。",
    f"轻重：{'、'.join(LEVELS)}（留空为一般）。",
    "当事人、涉及的规则有几个的，用顿号隔开。",
    f"一次最多 {MOST_ROWS} 行。同一行再次上传不会重复登记；不能登记的行列在报告里，改好后只传那些行即可。",
)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = _UNWRITABLE.sub("", value)[:32_000]
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _numbered(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows with their numbers in the sheet; the library reads what is more than plain text, several times slower."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed, contextlib.suppress(NotPlain):
        return plain_rows(packed, most=MOST_ROWS + 2)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return enumerate(book.worksheets[0].iter_rows(values_only=True), 1)


def _check_headings(names: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise SheetUnreadable(f"第一行缺少“{'”“'.join(missing)}”：请下载模板，把内容粘贴到模板里再上传")
    # The columns that a report of refusals adds are no mistake: the report itself may be mended and sent back.
    unknown = [name for name in names if name and name not in (*COLUMNS, "原行号", "为什么没有登记")]
    if unknown:
        raise SheetUnreadable(f"不认识“{'”“'.join(unknown[:5])}”这一列：请删去，或改成模板里的列名")


def _rows(names: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[TableRow]:
    kept = 0
    for number, row in rows:
        cells = {
            name: text for name, cell in zip(names, row, strict=False) if name in COLUMNS and (text := _text(cell))
        }
        if not cells:
            continue
        kept += 1
        if kept > MOST_ROWS:
            raise SheetUnreadable(f"超过 {MOST_ROWS} 行：请拆成几个文件分别上传")
        yield TableRow(number=number, cells=cells)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return _UNWRITABLE.sub("", str(cell)).strip()


def _refuse_bombs(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise SheetUnreadable(f"文件大于 {MOST_BYTES >> 20} MB：请拆成几个文件分别上传")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile as error:
        raise SheetUnreadable("这不是 .xlsx 文件：请用 Excel 或 WPS 另存为 .xlsx，再上传") from error
    if unpacked > _MOST_UNPACKED:
        raise SheetUnreadable("文件解开后太大：请把内容粘贴到新的模板里再上传")


def _bytes(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
