"""A table of cases from .csv or .xlsx: a case a row, facts and amounts by their names, refused with the row."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gongzhi.liability import NotReadable, RuleSet, Story, read_stories

ENDINGS = (".csv", ".xlsx")
_MOST_COLUMNS = 300
# A workbook is a compressed archive: what it unpacks to is looked at before it is unpacked.
_LARGEST_UNPACKED = 128 << 20


def read_case_table(name: str, content: bytes, rules: RuleSet, most: int) -> list[Story]:
    """The cases of a table with at most ``most`` rows. Raises NotReadable naming the row and what to write instead."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise NotReadable(f"“{name}”不是 .csv 或 .xlsx：请另存为其中一种再试")
    rows = list(_limited(_csv(name, content) if ending == ".csv" else _xlsx(name, content), name, most))
    if not rows:
        raise NotReadable(f"{name}：是空的，第一行写事实名和金额名，其下每行一件")
    heads = _heads(rows[0], name)
    while len(rows) > 1 and not any(map(str.strip, rows[-1])):
        rows.pop()
    for line, row in enumerate(rows[1:], 2):
        _check_row(row, len(heads), f"{name} 第 {line} 行")
    return read_stories([dict(zip(heads, [*row, *[""] * len(heads)], strict=False)) for row in rows[1:]], name, rules)


def _heads(row: list[str], name: str) -> list[str]:
    heads = [one.strip() for one in row]
    while heads and not heads[-1]:
        heads.pop()
    doubled = sorted({one for one in heads if heads.count(one) > 1 or not one})
    if doubled or not heads:
        raise NotReadable(f"{name} 第 1 行：列名“{'、'.join(doubled)}”写了两次或空着，请改名")
    return heads


def _check_row(row: list[str], width: int, place: str) -> None:
    if not any(map(str.strip, row)):
        raise NotReadable(f"{place}：是空行，请删去这一行")
    if any(cell.strip() for cell in row[width:]):
        raise NotReadable(f"{place}：比列名多出一格，请核对有没有多写逗号")


def _limited(rows: Iterable[list[str]], name: str, most: int) -> Iterator[list[str]]:
    for count, row in enumerate(rows):
        if count > most:
            raise NotReadable(f"{name}：多于 {most} 件，请分成几张表，或用命令行 gongzhi liability compare")
        if len(row) > _MOST_COLUMNS:
            raise NotReadable(f"{name}：多于 {_MOST_COLUMNS} 列，请只留事实和金额的列")
        yield row


def _csv(name: str, content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotReadable(f"{name}：不是 UTF-8 或 GB18030 编码，请另存为 UTF-8 的 .csv")
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise NotReadable(f"{name}：读不出来（{error}），请核对引号是否成对") from error


def _xlsx(name: str, content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise NotReadable(f"{name}：展开后太大，请只留案情一张表，去掉图片和格式")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(cell) for cell in row]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, SyntaxError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(f"{name}：读不出来，请用表格软件另存为 .xlsx 再试") from error


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    # 199.0 in a cell is the whole number that people typed.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
