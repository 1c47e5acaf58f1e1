"""Chances from scores: the logistic function, and scores as shares of one."""

from collections.abc import Sequence
from math import exp


def sigmoid(score: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + exp(-score)) if score > -60 else 0.0


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one (softmax)."""
    highest = max(scores)
    grown = [exp(score - highest) for score in scores]
    total = 0.0
    for one in grown:
        total += one
    return [one / total for one in grown]
