"""Cut a stream of bytes into messages without losing one: the frames, joined, are the stream.

An empty block says that nothing more has arrived for the moment; it comes out as an empty frame.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

# A frame longer than this is not a message; cutting keeps one stray quote from swallowing a whole recording.
LONGEST = 16 * 1024 * 1024


class Frame(NamedTuple):
    """Bytes of one message with the separators around it; ``closed`` is False when the stream ended inside it."""

    raw: bytes
    closed: bool


PAUSE = Frame(b"", True)
Framer = Callable[[Iterable[bytes]], Iterator[Frame]]


def cut_lines(blocks: Iterable[bytes]) -> Iterator[Frame]:
    """One frame a line, its line feed included."""
    rest = b""
    for block in blocks:
        if not block:
            yield PAUSE
            continue
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            yield Frame(line + b"\n", True)
        if len(rest) > LONGEST:
            yield Frame(rest, True)
            rest = b""
    if rest:
        yield Frame(rest, False)


def cut_paragraphs(blocks: Iterable[bytes]) -> Iterator[Frame]:
    """One frame a paragraph, with the empty lines that follow it (SRT cues, WebVTT cues)."""
    held: list[bytes] = []
    ended = False
    size = 0
    for line, closed in cut_lines(blocks):
        if not line:
            yield PAUSE
            continue
        blank = not line.strip()
        if (ended and not blank) or size > LONGEST:
            yield Frame(b"".join(held), True)
            held, size, ended = [], 0, False
        held.append(line)
        size += len(line)
        ended = blank and closed
    if held:
        yield Frame(b"".join(held), held[-1].endswith(b"\n"))


_STRUCTURE = re.compile(rb'["\[\]{}]')


def cut_json_values(blocks: Iterable[bytes]) -> Iterator[Frame]:
    """One frame for each value of the one top array, or for each top value: pretty-printed JSON, written or half-written."""
    scan = _JsonScan()
    for block in blocks:
        yield from scan.feed(block) if block else (PAUSE,)
    if scan.buffer:
        yield Frame(bytes(scan.buffer), scan.depth == 0 and not scan.quoted)


class _JsonScan:
    """Where a JSON stream stands: nesting depth, whether the top value is an array, whether inside a string."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.position = 0
        self.depth = 0
        self.in_array = False
        self.quoted = False

    def feed(self, block: bytes) -> Iterator[Frame]:
        self.buffer += block
        while True:
            if self.quoted and not self._leave_string():
                break
            mark = _STRUCTURE.search(self.buffer, self.position)
            if mark is None:
                self.position = len(self.buffer)
                break
            self.position = mark.end()
            if self._take(mark.group()):
                yield self._cut()
        if len(self.buffer) > LONGEST:
            self.depth, self.in_array, self.quoted = 0, False, False
            self.position = len(self.buffer)
            yield self._cut()

    def _leave_string(self) -> bool:
        end = self.buffer.find(b'"', self.position)
        while end >= 0 and self._escaped(end):
            end = self.buffer.find(b'"', end + 1)
        if end < 0:
            # Stay where the string began: a backslash may be the last byte so far.
            return False
        self.position, self.quoted = end + 1, False
        return True

    def _escaped(self, quote: int) -> bool:
        slashes = 0
        while quote - slashes > self.position and self.buffer[quote - slashes - 1] == 0x5C:
            slashes += 1
        return slashes % 2 == 1

    def _take(self, mark: bytes | bytearray) -> bool:
        if mark == b'"':
            self.quoted = True
            return False
        if mark in (b"[", b"{"):
            if self.depth == 0:
                self.in_array = mark == b"["
            self.depth += 1
            return False
        self.depth = max(0, self.depth - 1)
        return self.depth == (1 if self.in_array else 0) or self.depth == 0

    def _cut(self) -> Frame:
        raw = bytes(self.buffer[: self.position])
        del self.buffer[: self.position]
        self.position = 0
        return Frame(raw, True)


# Attribute values and text hold no "<" in XML, which keeps every attempt of these patterns within one element.
_ATTRIBUTES = rb"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
_ELEMENT = re.compile(rb"<(d|gift|sc|guard|toast)(?=[\s/>])" + _ATTRIBUTES + rb"(?:(?<=/)>|>[^<]*</\1\s*>)")


def cut_xml_elements(blocks: Iterable[bytes]) -> Iterator[Frame]:
    """One frame a danmu element; what stands between elements is a frame too. Needs no closing ``</i>``."""
    rest = b""
    for block in blocks:
        if not block:
            yield PAUSE
        rest += block
        start = 0
        for found in _ELEMENT.finditer(rest):
            if found.start() > start:
                yield Frame(rest[start : found.start()], True)
            yield Frame(found.group(), True)
            start = found.end()
        rest = rest[start:]
        # An element is far shorter; a longer gap is not danmu and would be searched again with every block.
        if len(rest) > LONGEST // 16:
            yield Frame(rest, True)
            rest = b""
    if rest:
        yield from _cut_last_gap(rest)


def _cut_last_gap(rest: bytes) -> Iterator[Frame]:
    broken = re.search(rb"<(?:d|gift|sc|guard|toast)(?=[\s/>]|\Z)[^\n]*\Z", rest, re.DOTALL)
    cut = broken.start() if broken else len(rest)
    if cut:
        yield Frame(rest[:cut], True)
    if broken:
        yield Frame(rest[cut:], False)


def cut_blocks(blocks: Iterable[bytes]) -> Iterator[Frame]:
    """Pieces of 64 KiB, for bytes that no reader understands."""
    rest = b""
    for block in blocks:
        if not block:
            yield PAUSE
        rest += block
        while len(rest) >= 65536:
            yield Frame(rest[:65536], True)
            rest = rest[65536:]
    if rest:
        yield Frame(rest, True)
