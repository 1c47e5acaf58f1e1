"""The notation of patterns finds what it says, and cannot blow up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening.fold import fold_line
from gongzhi.screening.notation import NotAPattern, compile_context, compile_pattern
from gongzhi.screening.numerals import read_number

LISTS = {"病": ["高血压", "痛风"], "人": ["老人"]}


def found(pattern: str, text: str) -> str | None:
    match = compile_context(pattern, LISTS).compiled.search(fold_line(text))
    return match.group() if match else None


def test_choices_gaps_lists_and_numbers_say_what_they_look_for() -> None:
    assert found("最(好|佳)的<字>", "这是最好的茶") == "最好的茶"
    assert found("治…4<病>", "治老人的痛风") == "治老人的痛风"
    assert found("治…2<病>", "治老人家里的痛风") is None
    assert found("瘦<数>斤", "瘦了二十斤") is None
    assert found("瘦了?<数>斤", "瘦了二十斤") == "瘦了2十斤"


def test_a_gap_ends_with_the_sentence() -> None:
    assert compile_context("治…8痛风", LISTS).compiled.search("治好。痛风") is None


def test_the_words_that_any_match_must_hold_are_searched() -> None:
    shape = compile_pattern("(治|防)…4<病>", LISTS)
    assert shape.groups == (frozenset({"高血压", "痛风"}),)
    assert compile_pattern("最(好|佳)", LISTS).groups == (frozenset({"最好", "最佳"}),)


@pytest.mark.parametrize(
    "pattern", ["", "最", "…", "<没有>", "甲乙)", "(甲乙", "甲+乙", "甲{2}", "甲乙…99丙丁", "[甲]乙", "<病"]
)
def test_what_breaks_the_notation_is_refused(pattern: str) -> None:
    with pytest.raises(NotAPattern):
        compile_pattern(pattern, LISTS)


def test_three_gaps_over_a_long_line_come_to_an_end() -> None:
    pattern = compile_context("甲…30乙…30丙…30丁", LISTS).compiled
    assert pattern.search("甲乙丙" * 4000) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("1百", 100),
        ("3十5", 35),
        ("1百05", 105),
        ("两", 2),
        ("15", 15),
        ("1万", 10000),
        ("赔", None),
        ("", None),
    ],
)
def test_numbers_in_any_writing(text: str, number: int | None) -> None:
    assert read_number(text) == number


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_are_themselves(number: int) -> None:
    assert read_number(str(number)) == number
