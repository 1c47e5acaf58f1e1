"""A campaign's report and field sheet as .docx and .xlsx, with its numbers in a chart and every list behind them."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gongzhi.adapters.bar_charts import add_bar_chart, printable
from gongzhi.adapters.documents import NO_TIME, render_document, repack
from gongzhi.flow.campaigning_tally import NUMBERS, Tally
from gongzhi.flow.guiding_papers import Form
from gongzhi.flow.units import Units
from gongzhi.values import BEIJING

_SHEET_HEADS = ("序号", "直播间", "为何检查", "命中发现", "检查情况", "检查人")


def report_docx(form: Form, counted: Tally) -> bytes:
    """The report filled into its template, with a chart of the numbers at the end. Same records, same bytes."""
    document = Document(io.BytesIO(render_document(form)))
    bars = [(name, count) for _, name, count in counted.numbers]
    add_bar_chart(document, bars, title="各项件数", whole=True)
    written = io.BytesIO()
    document.save(written)
    return repack(written.getvalue())


def report_xlsx(form: Form, counted: Tally, units: Units) -> bytes:
    """Sheets: the numbers with their chart, leads by week and by unit, and one list for each number that is not zero."""
    book = _book()
    first = book.active
    rows = [(name, count) for _, name, count in counted.numbers]
    _fill(first, "件数", ("项目", "件数"), rows)
    first.append([])
    first.append([form.title, form.number])
    first.append([form.dated, form.issuer])
    _chart(first, len(rows), "各项件数")
    weeks = book.create_sheet()
    _fill(weeks, "各周线索", ("周一", "线索"), [(f"{week}", count) for week, count in counted.weeks])
    if counted.weeks:
        _chart(weeks, len(counted.weeks), "各周线索")
    _fill(
        book.create_sheet(), "各单位线索", ("单位", "线索"), [(units.name(one), count) for one, count in counted.units]
    )
    for key, name in NUMBERS.items():
        if listed := counted.lists[key]:
            lines = [
                (one.number, one.title, units.name(one.unit), f"{one.at.astimezone(BEIJING):%Y-%m-%d %H:%M}")
                for one in listed
            ]
            _fill(book.create_sheet(), name, ("编号", "名称", "单位", "时间"), lines)
    return _written(book)


def field_sheet_xlsx(form: Form) -> bytes:
    """The same list as the .docx, to be filled in at a desk."""
    book = _book()
    _fill(book.active, "检查记录", _SHEET_HEADS, form.rows)
    notes = book.create_sheet()
    _fill(notes, "说明", ("项目", "内容"), [(one.heading, "\n".join(one.lines)) for one in form.sections])
    return _written(book)


def _book() -> Any:
    book = Workbook()
    book.properties.creator = "共治"
    book.properties.created = book.properties.modified = NO_TIME
    return book


def _fill(sheet: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet.title = title
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, _ in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
    sheet.freeze_panes = "A2"


def _cell(value: object) -> object:
    """What a person typed must not become a formula in the reader's spreadsheet, nor break the file."""
    if not isinstance(value, str):
        return value
    clean = printable(value)
    return f"'{clean}" if clean[:1] in ("=", "+", "-", "@") else clean


def _chart(sheet: Any, count: int, title: str) -> None:
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", title, None
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=count + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=count + 1))
    chart.y_axis.delete = chart.x_axis.delete = False
    sheet.add_chart(chart, "E2")


def _written(book: Any) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
