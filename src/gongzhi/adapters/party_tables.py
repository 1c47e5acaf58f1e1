"""Tables of parties from files: an extract of a business registry, results of face checks, a list to be checked."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gongzhi.flow.admitting_sources import Faced, Registered
from gongzhi.parties import BadIdentifier, checked_uscc

LARGEST = 256 << 20
_CODE, _NAME = "统一社会信用代码", "名称"
_DAY = "数据日期"
_YES, _NO = {"一致", "通过", "是"}, {"不一致", "不通过", "否"}


class TableUnusable(ValueError):
    """A table that cannot be read as what it is given as; the message names the place and the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows as texts by column, each with the line on which it stands; the SHA-256 (hex) is that of the file."""

    name: str
    sha256: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    columns: tuple[str, ...]


class RegistryFile:
    """A business registry as an extract in .csv or .xlsx: 统一社会信用代码, 名称, and where given 登记状态, 住所, 数据日期.

    The day of the data is that of the row, else the one given for the whole file; without any the answers have none.
    """

    def __init__(self, table: Table, *, as_of: date | None = None) -> None:
        _require(table, (_CODE, _NAME))
        self._table = table
        self.source = table.name
        self._as_of = as_of
        self._rows: dict[str, Mapping[str, str]] = {}
        for line, row in table.rows:
            try:
                self._rows[checked_uscc(row[_CODE])] = row
            except BadIdentifier as error:
                raise TableUnusable(f"{table.name} 第 {line} 行：{error}") from error
            _day(row.get(_DAY, ""), table.name, line)

    def look_up(self, uscc: str) -> Registered:
        """What the extract has on this code."""
        row = self._rows.get(uscc, {})
        as_of = _day(row.get(_DAY, ""), self._table.name, 0) or self._as_of
        return Registered(
            source=self._table.name,
            as_of=as_of,
            sha256=self._table.sha256,
            name=row.get(_NAME, ""),
            status=row.get("登记状态", ""),
            place=row.get("住所", ""),
        )


class FaceFile:
    """Results of face checks made elsewhere: 档案编号, 结果 (一致 or 不一致), 核验日期. The last row of a file holds."""

    def __init__(self, table: Table) -> None:
        _require(table, ("档案编号", "结果"))
        self._table = table
        self._rows: dict[str, tuple[bool, date | None]] = {}
        for line, row in table.rows:
            if row["结果"] not in _YES | _NO:
                raise TableUnusable(f"{table.name} 第 {line} 行：结果“{row['结果']}”不认识，请写 一致 或 不一致")
            self._rows[row["档案编号"]] = (row["结果"] in _YES, _day(row.get("核验日期", ""), table.name, line))

    def result_for(self, dossier: str) -> Faced:
        """The result for this file; ``same`` None where the list has none."""
        same, as_of = self._rows.get(dossier, (None, None))
        return Faced(source=self._table.name, as_of=as_of, sha256=self._table.sha256, same=same)


def read_table(path: Path) -> Table:
    """The table of a .csv (UTF-8 or GB 18030) or .xlsx; raises TableUnusable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableUnusable(f"读不了“{path.name}”：{error.strerror}，请检查路径与权限") from error
    return table_in(path.name, data)


def table_in(name: str, data: bytes) -> Table:
    """The table in these bytes; the ending of the name says what they are. Raises TableUnusable."""
    if len(data) > LARGEST:
        raise TableUnusable(f"“{name}”超过 256 MB：请分批")
    lines = _sheet(name, data) if name.lower().endswith(".xlsx") else _csv(name, data)
    head = next(iter(lines), (0, ()))[1]
    columns = tuple(cell.strip() for cell in head)
    if not any(columns):
        raise TableUnusable(f"“{name}”没有表头：第一行请写列名，例如 {_CODE}、{_NAME}")
    rows = tuple(
        (line, {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column})
        for line, cells in lines[1:]
        if any(cell.strip() for cell in cells)
    )
    return Table(name=name, sha256=hashlib.sha256(data).hexdigest(), rows=rows, columns=columns)


def _csv(name: str, data: bytes) -> list[tuple[int, Sequence[str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(enumerate(csv.reader(io.StringIO(text), strict=True), 1))
        except csv.Error as error:
            raise TableUnusable(f"“{name}”不是 .csv：{error}，请另存为 .csv（UTF-8）后再试") from error
    raise TableUnusable(f"“{name}”的文字编码读不出：请另存为 UTF-8 的 .csv 或 .xlsx 后再试")


def _sheet(name: str, data: bytes) -> list[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [(number, [_text(cell) for cell in row]) for number, row in enumerate(sheet.values, 1)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise TableUnusable(f"“{name}”不是 .xlsx：请另存为 .xlsx 或 .csv 后再试") from error
    return [(number, cells) for number, cells in rows]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def _require(table: Table, columns: Sequence[str]) -> None:
    missing = [one for one in columns if one not in table.columns]
    if missing:
        raise TableUnusable(f"{table.name} 缺少 {'、'.join(missing)} 这列：第一行请写列名")


def _day(text: str, name: str, line: int) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError as error:
        raise TableUnusable(f"{name} 第 {line} 行：“{text}”不是日期，请写成 2026-03-01") from error
