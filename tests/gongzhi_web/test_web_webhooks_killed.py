"""A process that writes rows and messages is killed at any moment: what stands is both or neither, and the rest follows."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak
LEADS = 60
_SET_UP = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from datetime import UTC, datetime
from gongzhi.flow.docketing import NewEntry, enter
from gongzhi_web.accounts.models import Kind, Organisation, Role, User
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.forms import register
from gongzhi_web.webhooks.models import Endpoint
city = Organisation.objects.create(party="city", name="市局", kind=Kind.BUREAU, level="city")
gao = User.objects.create(username="gao", role=Role.REGULATOR_OFFICER, organisation=city)
Endpoint.objects.create(organisation=city, owner=gao, name="x", url="https://x.example/", events=["lead.registered"], secret=b"")
known, archive = register(), opened()
for number in range(int(sys.argv[1])):
    new = NewEntry(title=str(number), summary="称第一", unit="city")
    enter(archive, known, new=new, by=gao.acting(), at=datetime.now(UTC))
"""
_FOLLOW = """
import sys
import django
django.setup()
from gongzhi_web.archive.following import follow
from gongzhi_web.archive.opening import opened
archive = opened()
# The first round loads what the rest needs.
follow(archive, limit=1)
print("ready", flush=True)
while follow(archive, limit=3):
    pass
"""


def counted(store: Path) -> tuple[int, int]:
    """Rows of the register and messages, as another process reads them."""
    with sqlite3.connect(store / "web.sqlite3", timeout=20) as rows:
        [[entries]] = rows.execute("SELECT count(*) FROM board_docketrow").fetchall()
        [[messages]] = rows.execute("SELECT count(*) FROM webhooks_delivery").fetchall()
    return entries, messages


def test_a_kill_between_row_and_message_never_parts_them(tmp_path: Path) -> None:
    environment = {**os.environ, "GONGZHI_STORE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gongzhi_web.settings"}
    made = [sys.executable, "-c", _SET_UP, str(LEADS)]
    subprocess.run(made, env=environment, check=True)
    assert counted(tmp_path) == (0, 0)
    seen = [0]
    for attempt in range(6):
        process = subprocess.Popen([sys.executable, "-c", _FOLLOW], env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(0.005 + 0.013 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        entries, messages = counted(tmp_path)
        assert entries == messages >= seen[-1]
        seen.append(entries)
    assert seen[-1] > 0 and len(set(seen)) > 2, seen
    subprocess.run([sys.executable, "-c", _FOLLOW], env=environment, check=True, stdout=subprocess.DEVNULL)
    assert counted(tmp_path) == (LEADS, LEADS)
