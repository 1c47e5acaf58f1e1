"""``gongzhi suggest`` as a person runs it: nothing leaves unless it was configured, and limits hold."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from adapters.test_adapters_second_opinion import SECRET, completion, stub
from gongzhi.adapters.archive import open_archive
from gongzhi.cli import main
from gongzhi.flow.second_opinion import SecondOpinion
from gongzhi.values import decode_record

__all__ = ["stub"]
SPEECH = "1\n00:00:01,000 --> 00:00:04,000\n家里老爷子拐棍都扔了电话13812345678问他\n\n2\n00:00:05,000 --> 00:00:06,000\n大家好\n"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two sentences, made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("watched")
    room = folder / "room"
    room.mkdir()
    (room / "speech.srt").write_text(SPEECH, encoding="utf-8")
    (room / "room.yaml").write_text(
        'platform: 平台P\nroom: lin\ncategory: 食品\nstarted_at: "2026-03-01T20:00:00+08:00"\n', encoding="utf-8"
    )
    assert main(["watch", str(room), "--store", str(folder / "store")]) == 0
    return folder / "store"


@pytest.fixture
def store(watched: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(watched, tmp_path / "store"))


def opinions(store: Path) -> list[SecondOpinion]:
    archive = open_archive(store)
    return [decode_record(SecondOpinion, archive.read(one)) for one in archive.placed(kind="SecondOpinion")]


def address(stub: Any) -> str:
    return f"http://127.0.0.1:{stub.server_port}/v1"


ANSWER = {"line": 0, "start": 5, "end": 10, "quote": "拐棍都扔了", "type": "medical_claim", "why": "暗示能治好腿脚"}


def test_without_an_address_nobody_is_asked(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--store", str(store)]) == 0
    assert capsys.readouterr().out.endswith("由人作出决定。\n")
    assert opinions(store) == []
    assert not (store / "opinion-spent.json").exists()


def test_a_second_opinion_is_asked_sealed_and_told(
    store: Path, stub: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_OPINION_KEY", SECRET)
    stub.gives = completion(json.dumps({"opinions": [ANSWER]}, ensure_ascii=False))
    command = [
        "suggest",
        "--store",
        str(store),
        "--opinion-url",
        address(stub),
        "--opinion-model",
        "m",
        "--opinion-every",
    ]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "第二意见" in out and "拐棍都扔了" in out and "由人作出决定" in out
    (one,) = opinions(store)
    assert one.remarks[0].opinion.quote == "拐棍都扔了"
    ((_, headers, body),) = stub.seen
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert b"13812345678" not in body
    assert main(command) == 0
    assert len(stub.seen) == 1


def test_settings_of_the_store_name_the_endpoint_and_the_limits(
    store: Path, stub: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = f"url: {address(stub)}\nmodel: m\nrequests_per_day: 0\nyuan_per_day: '1.50'\n"
    (store / "opinion.yaml").write_text(settings, encoding="utf-8")
    assert main(["suggest", "--store", str(store), "--opinion-every"]) == 2
    assert "上限 0 已到" in capsys.readouterr().err
    assert stub.seen == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("key: abc\n", "GONGZHI_OPINION_KEY"),
        ("- 1\n", "字段"),
        ("url: [\n", "缩进"),
        ("url: 'http://example.com/v1'\nmodel: m\n", "https"),
        ("url: 'https://host/v1'\n", "模型名"),
        ("url: 5\n", "文字"),
        ("url: 'https://host/v1'\nmodel: m\ntokens_per_day: -1\n", "整数"),
        ("url: 'https://host/v1'\nmodel: m\nyuan_per_day: 一元\n", "金额"),
    ],
)
def test_settings_that_are_half_right_are_refused(
    store: Path, capsys: pytest.CaptureFixture[str], settings: str, says: str
) -> None:
    (store / "opinion.yaml").write_text(settings, encoding="utf-8")
    assert main(["suggest", "--store", str(store)]) == 2
    assert says in capsys.readouterr().err


def test_an_unknown_broadcast_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "--store", str(store), "--broadcast", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
