"""The state of this machine before a capture: program, clock, disk, network target, as the custody record names them."""

import ctypes
import getpass
import hashlib
import hmac
import platform
import shutil
import socket
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

from gongzhi.flow.custody import Checked, Environment

_LOW_DISK = 1024 * 1024 * 1024
_TIME_ERROR, _NANOSECONDS = 5, 0x2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """What the system says about its clock: offset in microseconds (None: not measured), in order or not, how it was read."""

    offset_us: int | None
    synchronised: bool
    how: str


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2), read with modes 0, which changes nothing."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def check_environment(store: Path, source: str, *, key: bytes) -> Environment:
    """Look at the machine before the first byte is captured; ``key`` hides its name. Measures, and changes nothing."""
    clock = read_clock()
    free = _free(store)
    return Environment(
        tool=tool_name(),
        package=package_digest(),
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        collector=collector_of(platform.node(), key),
        clock_how=clock.how,
        clock_offset_us=clock.offset_us,
        checks=(
            Checked(what="磁盘", ok=free >= _LOW_DISK, detail=f"剩余 {free // (1024 * 1024)} MiB"),
            Checked(what="时钟", ok=clock.synchronised, detail=clock.how),
            _check_target(source),
        ),
    )


def login_name() -> str:
    """Who is signed in to this machine; used when a verb is not told an account."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "本机"


def tool_name() -> str:
    """Name and version of this program."""
    try:
        return f"gongzhi {version('gongzhi')}"
    except PackageNotFoundError:
        return "gongzhi"


@cache
def package_digest() -> str:
    """SHA-256 (hex) over the program's own files: lines of path and digest, in the order of the paths."""
    lines = sorted(_lines(files("gongzhi"), "gongzhi"))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def collector_of(machine: str, key: bytes) -> str:
    """A machine as records name it: the same for the same machine and store, and its name cannot be read from it."""
    return hmac.new(key, b"gongzhi/collector/v1\n" + machine.encode(), hashlib.sha256).hexdigest()[:16]


def read_clock() -> ClockState:
    """What the kernel knows about the clock (adjtimex); where it cannot be asked, that is said, and nothing is guessed."""
    state = _Timex()
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(state))
    except (AttributeError, OSError, TypeError):
        answer = -1
    return say_clock(answer, state.status, state.offset, state.esterror)


def say_clock(answer: int, status: int, offset: int, error_us: int) -> ClockState:
    """The answer of adjtimex in words; the offset is in nanoseconds when the status says so."""
    if answer < 0:
        return ClockState(offset_us=None, synchronised=False, how="系统时钟，未能与外部时间比对")
    if answer == _TIME_ERROR:
        return ClockState(offset_us=None, synchronised=False, how="系统时钟，内核报告未与时间源同步")
    micro = offset // 1000 if status & _NANOSECONDS else offset
    how = f"系统时钟，内核报告已同步（adjtimex），偏差 {micro} 微秒，估计误差 {error_us} 微秒"
    return ClockState(offset_us=micro, synchronised=True, how=how)


def _check_target(source: str) -> Checked:
    host = urlsplit(source).hostname if "://" in source else None
    if host is None:
        return Checked(what="来源", ok=True, detail="本机文件或标准输入，不经网络")
    try:
        found = sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None)})
    except OSError as error:
        return Checked(what="来源", ok=False, detail=f"{host} 不能解析：{error.strerror or error}")
    return Checked(what="来源", ok=True, detail=f"{host} 解析为 {'、'.join(found[:4])}")


def _free(store: Path) -> int:
    place = store
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def _lines(folder: Traversable, at: str) -> list[str]:
    lines: list[str] = []
    for one in folder.iterdir():
        name = f"{at}/{one.name}"
        if one.is_dir():
            lines += [] if one.name == "__pycache__" else _lines(one, name)
        else:
            lines.append(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {name}\n")
    return lines
