"""Student's t in pure Python: tail areas and quantiles, so that the audit needs no statistics library."""

import math
from functools import lru_cache

_EPSILON, _TINY, _MOST_STEPS = 1e-15, 1e-300, 400


def two_sided(t: float, df: float) -> float:
    """The chance of a value at least as far from zero as ``t`` under Student's t with ``df`` degrees of freedom."""
    if math.isnan(t):
        return 1.0
    return 1.0 if t == 0 else _incomplete_beta(df / 2, 0.5, df / (df + t * t))


@lru_cache(maxsize=4096)
def quantile(level: float, df: float) -> float:
    """The ``t`` that leaves ``1 - level`` in both tails together, e.g. 1.96 at 0.95 with many degrees of freedom.

    Newton's steps from the left of the answer, where the tail is convex, so that no step passes it.
    """
    outside, t = 1 - level, 0.0
    for _ in range(_MOST_STEPS):
        step = (two_sided(t, df) - outside) / (2 * _density(t, df))
        t += step
        if abs(step) <= 1e-8 * t:  # the next step would be its square
            break
    return t


def _density(t: float, df: float) -> float:
    scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    return math.exp(scale - (df + 1) / 2 * math.log1p(t * t / df))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by Lentz's continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(b, a, 1 - x)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(scale) * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    front, back = 1.0, 1.0 / _away(1 - (a + b) * x / (a + 1))
    value = back
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            back, front = 1.0 / _away(1 + step * back), _away(1 + step / front)
            value *= back * front
        if abs(back * front - 1) < _EPSILON:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
