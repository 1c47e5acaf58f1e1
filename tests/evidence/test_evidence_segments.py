"""Segments of a broadcast: whole when nothing was touched, and one reason for each thing that an operator may do to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.evidence import (
    Held,
    Holes,
    Segment,
    SegmentClosed,
    SegmentEntry,
    SegmentKind,
    SegmentOpened,
    SegmentReason,
    SegmentRecords,
    SegmentRoot,
    SegmentTree,
    check_segments,
    leaf_hash,
    root_of,
    verify_consistency,
)
from gongzhi.values import decode_record, encode_record

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOM = "room-1"
OPENED = SegmentOpened(broadcast=ROOM, at=AT, collector="log.example/p", tool="gongzhi 0")


def leaf_at(number: int, *, after: int = 0, kind: SegmentKind = SegmentKind.MEDIA) -> Segment:
    """Eight seconds of a film: raw bytes 2n and their batch 2n+1 in the log."""
    begins = AT + timedelta(seconds=8 * number + after)
    return Segment(
        broadcast=ROOM,
        kind=kind,
        sealed_at=begins,
        collector="log.example/p",
        tool="gongzhi 0",
        entries=tuple(SegmentEntry(index=index, exhibit=f"e{index}", size=9) for index in (2 * number, 2 * number + 1)),
        source="film",
        offset=9 * number,
        size=9,
        signals=(3 * number, 3 * number + 3),
        begins=begins,
        ends=begins + timedelta(seconds=8),
        clock="derived",
    )


def mark(kind: SegmentKind, why: str = "") -> Segment:
    return Segment(broadcast=ROOM, kind=kind, sealed_at=AT, collector="log.example/p", tool="gongzhi 0", why=why)


def with_gaps(leaves: list[Segment]) -> list[Segment]:
    holes, laid = Holes(OPENED), []
    for leaf in leaves:
        laid += [*holes.before(leaf), leaf]
        holes.take(leaf)
    return laid


def sealed(leaves: list[Segment], *, every: int = 4, close: bool = True) -> SegmentRecords:
    """The records of a capture of these leaves, rolled every so many."""
    leaves = [mark(SegmentKind.OPEN), *leaves, *([mark(SegmentKind.CLOSE)] if close else [])]
    tree, roots = SegmentTree(), []
    for first in range(0, len(leaves), every):
        roots.append((1000 + first, tree.roll(leaves[first : first + every], broadcast=ROOM, at=AT)))
    gaps = sum(leaf.kind is SegmentKind.GAP for leaf in leaves)
    closed = SegmentClosed(broadcast=ROOM, count=tree.size, root=tree.root().hex(), gaps=gaps, at=AT)
    held = {
        one.index: Held(index=one.index, exhibit=one.exhibit, kind="SignalBatch" if one.index % 2 else "raw")
        for leaf in leaves
        for one in leaf.entries
    }
    return SegmentRecords(
        broadcast=ROOM,
        opened=[OPENED],
        roots=roots,
        closed=[(2000, closed)] if close else [],
        held=list(held.values()),
    )


def reasons(records: SegmentRecords) -> set[SegmentReason]:
    return {one.reason for one in check_segments(records).troubles}


TEN = [leaf_at(number) for number in range(10)]
HOLED = with_gaps([*TEN, *(leaf_at(number, after=600) for number in range(10, 14))])


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 9))
def test_a_whole_capture_holds_however_it_was_rolled(count: int, every: int) -> None:
    records = sealed([leaf_at(number) for number in range(count)], every=every)
    report = check_segments(records)
    assert report.ok and report.closed and report.count == count + 2 and not report.gaps
    leaves = [leaf for _, root in records.roots for leaf in root.leaves]
    assert bytes.fromhex(report.root) == root_of([leaf_hash(encode_record(leaf)) for leaf in leaves])
    for (_, before), (_, after) in zip(records.roots, records.roots[1:], strict=False):
        path = [bytes.fromhex(one) for one in after.path]
        roots = {"old_root": bytes.fromhex(before.root), "new_root": bytes.fromhex(after.root)}
        verify_consistency(before.size, after.size, path, **roots)


@settings(deadline=None)
@given(st.data())
def test_no_leaf_can_be_taken_out_changed_or_moved(data: st.DataObject) -> None:
    records = sealed(HOLED, every=data.draw(st.integers(2, 6)))
    at = data.draw(st.integers(0, len(records.roots) - 1))
    index, root = records.roots[at]
    which = data.draw(st.integers(0, len(root.leaves) - 1))
    leaves = list(root.leaves)
    way = data.draw(st.sampled_from(["drop", "edit", "swap"]))
    if way == "swap" and len(leaves) > 1:
        other = (which + 1) % len(leaves)
        leaves[which], leaves[other] = leaves[other], leaves[which]
    elif way == "edit":
        leaves[which] = replace(leaves[which], why=f"{leaves[which].why}改")
    else:
        del leaves[which]
    roots = [*records.roots]
    roots[at] = (index, replace(root, leaves=tuple(leaves)))
    assert check_segments(replace(records, roots=roots)).false


def test_records_keep_their_bytes() -> None:
    records = sealed(HOLED)
    for _, root in records.roots:
        assert decode_record(SegmentRoot, encode_record(root)) == root
    assert decode_record(SegmentClosed, encode_record(records.closed[0][1])) == records.closed[0][1]
    assert decode_record(SegmentOpened, encode_record(OPENED)) == OPENED


def test_a_declared_gap_is_listed_and_no_fault() -> None:
    report = check_segments(sealed(HOLED))
    assert report.ok and len(report.gaps) == 1
    assert "600 秒" in report.gaps[0].why and report.says() == "第 1 至 17 段齐全，缺口 1 处（已声明）"


def test_a_gap_that_was_never_declared_is_detected_by_time_bytes_and_sequence() -> None:
    silent = [*TEN, *(leaf_at(number, after=600) for number in range(10, 14))]
    assert reasons(sealed(silent)) == {SegmentReason.GAP_UNDECLARED}
    skipped = [*TEN[:5], replace(TEN[5], offset=9 * 6)]
    assert reasons(sealed(skipped)) == {SegmentReason.GAP_UNDECLARED}
    jumped = [*TEN[:5], replace(TEN[5], signals=(16, 18))]
    assert reasons(sealed(jumped)) == {SegmentReason.GAP_UNDECLARED}


def test_an_operator_cannot_allow_itself_a_longer_silence() -> None:
    lax = replace(OPENED, allowed={"media": 3600})
    silent = sealed([*TEN, *(leaf_at(number, after=600) for number in range(10, 14))])
    assert reasons(replace(silent, opened=[lax])) == {SegmentReason.GAP_UNDECLARED}


def test_a_deleted_gap_is_found_even_when_the_tree_is_built_anew_without_it() -> None:
    cleaned = sealed([leaf for leaf in HOLED if leaf.kind is not SegmentKind.GAP])
    assert reasons(cleaned) == {SegmentReason.GAP_UNDECLARED}


def test_two_swapped_segments_are_found_even_when_the_tree_is_built_anew() -> None:
    swapped = [*TEN[:4], TEN[5], TEN[4], *TEN[6:]]
    assert SegmentReason.OUT_OF_ORDER in reasons(sealed(swapped))


def test_a_rolling_root_left_out_is_a_missing_stretch() -> None:
    records = sealed(TEN)
    report = check_segments(replace(records, roots=[records.roots[0], records.roots[2]]))
    assert report.troubles[0].reason is SegmentReason.MISSING and "缺第 5 至 8 段" in report.says()
    assert not report.false


def test_a_capture_cut_short_before_its_close_is_truncated() -> None:
    records = sealed(TEN)
    assert SegmentReason.TRUNCATED in reasons(replace(records, roots=records.roots[:-1]))


def test_a_close_that_was_moved_forward_does_not_fit_its_root() -> None:
    records = sealed(TEN)
    index, closed = records.closed[0]
    moved = replace(closed, count=8, root=records.roots[1][1].root)
    assert reasons(replace(records, closed=[(index, moved)])) == {SegmentReason.CLOSE_MISSING}
    assert SegmentReason.CLOSE_FALSE in reasons(replace(records, closed=[(index, replace(closed, count=7))]))
    assert SegmentReason.CLOSE_FALSE in reasons(replace(records, closed=[(index, replace(closed, gaps=1))]))


def test_a_second_history_of_the_same_segments_is_a_fork() -> None:
    records = sealed(TEN)
    other = sealed([*TEN[:2], replace(TEN[2], why="另一种说法"), *TEN[3:]])
    assert SegmentReason.FORKED in reasons(replace(records, roots=[*records.roots, *other.roots[:1]]))


def test_a_consistency_path_that_proves_nothing_is_named() -> None:
    records = sealed(TEN)
    index, root = records.roots[1]
    roots = [records.roots[0], (index, replace(root, path=("00" * 32,))), *records.roots[2:]]
    assert reasons(replace(records, roots=roots)) == {SegmentReason.NOT_CONSISTENT}


def test_an_exhibit_that_a_segment_names_must_be_at_hand_and_none_may_be_unnamed() -> None:
    records = sealed(TEN)
    assert reasons(replace(records, held=list(records.held)[1:])) == {SegmentReason.EXHIBIT_MISSING}
    extra = [*records.held, Held(index=500, exhibit="slipped-in", kind="raw")]
    assert reasons(replace(records, held=extra)) == {SegmentReason.EXHIBIT_UNNAMED}


@pytest.mark.parametrize("close", [True, False])
def test_without_opening_or_close_only_a_part_is_shown(close: bool) -> None:
    records = sealed(TEN, close=close)
    assert (SegmentReason.CLOSE_MISSING in reasons(records)) is not close
    assert SegmentReason.OPEN_MISSING in reasons(replace(records, opened=[]))
