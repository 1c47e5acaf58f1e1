"""What holds for deadlines on any day: leap days, year ends, adjusted workdays, months of different length."""

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.law import CalendarUnknown, count_deadline, load_book, longest_kept, official_calendar, read_figure
from gongzhi.law.deadlines import add_months
from gongzhi.values import BEIJING

KNOWN = official_calendar()
COVERED = st.dates(date(KNOWN.first_year, 1, 1), date(KNOWN.last_year, 10, 31))
ANY = st.dates(date(1999, 1, 1), date(2080, 12, 31))
LEAP_DAYS = [date(year, 2, 29) for year in range(2000, 2080, 4)]
WORKED_WEEKENDS = sorted(day for day in KNOWN.worked if day.weekday() >= 5)
# Counting up to ten days towards or past them stays inside the years that the calendar covers.
INSIDE = (date(KNOWN.first_year, 1, 12), date(KNOWN.last_year, 12, 1))
DAYS_OFF_IN_THE_WEEK = sorted(day for day in KNOWN.holidays if day.weekday() < 5 and INSIDE[0] <= day <= INSIDE[1])
KEEPING = [
    norm
    for _, norm in load_book().norms()
    if any(one.measure == "保存" and one.low is not None for one in norm.numbers)
]


def at(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)


def last_day(figure, since):
    return count_deadline(read_figure(figure), since).last_day


def test_the_calendar_knows_adjusted_days_and_holidays_of_every_year_that_it_covers():
    assert len(WORKED_WEEKENDS) > 100 and len(DAYS_OFF_IN_THE_WEEK) > 200
    assert {day.year for day in WORKED_WEEKENDS} == set(range(KNOWN.first_year, KNOWN.last_year + 1))


@given(st.sampled_from(WORKED_WEEKENDS))
def test_a_weekend_day_adjusted_to_be_worked_counts(day):
    assert last_day("期限 1工作日", at(day - timedelta(days=1))) == day
    assert last_day("期限 1日", at(day - timedelta(days=1))) == day


@given(st.sampled_from(DAYS_OFF_IN_THE_WEEK), st.integers(1, 10))
def test_a_weekday_off_never_counts_and_never_ends_a_term(day, number):
    assert last_day(f"期限 {number}工作日", at(day - timedelta(days=number))) != day
    assert last_day(f"期限 {number}日", at(day - timedelta(days=number))) > day


@given(COVERED, st.integers(1, 30))
@example(date(2024, 2, 28), 1)
@example(date(2023, 12, 29), 2)
def test_working_days_are_those_that_one_counts_on_the_calendar_by_hand(start, number):
    end = last_day(f"期限 {number}工作日", at(start))
    span = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert sum(KNOWN.is_working(day) for day in span) == number
    assert KNOWN.is_working(end)


@given(st.integers(1, 25), st.integers(1, 5))
def test_a_count_that_runs_over_the_last_known_year_end_is_refused(days_before, more):
    start = date(KNOWN.last_year, 12, 31) - timedelta(days=days_before)
    with pytest.raises(CalendarUnknown):
        last_day(f"期限 {days_before + more}工作日", at(start))


@given(st.integers(KNOWN.first_year, KNOWN.last_year - 1), st.integers(1, 20))
def test_a_count_over_a_known_year_end_goes_on_in_the_new_year(year, number):
    end = last_day(f"期限 {number + 10}工作日", at(date(year, 12, 22)))
    assert end.year == year + 1


@given(st.sampled_from(LEAP_DAYS), st.integers(1, 30))
def test_keeping_from_a_leap_day_ends_on_the_last_of_february(day, years):
    end = last_day(f"保存 {years}..年 自交易完成", at(day))
    assert (end.year, end.month, end.day) == (day.year + years, 2, 29 if calendar.isleap(day.year + years) else 28)


@given(ANY, st.integers(1, 30))
def test_keeping_for_years_is_never_shorter_than_the_days_of_those_years_less_the_leap_day(day, years):
    end = last_day(f"保存 {years}..年 自交易完成", at(day))
    assert 0 <= (end - day).days - 365 * years <= years // 4 + 1


@given(ANY, st.integers(0, 60), st.integers(0, 60))
def test_months_added_at_once_never_end_before_months_added_in_two_steps(day, first, second):
    assert add_months(add_months(day, first), second) <= add_months(day, first + second)


@given(ANY, ANY, st.integers(0, 60))
def test_a_later_start_never_ends_earlier_whatever_the_length_of_the_months(one, other, months):
    early, late = sorted((one, other))
    assert add_months(early, months) <= add_months(late, months)


@given(ANY)
@example(date(2024, 2, 29))
@example(date(2025, 12, 31))
def test_a_semi_annual_report_is_due_at_the_end_of_the_next_january_or_july(day):
    end = last_day("周期 6个月 每年1月、7月", at(day))
    assert (end.month, end.day) in {(1, 31), (7, 31)}
    assert 0 <= (end - day).days <= 183


@given(ANY)
@example(date(2024, 2, 29))
@example(date(2025, 12, 31))
def test_a_quarterly_report_is_due_in_the_month_after_the_quarter_of_the_day(day):
    end = last_day("周期 3个月 季度终了次月内", at(day))
    quarter = (day.month - 1) // 3
    assert (end.year * 12 + end.month - 1) == day.year * 12 + quarter * 3 + 3
    assert (end + timedelta(days=1)).day == 1


@given(st.datetimes(datetime(2001, 1, 1), datetime(2079, 1, 1)), st.integers(1, 100), st.integers(-12, 14))
def test_hours_run_from_the_instant_in_whatever_zone_it_was_written(moment, hours, offset):
    since = moment.replace(tzinfo=UTC)
    figure = read_figure(f"期限 {hours}小时")
    elsewhere = since.astimezone(timezone(timedelta(hours=offset)))
    assert count_deadline(figure, since) == count_deadline(figure, elsewhere)
    assert count_deadline(figure, since).last - since == timedelta(hours=hours)


@given(COVERED, st.integers(0, 23), st.integers(-12, 14))
def test_the_day_counted_from_is_the_day_in_beijing(day, hour, offset):
    since = at(day, hour)
    elsewhere = since.astimezone(timezone(timedelta(hours=offset)))
    assert last_day("期限 7工作日", since) == last_day("期限 7工作日", elsewhere)


@given(st.lists(st.tuples(st.sampled_from(KEEPING), ANY), min_size=1, max_size=6), st.randoms())
def test_the_longest_keeping_wins_in_whatever_order_the_rows_are_asked(pairs, chance):
    kept = longest_kept(pairs)
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert longest_kept(shuffled).until == kept.until
    assert all(longest_kept([pair]).until <= kept.until for pair in pairs)
    assert kept.code in {norm.code for norm, _ in pairs}
