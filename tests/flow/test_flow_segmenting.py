"""Segments while watching: every batch is named once, a run killed anywhere goes on, what was not seen is declared."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow.test_flow_ingest import KEY, ONE, ROOM, TWO, source_of
from flow.test_flow_watch import NOW, SMALL, DiskFull, FailingArchive, screen
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.evidence import SegmentClosed, SegmentKind, SegmentOpened, SegmentReason, SegmentRoot, check_segments
from gongzhi.flow.segmenting import Capture, segment_records, segmented_broadcasts, unlike_the_batches
from gongzhi.flow.watch import Limits, Ports, Sealed, watch

CAPTURE = Capture(collector="log.example/p", tool="gongzhi 0", every=3, within=timedelta(hours=1))


def run(archive: MemoryArchive, contents: tuple[bytes, bytes] = (ONE, TWO), **changed: Any) -> list[Sealed]:
    asked = {"archive": archive, "screen": screen, "clock": lambda: NOW, "key": KEY, "capture": CAPTURE, **changed}
    stop = asked.pop("should_stop", lambda: False)
    sources = [source_of(name, content) for name, content in zip(("one", "two"), contents, strict=True)]
    return list(watch(ROOM, sources, ports=Ports(**asked), limits=SMALL, should_stop=stop))


def reasons(archive: MemoryArchive) -> set[SegmentReason]:
    return {one.reason for one in check_segments(segment_records(archive, ROOM.id)).troubles}


def test_a_watched_broadcast_is_whole_from_opening_to_close() -> None:
    archive = MemoryArchive()
    run(archive)
    records = segment_records(archive, ROOM.id)
    report = check_segments(records)
    assert report.ok and report.closed and segmented_broadcasts(archive) == [ROOM.id]
    leaves = [leaf for _, root in records.roots for leaf in root.leaves]
    assert (leaves[0].kind, leaves[-1].kind) == (SegmentKind.OPEN, SegmentKind.CLOSE)
    named = Counter(entry.index for leaf in leaves for entry in leaf.entries)
    assert set(named) == {one.index for one in archive.placed(subject=ROOM.id) if one.kind in ("raw", "SignalBatch")}
    assert len(records.roots) > 1 and unlike_the_batches(archive, records) == []
    assert {leaf.collector for leaf in leaves} == {"log.example/p"}


def test_without_a_capture_nothing_of_segments_is_sealed() -> None:
    archive = MemoryArchive()
    run(archive, capture=None)
    assert not segmented_broadcasts(archive)
    assert SegmentReason.OPEN_MISSING in reasons(archive)


def test_watched_again_nothing_is_added() -> None:
    archive = MemoryArchive()
    run(archive)
    size = archive.size()
    run(archive)
    assert archive.size() == size


def test_a_batch_waits_for_the_next_root_and_a_stopped_run_has_no_close() -> None:
    archive = MemoryArchive()
    run(archive, should_stop=lambda: True)
    assert [one.kind for one in archive.placed()].count("SegmentOpened") == 1
    assert reasons(archive) == {SegmentReason.CLOSE_MISSING}
    run(archive)
    assert reasons(archive) == set()


def test_what_comes_after_a_close_is_a_capture_taken_up_again() -> None:
    archive = MemoryArchive()
    half = ONE[: ONE.index(b"\n", len(ONE) // 2) + 1]
    run(archive, (half, TWO))
    assert reasons(archive) == set()
    run(archive, (ONE, TWO))
    records = segment_records(archive, ROOM.id)
    opens = [leaf for _, root in records.roots for leaf in root.leaves if leaf.kind is SegmentKind.OPEN]
    assert check_segments(records).ok and [leaf.why for leaf in opens] == ["", "收场之后续录"]
    assert [closed.count for _, closed in records.closed][-1] == check_segments(records).count


@settings(deadline=None)
@given(st.integers(0, 12), st.booleans())
def test_a_run_that_fails_at_any_append_goes_on_without_a_hole(at: int, after: bool) -> None:
    archive = FailingArchive()
    archive.fail_at, archive.after = at, after
    for _ in range(3):
        try:
            run(archive)
        except DiskFull:
            continue
    records = segment_records(archive, ROOM.id)
    assert check_segments(records).ok and unlike_the_batches(archive, records) == []


def test_a_broadcast_sealed_before_there_were_segments_gets_them_when_it_is_taken_up() -> None:
    archive = MemoryArchive()
    run(archive, capture=None)
    run(archive)
    assert reasons(archive) == set()


def test_a_tree_that_says_other_things_than_the_batches_is_found() -> None:
    archive = MemoryArchive()
    run(archive)
    records = segment_records(archive, ROOM.id)
    index, root = records.roots[0]
    leaves = [replace(leaf, begins=NOW) if leaf.begins else leaf for leaf in root.leaves]
    lying = replace(records, roots=[(index, replace(root, leaves=tuple(leaves))), *records.roots[1:]])
    assert unlike_the_batches(archive, lying)


@pytest.mark.parametrize("kind", [SegmentOpened, SegmentRoot, SegmentClosed])
def test_segment_records_name_no_person_and_carry_no_content(kind: type) -> None:
    archive = MemoryArchive()
    run(archive)
    for placed in archive.placed(kind=kind.__name__):
        said = archive.read(placed).decode()
        assert "甲" not in said and "丑" not in said
        assert all(raw.sha256 not in said for raw in archive.placed(kind="raw")), "a digest could be guessed"


@pytest.mark.parametrize("limits", [Limits(readings=1), Limits(readings=9)])
def test_a_silence_longer_than_allowed_is_declared_between_batches_and_within_one(limits: Limits) -> None:
    archive = MemoryArchive()
    content = b"0 a one\n1000 b two\n400000 c three\n401000 d four\n"
    ports = Ports(archive=archive, screen=screen, clock=lambda: NOW, key=KEY, capture=CAPTURE)
    list(watch(ROOM, [source_of("film", content)], ports=ports, limits=limits))
    report = check_segments(segment_records(archive, ROOM.id))
    assert report.ok, report.says()
    assert [gap.why for gap in report.gaps] == ["来源 film 有 399 秒没有内容，超过 120 秒"]
