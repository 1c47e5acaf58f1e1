"""What one text of a rule says that another does not, field by field, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongzhi.flow.rule_text import RuleText

FIELD_NAMES = {
    "title": "名称",
    "type": "问题类型",
    "severity": "严重程度",
    "certainty": "确定程度",
    "since": "自哪天起",
    "until": "最后一天",
    "source": "词从哪里来",
    "author": "作者",
    "patterns": "找什么",
    "provisions": "依据",
    "why": "为什么",
    "instead": "可以这样说",
    "accepted": "应命中的例子",
    "refused": "不应命中的例子",
    "category": "只用于",
    "category_not": "不用于",
    "speakers": "看谁的话",
    "near": "附近要有",
    "near_not": "附近不能有",
    "not": "例外",
    "ignore": "不理会的语境",
    "covers": "占整行至少",
    "words": "自用词单",
}
_NOT_SAID = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field: the lines that went and the lines that came."""

    name: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def differences(before: RuleText | None, after: RuleText) -> tuple[FieldDifference, ...]:
    """In the order of the form; everything is new when there was nothing before. The version is not compared."""
    old, now = _lines(before), _lines(after)
    names = [*FIELD_NAMES, *sorted({*old, *now} - set(FIELD_NAMES))]
    found = []
    for name in names:
        had, has = old.get(name, ()), now.get(name, ())
        gone, new = tuple(one for one in had if one not in has), tuple(one for one in has if one not in had)
        if gone or new:
            found.append(FieldDifference(FIELD_NAMES.get(name, name), gone, new))
    return tuple(found)


def _lines(text: RuleText | None) -> dict[str, tuple[str, ...]]:
    if text is None:
        return {}
    fields = {name: value for name, value in text.fields.items() if name not in {*_NOT_SAID, "conditions"}}
    flat = {**fields, **text.fields.get("conditions", {}), "words": [f"{name}：{'、'.join(words)}" for name, words in text.words.items()]}  # fmt: skip
    return {name: _said(value) for name, value in flat.items()}


def _said(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(line for one in value for line in _said(one))
    if isinstance(value, Mapping):
        rest = {name: one for name, one in value.items() if name != "text"}
        aside = "；".join(f"{name}={' '.join(_said(one))}" for name, one in rest.items())
        return (f"{value['text']}［{aside}］" if "text" in value and rest else str(value.get("text", aside)),)
    return (str(value),)
