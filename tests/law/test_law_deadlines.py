from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import (
    CalendarUnknown,
    NoDeadline,
    WorkingDays,
    count_deadline,
    deadlines_of,
    load_book,
    longest_kept,
    official_calendar,
    read_figure,
)
from gongzhi.law.deadlines import add_months
from gongzhi.values import BEIJING

PLAIN = WorkingDays(1990, 2100, frozenset(), frozenset())
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def last_day(figure, since, calendar=None):
    return count_deadline(read_figure(figure), at(since), calendar).last_day


@pytest.fixture(scope="module")
def book():
    return load_book()


def test_working_days_skip_the_holiday_and_count_the_adjusted_day():
    # 2026: labour day rests from 1 to 5 May, and Saturday 9 May is worked.
    assert last_day("期限 7工作日", "2026-04-30T10:00:00") == date(2026, 5, 13)
    assert last_day("期限 3工作日", "2026-05-06T23:59:59") == date(2026, 5, 9)


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_worked_day_and_says_so():
    found = count_deadline(read_figure("期限 15日"), at("2026-09-20T09:00:00"))
    assert found.last_day == date(2026, 10, 8)
    assert "顺延到 2026-10-08" in found.why


def test_hours_run_from_the_instant_and_are_not_shifted():
    found = count_deadline(read_figure("期限 24小时"), at("2026-05-01T09:30:00"))
    assert found.last == at("2026-05-02T09:30:00")


def test_keeping_and_notice_are_never_shifted():
    assert last_day("保存 3..年 自交易完成", "2024-02-29T00:00:00") == date(2027, 2, 28)
    assert last_day("提前 30..日", "2026-10-31T00:00:00") == date(2026, 10, 1)


def test_months_end_on_the_last_day_where_there_is_no_day_of_that_number():
    assert last_day("期限 6个月", "2026-03-31T08:00:00", PLAIN) == date(2026, 9, 30)
    assert last_day("期限 1年", "2024-02-29T08:00:00", PLAIN) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("since", "last"),
    [("2026-01-05", "2026-01-31"), ("2026-02-01", "2026-07-31"), ("2026-08-01", "2027-01-31")],
)
def test_semi_annual_reports_fall_due_at_the_end_of_january_and_july(since, last):
    assert last_day("周期 6个月 每年1月、7月", f"{since}T00:00:00").isoformat() == last


@pytest.mark.parametrize(("since", "last"), [("2026-02-10", "2026-04-30"), ("2026-11-30", "2027-01-31")])
def test_quarterly_reports_fall_due_in_the_month_after_the_quarter(since, last):
    assert last_day("周期 3个月 季度终了次月内", f"{since}T00:00:00").isoformat() == last


def test_an_extension_runs_on_from_the_first_term(book):
    (_, first), (_, extended) = deadlines_of(
        book.cite("市场监督管理行政处罚程序规定/64", date(2026, 3, 2)), at("2026-03-02T09:00:00"), PLAIN
    )
    assert (extended.last_day - first.last_day).days in range(28, 33)
    assert "延长" in extended.figure.note


def test_years_without_a_known_calendar_are_refused_not_guessed():
    known = official_calendar()
    with pytest.raises(CalendarUnknown, match=f"{known.first_year} 至 {known.last_year}"):
        last_day("期限 15工作日", f"{known.last_year}-12-28T09:00:00")


def test_words_that_are_no_deadline_are_refused(book):
    with pytest.raises(NoDeadline, match="没有可以计算的期限"):
        deadlines_of(book.cite("广告法/9", date(2026, 3, 1)), at("2026-03-01T00:00:00"))
    with pytest.raises(NoDeadline, match="没有时区"):
        count_deadline(read_figure("期限 3日"), datetime(2026, 3, 1))


def test_the_longest_retention_wins_and_says_why(book):
    norms = {norm.code: norm for _, norm in book.norms()}
    ended = date(2026, 3, 1)
    kept = longest_kept([(norms["ZB-16"], ended), (norms["WA-23"], ended), (norms["SP-50(2)"], date(2028, 9, 1))])
    assert (kept.until, kept.code) == (date(2030, 9, 1), "SP-50(2)")
    assert "最长" in kept.why
    assert [code for code, _ in kept.others] == ["ZB-16", "WA-23"]


@given(days, st.integers(1, 400))
def test_calendar_days_leave_out_the_first_day(start, number):
    found = count_deadline(
        read_figure(f"提前 {number}..日"), datetime(start.year, start.month, start.day, tzinfo=BEIJING)
    )
    assert found.last_day + timedelta(days=number) == start


@given(days, st.integers(1, 60))
def test_counting_working_days_forward_and_back_agree(start, number):
    end = PLAIN.count(start, number)
    assert PLAIN.is_working(end)
    worked = sum(PLAIN.is_working(start + timedelta(days=step + 1)) for step in range((end - start).days))
    assert worked == number
    assert PLAIN.count(end, -number) <= start or not PLAIN.is_working(start)


@given(days, st.integers(0, 240))
def test_adding_months_lands_in_the_month_meant_over_leap_days_and_year_ends(start, months):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(days, days, st.integers(1, 30))
def test_starting_later_never_ends_earlier(one, other, number):
    early, late = sorted((one, other))
    figure = read_figure(f"期限 {number}工作日")
    ends = [
        count_deadline(figure, datetime(day.year, day.month, day.day, tzinfo=BEIJING), PLAIN) for day in (early, late)
    ]
    assert ends[0].last <= ends[1].last


@given(st.dates(date(2004, 1, 1), date(2025, 11, 30)), st.integers(1, 15))
def test_a_term_never_ends_on_a_day_off(start, number):
    since = datetime(start.year, start.month, start.day, 12, tzinfo=BEIJING)
    end = count_deadline(read_figure(f"期限 {number}日"), since).last_day
    assert official_calendar().is_working(end)
    assert end >= start + timedelta(days=number)
