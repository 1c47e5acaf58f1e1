"""Full disks, broken disks and power cuts: nothing acknowledged is lost, nothing refused leaves a trace."""

import errno
import hashlib
import os
import shutil
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from adapters_failing_disk import FailingDisk
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.adapters.archive import DirectoryArchive, StoreDamaged, StoreUnwritable, open_archive
from gongzhi.adapters.fsck import check_store
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def items(first: int, count: int) -> list[Item]:
    return [Item(kind="raw", subject="s", data=f"content {n}".encode(), at=AT) for n in range(first, first + count)]


def contents(archive: DirectoryArchive) -> list[bytes]:
    return [archive.read(placed) for placed in archive.placed()]


def damaged(archive: DirectoryArchive) -> list[str]:
    return [f"{trouble.path} {trouble.detail}" for trouble in check_store(archive) if trouble.damage]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 60),
    st.sampled_from([errno.ENOSPC, errno.EIO]),
    st.sampled_from([0, 3, 250]),
    st.integers(1, 20),
    st.booleans(),
)
def test_an_append_that_fails_anywhere_left_no_trace_and_the_next_one_works(
    tmp_path_factory: pytest.TempPathFactory, at: int, code: int, before: int, count: int, again: bool
) -> None:
    directory = tmp_path_factory.mktemp("store")
    disk = FailingDisk(directory, code=code)
    archive = DirectoryArchive(directory, disk=disk)
    archive.append(items(0, before))
    disk.left = at
    try:
        archive.append(items(before, count))
        kept = before + count
    except StoreUnwritable as error:
        kept = before
        assert "已确认的记录都在" in str(error)
    disk.left = None
    if again:
        archive = open_archive(directory)
    assert archive.size() == kept
    assert archive.append(items(kept, 3))[0].index == kept
    assert contents(archive) == [item.data for item in items(0, kept + 3)]
    assert damaged(archive) == []
    shutil.rmtree(directory)


def test_a_full_disk_says_so_and_what_to_do(tmp_path: Path) -> None:
    disk = FailingDisk(tmp_path, code=errno.ENOSPC)
    archive = DirectoryArchive(tmp_path, disk=disk)
    disk.left = 2
    with pytest.raises(StoreUnwritable, match=r"磁盘已满.*请腾出空间"):
        archive.append(items(0, 3))


def test_a_store_that_cannot_be_written_is_still_read(tmp_path: Path) -> None:
    open_archive(tmp_path).append(items(0, 3))
    disk = FailingDisk(tmp_path, code=errno.EROFS)
    archive = DirectoryArchive(tmp_path, disk=disk)
    disk.left = 0
    with pytest.raises(StoreUnwritable, match="只读或没有权限"):
        archive.append(items(3, 1))
    assert len(contents(archive)) == 3


def test_failing_inside_a_held_lock_does_not_spoil_the_next_append(tmp_path: Path) -> None:
    disk = FailingDisk(tmp_path, code=errno.EIO)
    archive = DirectoryArchive(tmp_path, disk=disk)
    with archive.writing():
        disk.left = 4
        with pytest.raises(StoreUnwritable):
            archive.append(items(0, 30))
        disk.left = None
        archive.append(items(0, 2))
    assert len(contents(archive)) == 2
    assert damaged(archive) == []


def forget_unsynced(directory: Path, names: list[str]) -> None:
    """What a power cut may do to files that were never synced: lose them, or leave them empty."""
    for n, name in enumerate(names):
        path = directory / name
        path.unlink() if n % 2 else path.write_bytes(b"")


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append(items(0, 5))
    before = (tmp_path / "log" / "checkpoint").read_bytes()
    archive.append(items(5, 300))
    blobs = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    tiles = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "log" / "tile").rglob("*") if path.is_file()]
    forget_unsynced(tmp_path, [*blobs, *tiles, "places/00000000"])
    (tmp_path / "log" / "checkpoint").write_bytes(before)
    (tmp_path / "writer.lock").write_bytes(b"0 another start of the machine")
    again = open_archive(tmp_path)
    assert contents(again) == [item.data for item in items(0, 305)]
    assert damaged(again) == []
    assert (tmp_path / "journal").stat().st_size == 0


def test_a_journal_torn_at_its_end_keeps_the_batches_before(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append(items(0, 5))
    journal = tmp_path / "journal"
    whole = journal.read_bytes().rstrip(b"\0")
    checkpoint = (tmp_path / "log" / "checkpoint").read_bytes()
    head = (tmp_path / "keys" / "log.head").read_bytes()
    archive.append(items(5, 5))
    journal.write_bytes(journal.read_bytes()[: len(whole) + 150])
    (tmp_path / "log" / "checkpoint").write_bytes(checkpoint)
    (tmp_path / "keys" / "log.head").write_bytes(head)
    (tmp_path / "writer.lock").write_bytes(b"1")
    again = open_archive(tmp_path)
    assert again.size() == 5
    again.append(items(5, 1))
    assert contents(again) == [item.data for item in items(0, 6)]
    assert damaged(again) == []


def test_an_old_journal_does_not_turn_the_log_back(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append(items(0, 5))
    old = (tmp_path / "journal").read_bytes()
    archive.append(items(5, 5))
    (tmp_path / "journal").write_bytes(old)
    (tmp_path / "writer.lock").write_bytes(b"1")
    assert open_archive(tmp_path).size() == 10


def test_a_full_journal_starts_over_and_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.adapters.journal._FULL", 3000)
    archive, other = open_archive(tmp_path), open_archive(tmp_path)
    for n in range(40):
        (other if n % 3 == 2 else archive).append(items(n, 1))
    assert (tmp_path / "journal").stat().st_size == 256 << 10
    (tmp_path / "writer.lock").write_bytes(b"1")
    assert contents(open_archive(tmp_path)) == [item.data for item in items(0, 40)]
    assert damaged(archive) == []


def test_a_journal_of_the_first_format_is_replayed(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append(items(0, 5))
    before = (tmp_path / "log" / "checkpoint").read_bytes()
    archive.append(items(5, 5))
    [*_, batch] = archive._disk._batches()
    parts = [struct.pack(">HQQ", len(w.path), 2**64 - 1 if w.offset is None else w.offset, len(w.data)) + w.path.encode() + w.data for w in batch]  # fmt: skip
    body = b"".join(parts)
    first = struct.pack(">8sQ32s", b"GZJRNL1\n", len(body), hashlib.sha256(body).digest()) + body
    (tmp_path / "journal").write_bytes(first)
    (tmp_path / "log" / "checkpoint").write_bytes(before)
    (tmp_path / "writer.lock").write_bytes(b"1")
    again = open_archive(tmp_path)
    assert contents(again) == [item.data for item in items(0, 10)]
    (tmp_path / "journal").write_bytes(first)
    again.append(items(10, 1))
    assert open_archive(tmp_path).size() == 11


def test_large_content_is_sealed_too(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    large = Item(kind="raw", subject="s", data=os.urandom(3 << 20), at=AT)
    [placed, again] = archive.append([large, large])
    assert archive.read(placed) == archive.read(again) == large.data
    assert (tmp_path / "journal").stat().st_size < 1 << 20


def test_a_store_without_its_private_key_reads_and_does_not_write(tmp_path: Path) -> None:
    open_archive(tmp_path).append(items(0, 2))
    (tmp_path / "keys" / "log.key").unlink()
    archive = open_archive(tmp_path)
    assert len(contents(archive)) == 2
    with pytest.raises(StoreDamaged, match="私钥"):
        archive.append(items(2, 1))


@pytest.mark.parametrize("change", ["other pair", "garbled", "gone"])
def test_keys_that_do_not_fit_the_log_are_refused(tmp_path: Path, change: str) -> None:
    open_archive(tmp_path / "a").append(items(0, 2))
    open_archive(tmp_path / "b")
    keys = tmp_path / "a" / "keys"
    if change == "other pair":
        (tmp_path / "b" / "keys" / "log.key").replace(keys / "log.key")
    elif change == "garbled":
        (keys / "log.pub").write_text("nonsense\n")
    else:
        shutil.rmtree(keys)
    with pytest.raises(StoreDamaged, match="请从备份恢复"):
        open_archive(tmp_path / "a")
