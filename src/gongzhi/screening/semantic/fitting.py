"""Fit regressions to rows of features: plain Python in a fixed order, so that the same sentences give the same bytes."""

from collections.abc import Sequence
from math import exp, sqrt

_STRIDE, _MASK = 2654435761, 0xFFFFFFFF
_FIRST_STEP = 1e-6
Row = Sequence[int]


def in_fixed_order(count: int, turn: int) -> list[int]:
    """The numbers below ``count`` shuffled, differently at each turn, alike in every run: no chance is involved."""
    return sorted(range(count), key=lambda at: (((at + 1) * _STRIDE ^ (turn + 1) * 40503) * _STRIDE & _MASK, at))


def sigmoid(score: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + exp(-score)) if score > -60 else 0.0


class Lean:
    """One logistic regression, fitted by Adagrad: which features lean towards yes, and which towards no."""

    def __init__(self, size: int) -> None:
        self.weights = [0.0] * size
        self.bias = 0.0
        self._grown = [_FIRST_STEP] * size
        self._bias_grown = _FIRST_STEP

    def score(self, row: Row) -> float:
        weights, total = self.weights, self.bias
        for feature in row:
            total += weights[feature]
        return total

    def step(self, row: Row, error: float, *, rate: float, pull: float) -> None:
        """One step against ``error`` (forecast less truth); ``pull`` draws every weight touched back towards nothing."""
        weights, grown = self.weights, self._grown
        self._bias_grown += error * error
        self.bias -= rate * error / sqrt(self._bias_grown)
        for feature in row:
            slope = error + pull * weights[feature]
            grown[feature] += slope * slope
            weights[feature] -= rate * slope / sqrt(grown[feature])


def fit_lean(
    rows: Sequence[Row], targets: Sequence[float], size: int, *, turns: int, rate: float = 0.1, pull: float = 0.01
) -> Lean:
    """A regression that has seen every row ``turns`` times; targets run from 0 to 1."""
    lean = Lean(size)
    for turn in range(turns):
        for at in in_fixed_order(len(rows), turn):
            error = sigmoid(lean.score(rows[at])) - targets[at]
            lean.step(rows[at], error, rate=rate, pull=pull)
    return lean


def fit_choice(
    rows: Sequence[Row], chosen: Sequence[int], size: int, choices: int, *, turns: int, rate: float = 0.1
) -> list[Lean]:
    """One regression per choice, fitted together (multinomial): which of the choices a row is, given that it is one."""
    leans = [Lean(size) for _ in range(choices)]
    for turn in range(turns):
        for at in in_fixed_order(len(rows), turn):
            for number, share in enumerate(shares([lean.score(rows[at]) for lean in leans])):
                leans[number].step(rows[at], share - (number == chosen[at]), rate=rate, pull=0.01)
    return leans


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one (softmax)."""
    highest = max(scores)
    grown = [exp(score - highest) for score in scores]
    total = 0.0
    for one in grown:
        total += one
    return [one / total for one in grown]
