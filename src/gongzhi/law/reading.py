"""Reads the small part of YAML that our law tables use: strictly, fast, and knowing every line."""

import json
import re
from dataclasses import dataclass, field

_ENTRY = re.compile(r"(- |  |)([^\s\-:#\"'\[\]{},&*!|>%@`?][^:#\"'\[\]{}]*):(?: (.*))?")
_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-[^\s]")
# The quick way for nearly every value; what it does not know is looked at closely.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^:#\s]*")
_PLAIN_LIST = re.compile(r"\[[^\s\-?:,\[\]{}#&*!|>'\"%@`][^:#\"'\[\]{}]*\]")
_FLOW_PART = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,"\[\]{}]+?)\s*(,|$)')


class BadTable(ValueError):
    """A law table that cannot be used; the message names file, line and remedy."""

    def __init__(self, place: str, line: int, message: str) -> None:
        super().__init__(f"{place} 第{line}行：{message}")


@dataclass(slots=True)
class Row:
    """One mapping of a table: its values (text, list of text, or None) and the line it starts on."""

    place: str
    line: int
    text: list[str] = field(repr=False)
    values: dict[str, "str | list[str] | None"] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """The line of one key, or of the row when it lacks the key. Looked for only when something is wrong."""
        if key in self.values:
            for number, line in enumerate(self.text[self.line - 1 :], self.line):
                if line.removeprefix("- ").lstrip(" ").startswith(f"{key}:"):
                    return number
        return self.line

    def wrong(self, key: str, message: str) -> BadTable:
        """The error for one key of this row."""
        return BadTable(self.place, self.line_of(key), message)


@dataclass(slots=True)
class Table:
    """A file: top-level values, and lists of rows by name."""

    top: Row
    lists: dict[str, list[Row]]


def read_table(text: str, place: str) -> Table:
    """Read ``text``; ``place`` is the file's name for messages. Raises BadTable.

    The subset: ``键: 值`` at the margin, lists of mappings introduced by ``键:`` and ``- 键: 值``, values plain,
    double-quoted (as JSON) or ``[甲, 乙]``, comments on lines of their own. Every such file is also plain YAML.
    """
    lines = text.split("\n")
    reader = _Reader(place, lines)
    for number, line in enumerate(lines, 1):
        match = _ENTRY.fullmatch(line)
        if match is not None:
            reader.take(match[1], match[2], match[3], number)
        elif line.strip() and not line.lstrip().startswith("#"):
            raise BadTable(place, number, f"读不懂“{line.strip()[:30]}”：每行写“键: 值”，缩进两格，不用制表符")
    return reader.table


class _Reader:
    """Where reading stands: the row that the next value belongs to, and the list that the next row belongs to."""

    def __init__(self, place: str, text: list[str]) -> None:
        self.table = Table(Row(place, 1, text), {})
        self._place, self._text = place, text
        self._row = self.table.top
        self._rows: list[Row] | None = None

    def take(self, mark: str, key: str, raw: str | None, number: int) -> None:
        """One ``键: 值`` line: ``mark`` is empty at the margin, ``- `` for the first line of a row."""
        if mark == "":
            self._row, self._rows = self.table.top, None
            if raw is None:
                self._open_list(key, number)
                return
        elif self._rows is None:
            raise BadTable(self._place, number, f"“{key}”不属于任何列表：去掉缩进，或先写“条文:”")
        elif mark == "- ":
            self._row = Row(self._place, number, self._text)
            self._rows.append(self._row)
        elif not self._rows:
            raise BadTable(self._place, number, "列表的第一行要以“- ”开头")
        values = self._row.values
        if key in values:
            raise BadTable(self._place, number, f"“{key}”写了两次：只留一个")
        values[key] = _read_value(raw, self._place, number)

    def _open_list(self, key: str, number: int) -> None:
        if key in self.table.lists or key in self.table.top.values:
            raise BadTable(self._place, number, f"“{key}”写了两次：合并成一处")
        self._rows = self.table.lists[key] = []


def _read_value(raw: str | None, place: str, number: int) -> "str | list[str] | None":
    if raw is None or raw in ("", "~"):
        return None
    if _PLAIN.fullmatch(raw) is not None:
        return raw
    if raw[0] == '"':
        return _read_quoted(raw, place, number)
    if raw[0] == "[":
        return _read_flow(raw, place, number)
    if ": " in raw or " #" in raw or raw[-1] in ": " or _PLAIN_START.match(raw) is None:
        raise BadTable(place, number, f"“{raw[:30]}”须加双引号：含冒号、井号或以符号开头的文字都要加")
    return raw


def _read_quoted(raw: str, place: str, number: int) -> str:
    try:
        value = json.loads(raw)
    except json.JSONDecodeError as error:
        raise BadTable(place, number, "双引号没有成对，或引号后还有文字：检查引号") from error
    return str(value)


def _read_flow(raw: str, place: str, number: int) -> list[str]:
    if _PLAIN_LIST.fullmatch(raw) is not None and ",," not in raw:
        return [part.strip() for part in raw[1:-1].split(",")]
    if raw[-1] != "]":
        raise BadTable(place, number, "方括号没有成对：列表写在一行内，以“]”结束")
    inside, parts, at = raw[1:-1].strip(), [], 0
    while at < len(inside):
        match = _FLOW_PART.match(inside, at)
        if match is None:
            raise BadTable(place, number, "列表读不懂：各项以英文逗号隔开，含逗号或括号的项加双引号")
        part = match[1]
        parts.append(_read_quoted(part, place, number) if part[0] == '"' else part)
        at = match.end()
    return parts
