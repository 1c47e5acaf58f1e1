"""Disguises of any word: each is undone where it stands, and a line without a mark is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.screening.disguise import Disguises
from gongzhi.screening.fold import fold_line

WORDS = ["国家级", "最好", "唯一", "顶级", "独家", "根治"]
DISGUISES = Disguises(WORDS, close=frozenset(WORDS))


MARKS = sorted(DISGUISES.marks())


def marks_in(folded: str) -> list[tuple[int, int]]:
    return [
        (at, at + len(mark))
        for mark in MARKS
        if mark in folded
        for at in range(len(folded))
        if folded.startswith(mark, at)
    ]


def looked(text: str) -> list[tuple[str, str, str]]:
    folded = fold_line(text)
    seen = marks_in(folded)
    return sorted({(folded[one.start : one.end], one.word, one.how) for one in DISGUISES.look(folded, seen)})


@pytest.mark.parametrize(
    ("text", "quote", "word", "how"),
    [
        ("说zui好的", "zui好", "最好", "拼音代字"),
        ("guojiaji品质", "guojiaji", "国家级", "拼音代字"),
        ("木艮治", "木艮治", "根治", "拆字"),
        ("国国家家级", "国国家家级", "国家级", "重复叠字"),
        ("顶级级的", "顶级级", "顶级", "重复叠字"),
        ("独某家", "独某家", "独家", "词中插字"),
        ("独+家", "独+家", "独家", "夹入符号"),
    ],
)
def test_each_disguise_is_undone_where_it_stands(text: str, quote: str, word: str, how: str) -> None:
    assert (quote, word, how) in looked(text)


@pytest.mark.parametrize("text", ["最好的", "国家级", "每天看看", "在深圳", "mea唱得好", "独立的家", "最最", "某家店"])
def test_what_is_plain_or_ordinary_is_no_disguise(text: str) -> None:
    assert looked(text) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="国家级最好唯一某+zuihaogj弓虽木艮蕞1 ", max_size=14))
def test_every_place_lies_within_the_folded_line(text: str) -> None:
    folded = fold_line(text)
    for one in DISGUISES.look(folded, [(0, 1)] if folded else []):
        assert 0 <= one.start < one.end <= len(folded)
        assert folded[one.start : one.end] != one.word


PIECES = st.sampled_from(
    [
        "国",
        "家",
        "级",
        "最",
        "好",
        "独",
        "guo",
        "jia",
        "ji",
        "zui",
        "me",
        "hao",
        "d",
        "天天",
        "圳",
        "木",
        "艮",
        "某",
        "+",
        "的",
        "1",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join))
def test_where_a_word_is_hidden_some_mark_gives_it_away_in_the_line_and_among_others(folded: str) -> None:
    marks = marks_in(folded)
    if DISGUISES.look(folded, marks):
        assert any(DISGUISES.gives_away(folded, start, end) for start, end in marks)
    joined = f"国家\n{folded}\n级hao"
    for start, end in marks:
        assert DISGUISES.gives_away(joined, start + 3, end + 3) is DISGUISES.gives_away(folded, start, end)


@pytest.mark.parametrize(
    ("text", "given_away"), [("我的me啊", False), ("好zui的", False), ("zui好的", True), ("me天天", True)]
)
def test_letters_give_something_away_only_beside_what_a_word_may_go_on_with(text: str, given_away: bool) -> None:
    at = next(at for at, one in enumerate(text) if one.isascii())
    assert DISGUISES.gives_away(text, at, at + 2) is given_away
