"""Fold and hear many lines in one pass: with numpy, where it is at hand, several times faster, and character for character the same."""

import functools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from types import ModuleType
from typing import Any, NamedTuple

from gongzhi.screening.fold import LINE_END, SIZE, fold, skim_table
from gongzhi.screening.judge import Seen
from gongzhi.screening.sounds import sound_of, sound_table

# Loading numpy takes longer than folding a few lines without it.
_WORTH = 4_000
_END = itemgetter(1)
_GONE, _SEVERAL, _UNSETTLED = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class _Tables(NamedTuple):
    numpy: ModuleType
    plain: Any
    sound: Any


def fold_and_hear(text: str) -> tuple[str, str]:
    """``fold`` of the text and ``sound_of`` that; line breaks stay."""
    tables = _tables() if len(text) >= _WORTH else None
    made = _look_up(text, tables) if tables is not None else None
    if made is None:
        folded = fold(text)
        made = folded, sound_of(folded)
    return made


def _look_up(text: str, tables: _Tables) -> tuple[str, str] | None:
    """Both forms by table, None for a text with rare characters that the tables do not settle."""
    codes = tables.numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not codes.size or codes.max() >= SIZE:
        return None
    plain = tables.plain[codes]
    if (plain == _SEVERAL).any():
        for character in map(chr, tables.numpy.unique(codes[plain == _SEVERAL]).tolist()):
            text = text.replace(character, fold(character))
        return _look_up(text, tables)
    plain = plain[plain != _GONE]
    if plain.size and plain.max() >= SIZE:
        return None
    return plain.tobytes().decode("utf-32-le"), tables.sound[plain].tobytes().decode("utf-32-le")


@functools.cache
def _tables() -> _Tables | None:
    try:
        import numpy
    except ImportError:
        return None
    codes = [_GONE if entry is None else entry if isinstance(entry, int) else _mark(entry) for entry in skim_table()]
    heard = [*sound_table(), *range(len(sound_table()), SIZE)]
    return _Tables(numpy, numpy.array(codes, dtype="<u4"), numpy.array(heard, dtype="<u4"))


def _mark(word: str) -> int:
    # A word may stand in for its character only when folding leaves the word as it is.
    return _SEVERAL if fold(word) == word else _UNSETTLED


def lines_at(text: str, places: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Of each of the joined lines in which one of these places lies, in order: its number, where it starts and where it ends."""
    number = low = 0
    high = -1
    for place in sorted(places):
        if place <= high:
            continue
        start = text.rfind(LINE_END, 0, place) + 1
        number += text.count(LINE_END, low, start)
        low = start
        high = text.find(LINE_END, place)
        if high < 0:
            high = len(text)
        yield number, low, high


def seen_in_each(see: Callable[[str], Sequence[Seen]], texts: Sequence[str]) -> Iterator[list[Seen]]:
    """What is seen in each of these lines, looked for in all of them at once; places count from each line's own start."""
    seen, low = see(LINE_END.join(texts)), 0
    for text in texts:
        yield seen_between(seen, low, low + len(text))
        low += len(text) + 1


def seen_between(seen: Sequence[Seen], low: int, high: int) -> list[Seen]:
    """What was seen in the line at [low, high) of the joined ones, with places counted from its own start."""
    # What is seen comes in the order in which it ends.
    first, last = bisect_right(seen, low, key=_END), bisect_right(seen, high, key=_END)
    return [(start - low, end - low, number) for start, end, number in seen[first:last]]
