"""Units: each character of a text as it may have been meant, with the span that it stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening.avoided import ALIKE, DOUBLED, INSERTED, LATIN, MARKS, SOUND, SPLIT
from gongzhi.screening.disguise import Disguises
from gongzhi.screening.sounds import heard_as, sound_of
from gongzhi.screening.units import is_stuttered, part_letters, read_units, spots

WORDS = ["权威机构", "国家级", "根治", "最好"]
USED = frozenset("".join(WORDS))
SPOTS = spots(USED)


def units_of(text: str) -> list[tuple[str, int, int, str]]:
    units = read_units(text, SPOTS, USED)
    return [*zip(units.plain, units.starts, units.ends, units.hows, strict=True)]


@pytest.mark.parametrize(
    ("text", "plain", "hows"),
    [
        ("我最好", ["我", "最", "好"], ["", "", ""]),
        ("zui好", ["zui", "好"], [LATIN, ""]),
        ("xyz好", ["x", "y", "z", "好"], ["", "", "", ""]),
        ("木艮治", ["根", "治"], [SPLIT, ""]),
        ("国国家", ["国", "家"], [DOUBLED, ""]),
        ("国某家", ["国", "家"], ["", INSERTED]),
        ("国+家", ["国", "家"], ["", MARKS]),
        ("某家", ["某", "家"], ["", ""]),
        ("蕞好", ["蕞", "好"], [SOUND, ""]),
        ("国某zui家", ["国", "zui", "家"], ["", LATIN, INSERTED]),
    ],
)
def test_each_unit_says_what_was_meant_and_how(text: str, plain: list[str], hows: list[str]) -> None:
    assert [(one[0], one[3]) for one in units_of(text)] == [*zip(plain, hows, strict=True)]


@given(st.text("国家级最好根木艮治某+蕞威zuihaoxv1 ", max_size=16))
def test_units_stand_in_order_and_leave_out_nothing_but_fillers(text: str) -> None:
    units, at = units_of(text), 0
    for _, start, end, _ in units:
        assert at <= start < end <= len(text)
        assert set(text[at:start]) <= set("某+")
        at = end
    assert set(text[at:]) <= set("某+")


@given(st.text("国家级最好根治某蕞zuihaomi", max_size=16))
def test_each_unit_is_one_character_of_the_text_that_words_are_looked_for_in(text: str) -> None:
    units = read_units(text, SPOTS, USED)
    assert len(units.text) == len(units.plain) == len(units.starts) == len(units.ends) == len(units.hows)
    heard = [
        heard_as(plain) if how == LATIN else sound_of(plain) for plain, how in zip(units.plain, units.hows, strict=True)
    ]
    assert sound_of(units.text) == "".join(heard)


def test_a_word_after_latin_is_found_where_it_stands() -> None:
    found = Disguises(WORDS).look("国际aami权威威机构", [(2, 4), (7, 9)])
    assert [(one.start, one.end, one.word, one.how) for one in found] == [(6, 11, "权威机构", DOUBLED)]


def test_one_character_twice_as_ordinary_words_have_it_is_no_stuttering() -> None:
    assert not is_stuttered(read_units("天天好", SPOTS, USED).part(0, 2))
    assert is_stuttered(read_units("天天天好", SPOTS, USED).part(0, 2))
    assert is_stuttered(read_units("级级好", SPOTS, USED).part(0, 2))


@pytest.mark.parametrize(("run", "parted"), [("zuihao", ("zui", "hao")), ("xian", ("xian",)), ("bt", ()), ("", ())])
def test_a_run_of_letters_is_parted_into_the_fewest_syllables(run: str, parted: tuple[str, ...]) -> None:
    assert part_letters(run) == parted


def test_a_look_alike_is_tried_for_rare_characters_only() -> None:
    found = Disguises(["亲戚"]).look("来戚耒戚", [(2, 3)])
    assert [(one.start, one.end, one.how) for one in found] == [(2, 4, ALIKE)]
