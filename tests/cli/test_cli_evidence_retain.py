"""retain, erase and hold from the command line: listed first, applied when told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.cli import main
from gongzhi.evidence import ExhibitErased
from gongzhi.flow.ports import Item

OLD = datetime(2020, 1, 5, tzinfo=UTC)


def store_with(directory: Path) -> list[str]:
    with open_archive(directory) as archive:
        items = [Item(kind="raw", subject=f"B-{n}", data=b"x%d" % n, at=OLD) for n in range(2)]
        return [placed.exhibit for placed in archive.append(items)]


def run(*words: str) -> int:
    return main(["evidence", *words])


def test_retain_lists_then_applies_and_spares_what_is_held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "s")
    one, two = store_with(tmp_path / "s")
    assert run("hold", "B-1", "--reason", "法院调取", "--by", "sun", "--store", store) == 0
    assert run("retain", "--store", store) == 0
    said = capsys.readouterr().out
    assert "B-0 直播内容 1 件，保存至 2023-01-05，到期" in said and "法院调取" in said and "未销毁任何内容" in said
    with open_archive(store) as archive:
        assert archive.read(archive.find(one)) == b"x0"
    assert run("retain", "--store", store, "--apply", "--by", "sun") == 0
    with open_archive(store) as archive:
        assert archive.read(archive.find(two)) == b"x1"
        with pytest.raises(ExhibitErased):
            archive.read(archive.find(one))
    assert run("fsck", "--store", store, "--repair") == 0
    assert run("hold", "--store", store) == 0 and "有效的保全 1 项" in capsys.readouterr().out


def test_retain_refuses_a_day_to_come_and_a_nameless_destruction(tmp_path: Path) -> None:
    store_with(tmp_path / "s")
    assert run("retain", "--store", str(tmp_path / "s"), "--apply") == 2
    assert run("retain", "--store", str(tmp_path / "s"), "--apply", "--by", "a", "--on", "2999-01-01") == 2


def test_erase_lists_then_applies_and_renews_the_pseudonyms(tmp_path: Path) -> None:
    [one, _] = store_with(tmp_path / "s")
    before = load_pseudonym_key(tmp_path / "s")
    words = ["erase", one, "--pseudonyms", "--why", "请求 3 号", "--by", "sun", "--store", str(tmp_path / "s")]
    assert run(*words) == 0
    assert load_pseudonym_key(tmp_path / "s") == before
    assert run(*words, "--apply") == 0
    assert load_pseudonym_key(tmp_path / "s") != before
    with open_archive(tmp_path / "s") as archive, pytest.raises(ExhibitErased):
        archive.read(archive.find(one))
    assert run("erase", "--why", "x", "--by", "y", "--store", str(tmp_path / "s")) == 2
    assert run("erase", one, "--basis", "没有的法/1", "--why", "x", "--by", "y", "--store", str(tmp_path / "s")) == 2
