"""Disguises of any word: each is undone where it stands, and a line without a mark is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.screening.disguise import Disguises
from gongzhi.screening.fold import fold_line

WORDS = ["国家级", "最好", "唯一", "顶级", "独家", "根治"]
DISGUISES = Disguises(WORDS, close=frozenset(WORDS))


def looked(text: str) -> list[tuple[str, str, str]]:
    folded = fold_line(text)
    marks = sorted(DISGUISES.marks())
    seen = [(at, at + len(mark)) for mark in marks for at in range(len(folded)) if folded.startswith(mark, at)]
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
