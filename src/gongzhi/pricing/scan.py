"""Many attributes at once: discovered on one half of the users with the false discovery rate held, confirmed on the other."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.clustered import Codes, Estimate, Floats, Layout
from gongzhi.pricing.groups import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """One comparison of the scan. ``q`` is its false discovery rate by Benjamini and Hochberg over the whole scan.

    ``second`` is the estimate of the half that was held out, asked only about what the first half discovered.
    """

    column: str
    value: str
    first: Estimate
    q: float = math.nan
    second: Estimate | None = None
    confirmed: bool = False


def scan(
    groups: Sequence[Group], logs: Floats, *, strata: Codes, users: Codes, half: NDArray[np.bool_], level: float
) -> list[Scanned]:
    """The comparisons, the most telling first. ``half`` says per user whether they belong to the discovering half."""
    found = list(_estimates(groups, logs, (strata, users), half[users]))
    adjusted = false_discovery([one.p for one in found])
    scanned = [
        Scanned(column=group.column, value=group.value, first=first, q=q)
        for group, first, q in zip(groups, found, adjusted, strict=True)
    ]
    chosen = [at for at, one in enumerate(scanned) if one.q <= level]
    later = _estimates([groups[at] for at in chosen], logs, (strata, users), ~half[users])
    for at, second in zip(chosen, later, strict=True):
        same = second.effect * scanned[at].first.effect > 0
        scanned[at] = replace(scanned[at], second=second, confirmed=same and second.p <= level)
    return sorted(scanned, key=lambda one: (not one.confirmed, one.q, one.first.p, one.column, one.value))


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted chances, in the order given."""
    adjusted, least = [1.0] * len(chances), 1.0
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    for place, at in enumerate(order):
        least = min(least, chances[at] * len(chances) / (len(chances) - place))
        adjusted[at] = least
    return adjusted


def _estimates(
    groups: Sequence[Group], logs: Floats, keys: tuple[Codes, Codes], chosen: NDArray[np.bool_]
) -> Iterator[Estimate]:
    if not groups:
        return
    rows = np.flatnonzero(chosen)
    layout = Layout(keys[0][rows], keys[1][rows])
    prices, places = layout.centred(logs[rows]), rows[layout.rows]
    for group in groups:
        yield layout.test(prices, group.members[places])
