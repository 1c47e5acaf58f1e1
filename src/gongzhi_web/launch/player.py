"""The demo market on air: load every recording once, then play rooms live through the same ``gongzhi watch``."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

from gongzhi_web.launch.market import market_folder, read_market
from gongzhi_web.launch.wanted import Wanted

# Rooms that are on air at the same time.
TOGETHER = 2
_running: list["subprocess.Popen[bytes]"] = []


class Stopped(Exception):
    """The supervisor asked for the end."""


def play(wanted: Wanted) -> int:
    """Recordings first, at full speed; then one round of live rooms. A stop ends the watches, which lose nothing."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    parent = os.getppid()
    try:
        with as_file(market_folder()) as market:
            folders = [market / "rooms" / room["folder"] for room in read_market()["rooms"]]
            _load_once([folder for folder in folders if folder.is_dir()], wanted.store)
            _play_live([folder for folder in folders if folder.is_dir()], wanted, parent)
    except Stopped:
        for watch in _running:
            watch.terminate()
        for watch in _running:
            watch.wait()
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _load_once(folders: list[Path], store: Path) -> None:
    done = store / "demo-loaded"
    loaded = set(done.read_text(encoding="utf-8").split()) if done.is_file() else set()
    for folder in folders:
        if folder.name not in loaded and _watch(folder, store, "max").wait() == 0:
            loaded.add(folder.name)
            done.write_text("\n".join(sorted(loaded)), encoding="utf-8")


def _play_live(folders: list[Path], wanted: Wanted, parent: int) -> None:
    waiting = [folder for folder in folders if folder.is_dir()]
    shutil.rmtree(wanted.store / "demo-live", ignore_errors=True)
    while waiting or _running:
        _running[:] = [watch for watch in _running if watch.poll() is None]
        while waiting and len(_running) < TOGETHER:
            copy = _as_of_now(waiting.pop(0), wanted.store / "demo-live", float(wanted.speed))
            _running.append(_watch(copy, wanted.store, wanted.speed))
        if os.getppid() != parent:
            raise Stopped
        time.sleep(0.5)


def _watch(folder: Path, store: Path, speed: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "gongzhi.cli", "watch", str(folder), "--store", str(store), "--speed", speed]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603


def _as_of_now(folder: Path, live: Path, speed: float) -> Path:
    """A copy of the recording whose times end when playing it at this speed from now on will end."""
    sheet = yaml.safe_load((folder / "room.yaml").read_text(encoding="utf-8"))
    began = datetime.fromisoformat(sheet["started_at"])
    lasted = _end_of(folder) - began
    starts = datetime.now(UTC) - lasted * (1 - 1 / speed) if speed > 1 else datetime.now(UTC)
    starts = starts.replace(microsecond=0).astimezone(began.tzinfo)
    copy = live / f"{folder.name}-{starts:%Y%m%d%H%M%S}"
    copy.mkdir(parents=True)
    sheet["started_at"] = starts.isoformat()
    (copy / "room.yaml").write_text(yaml.safe_dump(sheet, allow_unicode=True), encoding="utf-8")
    if (folder / "speech.srt").is_file():
        shutil.copyfile(folder / "speech.srt", copy / "speech.srt")
    for path in sorted(folder.glob("*.jsonl")):
        moved = (_moved(line, starts - began) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        (copy / path.name).write_text("".join(moved), encoding="utf-8")
    return copy


def _moved(line: str, by: timedelta) -> str:
    message: dict[str, Any] = json.loads(line)
    if "at" in message:
        message["at"] = (datetime.fromisoformat(message["at"]) + by).isoformat(timespec="milliseconds")
    return json.dumps(message, ensure_ascii=False) + "\n"


def _end_of(folder: Path) -> datetime:
    last = datetime.min.replace(tzinfo=UTC)
    for path in folder.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            at = json.loads(line).get("at") if line.strip() else None
            last = max(last, datetime.fromisoformat(at)) if at else last
    return last
