"""A script (话术) as passages: paragraphs of what was written, or subtitles joined back into sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CHARACTERS = 50_000
MOST_PASSAGES = 3_000
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_CUE = re.compile(rf"^\s*({_TIME})\s*-->\s*({_TIME})")
_MARKUP = re.compile(r"<[^<>]{0,80}>|\{\\[^{}]{0,80}\}")
_SENTENCE_END = "。！？!?…"
_PAUSE_MS = 1500
_LONGEST_JOINED = 120
_LONG_AGO = 10**9


class ScriptRefused(ValueError):
    """A script that is empty or larger than a script can be."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph; ``at`` is when it is said (``00:01:05``) where the script says so."""

    text: str
    at: str | None = None


def split_script(text: str) -> tuple[Passage, ...]:
    """The passages of a script, in order. Text with subtitle times is read as subtitles. Raises ScriptRefused."""
    if not text.strip():
        raise ScriptRefused("稿子是空的：请粘贴文字，或上传 .docx、.txt、.srt 文件")
    if len(text) > MOST_CHARACTERS:
        raise ScriptRefused(f"稿子有 {len(text)} 字，一次最多 {MOST_CHARACTERS} 字：请分成几份自查")
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    timed = any(_CUE.match(row) for row in rows)
    passages = tuple(_joined(rows)) if timed else tuple(Passage(row.strip()) for row in rows if row.strip())
    if not passages:
        raise ScriptRefused("字幕里没有文字：请检查文件，或改为粘贴文字")
    if len(passages) > MOST_PASSAGES:
        raise ScriptRefused(f"稿子有 {len(passages)} 段，一次最多 {MOST_PASSAGES} 段：请分成几份自查")
    return passages


@dataclass(slots=True)
class _Cue:
    start: int
    end: int
    words: list[str]

    @property
    def text(self) -> str:
        return _side_by_side(self.words)


def _joined(rows: list[str]) -> Iterator[Passage]:
    """Subtitles cut sentences where the screen ends; a word cut in two must still be found."""
    held: _Cue | None = None
    for cue in _cues(rows):
        if held and _goes_on(held, cue):
            held.words += cue.words
            held.end = cue.end
            continue
        if held:
            yield Passage(held.text, _clock(held.start))
        held = cue
    if held:
        yield Passage(held.text, _clock(held.start))


def _goes_on(held: _Cue, cue: _Cue) -> bool:
    near = 0 <= cue.start - held.end <= _PAUSE_MS
    return near and held.text[-1] not in _SENTENCE_END and len(held.text) + len(cue.text) <= _LONGEST_JOINED


def _cues(rows: list[str]) -> Iterator[_Cue]:
    return (cue for cue in _blocks(rows) if cue.words)


def _blocks(rows: list[str]) -> Iterator[_Cue]:
    cue: _Cue | None = None
    for row in rows:
        times = _CUE.match(row)
        if cue and (times or not row.strip()):
            yield cue
            cue = None
        if times:
            cue = _Cue(_ms(times.group(1)), _ms(times.group(2)), [])
        elif row.strip() and not (cue is None and _is_aside(row)):
            # Words outside any cue are still part of the script: they are checked rather than dropped.
            cue = cue or _Cue(0, -_LONG_AGO, [])
            cue.words += [words] if (words := _MARKUP.sub("", row).strip()) else []
    if cue:
        yield cue


def _is_aside(row: str) -> bool:
    return row.strip().isdigit() or row.startswith(("WEBVTT", "NOTE", "STYLE", "REGION", "\ufeffWEBVTT"))


def _side_by_side(words: list[str]) -> str:
    text = words[0]
    for word in words[1:]:
        between = " " if text[-1].isascii() and word[0].isascii() else ""
        text += between + word
    return text


def _ms(written: str) -> int:
    clock, _, thousandths = written.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(thousandths.ljust(3, "0"))


def _clock(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
