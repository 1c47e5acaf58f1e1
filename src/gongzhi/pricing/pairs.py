"""Matched pairs: two users, same goods, same conditions, close in time, different price. Examples, not a measure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.clustered import Codes
from gongzhi.pricing.tables import PriceTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two purchases by their lines in the file; the first is of the group. ``apart`` is seconds, None without a time.

    No user is named: whoever holds the file finds them by the line.
    """

    goods: str
    conditions: tuple[str, ...]
    line: int
    fen: int
    other_line: int
    other_fen: int
    apart: int | None


def pairs_of(
    table: PriceTable, members: NDArray[np.bool_], *, strata: Codes, dearer: bool, most: int = 10
) -> tuple[Pair, ...]:
    """Neighbours in time inside a stratum, one of the group and one not, that differ as the estimate does.

    Those within a minute first, then the largest difference; each item at most three times.
    """
    seconds = table.seconds if table.seconds is not None else np.zeros(len(strata), dtype=np.int64)
    users = table.columns[table.meaning.user].codes
    order = np.lexsort((table.lines, seconds, strata))
    one, two = order[:-1], order[1:]
    other = (strata[one] == strata[two]) & (members[one] != members[two]) & (users[one] != users[two])
    one, two = one[other], two[other]
    inside = np.where(members[one], one, two)
    outside = np.where(members[one], two, one)
    sign = 1 if dearer else -1
    gap = sign * (table.price_fen[inside] - table.price_fen[outside])
    telling = np.flatnonzero(gap > 0)
    inside, outside, gap = inside[telling], outside[telling], gap[telling]
    apart = np.abs(seconds[inside] - seconds[outside])
    shown = np.lexsort((table.lines[inside], -gap, apart > 60))
    return _few(table, inside[shown], outside[shown], most)


def _few(table: PriceTable, inside: Codes, outside: Codes, most: int) -> tuple[Pair, ...]:
    found: list[Pair] = []
    per_item: dict[str, int] = {}
    for at, other in zip(inside.tolist(), outside.tolist(), strict=True):
        goods = _label(table, table.meaning.strata[0], at)
        if per_item.setdefault(goods, 0) >= 3:
            continue
        per_item[goods] += 1
        found.append(_pair(table, goods, at, other))
        if len(found) == most:
            break
    return tuple(found)


def _pair(table: PriceTable, goods: str, at: int, other: int) -> Pair:
    conditions = tuple(
        label for name in table.meaning.strata[1:] if name != table.meaning.time and (label := _label(table, name, at))
    )
    seconds = table.seconds
    return Pair(
        goods=goods,
        conditions=conditions,
        line=int(table.lines[at]),
        fen=int(table.price_fen[at]),
        other_line=int(table.lines[other]),
        other_fen=int(table.price_fen[other]),
        apart=None if seconds is None else abs(int(seconds[at]) - int(seconds[other])),
    )


def _label(table: PriceTable, name: str, row: int) -> str:
    column = table.columns[name]
    code = int(column.codes[row])
    return column.labels[code] if code >= 0 else ""
