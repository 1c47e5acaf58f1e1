"""A bundle of a whole broadcast says whether its segments are all there, whoever holds the log's key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flow.test_flow_ingest import KEY, ONE, ROOM, TWO, source_of
from flow.test_flow_watch import screen
from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.cli import main
from gongzhi.evidence import SegmentRoot, Verdict, verify_bundle
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.segmenting import Capture
from gongzhi.flow.watch import Limits, Ports, watch

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CAPTURE = Capture(collector="log.example/p", tool="gongzhi 0", every=3, within=timedelta(hours=1))


@pytest.fixture
def archive(tmp_path: Path) -> DirectoryArchive:
    archive = open_archive(tmp_path / "store")
    ports = Ports(archive=archive, screen=screen, clock=lambda: NOW, key=KEY, capture=CAPTURE)
    list(watch(ROOM, [source_of("one", ONE), source_of("two", TWO)], ports=ports, limits=Limits(readings=2)))
    return archive


def verdict_of(archive: DirectoryArchive, *, without: str = "", at: int = 0) -> Verdict:
    chosen = [placed for placed in archive.placed(subject=ROOM.id)]
    if without:
        del chosen[[n for n, placed in enumerate(chosen) if placed.kind == without][at]]
    return verify_bundle(bundle(archive, [placed.exhibit for placed in chosen], made_at=NOW))


def step_11(verdict: Verdict) -> tuple[bool, str]:
    [step] = [step for step in verdict.steps if step.n == 11]
    return step.ok, step.detail


def test_the_bundle_of_a_whole_broadcast_says_that_no_segment_is_missing(archive: DirectoryArchive) -> None:
    verdict = verdict_of(archive)
    assert verdict.verdict == "verified"
    ok, detail = step_11(verdict)
    assert ok and "段齐全，没有缺口" in detail


def test_a_bundle_without_segment_records_promises_nothing_of_the_whole(archive: DirectoryArchive) -> None:
    one = next(archive.placed(kind="raw"))
    assert [step.n for step in verify_bundle(bundle(archive, [one.exhibit], made_at=NOW)).steps] == list(range(1, 11))


@pytest.mark.parametrize(
    ("kind", "at", "code"),
    [
        ("raw", 1, "segment-exhibit-missing"),
        ("SignalBatch", 0, "segment-exhibit-missing"),
        ("SegmentOpened", 0, "segment-open-missing"),
        ("SegmentRoot", 0, "segment-missing"),
        ("SegmentRoot", -1, "segment-truncated"),
        ("SegmentClosed", 0, "segment-close-missing"),
    ],
)
def test_what_an_operator_leaves_out_and_signs_makes_the_bundle_incomplete(
    archive: DirectoryArchive, kind: str, at: int, code: str
) -> None:
    verdict = verdict_of(archive, without=kind, at=at)
    assert verdict.verdict == "incomplete" and f"（{code}）" in step_11(verdict)[1]


def test_a_second_history_sealed_by_the_operator_fails_the_bundle(archive: DirectoryArchive) -> None:
    root = next(iter(sealed_records(archive, SegmentRoot))).record
    leaves = (replace(root.leaves[0], why="另一种说法"), *root.leaves[1:])
    archive.append([item_of(replace(root, leaves=leaves), subject=ROOM.id, at=NOW)])
    verdict = verdict_of(archive)
    assert verdict.verdict == "failed" and "segment-forked" in step_11(verdict)[1]


def test_the_store_itself_is_checked_from_the_command_line(
    tmp_path: Path, archive: DirectoryArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(tmp_path / "store")
    assert main(["evidence", "segments", ROOM.id, "--store", store]) == 0
    assert "段齐全" in capsys.readouterr().out
    assert main(["evidence", "segments", "nobody", "--store", store]) == 2
    assert "没有分段记录" in capsys.readouterr().err
    root = next(iter(sealed_records(archive, SegmentRoot))).record
    archive.append([item_of(replace(root, size=root.size - 1), subject=ROOM.id, at=NOW)])
    assert main(["evidence", "segments", "--store", store, "--format", "json"]) == 1
    assert "segment-forked" in capsys.readouterr().out
