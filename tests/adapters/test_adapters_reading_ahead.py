"""Reading ahead of the screening, in a thread."""

import threading
from collections.abc import Iterator

import pytest

from gongzhi.adapters.reading_ahead import read_ahead
from gongzhi.broadcasts import Draft, Reading, SignalKind
from gongzhi.flow.shedding import Bound


def crowd(kind: SignalKind, count: int) -> Iterator[Reading]:
    for number in range(count):
        yield Reading(raw=b"x", end=number + 1, drafts=(Draft(kind=kind, text=str(number)),))


def test_danmu_faster_than_the_screening_is_shed_and_all_bytes_come_in_order() -> None:
    finished = threading.Event()

    def source() -> Iterator[Reading]:
        yield from crowd(SignalKind.DANMU, 5000)
        finished.set()

    ahead = read_ahead(source(), bound=Bound(readings=100))
    first = next(ahead)
    assert finished.wait(20)
    came = [first, *(one for one in ahead if one.raw)]
    assert [one.end for one in came] == list(range(1, 5001))
    assert len([one for one in came if one.drafts]) <= 101
    assert sum(len(one.drafts) + len(one.problems) for one in came) == 5000


def test_speech_waits_and_arrives_whole() -> None:
    ahead = read_ahead(crowd(SignalKind.SPEECH, 2000), bound=Bound(readings=3))
    assert [one.drafts[0].text for one in ahead if one.raw] == [str(number) for number in range(2000)]


def test_silence_is_told_so_that_what_came_is_sealed() -> None:
    more = threading.Event()

    def source() -> Iterator[Reading]:
        yield from crowd(SignalKind.DANMU, 1)
        more.wait(20)

    ahead = read_ahead(source(), bound=Bound())
    assert next(ahead).raw == b"x"
    pause = next(ahead)
    more.set()
    assert (pause.raw, pause.end) == (b"", 1)
    assert not [one for one in ahead if one.raw]


def test_what_the_source_raises_comes_after_what_it_gave() -> None:
    def source() -> Iterator[Reading]:
        yield from crowd(SignalKind.SPEECH, 2)
        raise OSError("读不了")

    came: list[Reading] = []
    with pytest.raises(OSError, match="读不了"):
        came.extend(read_ahead(source(), bound=Bound()))
    assert len([one for one in came if one.raw]) == 2


def test_a_full_queue_does_not_hold_up_the_end() -> None:
    ended = threading.Event()

    def source() -> Iterator[Reading]:
        try:
            yield from crowd(SignalKind.SPEECH, 100)
        finally:
            ended.set()

    ahead = read_ahead(source(), bound=Bound(readings=2))
    next(ahead)
    ahead.close()  # type: ignore[attr-defined]
    assert ended.wait(5)
