"""Undo evasions in one line: the avoided word stands in the reading, and each undone place is reported with how."""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongzhi.screening.avoided import INSERTED, MARKS, STYLED, TRADITIONAL, Variant
from gongzhi.screening.findings import Evasion
from gongzhi.screening.fold import (
    CLAUSE_END,
    GAP,
    QUESTION,
    SENTENCE_END,
    Reading,
    boundary,
    fold_line,
    has_traditional,
    is_plainly_written,
    is_styled,
    is_traditional,
)

# 某 inside a word of any kind: not before what makes it an ordinary pronoun (某个, 某些), nor after a preposition.
_LONE = re.compile(
    r"(?<=[^\W0-9a-z_某在是有的了对和跟找被给为于从到由])某(?=[^\W0-9a-z_某个些人种天日年月位家款品牌地处时次件方类])"
)
_MARKED = SENTENCE_END + CLAUSE_END + QUESTION + GAP


@dataclass(frozen=True, slots=True)
class Place:
    """A word found at folded characters [start, end): ``variant`` is None for a plain word of some rule."""

    start: int
    end: int
    variant: Variant | None


@dataclass(frozen=True, slots=True)
class Folded:
    """A line, its folded form, and for each folded character the code point it came from."""

    text: str
    plain: str
    sources: Sequence[int]


def undo(line: Folded, reading: Reading, places: Iterable[Place]) -> tuple[Reading, list[Evasion]]:
    """The reading with avoided words put back, and the evasions in order of where they stand."""
    text, sources = line.text, line.sources
    evasions: list[Evasion] = []
    edits: list[tuple[int, int, str | None]] = []
    taken, rest = 0, _Rest(text)
    for place in _longest_first(places):
        start, end = sources[place.start], sources[place.end - 1] + 1
        untouched = place.variant is None and text[start:end] == line.plain[place.start : place.end]
        if start < taken or untouched:
            continue
        how, word = _how(rest, start, end, place)
        if word is None:
            continue
        taken = end
        if not (place.variant and place.variant.kept):
            edits.append((start, end, word))
        if how:
            evasions.append(Evasion(start=start, end=end, quote=text[start:end], reading=word, how=how))
    whole = _apply(reading, edits) if edits else reading
    whole, lone = _drop_lone(text, whole)
    return whole, sorted([*evasions, *lone], key=lambda evasion: evasion.start)


def plainly(text: str) -> str:
    """The words of ``text`` without marks, traditional forms and dressed-up letters; numbers stay as they were written."""
    return "".join(
        fold_line(character) if is_traditional(character) or is_styled(character) else character
        for character in text
        if fold_line(character)
    )


def read_aloud(text: str, start: int, end: int, evasions: Sequence[Evasion]) -> str:
    """What a person reads in [start, end): the original words, with only what was avoided replaced by the plain word."""
    parts: list[str] = []
    at = start
    for number in range(bisect_left(evasions, start, key=_start), len(evasions)):
        evasion = evasions[number]
        if evasion.start >= end:
            break
        if at <= evasion.start and evasion.end <= end:
            parts += (text[at : evasion.start], evasion.reading)
            at = evasion.end
    said = "".join((*parts, text[at:end]))
    # What cannot be seen is not read: direction marks, controls, joiners.
    return said if said.isprintable() else "".join(one for one in said if one.isprintable() or one.isspace())


def _start(evasion: Evasion) -> int:
    return evasion.start


def has_lone_filler(folded: str) -> bool:
    """Whether a 某 stands where it only breaks a word apart."""
    return "某" in folded and _LONE.search(folded) is not None


def _longest_first(places: Iterable[Place]) -> list[Place]:
    """Left to right; where two start together the longer, and a variant before a plain word of the same length."""
    return sorted(places, key=lambda place: (place.start, -place.end, place.variant is None))


class _Writing(NamedTuple):
    """How many characters of a text are spaces, stay when folded, are Japanese, traditional, or simplified from some other."""

    spaces: int
    plain: int
    kana: int
    traditional: int
    simple: int

    @classmethod
    def of(cls, text: str) -> "_Writing":
        return cls(
            sum(map(str.isspace, text)),
            len(fold_line(text)),
            sum("\u3040" <= character <= "\u30ff" for character in text),
            sum(map(is_traditional, text)),
            sum(map(has_traditional, text)),
        )


class _Rest:
    """How a line is written apart from one word: the line is counted once, however many of its words are asked about."""

    def __init__(self, text: str) -> None:
        self.text = text

    @functools.cached_property
    def _whole(self) -> _Writing:
        return _Writing.of(self.text)

    def without(self, quote: str) -> _Writing:
        return _Writing(*map(int.__sub__, self._whole, _Writing.of(quote)))


def _how(rest: _Rest, start: int, end: int, place: Place) -> tuple[str | None, str | None]:
    """How the word was avoided and the word itself; (None, word) for a harmless gap, (None, None) for no evasion."""
    text = rest.text
    quote = text[start:end]
    if place.variant is None and len(quote) == place.end - place.start and is_plainly_written(quote):
        return None, None
    marks = [character for character in quote if not fold_line(character)]
    # 9.9 is a price and 3-5 a range: marks among digits alone hide no word.
    if marks and (fold_line(quote).isdigit() or not _is_one_word(text, start, end)):
        return None, None
    if place.variant is not None:
        return place.variant.how, place.variant.word
    plain = plainly(quote)
    if marks:
        gaps = all(boundary(character) == GAP for character in marks)
        apart = gaps and (len(marks) < len(plain) - 1 or _is_spaced(rest.without(quote)))
        return (None if apart else MARKS), plain
    if any(is_traditional(character) for character in quote):
        return (None if _is_traditional_throughout(rest.without(quote)) else TRADITIONAL), plain
    if any(is_styled(character) for character in quote):
        return (STYLED if len(quote) > 1 else None), plain
    return None, None


def _is_spaced(others: _Writing) -> bool:
    """Whether all the rest of the line is typed with spaces too: that is for show, and hides nothing."""
    return others.plain >= 2 and others.spaces >= others.plain - 1


def _is_traditional_throughout(others: _Writing) -> bool:
    """Whether the rest of the line is Japanese, or traditional wherever it could be: so its writer writes, and hides nothing."""
    return others.kana > 0 or (others.traditional > 0 and others.simple == 0)


def _is_one_word(text: str, start: int, end: int) -> bool:
    """Whether marks inside the span break up one word, or part two that only happen to meet (在美，白人)."""
    pieces = re.split(
        r"\0+", "".join("\0" if boundary(c) in (*_MARKED,) and boundary(c) else c for c in text[start:end])
    )
    pieces = [piece for piece in (fold_line(piece) for piece in pieces) if piece]
    if len(pieces) == 1:
        return True
    length = sum(map(len, pieces))
    kinds = {boundary(character) for character in text[start:end]} - {""}
    if kinds == {GAP} and length >= 4:
        return True
    if any(len(piece) > 1 for piece in pieces):
        return False
    alone = _is_mark(text, start - 1) and _is_mark(text, end)
    return alone if length == 2 else True


def _is_mark(text: str, index: int) -> bool:
    return not 0 <= index < len(text) or not fold_line(text[index])


def _apply(reading: Reading, edits: list[tuple[int, int, str | None]]) -> Reading:
    """Replace the plain characters of each original span by the plain word, every character of which maps to the whole span."""
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    waiting = iter(edits)
    edit = next(waiting, None)
    written = -1
    for character, start, end in zip(reading.text, reading.starts, reading.ends, strict=True):
        while edit is not None and start >= edit[1]:
            edit = next(waiting, None)
        if edit is not None and start >= edit[0]:
            if written != edit[0]:
                written = edit[0]
                word = fold_line(edit[2] or "")
                plain.append(word)
                starts.extend([edit[0]] * len(word))
                ends.extend([edit[1]] * len(word))
            continue
        plain.append(character)
        starts.append(start)
        ends.append(end)
    return Reading("".join(plain), starts, ends)


def _drop_lone(text: str, reading: Reading) -> tuple[Reading, list[Evasion]]:
    """Take out a 某 that only breaks a word apart (稳某定), whatever the word."""
    if "某" not in reading.text:
        return reading, []
    dropped = {match.start() for match in _LONE.finditer(reading.text)}
    evasions = []
    for at in sorted(dropped):
        start, end = reading.span(at - 1, at + 2)
        evasions.append(
            Evasion(
                start=start,
                end=end,
                quote=text[start:end],
                reading=plainly(text[slice(*reading.span(at - 1, at))])
                + plainly(text[slice(*reading.span(at + 1, at + 2))]),
                how=INSERTED,
            )
        )
    kept = [index for index in range(len(reading.text)) if index not in dropped]
    return (
        Reading(
            "".join(reading.text[index] for index in kept),
            [reading.starts[index] for index in kept],
            [reading.ends[index] for index in kept],
        ),
        evasions,
    )
