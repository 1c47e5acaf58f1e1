"""``gongzhi watch`` killed with SIGKILL at random moments: nothing lost, nothing doubled, the store sound."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gongzhi.adapters.archive import StoreUnwritable, open_archive
from gongzhi.adapters.disk import Disk
from gongzhi.broadcasts import SignalBatch
from gongzhi.cli import main
from gongzhi.cli.watch import make_screen
from gongzhi.flow.watch import Limits, Screen
from gongzhi.values import decode_record
from in_process import run_gongzhi

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPEECH, DANMU = 600, 1800


def _generate(place: Path, speech: int = SPEECH, danmu: int = DANMU) -> Path:
    """A recording of one hour, or of its beginning: speech and danmu; every message has words of its own."""
    chance = random.Random(20260301)
    place.mkdir()
    (place / "room.yaml").write_text(
        'platform: 平台P\nroom: lin\ncategory: 食品\nstarted_at: "2026-03-01T20:00:00+08:00"\n', encoding="utf-8"
    )
    cues = []
    for number in range(speech):
        words = chance.choice(["全国第一的橙子", "现摘现发", "假一赔十", "大家看一下这款果子"])
        clock = f"00:{number * 6 // 60:02d}:{number * 6 % 60:02d}"
        cues.append(f"{number + 1}\n{clock},000 --> {clock},900\n第{number}句{words}\n\n")
    (place / "speech.srt").write_text("".join(cues), encoding="utf-8")
    rows = []
    for number in range(danmu):
        at = (START + timedelta(seconds=number * 2)).isoformat()
        rows.append(
            {"id": f"d{number}", "kind": "danmu", "at": at, "text": f"弹幕{number}", "user_id": f"u{number % 97}"}
        )
    (place / "danmu.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return place


def _contents(store: Path) -> tuple[list[tuple[int, str | None]], Counter[bytes], dict[str, bytes]]:
    """Signals in order; findings, promises and the broadcast; the raw bytes of each source."""
    archive = open_archive(store, create=False)
    signals: list[tuple[int, str | None]] = []
    records: Counter[bytes] = Counter()
    sources: dict[str, bytes] = {}
    blobs = {placed.sha256: archive.read(placed) for placed in archive.placed(kind="raw")}
    for placed in archive.placed():
        if placed.kind == "SignalBatch":
            batch = decode_record(SignalBatch, archive.read(placed))
            signals += [(signal.sequence, signal.text) for signal in batch.signals]
            for chunk in batch.chunks:
                sources[chunk.source] = sources.get(chunk.source, b"") + blobs[chunk.sha256]
        elif placed.kind in ("Finding", "Promise", "Broadcast"):
            records[archive.read(placed)] += 1
    assert sum(1 for _ in archive.placed(kind="Lead")) == 1
    return signals, records, sources


def _watch_in_child(folder: Path, store: Path) -> int:
    """Fork a child that watches; its exit status is os._exit's, so that nothing of pytest runs in it."""
    child = os.fork()
    if child:
        return child
    try:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        status = main(["watch", str(folder), "--store", str(store)])
    except BaseException:
        status = 70
    os._exit(status)


@pytest.fixture(scope="module")
def screen() -> Screen:
    return make_screen("食品")


@pytest.fixture
def small_batches(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Many appends and rules loaded once, so that a kill hits an append and not the start."""
    monkeypatch.setattr("gongzhi.cli.watch.make_screen", lambda category: screen)
    monkeypatch.setattr("gongzhi.flow.watch.Limits", lambda: Limits(readings=12))
    yield


@pytest.mark.parametrize("kills", [16, pytest.param(50, marks=pytest.mark.soak)])
def test_killed_again_and_again_it_ends_with_every_message_exactly_once(
    tmp_path: Path, small_batches: None, capsys: pytest.CaptureFixture[str], kills: int
) -> None:
    folder = _generate(tmp_path / "room")
    whole = tmp_path / "whole"
    began = time.monotonic()
    assert main(["watch", str(folder), "--store", str(whole)]) == 0
    lasting = time.monotonic() - began
    chance = random.Random(7)
    store = tmp_path / "store"
    killed = 0
    for _ in range(kills):
        child = _watch_in_child(folder, store)
        time.sleep(chance.uniform(0.005, lasting / 12))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    assert main(["watch", str(folder), "--store", str(store)]) == 0
    assert killed >= kills // 2
    signals, records, sources = _contents(store)
    assert [sequence for sequence, _ in signals] == list(range(SPEECH + DANMU))
    assert len({text for _, text in signals}) == SPEECH + DANMU
    expected_signals, expected_records, _ = _contents(whole)
    assert signals == expected_signals
    assert records == expected_records and max(records.values()) == 1
    assert sources == {name: (folder / name).read_bytes() for name in ("danmu.jsonl", "speech.srt")}
    assert main(["evidence", "fsck", "--store", str(store)]) == 0
    capsys.readouterr()
    assert main(["evidence", "segments", "--store", str(store)]) == 0
    assert "段齐全，没有缺口" in capsys.readouterr().out


def _fill_disk(patch: pytest.MonkeyPatch, store: Path, room: int) -> None:
    """Let ``room`` more bytes be written under the store, then none."""
    left = room

    def limited(way: Callable[..., int]) -> Callable[..., int]:
        def write(descriptor: int, content: bytes, *where: int) -> int:
            nonlocal left
            if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(store):
                if len(content) > left:
                    raise OSError(28, "No space left on device")
                left -= len(content)
            return way(descriptor, content, *where)

        return write

    patch.setattr(os, "write", limited(os.write))
    patch.setattr(os, "pwrite", limited(os.pwrite))


# The journal takes 256 KiB once, with the first batch; until there is room for it nothing can be acknowledged.
@pytest.mark.parametrize("room", [100, 80_000, 400_000, 900_000])
def test_a_full_disk_gives_a_clear_error_and_loses_nothing_acknowledged(
    room: int, tmp_path: Path, small_batches: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, store = _generate(tmp_path / "room"), tmp_path / "store"
    with monkeypatch.context() as patch:
        _fill_disk(patch, store, room)
        assert main(["watch", str(folder), "--store", str(store), "--format", "json"]) == 2
    told = capsys.readouterr()
    assert "磁盘已满" in told.err and len(told.err.strip().splitlines()) == 1
    # A disk that cannot even hold an empty store is told about before anything is watched, so there is no summary.
    acknowledged = json.loads(told.out.splitlines()[-1])["sealed"] if told.out else 0
    kinds = [placed.kind for placed in open_archive(store).placed()]
    # The word that a capture began comes before anything that is reported as taken in.
    assert len(kinds) - kinds.count("CaptureStarted") == acknowledged
    assert (acknowledged > 0) == (room > 300_000)
    assert main(["watch", str(folder), "--store", str(store)]) == 0
    signals, _, _ = _contents(store)
    assert [sequence for sequence, _ in signals] == list(range(SPEECH + DANMU))


def test_a_read_only_store_gives_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _generate(tmp_path / "room", speech=1, danmu=1)

    def refuse(self: Disk, path: Path, *_: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    for way in ("write", "write_at", "replace", "make_directory"):
        monkeypatch.setattr(Disk, way, refuse)
    assert main(["watch", str(folder), "--store", str(tmp_path / "store")]) == 2
    assert "只读" in capsys.readouterr().err
    assert issubclass(StoreUnwritable, Exception)


def test_a_process_resumes_what_another_one_sealed(tmp_path: Path) -> None:
    folder, store = _generate(tmp_path / "room", speech=20, danmu=60), tmp_path / "store"
    words = ["watch", str(folder), "--store", str(store), "--format", "json"]
    first = subprocess.run([sys.executable, "-m", "gongzhi.cli", *words], capture_output=True, check=True)
    assert json.loads(first.stdout.splitlines()[-1])["signals"] == {"danmu": 60, "speech": 20}
    assert json.loads(run_gongzhi(*words).stdout.splitlines()[-1])["sealed"] == 0
