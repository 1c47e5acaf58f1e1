"""The sieve of the whole-broadcast checks: what it lets fall, no check would have found."""

import pytest

from gongzhi.screening import load_checks
from gongzhi.screening.fold import read
from gongzhi.screening.whole import Check
from gongzhi.screening.whole.sieve import Sieve

CHECKS = load_checks()


def test_a_check_without_leading_words_concerns_every_line() -> None:
    sieve = Sieve({"weight": frozenset({"四斤"}), "anything": None})
    assert sieve.ids("今天天气好") == {"anything"}
    assert sieve.ids("一盒四斤") == {"anything", "weight"}


def test_words_that_overlap_are_all_heard() -> None:
    assert Sieve({"a": {"四斤"}, "b": {"斤装"}, "c": {"四斤"}}).ids("四斤装") == {"a", "b", "c"}


@pytest.mark.parametrize("check", [check for check in CHECKS.checks if check.leads], ids=lambda check: check.id)
def test_a_line_without_the_leading_words_holds_nothing_for_the_check(check: Check) -> None:
    """Lines made of the check's own words and of everyday ones: what the sieve lets fall, no pattern finds."""
    words = [*sorted(check.leads or ()), "今天", "一盒", "四斤", "原价", "没有了", "不退", "的", "，", "9"]
    sieve = Sieve({check.id: check.leads})
    for first in words[:60]:
        for second in words[-9:]:
            text = read(f"{second}{first[:-1]}{second}").text
            found = any(search and search.compiled.search(text) for search in (check.said, check.told))
            assert not found or check.id in sieve.ids(text)
