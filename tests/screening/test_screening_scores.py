"""The scores of many lines by table are the sums of their pieces, whatever the pieces and the lines are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.screening.semantic.pieces import pieces_at, plain_of
from gongzhi.screening.semantic.scores import Scores

SIGNS = "甲乙丙丁0a"
pieces = st.dictionaries(st.text(SIGNS, min_size=1, max_size=3), st.integers(-900, 900), max_size=40)
lines = st.lists(st.text(SIGNS + "5万戊𠮷\U0010ffff", max_size=9), min_size=1, max_size=8)


def added_up(leads: dict[str, int], line: str) -> int:
    return sum(leads.get(piece, 0) for sizes in pieces_at(plain_of(line)) for piece in sizes)


@given(pieces, lines)
@example({}, ["", "甲"])
@example({"甲": 1}, [""])
def test_a_score_is_what_the_pieces_of_the_line_add_up_to(leads: dict[str, int], said: list[str]) -> None:
    scores, joined = Scores(leads, 7), "\n".join(said)
    for at, line in enumerate(said):
        own = 7 + added_up(leads, line)
        assert at in scores.strong(joined, least=own, longest=9)
        assert at not in scores.strong(joined, least=own + 1, longest=9)


@given(pieces, lines, st.integers(-900, 900), st.integers(0, 9))
def test_strong_are_the_short_lines_that_score_enough(
    leads: dict[str, int], said: list[str], least: int, longest: int
) -> None:
    wanted = [at for at, line in enumerate(said) if len(line) <= longest and added_up(leads, line) >= least]
    assert Scores(leads, 0).strong("\n".join(said), least=least, longest=longest) == wanted


def test_many_pieces_that_meet_in_one_slot_keep_their_own_weights() -> None:
    characters = [chr(0x5000 + number) for number in range(120)]
    leads = {a + b: at for at, (a, b) in enumerate((a, b) for a in characters for b in characters)}
    scores, joined = Scores(leads, 0), "\n".join(leads)
    for weight in (0, 1, 7_000, len(leads) - 1):
        assert scores.strong(joined, least=weight, longest=2) == list(range(weight, len(leads)))


def test_a_character_beyond_the_table_is_refused_and_not_passed_over() -> None:
    with pytest.raises(ValueError, match="请从训练句子里去掉"):
        Scores({"𠮷": 1}, 0)
