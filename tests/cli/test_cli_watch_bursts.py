"""``gongzhi watch -`` when danmu come faster than they can be screened."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from forked import fork_gongzhi
from gongzhi.adapters.archive import open_archive
from gongzhi.broadcasts import ProblemKind, SignalBatch
from gongzhi.cli import main, watch
from gongzhi.values import decode_record

# More danmu than pass while they are screened; where nothing is shed, fewer tell the same.
DANMU, FEW = 8_000, 2_000
# So many danmu to one sentence and one arrival.
BETWEEN = 100
START = "2026-03-01T20:{:02d}:{:02d}+08:00"


def burst(danmu: int) -> bytes:
    """Some minutes' danmu in one gulp, with speech and arrivals between."""
    rows = []
    for number in range(danmu):
        at = START.format(number // 1000, number // 17 % 60)
        rows.append({"id": f"d{number}", "kind": "danmu", "at": at, "text": f"弹幕{number}"})
        if number % BETWEEN == 0:
            rows.append({"id": f"s{number}", "kind": "speech", "at": at, "text": f"第{number}句全国第一"})
            rows.append({"id": f"e{number}", "kind": "enter", "at": at, "user": "阿文"})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


@pytest.fixture(autouse=True)
def loaded() -> None:
    """The rules, here, so that each child has them from its beginning."""
    watch.make_screen(None)


def run_watch(content: bytes, store: Path, *more: str, form: str = "json") -> str:
    watching = fork_gongzhi("watch", "-", "--room", "lin", "--store", store, "--format", form, *more)
    said = watching.communicate(content).decode()
    assert watching.returncode == 0
    return said


def batches_of(store: Path) -> list[SignalBatch]:
    archive = open_archive(store, create=False)
    return [decode_record(SignalBatch, archive.read(placed)) for placed in archive.placed(kind="SignalBatch")]


def test_a_burst_sheds_danmu_tells_how_many_and_keeps_every_sentence_and_every_byte(
    tmp_path: Path, capsys: Any
) -> None:
    content, store = burst(DANMU), tmp_path / "store"
    out = run_watch(content, store, "--waiting", "400", form="text")
    assert "来不及筛查而舍去" in out and "舍去弹幕" in out
    batches = batches_of(store)
    signals = Counter(str(signal.kind) for batch in batches for signal in batch.signals)
    gone = [one for batch in batches for one in batch.problems if one.kind is ProblemKind.SHED]
    assert signals["speech"] == DANMU // BETWEEN
    assert sum(signals.values()) + sum(one.count for one in gone) == DANMU + 2 * (DANMU // BETWEEN)
    assert all(one.begins and one.ends and one.begins <= one.ends for one in gone)
    assert sum(chunk.size for batch in batches for chunk in batch.chunks) == len(content)
    # Run again over the same bytes it adds nothing: what was shed is not taken for new.
    again = json.loads(run_watch(content, store, "--waiting", "400").splitlines()[-1])
    assert (again["signals"], again["problems"]) == ({}, [])
    assert main(["evidence", "fsck", "--store", str(store)]) == 0
    capsys.readouterr()
    main(["evidence", "segments", "--store", str(store)])
    assert "来不及筛查，舍去弹幕" in capsys.readouterr().out


def test_with_waiting_zero_the_source_waits_and_nothing_is_shed(tmp_path: Path) -> None:
    summary = json.loads(run_watch(burst(FEW), tmp_path / "store", "--waiting", "0").splitlines()[-1])
    assert summary["signals"] == {"danmu": FEW, "speech": FEW // BETWEEN, "enter": FEW // BETWEEN}
    assert [one for one in summary["problems"] if one["kind"] == "shed"] == []


def test_a_file_on_the_standard_input_is_never_shed(tmp_path: Path) -> None:
    content = tmp_path / "danmu.jsonl"
    content.write_bytes(burst(FEW))
    with content.open("rb") as opened:
        watching = fork_gongzhi(
            "watch", "-", "--store", tmp_path / "store", "--waiting", "1", "--format", "json", stdin=opened.fileno()
        )
        said = watching.communicate()
    summary = json.loads(said.splitlines()[-1])
    assert summary["signals"]["danmu"] == FEW


def test_a_negative_bound_is_refused(tmp_path: Path, capsys: Any) -> None:
    assert main(["watch", "-", "--waiting", "-1", "--store", str(tmp_path / "store")]) == 2
    assert "--waiting" in capsys.readouterr().err
