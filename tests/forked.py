"""A child of the test process in which a command of ``gongzhi`` or a script runs: killed like a process, started without loading."""

import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from gongzhi.cli import main


@dataclass(slots=True)
class Forked:
    """The child, its standard input (None where it was given) and output, and how it ended."""

    child: int
    stdin: BinaryIO | None
    stdout: BinaryIO
    returncode: int | None = None

    def wait(self) -> int:
        """Its exit status; minus the signal that ended it."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return self.returncode

    def kill(self) -> int:
        """At once, with whatever it had not written."""
        os.kill(self.child, signal.SIGKILL)
        return self.wait()

    def communicate(self, given: bytes = b"") -> bytes:
        """Give it all of this while reading what it says, to its end."""
        writer = threading.Thread(target=self._give, args=(given,))
        writer.start()
        said = self.stdout.read()
        writer.join()
        self.wait()
        return said

    def _give(self, given: bytes) -> None:
        if self.stdin is not None:
            with self.stdin:
                self.stdin.write(given)


def fork_gongzhi(*arguments: object, stdin: int | None = None) -> Forked:
    """The command over a pipe, or over the open file ``stdin``; what this process has loaded, the child has too."""
    return _fork(partial(main, [str(one) for one in arguments]), stdin)


def fork_script(script: str, *arguments: object) -> Forked:
    """A script as ``python -c`` would run it, with these words in its ``sys.argv``."""

    def run() -> int:
        sys.argv = ["-c", *map(str, arguments)]
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
        return 0

    return _fork(run, None)


def _fork(run: Callable[[], int], stdin: int | None) -> Forked:
    asked, ours_in = (stdin, None) if stdin is not None else os.pipe()
    ours_out, said = os.pipe()
    child = os.fork()
    if child == 0:
        _run_in_child(run, asked, said, [ours_in, ours_out])
    os.close(said)
    if ours_in is not None:
        os.close(asked)
    return Forked(child, None if ours_in is None else os.fdopen(ours_in, "wb"), os.fdopen(ours_out, "rb"))


def _run_in_child(run: Callable[[], int], asked: int, said: int, parents: list[int | None]) -> None:
    """Never returns, so that nothing of pytest runs in the child."""
    status = 70
    try:
        for end in filter(None, parents):
            os.close(end)
        os.dup2(asked, 0)
        os.dup2(said, 1)
        sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb"), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb"), encoding="utf-8")
        status = run()
        sys.stdout.flush()
    finally:
        os._exit(status)
