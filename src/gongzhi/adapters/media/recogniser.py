"""Speech of a recording through any program that writes timed text: run once, kept beside the store, read as a source."""

import contextlib
import hashlib
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gongzhi.adapters.readers import read_source
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import Reading

MEDIA = "{media}"
_BLOCK = 256 * 1024
# What a program complains of at length is cut: the end says why.
_LAST_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenReadings:
    """The timed text of one recording. ``recognise`` makes it; ``kept`` is where it stays, so that it is made only once.

    A recogniser seldom writes the same twice; reading goes on in the very text that was sealed.
    """

    recognise: Callable[[], bytes]
    kept: Path

    def __iter__(self) -> Iterator[Reading]:
        if not self.kept.is_file():
            _keep(self.kept, self.recognise())
        return read_source(_blocks(self.kept))


def spoken_with_command(command: str, media: Path, *, digest: str, kept_in: Path) -> SpokenReadings:
    """Speech by a command line in which ``{media}`` stands for the recording; its standard output is SRT, VTT or JSON.

    Raises SourceUnusable when the command names no ``{media}`` or cannot be split into words.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SourceUnusable(f"--recogniser“{command}”的引号不成对：请检查") from error
    if not any(MEDIA in word for word in words):
        raise SourceUnusable(f"--recogniser“{command}”没有写 {MEDIA}：请在放录像路径的地方写 {MEDIA}")
    called = [word.replace(MEDIA, str(media)) for word in words]
    name = hashlib.sha256(f"{digest} {command}".encode()).hexdigest()[:32]
    return SpokenReadings(recognise=lambda: run_recogniser(called), kept=kept_in / f"{name}.txt")


def run_recogniser(command: list[str]) -> bytes:
    """What the program wrote; raises SourceUnusable with its last words when it failed or wrote nothing."""
    try:
        # The operator's own command, run without a shell.
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    except OSError as error:
        raise SourceUnusable(f"语音识别程序“{command[0]}”不能运行：{error.strerror}；请检查 --recogniser") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()[-_LAST_WORDS:]
        raise SourceUnusable(f"语音识别程序“{command[0]}”以状态 {done.returncode} 结束：{said}；请先单独运行它查明原因")
    if not done.stdout.strip():
        raise SourceUnusable(f"语音识别程序“{command[0]}”没有输出：它应把 SRT、VTT 或 JSON 写到标准输出")
    return done.stdout


def _keep(path: Path, text: bytes) -> None:
    # Renamed into place only when whole: killed before, the recogniser is run again.
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink()
        raise SourceUnusable(f"语音识别的结果存不下“{path}”：{error.strerror}；请检查磁盘与权限") from error


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                yield block
    except OSError as error:
        raise SourceUnusable(f"读不了“{path}”：{error.strerror}；请检查路径与权限") from error
