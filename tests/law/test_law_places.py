import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import Place, parse_place, print_place
from gongzhi.law.places import print_numeral, read_numeral

places = st.builds(Place, st.integers(1, 1260).map(str), st.integers(0, 20), st.integers(0, 40))


@given(places)
def test_a_place_prints_and_reads_back(place):
    assert parse_place(str(place)) == place
    assert parse_place(print_place(place, "条")) == place


@given(st.integers(0, 9999))
def test_a_numeral_prints_and_reads_back(number):
    assert read_numeral(print_numeral(number)) == number


@pytest.mark.parametrize(
    ("number", "words"), [(10, "十"), (18, "十八"), (110, "一百一十"), (1005, "一千零五"), (1260, "一千二百六十")]
)
def test_numerals_are_written_as_the_law_writes_them(number, words):
    assert print_numeral(number) == words


@pytest.mark.parametrize("text", ["", "九", "9.", "9()", "9(3", "-1", "9.1.2", "第九"])
def test_what_is_no_place_is_none(text):
    assert parse_place(text) is None


def test_an_article_holds_its_parts_and_a_part_does_not_hold_the_article():
    assert Place("9").holds(Place("9", 0, 3))
    assert Place("27", 1).holds(Place("27", 1, 4))
    assert not Place("27", 2).holds(Place("27", 1, 4))
    assert not Place("9", 0, 3).holds(Place("9"))
    assert not Place("9").holds(Place("90"))


def test_cases_and_sections_are_named_in_their_own_way():
    assert print_place(Place("3"), "案例") == "案例三"
    assert print_place(Place("4.3.2.2(4)"), "节") == "第4.3.2.2(4)节"
