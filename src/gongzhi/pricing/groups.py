"""A column turned into groups to be compared: two values, several values each against the rest, or numbers cut in half."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.tables import Column, NotATable, numbers_of

EMPTY = "（空）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The buyers whose ``column`` is ``value``, against all others."""

    column: str
    value: str
    members: NDArray[np.bool_]


def groups_of(name: str, column: Column, *, most: int) -> list[Group]:
    """The comparisons that a column allows; raises NotATable when it holds one value only, or too many words."""
    held = np.bincount(column.codes + 1, minlength=len(column.labels) + 1)
    present = [code for code in range(-1, len(column.labels)) if held[code + 1]]
    if len(present) < 2:
        raise NotATable(f"{name} 只有一个取值，无从比较：请换一列")
    if len(present) > most:
        return [_halves(name, column)]
    if len(present) == 2:
        present = [max(present, key=lambda code: _order(column, code))]
    return list(_levels(name, column, present))


def _levels(name: str, column: Column, codes: list[int]) -> Iterator[Group]:
    for code in sorted(codes, key=lambda one: _order(column, one)):
        label = column.labels[code] if code >= 0 else EMPTY
        yield Group(column=name, value=label, members=column.codes == code)


def _halves(name: str, column: Column) -> Group:
    numbers = numbers_of(column)
    if numbers is None:
        raise NotATable(f"{name} 有 {len(column.labels)} 种文字取值，无从分组：请先归成几类再比")
    middle = float(np.nanmedian(numbers))
    return Group(column=name, value=f"高于 {middle:g}", members=np.nan_to_num(numbers, nan=-np.inf) > middle)


def _order(column: Column, code: int) -> tuple[int, str]:
    """The empty value first, so that of two values the one that says something is the group."""
    return (0, "") if code < 0 else (1, column.labels[code])
