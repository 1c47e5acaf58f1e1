"""Subtitles: SubRip and WebVTT cues are what the presenter said, timed from the start of the recording."""

import re

from gongzhi.adapters.readers.loose import Parsed, opaque, problem, words_of
from gongzhi.broadcasts import ActorRole, Draft, ProblemKind, SignalKind, TimeSource

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}", re.MULTILINE)
_TAGS = re.compile(r"</?(?:[bicuv]|lang|ruby|rt|font)(?:[ .][^<>]*)?>|<\d\d[\d:.]*>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"<v(?:\.[^ <>]*)? +([^<>]{1,60})>")
_ASIDE = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


def read_cue(raw: bytes) -> Parsed:
    """One cue. Number and times are dropped from the text, markup too; lines are joined as they stand."""
    words, problems = words_of(raw)
    times = _TIMES.search(words)
    if times is None:
        if not words.strip() or words.lstrip().startswith(_ASIDE):
            return Parsed((), problems)
        return Parsed((opaque(),), (*problems, problem(ProblemKind.UNREADABLE, "字幕段没有时间行，已原样保留")))
    start, end = _ms(times.groups()[:4]), _ms(times.groups()[4:])
    line_end = words.find("\n", times.end())
    body = words[line_end + 1 :].strip() if line_end >= 0 else ""
    speaker = _SPEAKER.search(body)
    said = _TAGS.sub("", body).replace("\r\n", "\n")
    if not said:
        return Parsed((), problems)
    draft = Draft(
        kind=SignalKind.SPEECH,
        at_source=TimeSource.DERIVED,
        role=ActorRole.PRESENTER,
        name=speaker.group(1) if speaker else None,
        text=said,
        span_ms=(start, max(start, end)),
        method="subtitle",
    )
    return Parsed((draft,), problems)


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1000 + int((thousandths or "0").ljust(3, "0"))
