"""``gongzhi watch -`` when danmu come faster than they can be screened."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from gongzhi.adapters.archive import open_archive
from gongzhi.broadcasts import ProblemKind, SignalBatch
from gongzhi.cli import main
from gongzhi.values import decode_record

DANMU, SPEECH = 30_000, 300
START = "2026-03-01T20:{:02d}:{:02d}+08:00"


def burst() -> bytes:
    """Half an hour's danmu in one gulp, with speech and arrivals between."""
    rows = []
    for number in range(DANMU):
        at = START.format(number // 1000, number // 17 % 60)
        rows.append({"id": f"d{number}", "kind": "danmu", "at": at, "text": f"弹幕{number}"})
        if number % (DANMU // SPEECH) == 0:
            rows.append({"id": f"s{number}", "kind": "speech", "at": at, "text": f"第{number}句全国第一"})
            rows.append({"id": f"e{number}", "kind": "enter", "at": at, "user": "阿文"})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def run_watch(content: bytes, store: Path, *more: str, form: str = "json") -> str:
    command = [sys.executable, "-m", "gongzhi.cli", "watch", "-", "--room", "lin", "--store", str(store)]
    ended = subprocess.run(
        [*command, "--format", form, *more],
        input=content, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return ended.stdout.decode()


def batches_of(store: Path) -> list[SignalBatch]:
    archive = open_archive(store, create=False)
    return [decode_record(SignalBatch, archive.read(placed)) for placed in archive.placed(kind="SignalBatch")]


def test_a_burst_sheds_danmu_tells_how_many_and_keeps_every_sentence_and_every_byte(
    tmp_path: Path, capsys: Any
) -> None:
    content, store = burst(), tmp_path / "store"
    out = run_watch(content, store, "--waiting", "400", form="text")
    assert "来不及筛查而舍去" in out and "舍去弹幕" in out
    batches = batches_of(store)
    signals = Counter(str(signal.kind) for batch in batches for signal in batch.signals)
    gone = [one for batch in batches for one in batch.problems if one.kind is ProblemKind.SHED]
    assert signals["speech"] == SPEECH
    assert sum(signals.values()) + sum(one.count for one in gone) == DANMU + 2 * SPEECH
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
    summary = json.loads(run_watch(burst(), tmp_path / "store", "--waiting", "0").splitlines()[-1])
    assert summary["signals"] == {"danmu": DANMU, "speech": SPEECH, "enter": SPEECH}
    assert [one for one in summary["problems"] if one["kind"] == "shed"] == []


def test_a_file_on_the_standard_input_is_never_shed(tmp_path: Path) -> None:
    content = tmp_path / "danmu.jsonl"
    content.write_bytes(burst())
    with content.open("rb") as opened:
        ended = subprocess.run(
            [sys.executable, "-m", "gongzhi.cli", "watch", "-", "--store", str(tmp_path / "store"), "--waiting", "1",
             "--format", "json"],
            stdin=opened, capture_output=True, check=True,
        )  # fmt: skip
    summary = json.loads(ended.stdout.decode().splitlines()[-1])
    assert summary["signals"]["danmu"] == DANMU


def test_a_negative_bound_is_refused(tmp_path: Path, capsys: Any) -> None:
    assert main(["watch", "-", "--waiting", "-1", "--store", str(tmp_path / "store")]) == 2
    assert "--waiting" in capsys.readouterr().err
