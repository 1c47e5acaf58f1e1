"""From a number in a provision and an instant to the last day: calendar days, working days, months, cycles."""

import calendar
import dataclasses
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gongzhi.law.citing import Citation
from gongzhi.law.figures import Figure, Measure, show_figure
from gongzhi.law.instruments import Norm
from gongzhi.law.working_days import WorkingDays, official_calendar
from gongzhi.values import BEIJING

_TIMED = {Measure.TERM, Measure.NOTICE, Measure.KEEP, Measure.CYCLE}
_MONTHS = re.compile(r"(\d{1,2})月")


class NoDeadline(ValueError):
    """A number, or a provision, from which no day follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """``last`` is the last moment (北京时间, exclusive: the instant after it is too late).

    ``why`` tells the counting step by step; ``figure`` is the number counted.
    """

    figure: Figure
    last_day: date
    last: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long a thing must be kept: the longest of all that apply, and why it wins."""

    until: date
    code: str
    why: str
    others: tuple[tuple[str, date], ...]


def deadlines_of(
    citation: Citation, since: datetime, days: WorkingDays | None = None
) -> tuple[tuple[Norm, Deadline], ...]:
    """A deadline for every timed number of the provision's rows; raises NoDeadline when it has none."""
    found = []
    for norm in citation.norms:
        for before, figure in zip((None, *norm.numbers), norm.numbers, strict=False):
            if figure.measure in _TIMED:
                found.append((norm, count_deadline(_extended(before, figure), since, days)))
    if not found:
        words = f"，只写“{citation.figures}”" if citation.figures else ""
        raise NoDeadline(f"{citation.id} 没有可以计算的期限{words}：请由人判断，或用 law search --kind 期限 查找")
    return tuple(found)


def count_deadline(figure: Figure, since: datetime, days: WorkingDays | None = None) -> Deadline:
    """Count one figure from ``since`` (aware). Raises NoDeadline, and CalendarUnknown past the known holidays.

    Counting: the first day is left out; months and years end on the day of the same number or, where there is none,
    on the month's last day; a term that ends on a day off ends on the next worked day; hours run from the instant.
    Keeping and notice never shift: to keep longer or announce earlier is always safe.
    """
    if since.tzinfo is None:
        raise NoDeadline("起算时刻没有时区：请写成 2026-03-01T20:00:00+08:00")
    number = figure.high if figure.measure is Measure.TERM and figure.high is not None else figure.low or figure.high
    if figure.measure not in _TIMED or number is None:
        raise NoDeadline(f"“{show_figure(figure)}”不是期限")
    local = since.astimezone(BEIJING)
    known = days or official_calendar()
    if figure.unit == "小时":
        last = local + timedelta(hours=number)
        return Deadline(figure=figure, last_day=last.date(), last=last, why=f"自 {_show(local)} 起 {number} 小时")
    if figure.measure is Measure.CYCLE:
        return _cycle(figure, local.date(), number)
    if figure.measure is Measure.NOTICE:
        return _notice(figure, local.date(), number, known)
    day, why = _forward(figure.unit, local.date(), number, known)
    if figure.measure is Measure.TERM and figure.unit != "工作日":
        shifted = known.at_or_after(day)
        if shifted != day:
            why += f"；{day} 休息，顺延到 {shifted}"
        day = shifted
    return _until(figure, day, why)


def longest_kept(norms: "list[tuple[Norm, date]]") -> Kept:
    """The latest day until which these rows, each from its own start, require keeping; raises NoDeadline."""
    ends: list[tuple[date, str, str]] = []
    for norm, start in norms:
        for figure in norm.numbers:
            if figure.measure is Measure.KEEP and figure.low is not None:
                end = _forward(figure.unit, start, figure.low, official_calendar())[0]
                ends.append((end, norm.code, f"自 {start} 起{show_figure(figure)}"))
    if not ends:
        raise NoDeadline("这些规则都没有留存期：请检查所选的行")
    until, code, why = max(ends)
    others = tuple((other, end) for end, other, _ in sorted(ends, reverse=True) if other != code)
    longer = "，为各期限中最长" if others else ""
    return Kept(until=until, code=code, why=f"{code} {why}，至 {until}{longer}", others=others)


def _extended(before: Figure | None, figure: Figure) -> Figure:
    """``30日 可延长`` after ``90日`` counts 120 days from the start: the extension runs on from the first term."""
    if before is None or figure.note != "可延长" or before.unit != figure.unit or not before.low or not figure.low:
        return figure
    whole = before.low + figure.low
    return dataclasses.replace(figure, low=whole, high=whole, note=f"经批准延长{figure.low}{figure.unit}")


def add_months(day: date, months: int) -> date:
    """The day of the same number ``months`` later, or that month's last day where there is none."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _forward(unit: str, start: date, number: int, days: WorkingDays) -> tuple[date, str]:
    if unit == "工作日":
        return days.count(start, number), f"{start} 当日不计，数 {number} 工作日"
    if unit == "日":
        return start + timedelta(days=number), f"{start} 当日不计，数 {number} 日"
    months = number * (12 if unit == "年" else 1)
    return add_months(start, months), f"{start} 起 {number}{unit}，到期月的对应日"


def _notice(figure: Figure, event: date, number: int, days: WorkingDays) -> Deadline:
    if figure.unit == "工作日":
        day = days.count(event, -number)
    elif figure.unit == "日":
        day = event - timedelta(days=number)
    else:
        day = add_months(event, -number * (12 if figure.unit == "年" else 1))
    return _until(figure, day, f"{event} 之前 {number} {figure.unit}，至迟在 {day} 当日作出，宜早不宜迟")


def _cycle(figure: Figure, start: date, number: int) -> Deadline:
    months = sorted(int(month) for month in _MONTHS.findall(figure.note))
    if months:
        ahead = [12 * year + month for year in (start.year, start.year + 1) for month in months]
        at = next(at for at in ahead if at >= 12 * start.year + start.month)
        first = date((at - 1) // 12, (at - 1) % 12 + 1, 1)
        return _until(
            figure, _month_end(first), f"{figure.note}：{start} 之后最近的一次在 {first.year} 年 {first.month} 月"
        )
    if "季度终了" in figure.note:
        quarter_end = date(start.year, (start.month - 1) // 3 * 3 + 3, 1)
        return _until(figure, _month_end(add_months(quarter_end, 1)), f"{start} 所在季度终了后的次月内")
    span = number * (12 if figure.unit == "年" else 1)
    day = add_months(start, span) if figure.unit in ("个月", "年") else start + timedelta(days=number)
    return _until(figure, day, f"上一次在 {start}，每 {number}{figure.unit} 至少一次")


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _until(figure: Figure, day: date, why: str) -> Deadline:
    last = datetime.combine(day, time(), BEIJING) + timedelta(days=1)
    return Deadline(figure=figure, last_day=day, last=last, why=why)


def _show(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
