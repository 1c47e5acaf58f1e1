"""Read the strict YAML subset that lawyers edit: every complaint names the file, the line and the remedy."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFUSED = {"bool": "请写 是 或 否", "float": "请写整数，或加引号", "null": "请填上内容，或删去这一行"}


class NotReadable(ValueError):
    """A rule or case file that cannot be used as it stands; the message names file, line and remedy."""


class Entry(dict[str, Any]):
    """A mapping that remembers the file and line it stands on, and the line of each key."""

    file: str = ""
    line: int = 0
    lines: dict[str, int]

    def at(self, key: str = "") -> str:
        """Where ``key`` (or the mapping itself) stands, for a message."""
        return f"{self.file} 第 {self.lines.get(key, self.line)} 行"


def load_yaml(text: str, file: str) -> Entry:
    """The one document in ``text``: mappings as Entry, lists, texts, whole numbers, dates. Raises NotReadable."""
    try:
        _refuse_anchors(text, file)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第 {mark.line + 1} 行" if mark else ""
        problem = getattr(error, "problem", None) or "写法不对"
        raise NotReadable(
            f"{file}{line}：读不懂（{problem}），请检查缩进、冒号后的空格，含 # {{ [ , ? 的文字加引号"
        ) from error
    if node is None:
        return _entry(file, 1)
    value = _value(node, file)
    if not isinstance(value, Entry):
        raise NotReadable(f"{file} 第 1 行：最外层应是“键: 值”，请照格式说明的顶层键来写")
    return value


def take(entry: Entry, *, required: Iterable[str] = (), optional: Iterable[str] = ()) -> None:
    """Refuse an entry that lacks a key or has one that nobody reads."""
    allowed = [*required, *optional]
    for key in entry:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1, cutoff=0.3)
            hint = f"，是不是“{near[0]}”" if near else ""
            raise NotReadable(f"{entry.at(key)}：不认识“{key}”{hint}；这里可写 {'、'.join(allowed)}")
    for key in required:
        if key not in entry:
            raise NotReadable(f"{entry.at()}：缺少“{key}”，请补上")


def text_of(entry: Entry, key: str, default: str = "") -> str:
    """The text under ``key``."""
    value = entry.get(key, default)
    if not isinstance(value, str):
        raise NotReadable(f"{entry.at(key)}：“{key}”应是一句文字，请改写或加引号")
    return value


def texts_of(entry: Entry, key: str) -> tuple[str, ...]:
    """The list of texts under ``key``; empty when absent."""
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise NotReadable(f"{entry.at(key)}：“{key}”应是一列文字，如 [甲, 乙]")
    return tuple(value)


def choice_of(entry: Entry, key: str, choices: Iterable[str], default: str) -> str:
    """One of ``choices`` under ``key``."""
    value, allowed = text_of(entry, key, default), tuple(choices)
    if value not in allowed:
        raise NotReadable(f"{entry.at(key)}：“{key}”写成了“{value}”，请改为 {'、'.join(c for c in allowed if c)} 之一")
    return value


def day_of(entry: Entry, key: str) -> date | None:
    """The day under ``key``; None when absent."""
    value = entry.get(key)
    if value is not None and not isinstance(value, date):
        raise NotReadable(f"{entry.at(key)}：“{key}”应是日期，如 2026-03-01")
    return value


def entry_of(entry: Entry, key: str) -> Entry:
    """The mapping under ``key``; empty when absent."""
    return as_entry(entry.get(key, _entry(entry.file, entry.line)), entry.at(key), key)


def entries_of(entry: Entry, key: str) -> list[Entry]:
    """The list of mappings under ``key``; empty when absent."""
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise NotReadable(f"{entry.at(key)}：“{key}”应是一列条目，每条以 - 开头")
    return [as_entry(one, entry.at(key), key) for one in value]


def as_entry(value: Any, place: str, key: str) -> Entry:
    """``value`` as a mapping, or a refusal."""
    if not isinstance(value, Entry):
        raise NotReadable(f"{place}：“{key}”应写成“键: 值”的形式")
    return value


def _entry(file: str, line: int) -> Entry:
    entry = Entry()
    entry.file, entry.line, entry.lines = file, line, {}
    return entry


def _refuse_anchors(text: str, file: str) -> None:
    if not any(mark in text for mark in "&*!") and "---" not in text:
        return
    # Composing resolves aliases silently, so the marks are looked for in the events before it.
    documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise NotReadable(f"{file} 第 {line} 行：不用锚点、别名和标签（& * !），请把内容直接写出来，或加引号")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise NotReadable(f"{file} 第 {line} 行：一个文件只写一份内容，请去掉 --- 或拆成两个文件")


def _value(node: Any, file: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    return _scalar(node, file)


def _scalar(node: Any, file: str) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    place = f"{file} 第 {node.start_mark.line + 1} 行"
    if kind in _REFUSED:
        raise NotReadable(f"{place}：“{node.value}”在这里不能用，{_REFUSED[kind]}")
    try:
        if kind == "int":
            return int(node.value)
        if kind == "timestamp":
            return date.fromisoformat(node.value)
    except ValueError as error:
        raise NotReadable(f"{place}：“{node.value}”不是整数或日期，日期写成 2026-03-01，文字请加引号") from error
    return node.value


def _mapping(node: Any, file: str) -> Entry:
    entry = _entry(file, node.start_mark.line + 1)
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise NotReadable(f"{file} 第 {line} 行：冒号左边应是一个名称，请改写")
        if key.value in entry:
            raise NotReadable(f"{file} 第 {line} 行：“{key.value}”写了两次，请只留一个")
        entry[key.value] = _value(value, file)
        entry.lines[key.value] = line
    return entry
