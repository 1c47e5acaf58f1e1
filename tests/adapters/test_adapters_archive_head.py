"""A log put back from a backup is read, and not continued: its key has already signed another history."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import StoreDamaged, open_archive
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def items(*texts: str) -> list[Item]:
    return [Item(kind="raw", subject="s", data=text.encode(), at=AT) for text in texts]


def put_back(backup: Path, store: Path) -> None:
    shutil.rmtree(store)
    shutil.copytree(backup, store)


def test_a_store_put_back_from_a_backup_is_read_and_not_continued(tmp_path: Path) -> None:
    store, keys = tmp_path / "store", tmp_path / "keys"
    with open_archive(store, keys=keys) as archive:
        archive.append(items("1", "2"))
        shutil.copytree(store, tmp_path / "backup")
        archive.append(items("3"))
    put_back(tmp_path / "backup", store)
    archive = open_archive(store, keys=keys)
    assert archive.size() == 2
    with pytest.raises(StoreDamaged, match=r"已签到第 3 项.*旧备份"):
        archive.append(items("another third"))
    assert archive.size() == 2


def test_a_history_that_grew_elsewhere_under_the_same_key_is_not_continued(tmp_path: Path) -> None:
    store, keys = tmp_path / "store", tmp_path / "keys"
    with open_archive(store, keys=keys) as archive:
        archive.append(items("1"))
    shutil.copytree(store, tmp_path / "twin")
    shutil.copytree(keys, tmp_path / "twin-keys")
    with open_archive(tmp_path / "twin", keys=tmp_path / "twin-keys") as twin:
        twin.append(items("2", "3"))
    with open_archive(store, keys=keys) as archive:
        archive.append(items("two"))
    with pytest.raises(StoreDamaged, match="不能继续写"):
        open_archive(tmp_path / "twin", keys=keys).append(items("4"))


def test_a_head_that_ran_behind_after_a_power_cut_is_no_obstacle(tmp_path: Path) -> None:
    store, keys = tmp_path / "store", tmp_path / "keys"
    with open_archive(store, keys=keys) as archive:
        archive.append(items("1"))
        older = (keys / "log.head").read_bytes()
        archive.append(items("2", "3"))
    (keys / "log.head").write_bytes(older)
    with open_archive(store, keys=keys) as archive:
        assert archive.append(items("4"))[0].index == 3
    (keys / "log.head").unlink()
    assert open_archive(store, keys=keys).append(items("5"))[0].index == 4


def test_a_garbled_head_stops_the_writer(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.append(items("1"))
    (tmp_path / "keys" / "log.head").write_text("garbled\n")
    with pytest.raises(StoreDamaged, match=r"log\.head 读不出"):
        open_archive(tmp_path).append(items("2"))
