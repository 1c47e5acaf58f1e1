"""What an operator may try with the segments of a broadcast, and what whoever reads the bundle is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from evidence_mutations import (
    segment_records,
    segmented,
)

from gongzhi.evidence import (
    verify_bundle,
)
from gongzhi.values import encode_record


def without(kind: str, at: int = 0) -> Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]:
    def dropped(records: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        which = [n for n, (name, _) in enumerate(records) if name == kind][at]
        return records[:which] + records[which + 1 :]

    return dropped


def in_root(at: int, change: Callable[[dict[str, Any]], None]) -> Callable[..., list[tuple[str, bytes]]]:
    """A rolling root rewritten before it was sealed."""

    def changed(records: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        which = [n for n, (name, _) in enumerate(records) if name == "SegmentRoot"][at]
        value = json.loads(records[which][1])
        change(value)
        data = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return [*records[:which], ("SegmentRoot", data), *records[which + 1 :]]

    return changed


def drop_the_gap(root: dict[str, Any]) -> None:
    root["leaves"] = [leaf for leaf in root["leaves"] if leaf["kind"] != "gap"]


def swap_two_leaves(root: dict[str, Any]) -> None:
    root["leaves"][1], root["leaves"][2] = root["leaves"][2], root["leaves"][1]


def swap_what_two_leaves_rest_on(root: dict[str, Any]) -> None:
    one, two = root["leaves"][1], root["leaves"][2]
    one["entries"], two["entries"] = two["entries"], one["entries"]


def forge_the_path(root: dict[str, Any]) -> None:
    root["path"] = ["00" * 32 for _ in root["path"]]


SEGMENTS: list[tuple[str, str, Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]]] = [
    ("opening_left_out", "segment-open-missing", without("SegmentOpened")),
    ("stretch_left_out", "segment-missing", without("SegmentRoot", 1)),
    ("last_stretch_left_out", "segment-truncated", without("SegmentRoot", -1)),
    ("close_left_out", "segment-close-missing", without("SegmentClosed")),
    ("declared_gap_deleted", "segment-out-of-order", in_root(2, drop_the_gap)),
    ("leaves_swapped", "segment-out-of-order", in_root(1, swap_two_leaves)),
    ("exhibits_of_leaves_swapped", "segment-out-of-order", in_root(1, swap_what_two_leaves_rest_on)),
    ("consistency_path_forged", "segment-root-not-consistent", in_root(1, forge_the_path)),
    ("stretch_told_twice", "segment-forked", lambda records: [*records[:2], records[1], *records[2:]]),
    (
        "stretches_in_another_order",
        "segment-missing",
        lambda records: [records[0], records[2], records[1], *records[3:]],
    ),
]


@pytest.mark.parametrize(("name", "code", "change"), SEGMENTS, ids=[one[0] for one in SEGMENTS])
def test_a_broadcast_that_was_cut_or_moved_is_told(name: str, code: str, change: Any) -> None:
    raws, kept = segment_records()
    records = [(type(one).__name__, encode_record(one)) for one in kept]
    honest = verify_bundle(segmented(raws, records)).steps[10]
    assert honest.ok
    told = verify_bundle(segmented(raws, change(records))).steps[10]
    assert not told.ok, name
    assert code in told.detail
