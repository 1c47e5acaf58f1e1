"""``gongzhi serve``: the console in a browser, over one store. The site runs in processes of its own."""

import argparse
import importlib.util
import os
import re
import sys
from pathlib import Path

from gongzhi.cli.main import Refusal

_LISTEN = re.compile(r"(\[[0-9a-fA-F:]+\]|[0-9A-Za-z.-]+):(\d{1,5})")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="DIR", type=Path, default=Path("var/store"), help="存储目录，默认 var/store")
    parser.add_argument(
        "--listen", metavar="ADDR", default="127.0.0.1:8000", help="网页地址，默认 127.0.0.1:8000；事件流在下一个端口"
    )
    parser.add_argument("--events-port", metavar="PORT", type=int, default=0, help="事件流端口，默认为网页端口加一")
    parser.add_argument(
        "--public",
        metavar="URL",
        default="",
        help="反向代理对外的地址，例如 https://gongzhi.example.cn；此时 /events/ 由代理转到事件流端口",
    )
    parser.add_argument("--demo", action="store_true", help="装载示范市场与示范账号，并让几个直播间“在播”")
    parser.add_argument("--speed", metavar="N", default="4", help="示范直播的倍速，默认 4")


def run(args: argparse.Namespace) -> int:
    """Check the arguments, then become the supervisor of the site (this process is replaced)."""
    listen = _LISTEN.fullmatch(args.listen)
    if listen is None or not 0 < int(listen[2]) < 65535:
        raise Refusal(f"--listen {args.listen} 不是地址：请写成 127.0.0.1:8000 这样的形式")
    if args.public and not re.fullmatch(r"https?://[^/\s]+", args.public):
        raise Refusal(f"--public {args.public} 不是网址：请写成 https://gongzhi.example.cn 这样的形式，末尾不带路径")
    if not _is_speed(args.speed):
        raise Refusal(f"--speed {args.speed} 不是倍速：请写 1 到 200 之间的数字")
    if importlib.util.find_spec("gongzhi_web") is None:
        raise Refusal("没有找到网页部分 gongzhi_web：请重新安装 gongzhi")
    command = [sys.executable, "-m", "gongzhi_web", "serve", "--store", str(args.store), "--listen", args.listen]
    command += ["--events-port", str(args.events_port), "--public", args.public, "--speed", args.speed]
    os.execv(sys.executable, [*command, "--demo"] if args.demo else command)  # noqa: S606


def _is_speed(text: str) -> bool:
    try:
        return 1 <= float(text) <= 200
    except ValueError:
        return False
