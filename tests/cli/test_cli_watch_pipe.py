"""``gongzhi watch -`` killed with SIGKILL while a collector pipes into it: what it told of is kept, and nobody takes it for whole."""

import json
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forked import Forked, fork_gongzhi
from gongzhi.adapters.archive import open_archive
from gongzhi.broadcasts import SignalBatch
from gongzhi.cli import main, watch
from gongzhi.values import decode_record

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
# How long the collector was alone between two runs.
AWAY = timedelta(minutes=10)
TOLD, UNTOLD = 3, 40


def when(run: int, number: int) -> datetime:
    return START + run * AWAY + timedelta(seconds=number)


def sentence(run: int, number: int) -> bytes:
    """One spoken line with a finding in it and words of its own; each run speaks later than the one before."""
    row = {
        "id": f"{run}-{number}", "kind": "speech", "at": when(run, number).isoformat(),
        "text": f"第{run}回第{number}句全国第一",
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


@pytest.fixture(autouse=True)
def loaded() -> None:
    """The rules, here, so that each child has them from its beginning."""
    watch.make_screen(None)


def start(store: Path) -> Forked:
    return fork_gongzhi("watch", "-", "--room", "lin", "--store", store, "--format", "json")


def listen(watching: Forked, run: int) -> set[datetime]:
    """Pipe sentences until some are told of, then many more; kill it; when what it told of was said."""
    assert watching.stdin
    for number in range(TOLD):
        watching.stdin.write(sentence(run, number))
        watching.stdin.flush()
        told = (json.loads(line) for line in iter(watching.stdout.readline, b""))
        said_at = next(event["said_at"] for event in told if event["event"] == "finding")
        assert datetime.fromisoformat(said_at) == when(run, number)
    for number in range(TOLD, TOLD + UNTOLD):
        watching.stdin.write(sentence(run, number))
    watching.stdin.flush()
    assert watching.kill() == -signal.SIGKILL
    return {when(run, number) for number in range(TOLD)}


def contents(store: Path) -> tuple[Counter[datetime], set[str]]:
    """How often each moment is sealed, and in which broadcasts."""
    archive = open_archive(store, create=False)
    batches = [decode_record(SignalBatch, archive.read(one)) for one in archive.placed(kind="SignalBatch")]
    return Counter(signal.at for one in batches for signal in one.signals), {one.broadcast for one in batches}


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_killed_on_a_pipe_it_goes_on_in_the_same_broadcast_and_declares_what_it_missed(
    kills: int, tmp_path: Path, capsys: Any
) -> None:
    store, told = tmp_path / "store", set[datetime]()
    for run in range(kills):
        told |= listen(start(store), run)
    last = start(store)
    # The collector says the last sentence of the run before once more: it is sealed already, and not sealed twice.
    again = [sentence(kills - 1, TOLD - 1), *(sentence(kills, number) for number in range(TOLD))]
    out = last.communicate(b"".join(again))
    assert last.returncode == 0 and json.loads(out.splitlines()[-1])["signals"] == {"speech": TOLD}
    sealed, broadcasts = contents(store)
    assert len(broadcasts) == 1
    assert told <= set(sealed) and max(sealed.values()) == 1
    assert main(["evidence", "fsck", "--store", str(store)]) == 0
    capsys.readouterr()
    assert main(["evidence", "segments", "--store", str(store)]) == 0
    out = capsys.readouterr().out
    assert "没有收场记录" not in out and out.count("采集中断过") >= kills


def test_a_collector_that_pipes_again_from_the_start_goes_on_in_the_same_broadcast(tmp_path: Path, capsys: Any) -> None:
    store = tmp_path / "store"
    told = listen(start(store), 0)
    again = start(store)
    everything = b"".join(sentence(0, number) for number in range(TOLD + UNTOLD))
    assert again.communicate(everything) and again.returncode == 0
    sealed, broadcasts = contents(store)
    assert told <= set(sealed) and sealed == Counter(when(0, number) for number in range(TOLD + UNTOLD))
    assert len(broadcasts) == 1
    assert main(["evidence", "segments", "--store", str(store)]) == 0
    assert "没有缺口" in capsys.readouterr().out
