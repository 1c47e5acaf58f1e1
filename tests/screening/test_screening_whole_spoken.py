"""Amounts as people say them: read whole, read apart, and not read at all when they are vague."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening.fold import read
from gongzhi.screening.whole.spoken import amounts_in, links_in, numbers_in

_DIGITS = "零一二三四五六七八九"


def _first(kind: str, text: str) -> Fraction | None:
    found = amounts_in(kind, read(text))
    return found[0].values[0] if found else None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("金额", "二十九块九", 2990),
        ("金额", "五十九块九毛", 5990),
        ("金额", "一号二十九块九二号四十九块九", 2990),
        ("金额", "八十八块钱四斤包邮", 8800),
        ("金额", "原价五百九十八一套", 59800),
        ("金额", "一千九百九十九一箱", 199900),
        ("金额", "原价两千九百八", 298000),
        ("金额", "一万二千八一坛", 1280000),
        ("金额", "市场价1999", 199900),
        ("重量", "整整四斤", 2000),
        ("重量", "进重四斤半往上", 2250),
        ("重量", "静重两点二公斤", 2200),
        ("重量", "净含量1400g", 1400),
        ("重量", "净重4.5斤以上", 2250),
        ("期限", "保质期两年", 24),
        ("期限", "24个月", 24),
        ("件数", "二十四枚一箱", 24),
    ],
)
def test_amounts_are_read_as_said(kind: str, text: str, value: int) -> None:
    assert _first(kind, text) == value


def test_an_ambiguous_number_keeps_every_value_it_can_mean() -> None:
    assert set(amounts_in("金额", read("一百二"))[0].values) == {12000, 10000}


@pytest.mark.parametrize("text", ["七八十只", "几十斤", "十几斤", "好几斤", "一百多斤"])
def test_vague_amounts_are_not_read(text: str) -> None:
    assert amounts_in("重量", read(text)) == [] and amounts_in("件数", read(text)) == []


def test_at_the_least_a_vague_number_can_be_taken() -> None:
    assert [one.values for one in numbers_in(read("一万多人").text, at_least=True)] == [(10000,)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("一号脐橙五斤二十九块九二号是九斤装", [1, 2]),
        ("来四号四号", [4, 4]),
        ("十二号链接", [12]),
        ("二零二五年六月十八号灌装", []),
        ("五号电池", []),
    ],
)
def test_links_are_told_from_days_and_sizes(text: str, links: list[int]) -> None:
    assert [link.values[0] for link in links_in(read(text).text)] == links


@given(st.integers(min_value=11, max_value=9999))
def test_any_price_spoken_in_full_is_read_back(yuan: int) -> None:
    assert yuan * 100 in amounts_in("金额", read(_spoken(yuan) + "块钱"))[0].values


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_and_places_stay_inside(text: str) -> None:
    reading = read(text)
    for kind in ("金额", "重量", "容量", "期限", "件数"):
        assert all(0 <= one.start < one.end <= len(reading.text) for one in amounts_in(kind, reading))
    assert all(0 <= link.start < link.end <= len(reading.text) for link in links_in(reading.text))


def _spoken(number: int) -> str:
    """A whole number as it is said in full: 1052 is 一千零五十二."""
    words = ""
    gap = False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
        gap = gap or not digit
        gap = gap and not digit
    return words
