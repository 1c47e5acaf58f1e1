"""``gongzhi evidence witness`` and ``cosign``, as processes: three bodies vouch for a log, and a bundle shows it."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.cli.main import run

ROOT = Path(__file__).resolve().parents[2]


def test_three_witness_processes_cosign_and_the_bundle_verifies_under_their_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, into = tmp_path / "store", tmp_path / "witnesses"
    assert run(["evidence", "seal", str(ROOT / "README.md"), "--store", str(store)]) == 0
    exhibit = capsys.readouterr().out.split()[0]
    command = [sys.executable, str(ROOT / "scripts" / "demo_witnesses.py"), str(store), "--into", str(into), "--once"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "达到法定数" in done.stdout
    bundle, policy = tmp_path / "one.evz", into / "policy.txt"
    assert run(["evidence", "bundle", exhibit, "--store", str(store), "-o", str(bundle)]) == 0
    assert run(["evidence", "verify", str(bundle), "--policy", str(policy)]) == 0
    assert "联署的见证人：association-1" in capsys.readouterr().out
    # Another policy that asks for a witness nobody is: the same bundle fails.
    stricter = (
        policy.read_text()
        .replace("group quorum 2", "group quorum 3")
        .replace("group consumers any", "group consumers all")
    )
    policy.write_text(stricter.replace("consumers.example/witness", "consumers.example/other"))
    assert run(["evidence", "verify", str(bundle), "--policy", str(policy)]) == 2
    assert (into / "regulator.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["witness", "--key", "missing.key"], "--name"),
        (["witness", "--key", "k", "--name", "w.example", "--listen", "nowhere"], "主机:端口"),
        (["witness", "--key", "k", "--name", "w.example", "--log", "garbled"], "公钥读不出"),
        (["witness", "--key", "k", "--name", "w.example", "--logs", "missing"], "missing 读不出"),
        (["witness", "--key", "garbled.key"], "见证密钥读不出"),
        (["cosign", "--store", "none", "--policy", "missing"], "missing 读不出"),
        (["cosign", "--store", "none", "--policy", "policy"], "没有写明任何见证人的网址"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_way_out(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "garbled.key").write_text("PRIVATE+KEY+garbled\n")
    (tmp_path / "policy").write_text("quorum none\n")
    assert run(["evidence", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_witness_of_its_own_log_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "w.key"
    assert run(["evidence", "seal", str(ROOT / "README.md"), "--store", str(tmp_path)]) == 0
    own = (tmp_path / "keys" / "log.key").read_text()
    key.write_text(own)
    log = (tmp_path / "keys" / "log.pub").read_text().strip()
    assert run(["evidence", "witness", "--key", str(key), "--log", log, "--listen", "127.0.0.1:0"]) == 2
    assert "不能为自己见证" in capsys.readouterr().err


def test_accusations_of_a_witness_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["evidence", "witness", "--key", str(tmp_path / "k"), "--name", "w.example", "--accusations"]
    assert run(arguments) == 0
    assert "共 0 条" in capsys.readouterr().err
