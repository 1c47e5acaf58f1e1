"""Old penalty beside new: which is the lighter text, or that a person must compare (行政处罚法第三十七条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.law.citing import Citation
from gongzhi.law.figures import Figure, Measure

_COMPARED = {Measure.FINE, Measure.MULTIPLE, Measure.SHARE}


class Lighter(StrEnum):
    """Which text punishes less."""

    OLD = "旧法较轻"
    NEW = "新法较轻"
    SAME = "金额相同"
    PERSON = "须由人比较"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The verdict and why. It assists; a person decides."""

    verdict: Lighter
    why: str
    notice: str = "只比较罚款、倍数与比例；吊销、停业、没收等由人比较。本结果仅供辅助，由人作出决定"


def compare_penalties(old: Citation, new: Citation) -> Comparison:
    """Compare two penalties tier by tier. A tie, a text not verified, or tiers that do not pair go to a person."""
    unread = [one.id for one in (old, new) if not one.norms or not all(norm.active for norm in one.norms)]
    if unread:
        return _person(f"{'、'.join(unread)} 没有已核实的金额")
    pairs = _pair(_tiers(old.numbers), _tiers(new.numbers))
    if not pairs:
        return _person("两法的罚款档次不能一一对应")
    signs = {_sign(a, b) for a, b in pairs}
    if None in signs or {-1, 1} <= signs:
        return _person("有的档次旧法轻，有的档次新法轻，或范围互相交叉")
    if signs == {0}:
        return Comparison(verdict=Lighter.SAME, why="各档数额相同，适用行为时的旧法")
    if 1 in signs:
        return Comparison(verdict=Lighter.NEW, why=f"{new.article}各档的上下限都不高于{old.article}，且至少一项更低")
    return Comparison(verdict=Lighter.OLD, why=f"{old.article}各档的上下限都不高于{new.article}，且至少一项更低")


def _person(why: str) -> Comparison:
    return Comparison(verdict=Lighter.PERSON, why=f"{why}：请由人比较")


def _tiers(numbers: Sequence[Figure]) -> list[Figure]:
    return [one for one in numbers if one.measure in _COMPARED]


def _pair(old: list[Figure], new: list[Figure]) -> list[tuple[Figure, Figure]]:
    keys = [(one.measure, one.unit, one.note) for one in old]
    if len(set(keys)) != len(keys) or sorted(keys) != sorted((one.measure, one.unit, one.note) for one in new):
        return []
    by_key = {(one.measure, one.unit, one.note): one for one in new}
    return [(one, by_key[key]) for one, key in zip(old, keys, strict=True)]


def _sign(old: Figure, new: Figure) -> int | None:
    """1 when the new range lies lower, -1 when the old does, 0 when equal, None when they cross."""
    low = (old.low or 0) - (new.low or 0)
    high = _end(old) - _end(new)
    if low == high == 0:
        return 0
    if low >= 0 and high >= 0:
        return 1
    return -1 if low <= 0 and high <= 0 else None


def _end(figure: Figure) -> int:
    return figure.high if figure.high is not None else 2**62
