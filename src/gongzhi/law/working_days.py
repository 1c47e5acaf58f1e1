"""Which days people work: the State Council's calendar, for the years that it is known, and not one beyond."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache


class CalendarUnknown(ValueError):
    """A day in a year whose holiday calendar is not known here."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A holiday calendar for the years ``[first_year, last_year]``; days adjusted to be worked are in ``worked``."""

    first_year: int
    last_year: int
    holidays: Collection[date]
    worked: Collection[date]

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked; raises CalendarUnknown outside the years covered."""
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarUnknown(
                f"{day} 的放假安排未知：日历只有 {self.first_year} 至 {self.last_year} 年。"
                "请等国务院办公厅公布该年安排并更新日历，或由人推算"
            )
        return day in self.worked or (day.weekday() < 5 and day not in self.holidays)

    def at_or_after(self, day: date) -> date:
        """The first worked day from ``day`` on."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def count(self, start: date, number: int) -> date:
        """The day on which ``number`` working days are full, ``start`` itself not counted; negative counts back."""
        step = timedelta(days=1 if number > 0 else -1)
        day, left = start, abs(number)
        while left:
            day += step
            left -= self.is_working(day)
        return day


@cache
def official_calendar() -> WorkingDays:
    """The calendar of the ``chinesecalendar`` package, which follows the State Council's yearly notices."""
    from chinese_calendar.constants import holidays, workdays

    years = {day.year for day in holidays}
    return WorkingDays(min(years), max(years), frozenset(holidays), frozenset(workdays))
