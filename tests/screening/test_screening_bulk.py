"""Folding many lines at once gives what folding each of them gives, with numpy and without."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.screening import bulk
from gongzhi.screening.fold import fold, fold_line, fold_with_sources, read, read_with_sources
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
