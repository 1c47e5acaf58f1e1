"""A line over the days as inline SVG: no script draws it, and its numbers stand beside it as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDE, HIGH = 720, 200
_EVERY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``past`` and ``ahead`` are points of polylines in a box of WIDE by HIGH; ``told`` are (day, value) about a month apart."""

    title: str
    past: str
    ahead: str
    today: float
    moves: tuple[float, ...]
    levels: tuple[tuple[str, float], ...]
    low: float
    high: float
    told: tuple[tuple[date, float], ...]
    says: str


def line_of(
    title: str, days: Sequence[date], values: Sequence[float], on: date, levels: Sequence[tuple[str, float]] = ()
) -> Chart:
    """The values at the end of each day; what comes after ``on`` supposes that nothing new happens and is dashed."""
    low = min([*values, *(level for _, level in levels)])
    high = max([*values, *(level for _, level in levels)])
    room = (high - low) * 0.06 or 1.0
    low, high = low - room, high + room

    def across(at: int) -> float:
        return round(WIDE * at / max(1, len(days) - 1), 1)

    def up(value: float) -> float:
        return round(HIGH * (high - value) / (high - low), 1)

    points = [f"{across(at)},{up(value)}" for at, value in enumerate(values)]
    now = min(max((on - days[0]).days, 0), len(days) - 1)
    steps = [at for at in range(1, len(days)) if _jumps(values, at)]
    told = sorted({*range(0, len(days), _EVERY), now, len(days) - 1})
    return Chart(
        title=title,
        past=" ".join(points[: now + 1]),
        ahead=" ".join(points[now:]),
        today=across(now),
        moves=tuple(across(at) for at in steps),
        levels=tuple((name, up(level)) for name, level in levels),
        low=low,
        high=high,
        told=tuple((days[at], values[at]) for at in told),
        says=_says(days, values, now),
    )


def _jumps(values: Sequence[float], at: int) -> bool:
    """Whether more happened on a day than fading does."""
    return abs(values[at] - values[at - 1]) >= 0.5


def _says(days: Sequence[date], values: Sequence[float], now: int) -> str:
    worst = min(range(now + 1), key=lambda at: (values[at], at))
    return (
        f"{days[0]} 为 {values[0]:g}；{days[now]} 为 {values[now]:g}；此前最低是 {days[worst]} 的 {values[worst]:g}；"
        f"没有新记录时，{days[-1]} 为 {values[-1]:g}"
    )
