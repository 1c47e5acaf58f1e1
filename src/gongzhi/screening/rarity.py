"""Rarity: how seldom words are said, so that rules are looked for by the words that ordinary talk lacks."""

import functools
from collections.abc import Iterable
from typing import NamedTuple

from gongzhi.screening.fold import shipped_table

# What was never counted is met as if once in so many characters more.
_UNSEEN = 4.0


class _Counts(NamedTuple):
    """How often each character was met in ``total`` characters, and how often each pair of neighbours."""

    total: int
    ones: dict[str, int]
    pairs: dict[str, int]


def frequency(words: Iterable[str]) -> float:
    """How many of these folded words are to be expected at one character of ordinary talk: an estimate by pairs of characters."""
    return sum(map(_chance, words))


def rarest_of(word: str) -> str:
    """The character of a folded word that is met most seldom."""
    ones = _counts().ones
    return min(word, key=lambda one: ones.get(one, 0)) if len(word) > 1 else word


@functools.lru_cache(maxsize=50_000)
def _chance(word: str) -> float:
    total, ones, pairs = _counts()
    before = ""
    chance = 1.0
    for character in word:
        alone = (ones.get(character, 0) + 0.5) / total
        if before:
            alone = (pairs.get(before + character, 0) + _UNSEEN * alone) / (ones.get(before, 0) + _UNSEEN)
        chance *= alone
        before = character
    return chance


@functools.cache
def _counts() -> _Counts:
    ones: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for line in shipped_table("pairs.txt").splitlines()[1:]:
        own, *following = line.split(" ")
        ones[own[0]] = int(own[1:])
        for one in following:
            pairs[own[0] + one[0]] = int(one[1:])
    return _Counts(sum(ones.values()), ones, pairs)
