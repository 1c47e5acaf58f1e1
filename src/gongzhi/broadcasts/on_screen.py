"""What stands on the screen from one look to the next, so that words that stay are one signal and words that change a new one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from gongzhi.broadcasts.glances import Box

_MARKS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
# Read this surely (percent), two wordings that differ are two wordings; below, a difference may be the reader's.
_SURE = 90
_ALIKE = 0.8
_CLEARER = 15
# So many looks in a row must miss a thing before it is gone: a hand before the lens is no change of the words.
_MISSES = 2


class SightKind(StrEnum):
    """Words in the picture, a code (QR and its kin), or a picture that is known."""

    TEXT = "text"
    CODE = "code"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One thing seen in one look. ``confidence`` is percent: the reader's for words, the likeness for a known picture."""

    kind: SightKind
    text: str
    box: Box
    confidence: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A thing on the screen: ``number`` counts from 0 within the source; seen first and last, in media milliseconds."""

    number: int
    sight: Sight
    since_ms: int
    last_ms: int
    missed: int = 0


class Followed(NamedTuple):
    """What stands now, what has come, what has gone, and the number of the next thing."""

    standing: tuple[Standing, ...]
    came: tuple[Standing, ...]
    gone: tuple[Standing, ...]
    next_number: int


def follow(
    standing: Sequence[Standing],
    sights: Sequence[Sight],
    looked: Sequence[Box],
    *,
    at_ms: int,
    before_ms: int,
    next_number: int,
) -> Followed:
    """Compare what stood with what a look has found within ``looked``; what lies outside is taken to stand still.

    A sight continues the standing thing of the same kind with the same words, there or moved; else it is new, and a thing in whose place
    it stands is gone at once. What is not found again is gone after a second look without it; it is taken to have stood
    until ``before_ms``, the glance before the first look that missed it.
    """
    kept, came = list(standing), list[Standing]()
    seen: set[int] = set()
    for sight in sights:
        place = _continued(kept, sight, seen, looked)
        if place is not None:
            old = kept[place]
            where = replace(old.sight, box=sight.box)
            kept[place] = replace(old, sight=where, last_ms=max(old.last_ms, at_ms), missed=0)
            seen.add(old.number)
            continue
        new = Standing(number=next_number, sight=sight, since_ms=at_ms, last_ms=at_ms)
        next_number += 1
        came.append(new)
    gone = []
    for old in [one for one in kept if one.number not in seen and _covered(one.sight.box, looked)]:
        last_ms = old.last_ms if old.missed else max(old.last_ms, before_ms)
        missed = replace(old, missed=old.missed + 1, last_ms=last_ms)
        kept[kept.index(old)] = missed
        if missed.missed >= _MISSES or any(_same_place(old.sight, new.sight) for new in came):
            kept.remove(missed)
            gone.append(missed)
    return Followed((*kept, *came), tuple(came), tuple(gone), next_number)


def same_words(one: Sight, other: Sight) -> bool:
    """Whether two readings are of the same words, allowing for what a reader gets wrong when it is not sure.

    Digits never get the benefit: 99 and 89 are two prices. A clearly better reading counts as new words.
    """
    if one.text == other.text:
        return True
    if one.kind is not SightKind.TEXT:
        return False
    plain, again = _MARKS.sub("", one.text), _MARKS.sub("", other.text)
    if plain == again:
        return True
    if _DIGITS.findall(one.text) != _DIGITS.findall(other.text):
        return False
    if min(one.confidence, other.confidence) >= _SURE or abs(one.confidence - other.confidence) >= _CLEARER:
        return False
    return SequenceMatcher(None, plain, again, autojunk=False).ratio() >= _ALIKE


def _continued(kept: Sequence[Standing], sight: Sight, seen: set[int], looked: Sequence[Box]) -> int | None:
    """The place of the thing that this sight continues: the one that overlaps it most, if any has the same words."""
    alike = [
        (shared, -place)
        for place, one in enumerate(kept)
        if one.number not in seen and one.sight.kind is sight.kind and same_words(one.sight, sight)
        # What was not looked at stands still: the same words elsewhere are a second thing.
        if (shared := one.sight.box.overlap(sight.box)) or _covered(one.sight.box, looked)
    ]
    return -max(alike)[1] if alike else None


def _covered(box: Box, looked: Sequence[Box]) -> bool:
    return any(2 * box.overlap(one) >= box.area for one in looked)


def _same_place(old: Sight, new: Sight) -> bool:
    return old.kind is new.kind and 2 * old.box.overlap(new.box) >= min(old.box.area, new.box.area)
