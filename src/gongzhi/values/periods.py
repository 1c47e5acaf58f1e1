"""Half-open periods of days: from the first day in, up to but without the day that ends it."""

from dataclasses import dataclass
from datetime import date


class ImpossiblePeriod(ValueError):
    """A period that ends on or before the day it starts."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``[start, end)``; ``end`` is None while the period is still open."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ImpossiblePeriod(f"期间 {self} 不成立：终止日必须晚于起始日")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether any day lies in both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{'' if self.end is None else self.end.isoformat()}"
