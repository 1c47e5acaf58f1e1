"""The test itself: prices against a group inside strata, clustered by user, corrected by leaving each user out (CR3)."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gongzhi.pricing.tails import quantile, two_sided

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LEVEL = 0.95
_BLOCK = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How much dearer a group buys inside strata, in log points; ``users`` are those who carry the comparison.

    ``p`` is two-sided. All of it is NaN (p = 1) when nothing can be compared.
    """

    effect: float
    error: float
    p: float
    low: float
    high: float
    users: int
    df: float


NOTHING = Estimate(effect=math.nan, error=math.nan, p=1.0, low=math.nan, high=math.nan, users=0, df=0.0)


class Layout:
    """Rows sorted by stratum and user, without strata that hold one user only: made once, asked for many groups.

    ``rows`` are the positions of the kept rows in what was given; a *cell* is one user in one stratum.
    """

    def __init__(self, strata: Codes, users: Codes) -> None:
        """Codes from 0 of the stratum and the user of every row."""
        order = _by_stratum_and_user(strata, users)
        strata, users = strata[order], users[order]
        shared = _shared(strata, users)
        self.rows: Codes = order[shared]
        strata, users = strata[shared], users[shared]
        cells = _starts(strata, users)
        starts = _starts(strata[cells])
        widths = np.diff(np.append(cells, len(strata))).astype(np.float64)
        heights = np.add.reduceat(widths, starts) if len(starts) else widths
        self.strata_count = len(starts)
        self.cell_count = len(cells)
        self.user_count, self.cell_user = _dense(users[cells])
        self.blocks = tuple(_blocks(cells, starts, widths, heights, len(strata)))

    def centred(self, values: Floats) -> Floats:
        """The values of the kept rows without the mean of their stratum."""
        return self._centre(values[self.rows].astype(np.float64))

    def test(self, prices: Floats, group: NDArray[np.generic], covariates: Sequence[Floats] = ()) -> Estimate:
        """Prices (centred, of the kept rows) against a group (given as is, of the kept rows), covariates centred too.

        (1) both sides without what the covariates explain; (2) every stratum whole, and without each user in turn;
        (3) what every user moves; (4) the spread of that is the variance: CR3, the cluster jackknife.
        """
        if not len(prices):
            return NOTHING
        # (1) Frisch-Waugh: inside strata the covariates are few, so that their own leverage is left out of (2).
        if covariates:
            prices = _without(covariates, prices)
            group = _without(covariates, self._centre(group.astype(np.float64)))
        # (2)
        less_top, less_bottom = np.empty(self.cell_count), np.empty(self.cell_count)
        score, information = 0.0, 0.0
        for block in self.blocks:
            top, bottom = block.leave_out(prices, group, less_top, less_bottom)
            score, information = score + top, information + bottom
        if information <= 1e-9 * len(self.rows):
            return NOTHING
        return self._estimate(score / information, information, less_top, less_bottom)

    def _estimate(self, effect: float, information: float, less_top: Floats, less_bottom: Floats) -> Estimate:
        # (3)
        share = np.bincount(self.cell_user, less_bottom, minlength=self.user_count)
        doubled = 0.0
        for block in self.blocks:
            moving = less_top[block.cells] - effect * less_bottom[block.cells]
            less_top[block.cells] = moving
            doubled += _dot(moving * moving, block.doubled)
        moved: Floats = np.bincount(self.cell_user, less_top, minlength=self.user_count).astype(np.float64)
        left = information - share
        carrying = share > 1e-12 * information
        users = int(carrying.sum())
        if users < 3 or float(left.min()) <= 1e-9 * information:
            return NOTHING
        moved = moved / left
        # (4)
        variance = _dot(moved, moved) * (users - 1) / users
        error = math.sqrt(max(variance - doubled / information**2, variance / 4))
        df = max(1.0, float(share.sum()) ** 2 / float((share * share).sum()) - 1)
        return _told(effect, error, users=users, df=df)

    def _centre(self, kept: Floats) -> Floats:
        for block in self.blocks:
            kept[block.rows] -= block.means(kept[block.rows])
        return kept


@dataclass(frozen=True, slots=True)
class _Block:
    """Some whole strata, few enough for their sums to stay in the processor's cache.

    ``rest`` is one over the rows that a stratum keeps without the user of a cell. ``doubled`` is what leaving a user out
    counts too much: it also moves the mean of the stratum, and what others add to that mean is counted with every one of
    them again, n/(n-1) in each of thousands of small strata. This share of a squared cell is it.
    """

    rows: slice
    cells: slice
    starts: Codes | None
    strata: Codes
    of: Codes
    heights: Floats
    rest: Floats
    doubled: Floats

    def means(self, values: Floats) -> Floats:
        sums = np.add.reduceat(self.by_cell(values), self.strata) / self.heights
        each = sums[self.of]
        if self.starts is None:
            return each
        return np.repeat(each, np.diff(np.append(self.starts, len(values))))

    def by_cell(self, values: Floats) -> Floats:
        return values if self.starts is None else np.add.reduceat(values, self.starts)

    def leave_out(
        self, prices: Floats, group: NDArray[np.generic], less_top: Floats, less_bottom: Floats
    ) -> tuple[float, float]:
        """What the strata add to score and information; into the two arrays what each cell adds to that.

        With prices centred, a stratum adds B and Q - A*A/n, where A, B, Q sum the group, group times price, group squared.
        """
        price, one = prices[self.rows], group[self.rows].astype(np.float64)
        a, b, y = self.by_cell(one), self.by_cell(one * price), self.by_cell(price)
        q = a if group.dtype == np.bool_ else self.by_cell(one * one)
        total = np.add.reduceat(a, self.strata)
        lost = total * total / self.heights
        others = total[self.of] - a
        kept = others * self.rest
        less_top[self.cells] = b - kept * y
        less_bottom[self.cells] = q - lost[self.of] + others * kept
        return float(b.sum()), float(q.sum() - lost.sum())


def _dot(one: Floats, other: Floats) -> float:
    """Without BLAS: its threads spin while they wait for one another, which costs more than these sums."""
    return float((one * other).sum())


def _told(effect: float, error: float, *, users: int, df: float) -> Estimate:
    if error == 0:
        p = 1.0 if effect == 0 else 0.0
        return Estimate(effect=effect, error=0.0, p=p, low=effect, high=effect, users=users, df=df)
    reach = quantile(LEVEL, round(df, 3)) * error
    return Estimate(
        effect=effect, error=error, p=two_sided(effect / error, df), low=effect - reach, high=effect + reach,
        users=users, df=df,
    )  # fmt: skip


def _blocks(cells: Codes, starts: Codes, widths: Floats, heights: Floats, rows: int) -> Iterator[_Block]:
    of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(cells))))
    cuts = [0]
    while cuts[-1] < len(starts):
        cuts.append(max(cuts[-1] + 1, int(np.searchsorted(starts, starts[cuts[-1]] + _BLOCK))))
    for first, last in itertools.pairwise(cuts):
        low, high = int(starts[first]), int(starts[last]) if last < len(starts) else len(cells)
        begin, end = int(cells[low]), int(cells[high]) if high < len(cells) else rows
        own, here = widths[low:high], of[low:high] - first
        height = heights[first:last]
        yield _Block(
            rows=slice(begin, end), cells=slice(low, high),
            starts=None if end - begin == high - low else cells[low:high] - begin,
            strata=starts[first:last] - low, of=here, heights=height,
            rest=1 / (height[here] - own), doubled=own / height[here],
        )  # fmt: skip


def _by_stratum_and_user(strata: Codes, users: Codes) -> Codes:
    if not len(strata):
        return np.zeros(0, dtype=np.int64)
    return np.argsort(strata * (int(users.max()) + 1) + users)


def _dense(users: Codes) -> tuple[int, Codes]:
    """How many different users, and each by a number from 0."""
    there = np.zeros(int(users.max(initial=-1)) + 1, dtype=bool)
    there[users] = True
    return int(there.sum()), (np.cumsum(there) - 1)[users]


def _starts(*keys: Codes) -> Codes:
    """Where each run of equal keys begins."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([one[1:] != one[:-1] for one in keys])
    return np.flatnonzero(new)


def _shared(strata: Codes, users: Codes) -> NDArray[np.bool_]:
    """The rows, sorted, of strata in which at least two users bought."""
    if not len(strata):
        return np.zeros(0, dtype=bool)
    starts = _starts(strata)
    ends = np.append(starts[1:], len(strata)) - 1
    return np.repeat(users[starts] != users[ends], ends - starts + 1)


def _without(covariates: Sequence[Floats], values: Floats) -> Floats:
    beside = np.column_stack(covariates)
    found: Floats = values - beside @ np.linalg.lstsq(beside, values, rcond=None)[0]
    return found
