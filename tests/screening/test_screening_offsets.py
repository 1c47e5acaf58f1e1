"""Whatever Unicode a line holds, every quote is the slice of the untouched text that its offsets name."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.screening import Line
from gongzhi.screening.fold import fold_line, fold_with_sources, read
from gongzhi.screening.remembered import Remembered
from shipped import shipped_screener

SCREENER = shipped_screener()
DAY = date(2026, 3, 1)
# Damage that real lines carry, thrown between the words of the law.
_NOISE = st.sampled_from(["", " ", "·", "\u200b", "💊", "，", "。", "某", "\n", "\ufe0f", "𝐀", "①", "國", "\U0001f1e8"])
_WORDS = st.sampled_from(
    [
        "国家级",
        "全网",
        "第一",
        "假一赔十",
        "甲一赔拾",
        "老某花",
        "白某账",
        "最好",
        "糖niao病",
        "最",
        "佳",
        "唯yi",
        "zuihao",
        "木艮治",
        "独某家",
        "独+家",
        "国国家家级",
        "蕞好",
        "国嘉级",
        "最佳佳",
    ]
)
LINES = st.lists(st.one_of(_NOISE, _WORDS, st.text(max_size=6)), max_size=14).map("".join)


def line(text: str) -> Line:
    return Line(id="1", text=text, kind="speech", on=DAY)


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_every_quote_is_the_slice_that_its_offsets_name(text: str) -> None:
    verdict = SCREENER.screen(line(text))
    for found in (*verdict.findings, *verdict.promises, *verdict.evasions):
        assert found.quote == text[found.start : found.end] != ""


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_folding_with_sources_is_folding(text: str) -> None:
    plain, sources = fold_with_sources(text)
    assert plain == fold_line(text)
    assert sources == sorted(sources)
    assert all(0 <= source < len(text) for source in sources)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_a_reading_keeps_what_folding_keeps(text: str) -> None:
    reading = read(text)
    assert fold_line(reading.text) == fold_line(text).replace("零", "0")
    assert len(reading.text) == len(reading.starts) == len(reading.ends)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_lines_screened_together_get_the_verdicts_they_get_alone(texts: list[str]) -> None:
    SCREENER._remembered = Remembered()
    together = SCREENER.screen_many([line(text) for text in texts])
    SCREENER._remembered = Remembered()
    assert together == [SCREENER.screen(line(text)) for text in texts]
