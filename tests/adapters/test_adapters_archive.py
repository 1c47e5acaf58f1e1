"""The archive: what was acknowledged stays, what was not leaves no trace, and anybody may look meanwhile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import DirectoryArchive, ExhibitDamaged, StoreDamaged, open_archive
from gongzhi.flow.ports import Item, Placed

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(text: str, *, kind: str = "Finding", subject: str = "broadcast-1") -> Item:
    return Item(kind=kind, subject=subject, data=text.encode(), at=AT)


def test_what_was_sealed_is_read_back_in_order(tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "store")
    placed = archive.append([item("一"), item("二"), item("三")])
    assert [p.index for p in placed] == [0, 1, 2]
    assert list(archive.placed()) == placed
    assert [archive.read(p).decode() for p in placed] == ["一", "二", "三"]


def test_items_are_found_by_kind_subject_and_place(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append([item("a"), item("b", kind="raw"), item("c", subject="case-1")])
    assert [p.index for p in archive.placed(kind="raw")] == [1]
    assert [p.index for p in archive.placed(subject="case-1")] == [2]
    assert [p.index for p in archive.placed(kind="Finding", subject="broadcast-1", after=0)] == []
    found = archive.find(next(archive.placed(kind="raw")).exhibit)
    assert found is not None
    assert found.index == 1
    assert archive.find("0" * 26) is None


def test_a_store_opened_again_continues_where_it_was(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        before = archive.append([item(str(n)) for n in range(300)])
    with open_archive(tmp_path, create=False) as again:
        assert again.size() == 300
        assert list(again.placed()) == before
        assert again.append([item("301")])[0].index == 300


def test_another_reader_sees_new_entries_at_its_next_call(tmp_path: Path) -> None:
    writer, reader = open_archive(tmp_path), open_archive(tmp_path)
    assert reader.size() == 0
    sealed = writer.append([item("x")])
    assert reader.size() == 1
    assert list(reader.placed()) == sealed


def test_two_writers_take_turns_on_one_log(tmp_path: Path) -> None:
    one, two = open_archive(tmp_path), open_archive(tmp_path)
    for n in range(20):
        (one if n % 2 else two).append([item(str(n)), item(f"{n}b")])
    assert one.size() == two.size() == 40
    assert [p.index for p in one.placed()] == list(range(40))


def test_the_index_is_built_again_from_the_log(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        before = archive.append([item(str(n)) for n in range(600)])
    for name in ("index.sqlite3", "index.sqlite3-wal", "index.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    assert list(open_archive(tmp_path).placed()) == before
    (tmp_path / "index.sqlite3").write_bytes(b"not a database, but long enough to look at" * 100)
    assert list(open_archive(tmp_path).placed()) == before


def test_an_index_of_another_store_is_not_believed(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a") as a, open_archive(tmp_path / "b") as b:
        a.append([item("a1"), item("a2")])
        ours = b.append([item("b1"), item("b2")])
    (tmp_path / "a" / "index.sqlite3").replace(tmp_path / "b" / "index.sqlite3")
    assert list(open_archive(tmp_path / "b").placed()) == ours


def test_damaged_and_missing_content_is_named(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    one, two = archive.append([item("one"), item("two")])
    pack = tmp_path / "blobs" / "packs" / "00000000.pack"
    whole = bytearray(pack.read_bytes())
    whole[170] ^= 1
    pack.write_bytes(whole[:-1])
    with pytest.raises(ExhibitDamaged, match="已被改动"):
        archive.read(one)
    with pytest.raises(ExhibitDamaged, match="不见了"):
        archive.read(two)


def test_writing_is_reentrant_and_keeps_others_out(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    with archive.writing(), archive.writing():
        assert archive.append([item("inside")])[0].index == 0
    assert archive.size() == 1


def test_nothing_to_seal_seals_nothing(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    assert archive.append([]) == []
    assert archive.size() == 0


def test_a_directory_that_is_no_store_is_refused_unless_it_may_be_created(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="不是证据库"):
        open_archive(tmp_path, create=False)


def test_the_same_text_sealed_twice_is_two_exhibits(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    one, two = archive.append([item("同"), item("同")])
    assert one.sha256 == two.sha256
    assert one.exhibit != two.exhibit
    assert isinstance(one, Placed)


def test_a_log_that_went_back_is_refused(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.append([item("1")])
    old = (tmp_path / "log" / "checkpoint").read_bytes()
    archive.append([item("2")])
    (tmp_path / "log" / "checkpoint").write_bytes(old)
    with pytest.raises(StoreDamaged, match="回退"):
        archive.size()


def test_keys_and_content_are_private(tmp_path: Path) -> None:
    archive: DirectoryArchive = open_archive(tmp_path)
    archive.append([item("secret")])
    for path in sorted(path for path in tmp_path.rglob("*") if path.is_file() and "log" not in path.parts):
        assert path.stat().st_mode & 0o077 == 0
