"""Folding many lines at once gives what folding each of them gives, with numpy and without."""

from collections.abc import Iterator

import pytest
from daachorse import CharwiseDoubleArrayAhoCorasick
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.screening import bulk
from gongzhi.screening.fold import (
    _dressed,
    _perhaps_dressed,
    fold,
    fold_line,
    fold_with_sources,
    is_plainly_written,
    read,
    read_evenly,
    read_with_sources,
)
from gongzhi.screening.sounds import sound_of

RARE = "国家级，。3.5-6至到\n㎏①🆗某ᾳ\u202e\ud800\U00020bb7𠮷\U0010ffff"
texts = st.text(st.one_of(st.sampled_from(RARE), st.characters()), max_size=60)


@pytest.fixture(scope="module", params=[True, False], autouse=True)
def numpy_at_hand(request: pytest.FixtureRequest) -> Iterator[None]:
    tables = bulk._tables()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "_WORTH", 0)
        patch.setattr(bulk, "_tables", lambda: tables if request.param else None)
        yield


@given(texts)
@example("")
@example("㎏ᾳ")
@example("国\ud800家")
@example("国𠮷家")
def test_many_lines_at_once_fold_and_sound_as_each_alone(text: str) -> None:
    assert bulk.fold_and_hear(text) == (fold(text), sound_of(fold(text)))


@given(texts)
def test_a_reading_and_its_sources_are_made_in_one_go(text: str) -> None:
    reading, sources = read_with_sources(text)
    assert fold_with_sources(text) == (fold_line(text), sources)
    assert read(text) == reading
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    assert [fold_line(text[at]) for at in dict.fromkeys(sources)] == [fold_line(one) for one in text if fold_line(one)]


@given(texts)
@example("国，家 级。")
@example("3-5，至3.5")
@example("㎏ᾳ𠮷")
def test_what_is_read_evenly_is_read_as_ever(text: str) -> None:
    even, reading = read_evenly(text), read(text)
    if even is not None:
        assert (even.text, list(even.starts), list(even.ends)) == (reading.text, reading.starts, reading.ends)
        for start in range(len(text)):
            assert even.span(start, len(text)) == reading.span(start, len(text))


@given(texts)
@example("國")
@example("🅰𠮷")
def test_what_is_plainly_written_holds_nothing_dressed_up(text: str) -> None:
    assert is_plainly_written(text) is _dressed().isdisjoint(text)


@given(st.lists(st.text("一二三", max_size=5), min_size=1, max_size=6), st.data())
def test_lines_are_found_again_among_those_that_were_joined(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    seen = sorted(
        ((at, at + 1, at) for at, one in enumerate(text) if one != "\n" and data.draw(st.booleans())),
        key=lambda one: one[1],
    )
    found = {}
    for number, low, high in bulk.lines_at(text, [start for start, _, _ in reversed(seen)]):
        assert text[low:high] == lines[number]
        found[number] = bulk.seen_between(seen, low, high)
    assert sum(map(len, found.values())) == len(seen)
    assert all(lines[number][start:end] == text[at] for number, here in found.items() for start, end, at in here)


def test_ordinary_speech_is_read_evenly() -> None:
    assert read_evenly("大家看一下吊牌，成分 都写在上面。好吗？") is not None


def test_a_class_turned_about_finds_its_own_characters_and_every_astral_one() -> None:
    find = _perhaps_dressed().search
    assert {one for one in map(chr, range(0x10000)) if find(one)} == {one for one in _dressed() if ord(one) < 0x10000}
    assert find("𠮷")


@given(st.lists(st.text("甲乙丙", max_size=6), max_size=6))
def test_looking_over_lines_together_sees_in_each_what_looking_at_it_alone_sees(lines: list[str]) -> None:
    find = CharwiseDoubleArrayAhoCorasick(["甲", "甲乙", "乙丙", "丙甲乙"]).find_overlapping
    assert list(bulk.seen_in_each(find, lines)) == [find(line) for line in lines]
