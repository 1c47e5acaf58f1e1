"""Which reader a source needs, told from its first bytes."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from gongzhi.adapters.readers import console, danmu_xml, frames, minute_marks, plain_text, subtitles
from gongzhi.adapters.readers.loose import Parsed, opaque, problem, timed
from gongzhi.adapters.readers.messages import MESSAGE_FORMATS, message_reader
from gongzhi.broadcasts import Problem, ProblemKind, Reading


class UnknownFormat(ValueError):
    """A format name that no reader has."""


class Format(NamedTuple):
    """How a source is cut into messages and how one message is read."""

    name: str
    cut: frames.Framer
    reader: Callable[[], Callable[[bytes], Parsed]]


def _read_bytes(raw: bytes) -> Parsed:
    unread = problem(ProblemKind.UNREADABLE, "不是文字，也不是认识的格式，已原样保留")
    return Parsed((opaque(method="bytes", **timed(None)),), (unread,)) if raw else Parsed()


FORMATS = {
    one.name: one
    for one in (
        Format("jsonl", frames.cut_lines, message_reader),
        Format("json", frames.cut_json_values, message_reader),
        Format("subtitles", frames.cut_paragraphs, lambda: subtitles.read_cue),
        Format("xml", frames.cut_xml_elements, lambda: danmu_xml.read_element),
        Format("console", frames.cut_lines, lambda: console.read_line),
        Format("minutes", frames.cut_lines, minute_marks.minute_reader),
        Format("whisper", frames.cut_lines, lambda: plain_text.read_whisper_line),
        Format("text", frames.cut_lines, lambda: plain_text.read_line),
        Format("bytes", frames.cut_blocks, lambda: _read_bytes),
    )
}
# Bytes that text holds rarely (people do paste them into danmu) and binary formats hold everywhere.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CUE = re.compile(rb"^[^\n]{0,200}?\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->", re.MULTILINE)
_MARK = re.compile(rb"^TIME\d{1,2}:\d{1,2}ONLINE\d+\s*$", re.MULTILINE)
_BEGINNINGS = (
    (re.compile(rb"WEBVTT"), "subtitles"),
    (re.compile(rb"<"), "xml"),
    (re.compile(rb"\[\d{1,7}(\.\d{1,3})?s -> "), "whisper"),
    (re.compile("【".encode()), "console"),
    (re.compile(rb"\{[^\n]*\}\s*?(\r?\n|\Z)"), "jsonl"),
    (re.compile(rb'\[\s*(\{|\]|\Z)|\{\s*("|\}|\Z)'), "json"),
)


def detect(head: bytes) -> str:
    """The name of the format that a source beginning with these bytes (some kilobytes) has."""
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _is_binary(body):
        return "bytes"
    first_lines = b"\n".join(body.split(b"\n", 3)[:3])
    for pattern, name in _BEGINNINGS:
        if pattern.match(body):
            return name
    if _CUE.search(first_lines):
        return "subtitles"
    return "minutes" if _MARK.search(body) else "text"


def _is_binary(body: bytes) -> bool:
    controls = len(_CONTROL.findall(body))
    if not controls or controls * 50 > len(body):
        return controls > 0
    try:
        # The head may end inside a character.
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return True
    return False


def read_source(blocks: Iterable[bytes], *, like: str | None = None) -> Iterator[Reading]:
    """The readings of a source, in order; never raises for its content. ``like`` names the format instead of detection.

    A single collector's name (``douyin``, ``kuaishou`` ...) reads every JSON line as that collector's.
    """
    arriving = iter(blocks)
    head = _head(arriving)
    chosen = _format(like) if like else FORMATS[detect(head[0])]
    read = chosen.reader()
    end = 0
    for raw, closed in chosen.cut(chain(head[1], arriving)):
        end += len(raw)
        if not raw:
            yield Reading(raw=raw, end=end)
            continue
        drafts, problems = read(raw)
        if not closed:
            problems = tuple(_half(one) for one in problems)
        yield Reading(raw=raw, end=end, drafts=drafts, problems=problems)


def _format(like: str) -> Format:
    if like in FORMATS:
        return FORMATS[like]
    chosen = tuple(one for one in MESSAGE_FORMATS if one.name == like)
    if not chosen:
        known = "、".join((*FORMATS, *(one.name for one in MESSAGE_FORMATS)))
        raise UnknownFormat(f"没有名为“{like}”的格式；可用：{known}")
    return Format(like, frames.cut_lines, lambda: message_reader(chosen))


def _half(one: Problem) -> Problem:
    if one.kind is not ProblemKind.UNREADABLE:
        return one
    return problem(ProblemKind.HALF_MESSAGE, "来源在一条消息中间断了，前半条已原样保留；补全来源后再次运行即可续读")


def _head(arriving: Iterator[bytes]) -> tuple[bytes, list[bytes]]:
    """Enough to tell the format, and the blocks it came in, to be read again."""
    taken: list[bytes] = []
    size = lines = 0
    for block in arriving:
        taken.append(block)
        size += len(block)
        lines += block.count(b"\n")
        # Four lines show a subtitle's times; a silent source is judged by what it has said.
        if size >= 4096 or lines >= 4 or (size and not block):
            break
    return b"".join(taken)[:4096], taken
