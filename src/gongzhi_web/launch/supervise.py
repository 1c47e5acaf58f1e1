"""Run pages, event stream, follower and, with --demo, the player side by side; restart what falls; stop together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from gongzhi_web.launch.prepare import prepare
from gongzhi_web.launch.wanted import Wanted
from gongzhi_web.launch.witnessing import witnessing

_PR_SET_PDEATHSIG = 1
READY_SECONDS = 30.0
STOP_SECONDS = 8.0


@dataclass(slots=True)
class Child:
    """One process and how to start it again; ``ends`` is True for one that is done when its work is, ``vital`` for one
    without which there is no site."""

    name: str
    command: list[str]
    ends: bool = False
    vital: bool = True
    running: "subprocess.Popen[bytes] | None" = None
    failures: list[float] = field(default_factory=list)

    def start(self) -> None:
        """In its own session, so that Ctrl-C reaches the supervisor first and everything stops in order."""
        self.running = subprocess.Popen(  # noqa: S603
            self.command, env=dict(os.environ), start_new_session=True, preexec_fn=_end_with_parent
        )


def _end_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed outright, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def serve(wanted: Wanted) -> int:
    """Returns when stopped (0) or when a process cannot be kept up (1), a port is taken or the store unusable (2)."""
    for port in (wanted.port, wanted.events_port):
        if not _free(wanted.host, port):
            print(f"gongzhi：端口 {port} 已被占用：请用 --listen 换一个端口，或停止占用它的程序", file=sys.stderr)
            return 2
    try:
        prepare(wanted.store)
    except OSError as error:
        print(f"gongzhi：存储目录 {wanted.store} 不能使用（{error.strerror}）：请检查权限与剩余空间", file=sys.stderr)
        return 2
    greeting = _accounts(wanted)
    children = _children(wanted)
    stop = _Stop()
    servers = [child for child in children if not child.ends]
    for child in servers:
        child.start()
    try:
        if _wait_until_ready(wanted, servers, stop):
            print(_address(wanted) + greeting, flush=True)
        # Last: loading the market must not keep the first page waiting.
        for child in children:
            if child.ends and not stop.asked:
                child.start()
        return _keep_up(children, stop)
    finally:
        _stop_all(children)


class _Stop:
    """Set by the first SIGTERM or SIGINT."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _accounts(wanted: Wanted) -> str:
    if wanted.demo:
        from gongzhi_web.launch.admissions import load_admissions
        from gongzhi_web.launch.campaigning import load_campaigns
        from gongzhi_web.launch.market import load_accounts

        said = load_accounts(wanted.store)
        load_admissions(wanted.store)
        load_campaigns(wanted.store)
        return said
    from gongzhi_web.accounts.models import User

    if User.objects.exists():
        return ""
    return (
        "\n还没有任何账号。另开一个终端建立第一个账号：\n"
        f"  python -m gongzhi_web account --store {wanted.store} --name 账号名\n"
    )


def _children(wanted: Wanted) -> list[Child]:
    python = sys.executable
    own = [python, "-m", "gongzhi_web"]
    store = [
        "--store",
        str(wanted.store),
        "--listen",
        f"{wanted.host}:{wanted.port}",
        "--events-port",
        str(wanted.events_port),
    ]
    pages = [python, "-m", "granian", "--interface", "wsgi", "--host", wanted.host, "--port", str(wanted.port)]
    pages += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "gongzhi_web.wsgi:application",
    ]
    events = [
        python,
        "-m",
        "uvicorn",
        "--host",
        wanted.host,
        "--port",
        str(wanted.events_port),
        "--log-level",
        "warning",
    ]
    events += ["--no-access-log", "--timeout-graceful-shutdown", "2", "gongzhi_web.events:application"]
    children = [Child("网页", pages), Child("事件流", events), Child("投影", [*own, "follow", *store])]
    if wanted.demo:
        children.append(Child("示范直播", [*own, "play", *store, "--speed", wanted.speed], ends=True))
    # Their failing, a policy misspelt for one, must not take the pages down.
    return children + [Child(name, command, vital=False) for name, command in witnessing(wanted.store)]


def _keep_up(children: list[Child], stop: _Stop) -> int:
    """Restart a process that fell; give up on one that falls five times within a minute."""
    while not stop.asked:
        for child in children:
            if child.running is None or child.running.poll() is None:
                continue
            if child.ends and child.running.returncode == 0:
                child.running = None
                continue
            now = time.monotonic()
            child.failures = [*[at for at in child.failures if at > now - 60], now]
            if len(child.failures) >= 5 and not child.vital:
                print(f"gongzhi：“{child.name}”进程反复退出，已停止它，网页继续；请查看上面的错误", file=sys.stderr)
                child.running = None
                continue
            if len(child.failures) >= 5:
                print(f"gongzhi：“{child.name}”进程反复退出，已停止服务；请查看上面的错误", file=sys.stderr)
                return 1
            time.sleep(0.5)
            child.start()
        time.sleep(0.2)
    return 0


def _stop_all(children: list[Child]) -> None:
    running = [child.running for child in children if child.running is not None]
    for one in running:
        _signal(one, lambda process: process.terminate())
    deadline = time.monotonic() + STOP_SECONDS
    for one in running:
        try:
            one.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(one, lambda process: process.kill())


def _signal(process: "subprocess.Popen[bytes]", send: "Callable[[subprocess.Popen[bytes]], None]") -> None:
    if process.poll() is None:
        send(process)


def _wait_until_ready(wanted: Wanted, children: list[Child], stop: _Stop) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not stop.asked:
        if not _free(wanted.host, wanted.port, connect=True) and not _free(
            wanted.host, wanted.events_port, connect=True
        ):
            return True
        if any(child.running is not None and child.running.poll() not in (None, 0) for child in children[:2]):
            return False
        time.sleep(0.05)
    return False


def _free(host: str, port: int, *, connect: bool = False) -> bool:
    """Whether nobody answers (connect) or the port can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bare = host.strip("[]")
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if connect:
            target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bare, bare)  # noqa: S104
            return probe.connect_ex((target, port)) != 0
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bare, port))
        except OSError:
            return False
    return True


def _address(wanted: Wanted) -> str:
    return f"共治控制台已启动：{wanted.public or f'http://{wanted.host}:{wanted.port}/'}"
