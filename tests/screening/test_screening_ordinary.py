"""Ordinary words: stored together, asked about one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening.fold import shipped_table
from gongzhi.screening.ordinary import is_ordinary, reaches_out, stands_in_word


def all_words() -> set[str]:
    ones, *lines = shipped_table("ordinary.txt").splitlines()
    words = set(ones)
    for line in lines:
        first, twos, threes = line.split(" ")
        words |= {first + one for one in twos}
        words |= {first + threes[at : at + 2] for at in range(0, len(threes), 2)}
    return words


WORDS = all_words()
CHARACTERS = sorted(set("".join(sorted(WORDS)[::50])))


def test_every_word_is_ordinary() -> None:
    assert len(WORDS) > 70_000
    assert all(map(is_ordinary, WORDS))


@given(st.text(CHARACTERS, max_size=4))
def test_what_is_no_word_is_not(text: str) -> None:
    assert is_ordinary(text) is (text in WORDS)


def test_two_words_of_three_do_not_make_a_third_where_they_meet_in_the_table() -> None:
    lines = [line.split(" ") for line in shipped_table("ordinary.txt").splitlines()[1:]]
    across = [first + threes[at : at + 2] for first, _, threes in lines for at in range(1, len(threes) - 2, 2)]
    amiss = [word for word in across if is_ordinary(word) is not (word in WORDS)]
    assert len(across) > 10_000
    assert amiss == []


@pytest.mark.parametrize(("text", "start", "end", "out"), [("某手机", 0, 2, True), ("某手的", 0, 2, False)])
def test_a_word_reaches_out_when_it_goes_on_beyond(text: str, start: int, end: int, out: bool) -> None:
    assert reaches_out(text, start, end) is out


def test_a_character_stands_in_a_word_wherever_the_line_begins() -> None:
    assert stands_in_word("在深圳的", 2)
    assert not stands_in_word("圳的", 0)
