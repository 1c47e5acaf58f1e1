"""Rarity: how seldom words are said, so that rules are looked for by the words that ordinary talk lacks."""

import functools
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from gongzhi.screening.fold import shipped_table

# What was never counted is met as if once in so many characters more.
_UNSEEN = 4.0
# Of more words than these only so many characters are looked at.
_FEW, _BEGINNING = 40, 3


class _Chances(NamedTuple):
    """How likely a character is (``never`` when it was never counted), and that it follows another.

    A pair that was never counted is as likely as its second character, times what its first one leaves for such pairs.
    """

    alone: dict[str, float]
    never: float
    pairs: dict[str, float]
    left: dict[str, float]


def frequency(words: Iterable[str]) -> float:
    """How many of these folded words are to be expected at one character of ordinary talk: an estimate by pairs of characters."""
    alone, never, pairs, left = _chances()
    # Words come by the hundred with the same beginning.
    stems: dict[str, float] = {"": 1.0}
    total = 0.0
    for word in words:
        stem, pair = word[:-1], word[-2:]
        chance = stems.get(stem)
        if chance is None:
            chance = stems[stem] = _chance(stem)
        follows = pairs.get(pair) if stem else alone.get(word, never if word else 1.0)
        total += chance * (alone.get(pair[1], never) * left.get(pair[0], 1.0) if follows is None else follows)
    return total


def frequency_at_most(words: frozenset[str]) -> float:
    """``frequency``, but of many words no more is asked than how they begin: that many times as fast, and never less."""
    if len(words) <= _FEW:
        return frequency(words)
    begun = Counter([word[:_BEGINNING] for word in words])
    return sum([count * _chance(beginning) for beginning, count in begun.items()])


def rarest_of(word: str) -> str:
    """The character of a folded word that is met most seldom."""
    alone = _chances().alone
    return min(word, key=lambda one: alone.get(one, 0.0)) if len(word) > 1 else word


def _chance(word: str) -> float:
    alone, never, pairs, left = _chances()
    chance = alone.get(word[0], never)
    for before, one in pairwise(word):
        follows = pairs.get(before + one)
        chance *= alone.get(one, never) * left.get(before, 1.0) if follows is None else follows
    return chance


@functools.cache
def _chances() -> _Chances:
    counts: dict[str, int] = {}
    lines = [line.split(" ") for line in shipped_table("pairs.txt").splitlines()[1:]]
    for own, *_ in lines:
        counts[own[0]] = int(own[1:])
    total = sum(counts.values())
    alone = {one: (count + 0.5) / total for one, count in counts.items()}
    left = {one: _UNSEEN / (count + _UNSEEN) for one, count in counts.items()}
    pairs: dict[str, float] = {}
    never = 0.5 / total
    for own, *following in lines:
        first, often = own[0], counts[own[0]] + _UNSEEN
        for one in following:
            pairs[first + one[0]] = (int(one[1:]) + _UNSEEN * alone.get(one[0], never)) / often
    return _Chances(alone, never, pairs, left)
