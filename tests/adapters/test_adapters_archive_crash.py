"""Writers killed at random moments: every batch that was acknowledged is there, once, and the log never forks."""

import random
import signal
import time
from pathlib import Path

import pytest

from forked import fork_script
from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.fsck import check_store
from gongzhi.evidence import Checkpoint, parse_checkpoint, parse_note, verify_consistency

# Appends batches for ever, in a child process, and says each one only once it was acknowledged. With a fourth word its disk
# fails now and then, at a write or a sync by chance, full or broken; then it says that the batch was refused.
WRITER = """
import errno, random, sys
from datetime import UTC, datetime
from pathlib import Path
from adapters_failing_disk import FailingDisk
from gongzhi.adapters.archive import DirectoryArchive, StoreUnwritable
from gongzhi.flow.ports import Item
disk = FailingDisk(Path(sys.argv[1]), code=errno.ENOSPC)
archive = DirectoryArchive(sys.argv[1], disk=disk)
at = datetime(2026, 3, 1, tzinfo=UTC)
seed = int(sys.argv[2])
chance = random.Random(seed)
n = 0
while True:
    count = 1 + (seed + n * 7) % 90
    if len(sys.argv) > 3 and chance.random() < 0.3:
        disk.left, disk.code = chance.randrange(40), chance.choice([errno.ENOSPC, errno.EIO])
    try:
        placed = archive.append(
            [Item(kind="raw", subject=f"batch-{seed}-{n}", data=f"{seed} {n} {k}".encode(), at=at) for k in range(count)]
        )
        print(seed, n, count, placed[0].index, flush=True)
    except StoreUnwritable:
        print(seed, n, 0, 0, flush=True)
    disk.left = None
    n += 1
"""
WITH_FAULTS = ("with faults",)


def killed_writer(store: Path, seed: int, after: float) -> list[list[int]]:
    """Run a writer whose disk fails now and then for some seconds, kill it, and return what it had said."""
    writer = fork_script(WRITER, store, seed, *WITH_FAULTS)
    first = writer.stdout.readline()
    time.sleep(after)
    # A writer that died by itself was not killed by us.
    assert first and writer.kill() == -signal.SIGKILL
    return [words for words in numbers_in([first, *writer.stdout.readlines()]) if len(words) == 4]


def numbers_in(lines: list[bytes]) -> list[list[int]]:
    """What a writer said in whole lines; the last may have been cut short."""
    return [[int(word) for word in line.split()] for line in lines if line.endswith(b"\n")]


def check_after_kill(store: Path, acknowledged: list[list[int]], seen: list[Checkpoint]) -> None:
    """What was acknowledged is there once, what was refused is not there at all, and every earlier checkpoint is a beginning."""
    with open_archive(store) as archive:
        subjects = [placed.subject for placed in archive.placed()]
        for seed, n, count, first in acknowledged:
            assert subjects[first : first + count] == [f"batch-{seed}-{n}"] * count
            assert subjects.count(f"batch-{seed}-{n}") == count
        head = archive.log.checkpoint
        for old in seen:
            if old.size:
                path = archive.log.prove_consistency(old.size)
                verify_consistency(old.size, head.size, path, old_root=old.root, new_root=head.root)
        seen.append(head)


def crash(store: Path, times: int, seed: int) -> int:
    """Kill writers, check after each, and return how many batches they told of in all, acknowledged or refused."""
    chance = random.Random(seed)
    acknowledged: list[list[int]] = []
    seen: list[Checkpoint] = []
    for n in range(times):
        acknowledged += killed_writer(store, n, chance.uniform(0, 0.12))
        data = (store / "log" / "checkpoint").read_bytes()
        seen.append(parse_checkpoint(parse_note(data).text))
        check_after_kill(store, acknowledged[-40:], seen[-5:])
    with open_archive(store) as archive:
        check_after_kill(store, acknowledged, seen)
        assert [trouble for trouble in check_store(archive) if trouble.damage] == []
        assert all(archive.read(placed) for placed in archive.placed())
    refused = sum(count == 0 for _, _, count, _ in acknowledged)
    print(f"{times} 次强杀：确认 {len(acknowledged) - refused} 批，磁盘满或损坏拒收 {refused} 批，一批不丢，一批不重")
    return len(acknowledged)


def test_killed_ten_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    assert crash(tmp_path / "store", 10, seed=1) >= 10


@pytest.mark.soak
def test_killed_a_thousand_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    assert crash(tmp_path / "store", 1000, seed=2) >= 1000


def test_two_writers_killed_while_taking_turns_never_fork_the_log(tmp_path: Path) -> None:
    store = tmp_path / "store"
    open_archive(store).close()
    for n in range(4):
        writers = [fork_script(WRITER, store, 10 * n + k) for k in range(2)]
        acknowledged = []
        for writer in writers:
            writer.stdout.readline()
        time.sleep(0.05 * n)
        for writer in writers:
            assert writer.kill() == -signal.SIGKILL
        for writer in writers:
            acknowledged += numbers_in(writer.stdout.readlines())
        check_after_kill(store, acknowledged, [])
    with open_archive(store) as archive:
        assert [trouble for trouble in check_store(archive) if trouble.damage] == []
        assert archive.size() > 0


# Seals what is kept and what is not, destroys the latter, and says what is kept and what was destroyed.
ERASER = """
import sys
from datetime import UTC, datetime
from gongzhi.adapters.archive import open_archive
from gongzhi.flow.ports import Item
archive = open_archive(sys.argv[1])
at = datetime(2026, 3, 1, tzinfo=UTC)
n = 0
while True:
    items = [Item(kind="raw", subject=f"{word}-{sys.argv[2]}-{n}", data=f"{word} {n}".encode(), at=at)
             for word in ("kept", "gone", "mixed", "mixed")]
    first = archive.append(items)[0].index
    print("kept", first, first + 2, flush=True)
    archive.destroy([first + 1, first + 3])
    print("gone", first + 1, first + 3, flush=True)
    n += 1
"""


def test_killed_while_destroying_keeps_what_is_kept_and_forgets_what_was_destroyed(tmp_path: Path) -> None:
    store, chance, said = tmp_path / "store", random.Random(4), list[list[str]]()
    for n in range(8):
        writer = fork_script(ERASER, store, n)
        lines = [writer.stdout.readline()]
        time.sleep(chance.uniform(0, 0.08))
        assert writer.kill() == -signal.SIGKILL
        lines += writer.stdout.readlines()
        said += [line.decode().split() for line in lines if line.endswith(b"\n")]
    with open_archive(store) as archive:
        entries = list(archive.placed())
        for word, *places in said:
            for placed in (entries[int(place)] for place in places):
                if word == "gone":
                    assert archive.erased(placed)
                else:
                    number = placed.subject.rsplit("-", 1)[1]
                    assert archive.read(placed) == f"{placed.subject.split('-')[0]} {number}".encode()
        assert [trouble for trouble in check_store(archive) if trouble.damage] == []
    assert len(said) >= 8
