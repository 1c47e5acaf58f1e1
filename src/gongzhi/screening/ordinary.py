"""Which characters of a text stand in ordinary words: what is written as people write it is no disguise."""

import functools
from collections.abc import Iterator

from gongzhi.screening.fold import shipped_table


@functools.cache
def _words() -> frozenset[str]:
    ones, *lines = shipped_table("ordinary.txt").splitlines()
    words = set(ones)
    for line in lines:
        first, twos, threes = line.split(" ")
        words.update(first + one for one in twos)
        words.update(first + threes[at : at + 2] for at in range(0, len(threes), 2))
    return frozenset(words)


def is_ordinary(word: str) -> bool:
    """Whether this folded text is one of the ordinary words of one to three characters."""
    return word in _words()


def stands_in_word(text: str, at: int) -> bool:
    """Whether the character at this place of folded text is part of an ordinary word."""
    low = max(0, at - 2)
    return _stands_in_word(text[low : at + 3], at - low)


@functools.lru_cache(maxsize=20_000)
def _stands_in_word(around: str, at: int) -> bool:
    return any(_words_over(around, at))


def reaches_out(text: str, start: int, end: int) -> bool:
    """Whether an ordinary word has characters both inside and outside [start, end) of folded text."""
    return any(low < start or high > end for at in (start, end - 1) for low, high in _words_over(text, at))


def _words_over(text: str, at: int) -> Iterator[tuple[int, int]]:
    words = _words()
    for length in (2, 3):
        for low in range(max(0, at - length + 1), at + 1):
            if text[low : low + length] in words and low + length <= len(text):
                yield low, low + length
