"""From the command line to a prepared environment and running processes."""

import argparse
import os
import sys
from pathlib import Path

from gongzhi_web.launch.wanted import Wanted, environment_of
from gongzhi_web.settings_database import DatabaseUnusable


def start(arguments: list[str]) -> int:
    """Prepare and serve until stopped; ``project`` and ``follow`` and ``play`` are the processes that it starts itself."""
    parser = argparse.ArgumentParser(prog="python -m gongzhi_web")
    parser.add_argument("part", choices=["serve", "follow", "play", "account"])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--listen", default="127.0.0.1:8000")
    parser.add_argument("--events-port", type=int, default=0)
    parser.add_argument("--public", default="")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--speed", default="4")
    parser.add_argument("--name", default="")
    asked = parser.parse_args(arguments)
    host, _, port = asked.listen.rpartition(":")
    wanted = Wanted(
        store=asked.store.resolve(),
        host=host or "127.0.0.1",
        port=int(port),
        events_port=asked.events_port or int(port) + 1,
        public=asked.public,
        demo=asked.demo,
        speed=asked.speed,
    )
    os.environ.update(environment_of(wanted))
    try:
        return _run(asked.part, wanted, asked.name)
    except DatabaseUnusable as error:
        print(f"gongzhi：{error}", file=sys.stderr)
        return 2


def _run(part: str, wanted: Wanted, name: str) -> int:
    if part == "serve":
        from gongzhi_web.launch.supervise import serve

        return serve(wanted)
    if part == "follow":
        from gongzhi_web.launch.follower import follow_forever

        return follow_forever()
    if part == "play":
        from gongzhi_web.launch.player import play

        return play(wanted)
    from gongzhi_web.launch.first_account import make_account

    return make_account(wanted.store, name)
