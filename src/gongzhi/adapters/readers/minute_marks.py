"""Danmu text with a mark each minute (``TIME20:15ONLINE900``): one line one danmu, nobody named."""

import re
from collections.abc import Callable

from gongzhi.adapters.readers.loose import Parsed, words_of
from gongzhi.broadcasts import Draft, SignalKind, TimeSource

_MARK = re.compile(r"TIME(\d{1,2}):(\d{1,2})ONLINE(\d{1,9})")
_DAY = 86_400_000


def minute_reader() -> Callable[[bytes], Parsed]:
    """A reader that remembers the last mark; times are positions since midnight of the day the file is of."""
    minute = 0
    days = 0

    def read_line(raw: bytes) -> Parsed:
        nonlocal minute, days
        words, problems = words_of(raw)
        line = words.strip()
        mark = _MARK.fullmatch(line)
        if mark:
            now = int(mark[1]) * 60 + int(mark[2])
            # The clock of a file runs on past midnight.
            days, minute = (days + 1 if now < minute else days), now
        if not line:
            return Parsed((), problems)
        at = days * _DAY + minute * 60_000
        draft = Draft(
            kind=SignalKind.STATS if mark else SignalKind.DANMU,
            at_source=TimeSource.DERIVED,
            text=None if mark else line,
            span_ms=(at, at + 60_000),
            counts={"online": int(mark[3])} if mark else {},
            method="minute",
        )
        return Parsed((draft,), problems)

    return read_line
