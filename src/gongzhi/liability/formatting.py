"""Write a rule file in its one canonical form: keys in order, one line per value, comments kept above their item."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gongzhi.liability.chinese_yaml import Entry, NotReadable, load_yaml
from gongzhi.liability.loading import TOP

_PLAIN = re.compile(r"[^\W\d_][\w（）〔〕《》、，。；：？！“”/().\-]*")
_ORDER = (
    "号", "名", "据", "参", "类", "谁", "则", "视为", "推定", "例外", "形态", "情态", "方向", "时点", "自", "至", "若", "让位于",
    "额", "份额", "案", "另须", "追偿", "解释", "压倒", "限", "问", "举证", "不明", "派生", "义", "单位", "默认", "关",
    "择一", "取高", "并存", "选择权人", "因", "改", "何", "影响", "不并存", "不受影响", "结论", "事实", "向", "范围",
    "事实日", "审理日", "方式", "给", "余", "金额", "建议", "得", "说明",
)  # fmt: skip
# Under these keys the names are facts, rules or people: their order is the author's.
_FREE = frozenset({"给", "得", "额", "金额", "份额", "解释"})


def format_rules(text: str, file: str) -> str:
    """The canonical text, which reads as the same. Raises NotReadable, also for a comment at the end of a line."""
    top = load_yaml(text, file)
    comments = list(_comments(text, file))
    made = "".join(f"{line}\n" for line in _Writing(comments).whole(top))
    assert load_yaml(made, file) == top, f"{file} 排版后内容有变"
    return made


def write_value(value: Any) -> str:
    """One value on one line, as it may stand inside brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{write_value(key)}: {write_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(write_value(one) for one in value) + "]"
    if isinstance(value, date | int):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if all(part and _PLAIN.fullmatch(part) for part in text.split(" ")) and text.lower() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


class _Writing:
    def __init__(self, comments: Sequence[tuple[int, str]]) -> None:
        self._comments = list(comments)

    def whole(self, top: Entry) -> Iterator[str]:
        for key in sorted(top, key=TOP.index if set(top) <= set(TOP) else list(top).index):
            yield from self._before(top.lines[key], "")
            value = top[key]
            if isinstance(value, Entry):
                yield f"{key}:" if value else f"{key}: {{}}"
                yield from self._named(value)
            elif isinstance(value, list):
                yield f"{key}:" if value else f"{key}: []"
                for item in value:
                    yield from self._item(item)
            else:
                yield f"{key}: {write_value(value)}"
        yield from (f"# {words}".rstrip() for _, words in self._comments)

    def _named(self, section: Entry) -> Iterator[str]:
        for name, value in section.items():
            yield from self._before(section.lines[name], "  ")
            yield f"  {write_value(name)}: {write_value(_ordered(value))}"

    def _item(self, item: Any) -> Iterator[str]:
        if not isinstance(item, Entry):
            yield f"- {write_value(item)}"
            return
        yield from self._before(item.line, "")
        lead = "- "
        ordered = _ordered(item)
        for key in ordered:
            yield from self._before(item.lines[key], "  ") if lead == "  " else ()
            value = ordered[key]
            if key == "解释" and isinstance(value, Mapping) and value:
                yield f"{lead}{key}:"
                yield from (f"    {write_value(name)}: {write_value(_ordered(one))}" for name, one in value.items())
            else:
                yield f"{lead}{key}: {write_value(_ordered(value) if key not in _FREE else value)}"
            lead = "  "

    def _before(self, line: int, margin: str) -> Iterator[str]:
        while self._comments and self._comments[0][0] < line:
            yield f"{margin}# {self._comments.pop(0)[1]}".rstrip()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys: Iterable[str] = value
        if set(keys) <= set(_ORDER):
            keys = sorted(value, key=_ORDER.index)
        made = Entry()
        made.lines = value.lines if isinstance(value, Entry) else {}
        made.update({key: value[key] if key in _FREE else _ordered(value[key]) for key in keys})
        return made
    return value


def _comments(text: str, file: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            yield number, line.lstrip().removeprefix("#").strip()
        elif " #" in re.sub(r'"(\\.|[^"\\])*"|\'[^\']*\'', "", line):
            raise NotReadable(f"{file} 第 {number} 行：行末的注释排版时会移位，请写到上一行，或写进 说明")
