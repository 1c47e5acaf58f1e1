"""A pipe taken up again: in which broadcast, what it may say twice, and what is declared to be missing."""

import dataclasses
from datetime import UTC, datetime, timedelta

from flow.test_flow_ingest import ROOM, START, source_of
from flow.test_flow_watch import Limits, contents, ports_of, sealed_texts
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, ProblemKind, Signal
from gongzhi.evidence import SegmentKind
from gongzhi.flow.ingest import Source
from gongzhi.flow.segmenting import Capture, segment_records
from gongzhi.flow.taking_up import SAME_BROADCAST, take_up
from gongzhi.flow.watch import watch
from gongzhi.flow.whole import sealed_batches

NEW = dataclasses.replace(ROOM, id="new", started_at=None)
PIPED = dataclasses.replace(ROOM, started_at=None)
CAPTURE = Capture(collector="log.example", tool="test")
FIRST = "1000 a 甲\n2000 b 乙\n3000 c 丙\n".encode()
LATER = "3000 c 丙\n9000 d 丁\n".encode()


def pipe(content: bytes) -> Source:
    source = source_of("-", content)
    return dataclasses.replace(source, readings=iter(source.readings))


def run(archive: MemoryArchive, broadcast: Broadcast, source: Source, *, killed: bool = False) -> None:
    """Watch to the end, or be killed behind the first batch."""
    running = watch(broadcast, [source], ports=ports_of(archive, capture=CAPTURE), limits=Limits(readings=3))
    for _ in running:
        if killed:
            return


def interrupted() -> MemoryArchive:
    archive = MemoryArchive()
    run(archive, PIPED, pipe(FIRST), killed=True)
    return archive


def signals(archive: MemoryArchive) -> list[Signal]:
    return [one for batch in sealed_batches(archive, PIPED.id) for one in batch.signals]


def test_it_goes_on_in_the_open_broadcast_with_a_gap_and_nothing_twice() -> None:
    archive = interrupted()
    broadcast, source = take_up(archive, NEW, pipe(LATER))
    assert (broadcast, source.name, source.again) == (PIPED, "-#2", True)
    run(archive, broadcast, source)
    assert sealed_texts(archive) == ["甲", "乙", "丙", "丁"]
    assert [one.sequence for one in signals(archive)] == [0, 1, 2, 3]
    leaves = [leaf for _, root in segment_records(archive, PIPED.id).roots for leaf in root.leaves]
    gaps = [leaf for leaf in leaves if leaf.kind is SegmentKind.GAP]
    second = timedelta(seconds=1)
    assert [(gap.begins, gap.ends) for gap in gaps] == [(START + 3 * second, START + 9 * second)]
    assert "采集中断过" in gaps[0].why
    problems = [one.kind for batch in sealed_batches(archive, PIPED.id) for one in batch.problems]
    assert problems == [ProblemKind.DUPLICATE, ProblemKind.GAP]


def test_interrupted_twice_each_pipe_is_a_source_of_its_own() -> None:
    archive = interrupted()
    run(archive, *take_up(archive, NEW, pipe("9000 d 丁\n9100 e 戊\n9200 f 己\n".encode())), killed=True)
    broadcast, source = take_up(archive, NEW, pipe("9500 g 庚\n".encode()))
    assert (broadcast.id, source.name) == (PIPED.id, "-#3")
    run(archive, broadcast, source)
    assert sealed_texts(archive) == ["甲", "乙", "丙", "丁", "戊", "己", "庚"]


def test_a_pipe_from_its_start_is_skipped_and_no_gap_is_declared() -> None:
    archive = interrupted()
    broadcast, source = take_up(archive, dataclasses.replace(NEW, id=PIPED.id), pipe(FIRST + "4000 d 丁\n".encode()))
    assert (broadcast, source.name, source.again) == (PIPED, "-", False)
    run(archive, broadcast, source)
    assert sealed_texts(archive) == ["甲", "乙", "丙", "丁"]
    assert segment_records(archive, PIPED.id).closed[0][1].gaps == 0


def test_what_was_closed_long_ago_or_of_another_room_is_not_taken_up() -> None:
    closed = MemoryArchive()
    run(closed, PIPED, pipe(FIRST))
    kept = contents(closed)
    assert take_up(closed, NEW, pipe(LATER))[0] == NEW
    archive = interrupted()
    other = dataclasses.replace(NEW, room="another")
    assert take_up(archive, other, pipe(LATER))[0] == other
    late = int((SAME_BROADCAST + timedelta(seconds=4)).total_seconds() * 1000)
    assert take_up(archive, NEW, pipe(f"{late} z 晚\n".encode()))[0] == NEW
    begun = dataclasses.replace(NEW, started_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert take_up(archive, begun, pipe(LATER))[0] == begun
    assert take_up(archive, NEW, pipe(b""))[0] == NEW
    assert contents(closed) == kept


def test_whatever_is_not_taken_up_loses_no_reading() -> None:
    _, source = take_up(MemoryArchive(), NEW, pipe(FIRST))
    assert b"".join(reading.raw for reading in source.readings) == FIRST
    _, source = take_up(interrupted(), NEW, pipe(LATER))
    assert b"".join(reading.raw for reading in source.readings) == LATER
