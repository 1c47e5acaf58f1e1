"""Starting: a key of its own, a second start that changes nothing, refusals that say what to do."""

import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongzhi.cli import main as cli
from gongzhi_web.launch.arguments import Wanted, environment_of
from gongzhi_web.launch.market import load_accounts, read_market
from gongzhi_web.launch.prepare import _write_secret


def _wanted(store: Path, **changes: object) -> Wanted:
    given: dict[str, object] = {
        "store": store,
        "host": "127.0.0.1",
        "port": 8000,
        "events_port": 8001,
        "public": "",
        "demo": False,
        "speed": "4",
    }
    return Wanted(**{**given, **changes})  # type: ignore[arg-type]


def test_the_session_key_is_written_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = tmp_path / "web-secret"
    _write_secret(key)
    first = key.read_text()
    _write_secret(key)
    assert key.read_text() == first and len(first) == 64
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_public_address_is_an_allowed_host_and_nothing_else_is(tmp_path: Path) -> None:
    hosts = environment_of(_wanted(tmp_path, public="https://gongzhi.example.cn"))["GONGZHI_HOSTS"].split(",")
    assert set(hosts) == {"127.0.0.1", "localhost", "[::1]", "gongzhi.example.cn"}


@pytest.mark.parametrize(
    "arguments",
    [["--listen", "nowhere"], ["--listen", "127.0.0.1:99999"], ["--public", "ftp://x"], ["--speed", "fast"]],
)
def test_unusable_arguments_are_refused_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["serve", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "请" in said


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gongzhi_web",
            "serve",
            "--store",
            str(tmp_path),
            "--listen",
            f"127.0.0.1:{port}",
        ]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert ended.returncode == 2 and f"端口 {port} 已被占用" in ended.stderr


def test_demo_accounts_share_one_password_that_stays_the_same(tmp_path: Path, db: None) -> None:
    first = load_accounts(tmp_path)
    assert load_accounts(tmp_path) == first
    for account in read_market()["accounts"]:
        assert account["username"] in first
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600


def test_a_supervisor_killed_outright_leaves_no_server_behind(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gongzhi_web", "serve", "--store", str(tmp_path), "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and "控制台已启动" in server.stdout.readline()
        server.kill()
    deadline = time.monotonic() + 15
    while _answers(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _answers(port)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
