"""Fit regressions to sparse rows: sums in a fixed order and exponentials of our own, so that the same rows give the same bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Numbers = NDArray[np.int64]
_REMEMBERED, _TRIES = 10, 8
_LOG2E, _LN2_HIGH, _LN2_LOW = 1.4426950408889634, 0.693147180369123816490, 1.90821492927058770002e-10


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of features, each feature counting 1: ``columns`` of all rows one after the other, and the row of each."""

    columns: Numbers
    rows: Numbers
    count: int
    size: int

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], size: int) -> "Table":
        """A table of ``size`` features; a further one, the bias, stands in every row."""
        lengths = [len(row) + 1 for row in rows]
        columns = np.fromiter((one for row in rows for one in (*row, size)), np.int64, sum(lengths))
        return cls(columns, np.repeat(np.arange(len(rows)), lengths), len(rows), size + 1)

    def scores(self, weights: Vector) -> Vector:
        """The sum of the weights of each row."""
        return np.bincount(self.rows, weights=weights[self.columns], minlength=self.count).astype(
            np.float64, copy=False
        )

    def blame(self, errors: Vector) -> Vector:
        """The sum of the errors of the rows in which each feature stands."""
        return np.bincount(self.columns, weights=errors[self.rows], minlength=self.size).astype(np.float64, copy=False)

    def times(self) -> Vector:
        """In how many rows each feature stands."""
        return np.bincount(self.columns, minlength=self.size).astype(np.float64)


def scales_of(times: Vector, *, evenness: float = 0.2) -> Vector:
    """How freely each weight may grow: what stands in few rows more than what stands everywhere; the bias freely."""
    scales: Vector = 0.1 * exponential(-evenness * _logarithm(np.maximum(times, 1) / max(1.0, float(times[-1]))))
    scales[-1] = 1.0
    return scales


def fit_lean(table: Table, targets: Vector, scales: Vector, *, freedom: float, turns: int) -> Vector:
    """The weights of a logistic regression drawn towards nothing, the bias last; targets run from 0 to 1."""

    def slope(at: Vector) -> Vector:
        errors = 1 / (1 + exponential(-table.scores(at * scales))) - targets
        return scales * table.blame(errors) + at / freedom

    return scales * least(slope, np.zeros(table.size), turns=turns)


def fit_choice(
    table: Table, chosen: Sequence[int], scales: Vector, choices: int, *, freedom: float, turns: int
) -> list[Vector]:
    """The weights of each choice, fitted together (multinomial): which of the choices a row is, given that it is one."""
    picked = np.asarray(chosen)

    def slope(at: Vector) -> Vector:
        parts = at.reshape(choices, table.size)
        scores = [table.scores(part * scales) for part in parts]
        highest = scores[0]
        for one in scores[1:]:
            highest = np.maximum(highest, one)
        grown = [exponential(one - highest) for one in scores]
        whole = grown[0]
        for one in grown[1:]:
            whole = whole + one
        blamed = [scales * table.blame(one / whole - (picked == number)) for number, one in enumerate(grown)]
        return np.concatenate(blamed) + at / freedom

    found = least(slope, np.zeros(choices * table.size), turns=turns)
    return [scales * part for part in found.reshape(choices, table.size)]


def least(slope: Callable[[Vector], Vector], start: Vector, *, turns: int) -> Vector:
    """Where a convex function is least, known by its slope only (limited-memory BFGS)."""
    at, here = start, slope(start)
    known: list[tuple[Vector, Vector, float]] = []
    for _ in range(turns):
        way = _downhill(here, known)
        fall = _total(here * way)
        if fall > -1e-8:
            break
        new, there = _walk(slope, at, way, fall, step=1.0 if known else 1.0 / float(np.abs(here).max()))
        moved, changed = new - at, there - here
        bend = _total(moved * changed)
        if bend > 0:
            known = [*known, (moved, changed, bend)][-_REMEMBERED:]
        at, here = new, there
    return at


def _downhill(here: Vector, known: Sequence[tuple[Vector, Vector, float]]) -> Vector:
    way, shares = -here, []
    for moved, changed, bend in reversed(known):
        share = _total(moved * way) / bend
        shares.append(share)
        way = way - share * changed
    if known:
        _, changed, bend = known[-1]
        way = way * (bend / _total(changed * changed))
    for (moved, changed, bend), share in zip(known, reversed(shares), strict=True):
        way = way + (share - _total(changed * way) / bend) * moved
    return way


def _walk(
    slope: Callable[[Vector], Vector], at: Vector, way: Vector, fall: float, *, step: float
) -> tuple[Vector, Vector]:
    """Go along ``way`` until the function hardly falls any more; what a convex function does there its slope says."""
    low, low_fall, high = 0.0, fall, 0.0
    for _ in range(_TRIES):
        new = at + step * way
        there = slope(new)
        along = _total(there * way)
        if abs(along) <= 0.5 * abs(fall):
            break
        if along > 0:
            high = step
            step = low + (step - low) * low_fall / (low_fall - along)
        else:
            low, low_fall = step, along
            step = (step + high) / 2 if high else 2 * step
    return new, there


def exponential(powers: Vector) -> Vector:
    """e to the power of each number: by IEEE sums and products only, hence alike on every machine."""
    powers = np.clip(powers, -700.0, 700.0)
    twos = np.rint(powers * _LOG2E)
    rest = (powers - twos * _LN2_HIGH) - twos * _LN2_LOW
    grown = np.ones_like(rest)
    for term in range(13, 0, -1):
        grown = 1.0 + grown * rest / term
    return np.ldexp(grown, twos.astype(np.int64))


def _logarithm(values: Vector) -> Vector:
    """The natural logarithm, by Newton's method on ``exponential``."""
    fractions, twos = np.frexp(values)
    found = fractions - 1.0
    for _ in range(6):
        grown = exponential(found)
        found = found + 2 * (fractions - grown) / (fractions + grown)
    return found + twos * (_LN2_HIGH + _LN2_LOW)


def _total(values: Vector) -> float:
    # A running sum goes from left to right; numpy's own sum goes as the machine likes.
    return float(np.cumsum(values)[-1])
