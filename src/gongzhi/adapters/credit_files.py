"""Files of credit events, parties, links and reviews: JSON Lines or .csv, line by line, a bad line in its place."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson

LARGEST = 1 << 30


class FileUnreadable(ValueError):
    """A file that cannot be read at all, with the way out in Chinese."""


class NotALine(ValueError):
    """A line that is no JSON object."""


def lines_of(name: str) -> Iterator[tuple[int, object]]:
    """Yields (line, value), ``-`` is standard input; a NotALine in place of a value that is none. Raises FileUnreadable."""
    return lines_in(name, _read(name))


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise FileUnreadable(f"读不了“{name}”：{error.strerror}，请检查路径与权限") from error


def lines_in(name: str, raw: bytes) -> Iterator[tuple[int, object]]:
    """The lines of a file's bytes, as ``lines_of``; the ending of the name says whether it is .csv."""
    if not raw.strip():
        raise FileUnreadable(f"“{name}”是空的：请核对导出是否完成")
    if len(raw) > LARGEST:
        raise FileUnreadable(f"“{name}”超过 1 GB：请分批")
    return _csv_lines(name, raw) if name.lower().endswith(".csv") else _json_lines(raw)


def _json_lines(raw: bytes) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, orjson.loads(line)
        except orjson.JSONDecodeError:
            yield number, NotALine("读不成 JSON，请一行写一个对象")


def _csv_lines(name: str, raw: bytes) -> Iterator[tuple[int, object]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"“{name}”不是 UTF-8：请另存为 UTF-8 的 CSV") from error
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        if None in row:
            yield reader.line_num, NotALine("栏数多于表头，请核对逗号与引号")
            continue
        yield reader.line_num, {key: _value(key, value) for key, value in row.items() if value}


def _value(key: str, value: str) -> object:
    digits = value.removeprefix("-")
    return int(value) if key in {"amount", "account_days"} and digits.isascii() and digits.isdigit() else value
