"""``gongzhi`` asked within the test process: the same words in and out, without a second start of Python."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess
from unittest.mock import patch

from gongzhi.cli import main


def run_gongzhi(*arguments: object, given: str = "") -> "CompletedProcess[str]":
    """What the command says and its exit status. Where the process itself is in question, start one instead."""
    words = [str(one) for one in arguments]
    said, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    asked = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    with redirect_stdout(said), redirect_stderr(told), patch.object(sys, "stdin", asked):
        try:
            status = main(words)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
    return CompletedProcess(words, status, *(_all_of(one) for one in (said, told)))


def _all_of(stream: io.TextIOWrapper) -> str:
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
