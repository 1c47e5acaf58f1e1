"""Money, periods, instants and canonical bytes."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.values import (
    ImpossiblePeriod,
    NotAnInstant,
    NotCanonical,
    NotMoney,
    Period,
    canonical_bytes,
    fen_from_yuan,
    parse_canonical,
    parse_instant,
    print_instant,
    read_instant,
    show_instant,
    yuan_from_fen,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=5), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.integers(-(10**12), 10**12))
def test_money_prints_and_reads_back(fen: int) -> None:
    assert fen_from_yuan(yuan_from_fen(fen)) == fen


@pytest.mark.parametrize("text", ["九块九", "9.999", "", "1,000", "-", "9.", "1e3"])
def test_what_is_not_money_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotMoney, match="请写成元"):
        fen_from_yuan(text)


def test_a_period_holds_its_first_day_and_not_the_day_that_ends_it() -> None:
    period = Period(date(2021, 7, 15), date(2026, 2, 1))
    assert date(2021, 7, 15) in period
    assert date(2026, 2, 1) not in period
    assert date(2021, 7, 14) not in period
    assert date(2099, 1, 1) in Period(date(2026, 2, 1))


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 900),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 900),
)
def test_two_periods_overlap_when_some_day_lies_in_both(a: date, days_a: int, b: date, days_b: int) -> None:
    first, second = Period(a, a + timedelta(days_a)), Period(b, b + timedelta(days_b))
    shared = any(a + timedelta(n) in second for n in range(days_a))
    assert first.overlaps(second) == shared == second.overlaps(first)


def test_a_period_that_ends_before_it_starts_is_impossible() -> None:
    with pytest.raises(ImpossiblePeriod, match="必须晚于"):
        Period(date(2026, 2, 1), date(2026, 2, 1))


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_prints_and_reads_back(at: datetime) -> None:
    assert parse_instant(print_instant(at)) == at


def test_an_instant_is_shown_in_beijing_time() -> None:
    assert show_instant(read_instant("2026-03-01T12:00:00Z")) == "2026-03-01 20:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T20:00:00",
        "昨天",
        "2026-13-01T00:00:00+08:00",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
    ],
)
def test_an_instant_without_zone_or_sense_is_refused(text: str) -> None:
    with pytest.raises(NotAnInstant, match="请"):
        read_instant(text)


@given(PLAIN)
def test_canonical_bytes_read_back_and_agree_with_an_independent_writer(value: object) -> None:
    data = canonical_bytes(value)
    assert parse_canonical(data) == value
    assert json.loads(data) == value


@pytest.mark.parametrize(
    "data", [b'{"a":1,"a":2}', b'{"b":1,"a":2}', b'{"a": 1}', b"1.5", b"[1,]", b"", b'"\\u4f60"', b"9007199254740993"]
)
def test_bytes_that_are_not_the_one_form_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(data)


def test_a_float_has_no_canonical_form() -> None:
    with pytest.raises(NotCanonical, match="float"):
        canonical_bytes({"price": 9.9})
