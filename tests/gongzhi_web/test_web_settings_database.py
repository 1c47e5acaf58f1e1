"""Where the rows stand: SQLite without a word, PostgreSQL by its address, and refusals that say what to do."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi_web.settings_database import DatabaseUnusable, database_of

STORE = Path("/store")


def test_without_an_address_the_rows_stand_in_the_store() -> None:
    found = database_of("", STORE)
    assert found["ENGINE"].endswith("sqlite3") and found["NAME"] == STORE / "web.sqlite3"


def test_an_address_is_taken_apart_and_the_rest_goes_to_the_driver() -> None:
    found = database_of("postgresql://gong%40zhi:p%2Fw@db.example:5433/rows?sslmode=require&connect_timeout=9", STORE)
    said = [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert said == ["gong@zhi", "p/w", "db.example", "5433", "rows"]
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": "9"}


def test_a_socket_is_named_in_the_query() -> None:
    found = database_of("postgresql://postgres@/rows?host=/run/postgresql", STORE)
    assert (found["HOST"], found["USER"], found["OPTIONS"]) == ("/run/postgresql", "postgres", {"connect_timeout": 5})


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://root@db/rows", "只认 postgresql://"),
        ("/var/rows.sqlite3", "只认 postgresql://"),
        ("postgresql://u:secret@db:5432/", "没有写明库名"),
        ("postgresql://u:secret@db:x/rows", "读不懂"),
        ("postgresql://u:secret@[::1/rows", "读不懂"),
    ],
)
def test_an_address_that_names_no_database_is_refused_without_repeating_its_password(address: str, says: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        database_of(address, STORE)
    assert says in str(refused.value) and "请" in str(refused.value) and "secret" not in str(refused.value)


def test_a_missing_driver_is_said_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(DatabaseUnusable, match=r"请执行 python -m pip install 'gongzhi\[postgres\]'"):
        database_of("postgresql://u@db/rows", STORE)


def test_a_server_that_does_not_answer_keeps_the_site_from_starting_and_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "GONGZHI_DATABASE": "postgresql://gao:secret@127.0.0.1:1/rows"}
    command = [sys.executable, "-m", "gongzhi_web", "account", "--store", str(tmp_path), "--name", "gao"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1
    assert "127.0.0.1:1 的库 rows" in ended.stderr and "请确认服务已启动" in ended.stderr
    assert "secret" not in ended.stderr
