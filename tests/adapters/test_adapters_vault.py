"""Content at rest: unreadable without its key, destroyable, found again by a scan, and readable from older stores."""

import errno
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from adapters_failing_disk import FailingDisk

from gongzhi.adapters.archive import DirectoryArchive, ExhibitDamaged, StoreDamaged, StoreUnwritable, open_archive
from gongzhi.adapters.bundles import bundle
from gongzhi.adapters.case_keys import MasterFile
from gongzhi.adapters.fsck import check_store
from gongzhi.evidence import ExhibitErased, Outcome, verify_bundle
from gongzhi.flow.ports import Item, Placed

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(text: str, subject: str = "B-1", kind: str = "raw") -> Item:
    return Item(kind=kind, subject=subject, data=text.encode(), at=AT)


def filled(store: Path) -> DirectoryArchive:
    archive = open_archive(store)
    archive.append([item(f"{subject} says {n}", subject) for subject in ("B-1", "B-2") for n in range(5)])
    return archive


def damage(archive: DirectoryArchive) -> list[str]:
    return [f"{trouble.path} {trouble.detail}" for trouble in check_store(archive) if trouble.damage]


def everything_below(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


def as_an_older_store(archive: DirectoryArchive, store: Path) -> None:
    """Rewrite a store as it was before encryption: openings and content in the clear, one file per content."""
    openings = b""
    for placed, (salt, digest) in zip(list(archive.placed()), archive.vault.openings(0, archive.size()), strict=True):
        path = archive.vault.blobs.path(digest.hex())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(archive.read(placed))
        openings += salt + digest
    (store / "openings").mkdir()
    (store / "openings" / "00000000").write_bytes(openings)
    (store / "journal").unlink()
    for path in [*(store / "places").iterdir(), *(store / "blobs" / "packs").iterdir(), store / "keys" / "data.keys"]:
        path.unlink()
    archive.close()


def test_content_cannot_be_read_from_the_files_of_a_store(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    [placed] = archive.append([item("电话 13900001111", kind="Finding")])
    assert archive.read(placed) == "电话 13900001111".encode()
    stored = everything_below(tmp_path / "blobs") + everything_below(tmp_path / "places")
    stored += (tmp_path / "journal").read_bytes()
    assert b"13900001111" not in stored
    assert hashlib.sha256("电话 13900001111".encode()).digest() not in stored


def test_a_destroyed_unit_is_erased_and_nothing_else_is(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    gone = [placed for placed in archive.placed(subject="B-1")]
    before = bundle(archive, ["B-1"], made_at=AT)
    archive.destroy([placed.index for placed in gone])
    for placed in gone:
        with pytest.raises(ExhibitErased, match="内容已依法销毁"):
            archive.read(placed)
    assert [archive.read(placed) for placed in archive.placed(subject="B-2")] == [
        f"B-2 says {n}".encode() for n in range(5)
    ]
    assert damage(archive) == []
    # What was issued before still verifies; what is made now proves that it was sealed, and the rest is untouched.
    assert verify_bundle(before).verdict is Outcome.VERIFIED
    after = verify_bundle(bundle(archive, ["B-1", "B-2"], made_at=AT))
    assert after.verdict is Outcome.INCOMPLETE
    assert [one.reason for one in after.items] == ["erased"] * 5 + ["sealed"] * 5
    assert "内容已依法销毁" in after.items[0].detail


def test_an_old_copy_of_the_keys_opens_nothing_after_a_destruction(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    copy = (tmp_path / "keys" / "data.keys").read_bytes()
    archive.destroy([placed.index for placed in archive.placed(subject="B-1")])
    (tmp_path / "keys" / "data.keys").write_bytes(copy)
    with pytest.raises(ExhibitDamaged, match="主密钥"):
        open_archive(tmp_path).read(next(archive._index.select(kind=None, subject="B-1", after=-1)))


def test_nothing_of_what_was_erased_is_left_in_index_or_journal(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    digest = hashlib.sha256(b"B-1 says 3").hexdigest()
    assert archive.find_content(digest) is not None and digest.encode() in everything_below(tmp_path)
    archive.destroy([placed.index for placed in archive.placed(subject="B-1")])
    assert digest.encode() not in everything_below(tmp_path)
    assert bytes.fromhex(digest) not in everything_below(tmp_path)
    assert archive.find_content(digest) is None
    assert open_archive(tmp_path).size() == 10


def test_one_record_is_erased_while_its_unit_lives(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.append([item("B-1 says 3", "B-3")])
    body = archive.vault.as_it_lies(3, "")
    assert body is not None and body in everything_below(tmp_path)
    archive.destroy([3])
    archive.destroy([3])
    assert archive.erased(archive._index.at(3)) and body not in everything_below(tmp_path)
    assert [archive.erased(placed) for placed in archive.placed()].count(True) == 1
    assert [archive.read(p) for p in archive.placed(subject="B-3")] == [b"B-1 says 3"]
    assert damage(archive) == []
    archive.append([item("more")])
    assert [archive.read(placed) for placed in archive.placed(after=10)] == [b"more"]


def test_the_same_subject_gets_a_new_key_after_its_old_one_was_destroyed(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.destroy([placed.index for placed in archive.placed(subject="B-1")])
    [again] = archive.append([item("anew")])
    assert archive.read(again) == b"anew"
    assert archive.erased(archive._index.at(0))


def test_another_process_with_the_key_in_memory_reads_it_no_more(tmp_path: Path) -> None:
    archive, other = filled(tmp_path), open_archive(tmp_path)
    first = next(other.placed())
    assert other.read(first) == b"B-1 says 0"
    archive.destroy(range(5))
    with pytest.raises(ExhibitErased):
        other.read(first)


@pytest.mark.parametrize("at", range(40))
def test_a_destruction_cut_off_anywhere_is_finished_by_repeating_it(tmp_path: Path, at: int) -> None:
    filled(tmp_path).close()
    disk = FailingDisk(tmp_path, code=errno.EIO)
    archive = DirectoryArchive(tmp_path, disk=disk)
    disk.left = at
    try:
        archive.destroy([0, 1, 2, 3, 4, 7])
    except StoreUnwritable as error:
        assert "已确认的记录都在" in str(error)
    disk.left = None
    again = open_archive(tmp_path)
    kept = [5, 6, 8, 9]
    assert [again.read(again._index.at(index)) for index in kept] == [f"B-2 says {n - 5}".encode() for n in kept]
    again.destroy([0, 1, 2, 3, 4, 7])
    assert [again.erased(placed) for placed in again.placed()] == [n not in kept for n in range(10)]
    assert damage(again) == []
    assert again.append([item("next")])[0].index == 10


def test_places_that_were_lost_are_found_again_by_a_scan_of_the_packs(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.destroy(range(5))
    (tmp_path / "places" / "00000000").unlink()
    with pytest.raises(StoreDamaged, match="fsck --repair"):
        archive.append([item("next")])
    assert archive.repair() == 10
    assert [archive.read(placed) for placed in archive.placed(subject="B-2")] == [
        f"B-2 says {n}".encode() for n in range(5)
    ]
    assert archive.erased(archive._index.at(0))
    assert damage(archive) == []
    assert archive.append([item("next")])[0].index == 10


def test_a_store_from_before_encryption_is_read_continued_and_erased(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.append([item("B-1 says 0", "B-2")])
    as_an_older_store(archive, tmp_path)
    again = open_archive(tmp_path)
    assert damage(again) == []
    [new] = again.append([item("B-1 goes on")])
    assert [again.read(placed) for placed in again.placed(subject="B-1")][-2:] == [b"B-1 says 4", b"B-1 goes on"]
    again.destroy([0, 1])
    # The same words stand under B-2 as well, whose own retention has not ended.
    assert again.read(again._index.at(10)) == b"B-1 says 0"
    assert not again.vault.blobs.path(hashlib.sha256(b"B-1 says 1").hexdigest()).exists()
    with pytest.raises(ExhibitErased):
        again.read(again._index.at(1))
    assert again.read(new) == b"B-1 goes on"
    assert damage(again) == []


def test_without_the_master_key_the_log_is_read_and_content_is_not(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.close()
    (tmp_path / "keys" / "master.key").unlink()
    again = open_archive(tmp_path)
    assert again.size() == 10 and len(list(again.placed())) == 10
    with pytest.raises(ExhibitDamaged, match="主密钥"):
        again.read(next(again.placed()))
    with pytest.raises(StoreDamaged, match="主密钥"):
        again.append([item("more", "B-9")])


def test_content_moved_to_the_place_of_another_is_refused(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    places = tmp_path / "places" / "00000000"
    data = places.read_bytes()
    places.write_bytes(data[128:256] + data[:128] + data[256:])
    with pytest.raises(ExhibitDamaged):
        archive.read(next(archive.placed()))
    assert [line.split()[0] for line in damage(archive)] == ["places/00000000", "places/00000000", "index.sqlite3"]


class FarWrapper:
    """A key management service, as far as this store sees it: it keeps the master key to itself."""

    def __init__(self, directory: Path) -> None:
        self.here = MasterFile(directory / "kms.key", disk=FailingDisk(directory, code=errno.EIO))
        self.here.create()
        self.asked = 0

    def wrap(self, key: bytes, *, unit: bytes) -> bytes:
        return self.here.wrap(key, unit=unit) + b"key version 1"

    def unwrap(self, wrapped: bytes, *, unit: bytes) -> bytes:
        self.asked += 1
        return self.here.unwrap(wrapped.removesuffix(b"key version 1"), unit=unit)

    def renewed(self) -> "FarWrapper":
        return self

    def name(self) -> str:
        return "kms/1"

    def take_over(self) -> None:
        return


def test_a_key_management_service_may_hold_the_master_key(tmp_path: Path) -> None:
    wrapper = FarWrapper(tmp_path / "..")
    archive = DirectoryArchive(tmp_path, wrapper=wrapper)
    placed: list[Placed] = archive.append([item("one"), item("two", "B-2")])
    assert not (tmp_path / "keys" / "master.key").exists()
    again = DirectoryArchive(tmp_path, wrapper=wrapper)
    assert again.read(placed[0]) == b"one" and wrapper.asked
    again.destroy([0])
    assert again.erased(placed[0]) and again.read(placed[1]) == b"two"
