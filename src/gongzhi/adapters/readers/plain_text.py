"""Plain text: one line is one thing said, without a time of its own; Whisper prints its times in front."""

import re

from gongzhi.adapters.readers.loose import Parsed, span, words_of
from gongzhi.broadcasts import ActorRole, Draft, SignalKind, TimeSource

# faster-whisper and live_analyzer print segments in this form.
_WHISPER = re.compile(r"\[(\d{1,7}(?:\.\d{1,3})?)s -> (\d{1,7}(?:\.\d{1,3})?)s\] ?(.*)", re.DOTALL)


def read_line(raw: bytes) -> Parsed:
    """A line of plain speech."""
    words, problems = words_of(raw)
    said = words.strip()
    if not said:
        return Parsed((), problems)
    draft = Draft(
        kind=SignalKind.SPEECH, at_source=TimeSource.RECEIVED, role=ActorRole.PRESENTER, text=said, method="text"
    )
    return Parsed((draft,), problems)


def read_whisper_line(raw: bytes) -> Parsed:
    """``[0.00s -> 2.06s] text``; a line without times is read as plain speech."""
    words, problems = words_of(raw)
    timed = _WHISPER.fullmatch(words.strip())
    if timed is None:
        return read_line(raw)
    start, end, said = timed.groups()
    if not said.strip():
        return Parsed((), problems)
    draft = Draft(
        kind=SignalKind.SPEECH,
        at_source=TimeSource.DERIVED,
        role=ActorRole.PRESENTER,
        text=said.strip(),
        span_ms=span(float(start), float(end), unit=1000),
        method="whisper",
    )
    return Parsed((draft,), problems)
