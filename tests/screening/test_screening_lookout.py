"""Lookout: which words lead, which only lead, and whether marks part a word."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.screening import Line
from gongzhi.screening.fold import fold_line, read_evenly
from gongzhi.screening.sounds import sound_of
from shipped import shipped_screener

LOOK = shipped_screener()._lookout
FOLLOWING = LOOK.words[LOOK.leading :]
DAY = date(2026, 3, 1)


def test_every_word_has_one_number_and_those_that_lead_come_first() -> None:
    assert len(set(LOOK.words)) == len(LOOK.words)
    assert {number for *_, number in LOOK.see("".join(LOOK.words[:500]))} <= set(range(LOOK.leading))
    for number in (0, len(LOOK.variants), LOOK.silent[0], LOOK.leading - 1):
        word = LOOK.words[number]
        assert (0, len(word), number) in LOOK.see(word)


def test_variants_marks_and_claims_come_before_words_that_only_lead() -> None:
    assert max(LOOK.variants) < LOOK.silent[0]
    assert {LOOK.words[number] for number in LOOK._marks} == LOOK._disguises.marks()
    assert all(LOOK.words[number] == variant.form for number, variant in LOOK.variants.items())
    assert all(LOOK.words[number] == word for number, word in LOOK._claims.items())


PIECES = st.one_of(st.sampled_from(FOLLOWING[::7]), st.sampled_from(["，", "。", " ", "，。", "的", "最", "好", "家"]))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=5).map("".join), st.integers(0, 20), st.sampled_from("，。？ "))
def test_a_word_is_parted_where_fewer_words_are_read_than_were_folded(text: str, at: int, mark: str) -> None:
    text = text[:at] + mark + text[at:]
    folded, even = fold_line(text), read_evenly(text)
    if even is not None:
        fewer = len(LOOK.see_others(folded)) != len(LOOK.see_others(even.text))
        assert LOOK.is_parted(folded, even.text) is fewer


def test_a_parted_word_is_seen_wherever_its_marks_stand() -> None:
    word = next(one for one in FOLLOWING if len(one) == 4 and one.isalpha())
    for at in (1, 2, 3):
        assert LOOK.is_parted(word, f"{word[:at]}，{word[at:]}")
    assert not LOOK.is_parted(word, f"，{word}。")


@pytest.mark.parametrize(("text", "hidden"), [("zui好的产品", True), ("me天天好", False), ("今天天气好", False)])
def test_words_are_hidden_only_behind_what_hides_them(text: str, hidden: bool) -> None:
    folded = fold_line(text)
    places = LOOK.hidden(
        Line(id="1", text=text, kind="danmu", on=DAY), folded, LOOK.see(folded), LOOK.hear(sound_of(folded))
    )
    assert bool(places) is hidden
