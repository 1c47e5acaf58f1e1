"""The price audit as .docx and .xlsx, with charts: for the file, the meeting and the platform that has to explain."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gongzhi.adapters.bar_charts import add_bar_chart, printable
from gongzhi.adapters.documents import NO_TIME, repack
from gongzhi.values import BEIJING, yuan_from_fen

_MOST_BARS = 20
_INDICATORS = {"abnormal": "指标异常", "none": "未见异常", "insufficient": "不能判断"}
Row = Sequence[object]


def write_price_xlsx(found: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Sheets: conclusion with its chart, comparisons, pairs, scan, refused rows. Same audit and time, same cells."""
    book = Workbook()
    book.properties.creator = "共治"
    book.properties.created = book.properties.modified = NO_TIME
    _sheet(book.active, "结论", ("项目", "内容"), _conclusion(found, made_at))
    bars = _bars(found)
    compared = book.create_sheet()
    _sheet(compared, "比较", ("分组", "相差 %", "下限 %", "上限 %"), bars)
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", "价格相差（%）", None
    chart.add_data(Reference(compared, min_col=2, min_row=1, max_row=len(bars) + 1), titles_from_data=True)
    chart.set_categories(Reference(compared, min_col=1, min_row=2, max_row=len(bars) + 1))
    chart.y_axis.delete = chart.x_axis.delete = False
    compared.add_chart(chart, "G2")
    _sheet(book.create_sheet(), "配对示例", _PAIR_HEADS, _pairs(found))
    _sheet(
        book.create_sheet(),
        "扫描",
        ("列", "取值", "相差 %", "q", "另一半用户 %", "另一半 p", "得到印证"),
        _scanned(found),
    )
    refused = [(one["line"], one["why"]) for one in found["refused"]["lines"]]
    _sheet(book.create_sheet(), "未计入的行", ("行", "原因"), refused)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def write_price_docx(found: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Conclusion, chart, comparison, pairs, scan, method and its limits."""
    document = Document()
    document.core_properties.author, document.core_properties.title = "共治", "差别定价审计报告"
    document.core_properties.created = document.core_properties.modified = NO_TIME
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.add_heading("差别定价审计报告", 0)
    _table(document, ("项目", "内容"), _conclusion(found, made_at))
    document.add_heading("一、各组的价格相差", 1)
    bars = [(str(row[0]), row[1]) for row in _bars(found)]
    add_bar_chart(document, bars, title="价格相差", says="各组的价格相差，百分比")
    _table(document, ("分组", "相差 %", "下限 %", "上限 %"), _bars(found))
    document.add_heading("二、配对示例", 1)
    document.add_paragraph("同一商品、同等条件、时间相近而价格不同的两笔成交，按文件行号查找。示例不代表普遍。")
    _table(document, _PAIR_HEADS, _pairs(found))
    if found["scan"]:
        document.add_heading("三、逐列扫描", 1)
        document.add_paragraph("一半用户上控制错误发现率，另一半用户上印证；只有印证了的才值得追问。")
        heads = ("列", "取值", "相差 %", "q", "另一半用户 %", "另一半 p", "得到印证")
        _table(document, heads, _scanned(found)[:50])
    document.add_paragraph(_METHOD)
    document.add_paragraph(found["notice"])
    written = io.BytesIO()
    document.save(written)
    return repack(written.getvalue())


_PAIR_HEADS = ("商品", "条件", "行", "成交价（元）", "对照行", "对照价（元）", "相差（元）", "相隔（秒）")
_METHOD = (
    "方法：只在商品、时间段、地区、公开优惠都相同的层内比较，价格取对数；按用户聚类，逐一剔除用户求方差（CR3）。"
    "没有写进表里的条件（如私人优惠券）看起来会像差别待遇，所以异常只表示需要平台说明。"
)


def _conclusion(found: Mapping[str, Any], made_at: datetime) -> list[Row]:
    rows, strata = found["rows"], found["strata"]
    told: list[Row] = [("指标", found["says"]), ("分组的列", found["group"])]
    for one in found["compared"]:
        told.append((f"{found['group']}={one['value']}", f"{_INDICATORS[one['indicator']]}；{_told(one)}"))
    told += [
        ("同等条件", "、".join(strata["columns"])),
        ("可比的层", f"{strata['all']} 层中 {strata['compared']} 层有两人以上"),
        ("行数", f"读入 {rows['read']}，参与比较 {rows['compared']}，未计入 {rows['refused']}"),
        ("平台申明的理由", "、".join((*found["declared"]["justify"], *found["declared"]["exclude"])) or "没有申明"),
        ("不分条件直接比均价", f"{_percent(found['plain'])}（不可采信：贵的商品谁买得多也算在内）"),
    ]
    told += [("有关规定", f"《{one['title']}》{one['article']}") for one in found["provisions"]]
    told.append(("口径与生成时间", f"{found['plan']} 起用的口径；{made_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"))
    told.append(("说明", found["notice"]))
    return told


def _told(one: Mapping[str, Any]) -> str:
    if one["each_fen"] is None:
        return "无从比较"
    low, high = yuan_from_fen(one["each_low_fen"]), yuan_from_fen(one["each_high_fen"])
    each = f"每笔 {yuan_from_fen(one['each_fen'])} 元（{low} 至 {high}），{one['purchases']} 笔"
    return f"申明的理由前 {_percent(one['before'])}，后 {_percent(one['after'])}；{each}"


def _percent(one: Mapping[str, Any]) -> str:
    if one["percent"] is None:
        return "无从比较"
    return f"{one['percent']:+.2f}%（{one['low_percent']:+.2f}% 至 {one['high_percent']:+.2f}%）"


def _bars(found: Mapping[str, Any]) -> list[Row]:
    bars: list[Row] = []
    for one in found["compared"]:
        for name, side in (("理由前", one["before"]), ("理由后", one["after"])):
            bars.append((f"{one['value']}（{name}）", *(_short(side[key]) for key in _SIDES)))
    for one in found["scan"][:_MOST_BARS]:
        if one["confirmed"]:
            bars.append((f"扫描 {one['column']}={one['value']}", *(_short(one["second"][key]) for key in _SIDES)))
    return bars


_SIDES = ("percent", "low_percent", "high_percent")


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _pairs(found: Mapping[str, Any]) -> list[Row]:
    return [
        (
            one["goods"], "、".join(one["conditions"]), one["line"], yuan_from_fen(one["price_fen"]), one["other_line"],
            yuan_from_fen(one["other_price_fen"]), yuan_from_fen(one["difference_fen"]), one["seconds_apart"],
        )
        for one in found["pairs"]
    ]  # fmt: skip


def _scanned(found: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for one in found["scan"]:
        second = one["second"] or {"percent": None, "p": None}
        told = (_short(one["first"]["percent"]), one["q"], _short(second["percent"]), second["p"])
        rows.append((one["column"], one["value"], *told, "是" if one["confirmed"] else "否"))
    return rows


def _sheet(sheet: Any, title: str, heads: Sequence[str], rows: Iterable[Row]) -> None:
    sheet.title = title
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, _ in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22 if number == 1 else 18
    sheet.freeze_panes = "A2"


def _cell(value: object) -> object:
    """Text of the uploader must not become a formula in the reader's spreadsheet."""
    if not isinstance(value, str):
        return value
    clean = printable(value)
    return f"'{clean}" if clean.startswith("=") else clean


def _table(document: Any, heads: Sequence[str], rows: Iterable[Row]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = "—" if value is None else printable(str(value))
