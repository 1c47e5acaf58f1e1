"""Which characters of a text stand in ordinary words: what is written as people write it is no disguise."""

import functools
from collections.abc import Iterator
from typing import NamedTuple

from gongzhi.screening.fold import shipped_table


class _Words(NamedTuple):
    """Words as they are stored: ``ones``, and by first character the second ones of words of two and all other pairs of words of three.

    Eighty thousand words as a set would take longer to make than all that is ever asked of them.
    """

    ones: frozenset[str]
    longer: dict[str, tuple[str, str]]


@functools.cache
def _words() -> _Words:
    ones, *lines = shipped_table("ordinary.txt").splitlines()
    longer = {}
    for line in lines:
        first, twos, threes = line.split(" ")
        longer[first] = twos, threes
    return _Words(frozenset(ones), longer)


def is_ordinary(word: str) -> bool:
    """Whether this folded text is one of the ordinary words of one to three characters."""
    ones, longer = _words()
    if len(word) < 2:
        return word in ones
    twos, threes = longer.get(word[0], ("", ""))
    if len(word) == 2:
        return word[1] in twos
    return len(word) == 3 and _holds_pair(threes, word[1:])


def _holds_pair(pairs: str, pair: str) -> bool:
    at = pairs.find(pair)
    while at % 2 and at > 0:
        at = pairs.find(pair, at + 1)
    return at >= 0


def seconds_of(first: str) -> str:
    """The characters that make an ordinary word of two after this one."""
    return _words().longer.get(first, ("", ""))[0]


def stands_in_word(text: str, at: int) -> bool:
    """Whether the character at this place of folded text is part of an ordinary word."""
    low = max(0, at - 2)
    return _stands_in_word(text[low : at + 3], at - low)


@functools.lru_cache(maxsize=20_000)
def _stands_in_word(around: str, at: int) -> bool:
    return any(_words_over(around, at))


def reaches_out(text: str, start: int, end: int) -> bool:
    """Whether an ordinary word has characters both inside and outside [start, end) of folded text."""
    low = max(0, start - 2)
    return _reaches_out(text[low : end + 2], start - low, end - low)


@functools.lru_cache(maxsize=20_000)
def _reaches_out(around: str, start: int, end: int) -> bool:
    return any(low < start or high > end for at in (start, end - 1) for low, high in _words_over(around, at))


def _words_over(text: str, at: int) -> Iterator[tuple[int, int]]:
    for length in (2, 3):
        for low in range(max(0, at - length + 1), min(at, len(text) - length) + 1):
            if is_ordinary(text[low : low + length]):
                yield low, low + length
