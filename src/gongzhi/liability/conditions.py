"""What a rule requires: facts and rules joined by and, or, not; read from YAML and shown back in the same words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.liability.chinese_yaml import Entry, NotReadable

_RULE = re.compile(r"[A-Z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Named:
    """A fact, a rule (``P06``) or a group of rules (``平台/相应责任``)."""

    name: str

    @property
    def is_rule(self) -> bool:
        """Whether this names a rule or a group, not a fact."""
        return bool(_RULE.fullmatch(self.name)) or "/" in self.name


@dataclass(frozen=True, slots=True)
class Not:
    """``part`` is not so."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Every part is so; nothing required when empty."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - Any is taken by typing
    """At least one part is so."""

    parts: tuple["Condition", ...]


Condition = Named | Not | All | Any_


def is_rule_number(text: str) -> bool:
    """Rule numbers begin with a capital letter; facts are Chinese words."""
    return bool(_RULE.fullmatch(text))


def parse_conditions(items: Any, place: str) -> All:
    """A list, all of which must be so. Raises NotReadable."""
    if not isinstance(items, list):
        raise NotReadable(f"{place}：条件应是一列，如 [存在损害, 非 平台已审核资质]")
    return All(tuple(_parse(item, place) for item in items))


def names_in(condition: Condition) -> Iterator[Named]:
    """Every name, in order, repeats included."""
    if isinstance(condition, Named):
        yield condition
    elif isinstance(condition, Not):
        yield from names_in(condition.part)
    else:
        for part in condition.parts:
            yield from names_in(part)


def show_condition(condition: Condition) -> str:
    """In the words of the file."""
    if isinstance(condition, Named):
        return condition.name
    if isinstance(condition, Not):
        inner = show_condition(condition.part)
        return f"非 {inner}" if isinstance(condition.part, Named) else f"非（{inner}）"
    word = "，" if isinstance(condition, All) else " 或 "
    return word.join(
        f"（{show_condition(p)}）" if isinstance(p, All | Any_) else show_condition(p) for p in condition.parts
    )


def _parse(item: Any, place: str) -> Condition:
    if isinstance(item, str):
        negated, _, rest = item.partition(" ")
        if negated == "非" and rest.strip():
            return Not(Named(rest.strip()))
        if " " in item.strip():
            raise NotReadable(f"{place}：条件“{item}”读不懂，请写成 事实名 或 非 事实名")
        return Named(item.strip())
    if isinstance(item, Entry) and len(item) == 1:
        word, inner = next(iter(item.items()))
        if word == "非":
            return Not(_parse(inner, item.at()))
        if word in ("任一", "全部"):
            parts = parse_conditions(inner, item.at()).parts
            return Any_(parts) if word == "任一" else All(parts)
    where = item.at() if isinstance(item, Entry) else place
    raise NotReadable(f"{where}：条件只能是 事实名、非 事实名、任一、全部、非，请改写")
