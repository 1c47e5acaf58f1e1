"""The check of a store: whatever is damaged, missing or left over is named by its file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import DirectoryArchive, open_archive
from gongzhi.adapters.fsck import check_store
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNT = 300


def stored(directory: Path) -> DirectoryArchive:
    archive = open_archive(directory)
    archive.append([Item(kind="raw", subject="s", data=f"content {n}".encode(), at=AT) for n in range(COUNT)])
    return archive


def flip(path: Path, at: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


PACK = "blobs/packs/00000000.pack"


def test_a_whole_store_has_no_trouble(tmp_path: Path) -> None:
    assert list(check_store(stored(tmp_path))) == []


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("log/tile/0/000", lambda archive, path: flip(path, 100)),
        ("log/tile/0/000.p/44", lambda archive, path: path.unlink(missing_ok=True)),
        ("log/tile/1/000.p/1", lambda archive, path: path.write_bytes(b"")),
        ("log/tile/entries/001.p/44", lambda archive, path: flip(path, 1)),
        ("log/tile/entries/000", lambda archive, path: path.unlink()),
        ("places/00000000", lambda archive, path: flip(path, 128 * 7 + 60)),
    ],
)
def test_each_damaged_file_is_named(
    tmp_path: Path, name: str, damage: Callable[[DirectoryArchive, Path], None]
) -> None:
    archive = stored(tmp_path)
    if name.endswith("000.p/44"):
        name = "log/tile/0/001.p/44"
    damage(archive, tmp_path / name)
    named = [trouble.path for trouble in check_store(archive) if trouble.damage]
    assert name in named


def test_an_entry_changed_together_with_its_tile_is_told_by_the_root(tmp_path: Path) -> None:
    archive = stored(tmp_path)
    bundle = tmp_path / "log" / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b'"raw"', b'"Raw"', 1))
    said = {trouble.path for trouble in check_store(archive)}
    assert {"log/checkpoint", "log/tile/0/000"} <= said


def test_content_changed_or_lost_is_named(tmp_path: Path) -> None:
    archive = stored(tmp_path)
    flip(tmp_path / PACK, 165)
    assert [(t.path, "改动" in t.detail) for t in check_store(archive)] == [(PACK, True)]
    (tmp_path / PACK).unlink()
    assert {(t.path, "不见了" in t.detail) for t in check_store(archive)} == {(PACK, True)}


def test_rows_of_the_index_that_the_log_does_not_have_are_named(tmp_path: Path) -> None:
    import sqlite3

    archive = stored(tmp_path)
    assert len(list(archive.placed())) == COUNT
    with sqlite3.connect(tmp_path / "index.sqlite3") as rows:
        rows.execute("update exhibits set subject = 'another' where place = 3")
    assert [(t.path, "第 3 行" in t.detail) for t in check_store(archive)] == [("index.sqlite3", True)]


def test_left_over_files_are_told_and_are_no_damage(tmp_path: Path) -> None:
    archive = stored(tmp_path)
    (tmp_path / "log" / "notes.txt").write_text("x")
    (tmp_path / "log" / "tile" / "0" / "009").write_bytes(bytes(8192))
    orphan = archive.vault.blobs.path("ab" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    with (tmp_path / PACK).open("ab") as pack:
        pack.write(b"torn")
    found = [(trouble.path, trouble.damage) for trouble in check_store(archive)]
    assert found == [
        ("log/notes.txt", False),
        ("log/tile/0/009", False),
        (orphan.relative_to(tmp_path).as_posix(), False),
        (PACK, False),
    ]
