"""The verb ``evidence``: seal, bundle, verify, fsck and log, with the exit statuses of the contract."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.adapters.archive import open_archive
from gongzhi.cli.main import run
from gongzhi.flow.ports import Item

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("你好", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.bin").write_bytes(bytes(5000))
    return tmp_path / "store"


def sealed_ids(store: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert (
        run(["evidence", "seal", str(store.parent / "a.txt"), str(store.parent / "deep"), "--store", str(store)]) == 0
    )
    return [line.split(" ", 1)[0] for line in capsys.readouterr().out.splitlines()]


def test_seal_prints_one_id_and_path_per_line(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "seal", str(store.parent / "a.txt"), "--store", str(store)]) == 0
    id, path = capsys.readouterr().out.strip().split(" ", 1)
    assert len(id) == 26
    assert path == str(store.parent / "a.txt")


def test_a_bundle_verifies_and_a_changed_one_does_not(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = sealed_ids(store, capsys)
    file = store.parent / "out.evz"
    assert run(["evidence", "bundle", *ids, "-o", str(file), "--store", str(store)]) == 0
    assert run(["evidence", "verify", str(file)]) == 0
    assert "公钥取自这个包本身" in capsys.readouterr().out
    data = bytearray(file.read_bytes())
    data[data.index("你好".encode())] ^= 1
    file.write_bytes(data)
    assert run(["evidence", "verify", str(file), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "failed"
    assert [(item["ok"], item["reason"]) for item in said["items"]].count((False, "content-altered")) == 1
    assert {"n", "what", "ok", "detail"} <= set(said["steps"][0])


def test_a_policy_from_outside_is_what_counts(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [one, *_] = sealed_ids(store, capsys)
    file, policy = store.parent / "out.evz", store.parent / "policy.txt"
    run(["evidence", "bundle", one, "-o", str(file), "--store", str(store)])
    policy.write_text(f"log {(store / 'keys' / 'log.pub').read_text().strip()}\nquorum none\n")
    assert run(["evidence", "verify", str(file), "--policy", str(policy)]) == 0
    with open_archive(store.parent / "another") as another:
        policy.write_text(f"log {another.log.key}\nquorum none\n")
    assert run(["evidence", "verify", str(file), "--policy", str(policy)]) == 1
    policy.write_text("log nonsense\n")
    assert run(["evidence", "verify", str(file), "--policy", str(policy)]) == 2
    assert "第 1 行" in capsys.readouterr().err


def test_a_case_takes_along_what_its_records_refer_to(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(store) as archive:
        [finding] = archive.append([Item(kind="Finding", subject="room-1", data=b'{"a":1}', at=AT)])
        opened = {"@record": "CaseOpened", "exhibits": [finding.exhibit, "0" * 26]}
        archive.append([Item(kind="CaseOpened", subject="case-1", data=json.dumps(opened).encode(), at=AT)])
    file = store.parent / "case.evz"
    assert run(["evidence", "bundle", "case-1", "-o", str(file), "--store", str(store)]) == 0
    capsys.readouterr()
    assert run(["evidence", "verify", str(file), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "incomplete"
    assert [item["kind"] for item in said["items"]] == ["Finding", "CaseOpened"]
    assert "0" * 26 in said["steps"][8]["detail"]


def test_unusable_input_is_refused_with_what_to_do(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed_ids(store, capsys)
    for arguments in (
        ["seal", str(store.parent / "missing"), "--store", str(store)],
        ["bundle", "nobody", "-o", str(store.parent / "x.evz"), "--store", str(store)],
        ["bundle", "nobody", "-o", str(store.parent / "x.evz"), "--store", str(store.parent / "nowhere")],
        ["verify", str(store.parent / "missing.evz")],
        ["fsck", "--store", str(store.parent / "nowhere")],
        ["log", "--store", str(store), "--listen", "nowhere"],
    ):
        assert run(["evidence", *arguments]) == 2
        assert "请" in capsys.readouterr().err


def test_fsck_finds_nothing_in_a_whole_store(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed_ids(store, capsys)
    assert run(["evidence", "fsck", "--store", str(store)]) == 0
    assert "完好" in capsys.readouterr().out


def test_fsck_names_the_damaged_file(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed_ids(store, capsys)
    tile = store / "log" / "tile" / "0" / "000.p" / "2"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\0")
    assert run(["evidence", "fsck", "--store", str(store)]) == 1
    assert "损坏 log/tile/0/000.p/2" in capsys.readouterr().out


@pytest.fixture
def served(store: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    sealed_ids(store, capsys)
    command = [sys.executable, "-m", "gongzhi.cli", "evidence", "log", "--store", str(store), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "src"}) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        yield line.split("http://")[1].split("/")[0]
        # A shell that runs the tests in the background has them ignore SIGINT, and what they start with them.
        server.send_signal(signal.SIGINT if signal.getsignal(signal.SIGINT) != signal.SIG_IGN else signal.SIGTERM)
        assert server.wait(timeout=10) in (0, -signal.SIGTERM)


def test_the_log_is_served_as_its_files_are(store: Path, served: str) -> None:
    def fetched(path: str) -> tuple[bytes, str]:
        with urllib.request.urlopen(f"http://{served}/{path}", timeout=5) as answer:
            return answer.read(), answer.headers["Cache-Control"]

    assert fetched("checkpoint") == ((store / "log" / "checkpoint").read_bytes(), "no-cache")
    data, caching = fetched("tile/entries/000.p/2")
    assert data == (store / "log" / "tile" / "entries" / "000.p" / "2").read_bytes()
    assert "immutable" in caching
    for path in ("", "keys/log.key", "tile/0/000.p/1", "tile/0/000", "../keys/log.key", "tile/0/000.p/2?x"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(path)
