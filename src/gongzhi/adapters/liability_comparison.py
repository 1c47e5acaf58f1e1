"""A comparison of two versions of the law as .xlsx with charts, or .csv: for those who weigh a change of the law."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from gongzhi.liability import Comparison

_CHANGES = (
    "结果",
    "原成立",
    "现成立",
    "新成立",
    "不再成立",
    "形态变",
    "金额变",
    "原金额至少（元）",
    "原金额至多（元）",
    "现金额至少（元）",
    "现金额至多（元）",
    "首批变化的案件（第几件）",
)
_PARTIES = ("当事方", "原至少（元）", "原至多（元）", "现至少（元）", "现至多（元）", "金额变的案件")
_MOST_BARS = 12


def write_comparison(found: Comparison, target: Path) -> None:
    """By the ending of ``target``: .xlsx with sheets and charts, anything else as one .csv of the results."""
    if target.suffix.lower() == ".xlsx":
        target.write_bytes(comparison_book(found))
        return
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_CHANGES)
        rows.writerows(_change_rows(found))


def comparison_book(found: Comparison) -> bytes:
    """The .xlsx: a summary, the parties and the results with a chart each, and the cases left out."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    summary.title = "概要"
    for row in _summary(found):
        summary.append(row)
    parties = book.create_sheet("各方")
    parties.append(_PARTIES)
    for one in found.parties:
        sums = (one.before.least, one.before.most, one.after.least, one.after.most)
        parties.append((one.party, *(fen / 100 for fen in sums), one.cases))
    _chart(parties, "各方应付（元，至多）", (3, 5), len(found.parties), "H2")
    changes = book.create_sheet("结果")
    changes.append(_CHANGES)
    for changed in _change_rows(found):
        changes.append(changed)
    _chart(changes, "新成立与不再成立（件）", (4, 5), min(len(found.changes), _MOST_BARS), "N2")
    refused = book.create_sheet("未计入")
    refused.append(("第几件", "原因"))
    for place, why in found.refused:
        refused.append((place + 1, why))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _summary(found: Comparison) -> Iterator[tuple[str, str | int]]:
    yield "原", "；".join(found.before)
    yield "现", "；".join(found.after)
    yield "案件", found.cases
    yield "有变化的案件", found.changed
    yield "事实矛盾而未计入", len(found.refused)
    yield "读法", "未证明的事实按推定与举证责任处理；有争议而未选定说法的，列至少与至多；择一、取高的请求只计一次"
    yield "提示", found.notice


def _change_rows(found: Comparison) -> Iterator[tuple[str | int | float, ...]]:
    for one in found.changes:
        sums = (one.sum_before.least, one.sum_before.most, one.sum_after.least, one.sum_after.most)
        counts = (one.before, one.after, one.gained, one.lost, one.reformed, one.repriced)
        places = "、".join(str(place + 1) for place in one.examples)
        yield (one.result, *counts, *(fen / 100 for fen in sums), places)


def _chart(sheet: Worksheet, title: str, columns: tuple[int, ...], rows: int, place: str) -> None:
    if not rows:
        return
    chart = BarChart()
    chart.type, chart.title = "bar", title
    for column in columns:
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.y_axis.delete = chart.x_axis.delete = False
    sheet.add_chart(chart, place)
