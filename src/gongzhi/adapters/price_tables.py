"""Tables of purchases from .csv and .parquet files: only the columns asked for, every column by its different values."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as papq
from numpy.typing import NDArray

from gongzhi.pricing import Column

ENDINGS = (".csv", ".parquet")
_HEADING, _BLOCK = 1 << 16, 1 << 24
_EMPTY = {"", "nan", "NaN", "null", "NULL", "None"}


class TableUnreadable(ValueError):
    """A file that is no table, with the way out in Chinese."""


class PriceFile:
    """An opened file: its columns' names, the lines that are no rows of it, and its columns on demand.

    ``first_line`` is the line of the first row: 2 in a .csv, below the heading; 1 in a .parquet.
    """

    def __init__(self, name: str, content: bytes) -> None:
        """Raises TableUnreadable."""
        ending = Path(name).suffix.lower()
        if ending not in ENDINGS:
            raise TableUnreadable(f"“{name}”不是 .csv 或 .parquet：请另存为其中一种再试")
        if not content.strip():
            raise TableUnreadable(f"“{name}”是空的：请核对导出是否完成")
        self.first_line = 2 if ending == ".csv" else 1
        self.broken: list[int] = []
        try:
            self._table = self._csv(content) if ending == ".csv" else papq.read_table(pa.BufferReader(content))
        except (pa.ArrowException, OSError) as error:
            raise TableUnreadable(f"“{name}”读不出来：{_reason(error)}，请核对文件是否完整") from error
        self.names: tuple[str, ...] = tuple(self._table.column_names)
        twice = {one for one in self.names if self.names.count(one) > 1}
        if twice:
            raise TableUnreadable(f"“{name}”有同名的列：{'、'.join(sorted(twice))}，请改名再试")

    @property
    def lines(self) -> NDArray[np.int64]:
        """The line of every row; behind a broken one all stand one further down."""
        lines = np.arange(self.rows, dtype=np.int64) + self.first_line
        for broken in sorted(self.broken):
            lines[lines >= broken] += 1
        return lines

    @property
    def rows(self) -> int:
        """How many rows there are, bad ones included."""
        return int(self._table.num_rows)

    def columns(self, names: Sequence[str]) -> dict[str, Column]:
        """These columns, each by its different values as text."""
        return {name: _column(self._table.column(name)) for name in dict.fromkeys(names)}

    def _csv(self, content: bytes) -> Any:
        text = _as_utf8(content)
        names = next(csv.reader(io.StringIO(text[:_HEADING].decode("utf-8", "ignore"))), [])
        if not any(one.strip() for one in names):
            raise TableUnreadable("第 1 行没有列名：请在第一行写列名")
        # Text throughout: what a price or a time is gets decided, and refused, in one place for both kinds of file.
        convert = pacsv.ConvertOptions(
            column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names}, strings_can_be_null=True
        )
        parse = pacsv.ParseOptions(invalid_row_handler=self._skip)
        # One thread, so that a broken row knows its number.
        reading = pacsv.ReadOptions(use_threads=False, block_size=_BLOCK)
        return pacsv.read_csv(io.BytesIO(text), read_options=reading, parse_options=parse, convert_options=convert)

    def _skip(self, row: Any) -> str:
        self.broken.append(int(row.number) if row.number is not None else 0)
        return "skip"


def open_price_file(path: Path) -> PriceFile:
    """The file at a path; raises TableUnreadable."""
    try:
        return PriceFile(path.name, path.read_bytes())
    except OSError as error:
        raise TableUnreadable(f"打不开“{path}”：{error.strerror}，请检查路径与权限") from error


def write_market(columns: Mapping[str, Sequence[object]], path: Path) -> None:
    """An invented market as .csv or .parquet, by the ending; raises TableUnreadable."""
    table = pa.table(dict(columns))
    writers: dict[str, Callable[..., None]] = {".csv": pacsv.write_csv, ".parquet": papq.write_table}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise TableUnreadable(f"“{path}”应以 .csv 或 .parquet 结尾，请改名")
    try:
        write(table, str(path))
    except OSError as error:
        raise TableUnreadable(f"写不了“{path}”：{error.strerror or error}，请检查路径与权限") from error


def _column(chunked: Any) -> Column:
    if not pa.types.is_dictionary(chunked.type):
        chunked = _text(chunked).dictionary_encode()
    whole = chunked.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], chunked.type)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    labels = tuple(str(one) if one is not None else "" for one in whole.dictionary.to_pylist())
    empty = np.array([label.strip() in _EMPTY for label in labels] + [True])
    return Column(codes=np.where(empty[codes], -1, codes), labels=labels)


def _text(chunked: Any) -> Any:
    """Any type as text: whole floats without a fraction, times by ISO 8601."""
    kind = chunked.type
    if pa.types.is_timestamp(kind) or pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return _written(chunked, _plain)
    if pa.types.is_boolean(kind):
        return _written(chunked, lambda one: str(int(one)))
    return chunked.cast(pa.string())


def _written(chunked: Any, plain: Callable[[Any], str]) -> Any:
    return pa.chunked_array(
        [pa.array([None if one is None else plain(one) for one in chunked.to_pylist()], pa.string())]
    )


def _plain(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _as_utf8(content: bytes) -> bytes:
    """Spreadsheets in China save .csv in GBK as often as in UTF-8."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    with suppress(UnicodeDecodeError):
        content.decode("utf-8")
        return content
    try:
        return content.decode("gb18030").encode()
    except UnicodeDecodeError as error:
        raise TableUnreadable(f"第 {error.start + 1} 个字节处既不是 UTF-8 也不是 GBK：请另存为 UTF-8 再试") from error


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
