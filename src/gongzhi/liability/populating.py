"""A population of cases for trying the law on: imagined from stated shares, or read from a table of one's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files

import numpy as np

from gongzhi.liability.chinese_yaml import Entry, NotReadable, entries_of, entry_of, load_yaml, take, text_of, texts_of
from gongzhi.liability.formulas import read_share, read_sum
from gongzhi.liability.linking import nearest
from gongzhi.liability.rulebook import RuleSet

_FILE = "ordinary.yaml"
_ANSWERS = {"是": True, "否": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case without days: facts (absent = unknown) and amounts. ``kind``: what sort of case, or where it stands."""

    kind: str
    facts: Mapping[str, bool]
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    name: str
    weight: int
    given: tuple[str, ...]
    likely: Mapping[str, Fraction]
    price: tuple[int, int]
    pieces: int


def imagine(rules: RuleSet, count: int, chance: np.random.Generator) -> list[Story]:
    """``count`` cases by the shipped shares, which are assumptions and no statistics."""
    kinds = _kinds(rules)
    weights = np.array([kind.weight for kind in kinds], dtype=float)
    picked = chance.choice(len(kinds), size=count, p=weights / weights.sum())
    return [_story(kinds[number], chance) for number in picked.tolist()]


def read_stories(rows: Iterable[Mapping[str, str]], file: str, rules: RuleSet) -> list[Story]:
    """Rows of a table: columns named as facts (是, 否, empty or 不明) and amounts (元 or fen). Raises NotReadable."""
    found = []
    for line, row in enumerate(rows, 2):
        facts: dict[str, bool] = {}
        amounts: dict[str, int] = {}
        for name, cell in row.items():
            place, said = f"{file} 第 {line} 行", (cell or "").strip()
            if name in rules.quantities:
                amounts |= {name: _sum(said, name, place)} if said else {}
            elif name in rules.facts and not rules.facts[name].derived:
                facts |= {name: _answer(said, name, place)} if said not in ("", "不明") else {}
            elif name not in ("名", "类型"):
                raise NotReadable(
                    f"{file} 第 1 行：没有名为“{name}”的事实或金额{nearest(name, _names(rules))}；请改列名"
                )
        found.append(Story(kind=row.get("类型") or row.get("名") or f"第 {line} 行", facts=facts, amounts=amounts))
    if not found:
        raise NotReadable(f"{file}：没有案情，第一行写事实名和金额名，其下每行一件")
    return found


def _story(kind: _Kind, chance: np.random.Generator) -> Story:
    drawn = chance.random(len(kind.likely))
    facts = dict.fromkeys(kind.given, True)
    facts |= {name: bool(one < share) for (name, share), one in zip(kind.likely.items(), drawn, strict=True)}
    pieces = int(chance.integers(1, kind.pieces + 1))
    price = pieces * int(chance.integers(*kind.price))
    # Harm is often only the price and sometimes several times as much.
    loss = price * int(chance.choice([1, 1, 1, 2, 5]))
    # Who answers first has often paid nothing, half or all of it.
    paid = loss * int(chance.choice([0, 0, 1, 2])) // 2
    amounts = {"价款": price, "损失": loss, "数量": pieces, "合理生活消费数量": 2, "承诺倍数": 10, "主责任人已赔": paid}
    return Story(kind=kind.name, facts=facts, amounts=amounts)


def _kinds(rules: RuleSet) -> list[_Kind]:
    top = load_yaml((files("gongzhi.liability") / "imagined" / _FILE).read_text("utf-8"), _FILE)
    take(top, required=("主题", "类型"))
    return [_kind(entry, rules) for entry in entries_of(top, "类型")]


def _kind(entry: Entry, rules: RuleSet) -> _Kind:
    take(entry, required=("名", "份", "给", "或", "价款", "件数"))
    likely = {name: read_share(share) for name, share in entry_of(entry, "或").items()}
    given, bounds = texts_of(entry, "给"), [read_sum(one) for one in texts_of(entry, "价款")]
    for name in (*given, *likely):
        if name not in rules.facts:
            raise NotReadable(f"{entry.at()}：没有名为“{name}”的事实{nearest(name, rules.facts)}；请改名")
    low, high = (fen or 0 for fen in bounds)
    return _Kind(
        name=text_of(entry, "名"),
        weight=int(entry["份"]),
        given=given,
        likely={name: share or Fraction(0) for name, share in likely.items()},
        price=(low, high),
        pieces=int(entry["件数"]),
    )


def _names(rules: RuleSet) -> Sequence[str]:
    return [*rules.quantities, *(one.name for one in rules.facts.values() if not one.derived)]


def _answer(said: str, name: str, place: str) -> bool:
    if said not in _ANSWERS:
        raise NotReadable(f"{place}：“{name}”写成了“{said}”，请改为 是、否，或留空（不明）")
    return _ANSWERS[said]


def _sum(said: str, name: str, place: str) -> int:
    fen = read_sum(said)
    if fen is None or fen < 0:
        raise NotReadable(f"{place}：“{name}”应是整数（分、倍、件）或如 199.50元，不得为负")
    return fen
