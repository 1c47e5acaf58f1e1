"""What characters look like: the tables behind disguises."""

import pytest

from gongzhi.screening.avoided import ALIKE, SOUND
from gongzhi.screening.fold import fold_line, shipped_table
from gongzhi.screening.looks import every_close_form, level, rare, seen_as, whole_of
from gongzhi.screening.ordinary import is_ordinary

FORMS = every_close_form(frozenset({"根治", "国家级", "祛斑"}))


def test_every_close_form_differs_from_its_word_in_one_character_and_is_no_ordinary_word() -> None:
    assert len(FORMS) > 20
    for form, close in FORMS.items():
        assert [at for at, (a, b) in enumerate(zip(form, close.word, strict=True)) if a != b] == [close.at]
        assert not is_ordinary(form)
        assert fold_line(form) == form


def test_only_words_of_two_give_way_to_what_sounds_like_them() -> None:
    assert {close.how for close in FORMS.values() if len(close.word) == 3} == {ALIKE}
    assert {close.how for close in FORMS.values() if len(close.word) == 2} == {ALIKE, SOUND}


def test_in_a_word_of_two_no_character_gives_way_to_one_that_is_a_word_by_itself() -> None:
    assert not any(is_ordinary(form[close.at]) for form, close in FORMS.items() if len(form) == 2)


def test_halves_are_read_as_if_each_were_folded_by_itself() -> None:
    whole = whole_of()
    for line in shipped_table("parts.txt").splitlines()[::40]:
        for form in map(fold_line, line.split(" ")[1:]):
            assert (form in whole) is (len(form) >= 2 and not all(map(is_ordinary, form)) and not is_ordinary(form))
    assert whole["木艮"] == "根"


def test_a_character_is_taken_for_those_that_it_looks_like() -> None:
    assert "亲" in seen_as()["耒"]


@pytest.mark.parametrize(("first", "last", "begins", "count"), [(16, 55, "啊阿", 3755), (56, 87, "亍丌", 3008)])
def test_the_levels_of_the_standard_are_whole(first: int, last: int, begins: str, count: int) -> None:
    assert level(first, last).startswith(begins)
    assert len(level(first, last)) == count


def test_interjections_are_written_by_everybody() -> None:
    assert "圳" in rare()
    assert rare().isdisjoint("嗯哇啊的")
