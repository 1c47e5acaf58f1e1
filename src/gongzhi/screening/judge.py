"""Judge: which rules speak about a reading, where, and whether the context takes their sting."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gongzhi.screening.notation import Shape
from gongzhi.screening.rules import Guard, Near

_SENTENCE = "。？"


class Owner(Protocol):
    """What has shapes to look for: a rule or a promise."""

    @property
    def shapes(self) -> tuple[Shape, ...]: ...


Owned = TypeVar("Owned", bound=Owner)


@dataclass(frozen=True, slots=True)
class Match(Generic[Owned]):
    """An owner found at characters [start, end) of the reading."""

    owner: Owned
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Seek(Generic[Owned]):
    owner: Owned
    shape: Shape
    needs: frozenset[int]


class Plan(Generic[Owned]):
    """Which words to look for, and which shapes are worth trying once some of them were seen."""

    def __init__(self, owners: Sequence[Owned]) -> None:
        groups: dict[frozenset[str], int] = {}
        led: dict[int, list[_Seek[Owned]]] = {}
        for owner in owners:
            for shape in owner.shapes:
                numbers = [groups.setdefault(words, len(groups)) for words in shape.groups]
                led.setdefault(numbers[0], []).append(_Seek(owner, shape, frozenset(numbers[1:])))
        self._led = led
        by_word: dict[str, list[int]] = {}
        for words, number in groups.items():
            for word in words:
                by_word.setdefault(word, []).append(number)
        self.groups_of: dict[str, tuple[int, ...]] = {word: tuple(numbers) for word, numbers in by_word.items()}

    def matches(
        self, text: str, seen: Sequence[tuple[int, int, str]], wanted: Callable[[Owned], bool]
    ) -> Iterator[Match[Owned]]:
        """Matches in ``text``, given the words seen in it (start, end, word) and which owners are wanted."""
        places: dict[int, list[tuple[int, int]]] = {}
        for start, end, word in seen:
            for number in self.groups_of.get(word, ()):
                places.setdefault(number, []).append((start, end))
        for number, spans in places.items():
            for seek in self._led.get(number, ()):
                if wanted(seek.owner) and seek.needs <= places.keys():
                    yield from _try(seek, text, spans)


def _try(seek: _Seek[Owned], text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Match[Owned]]:
    shape = seek.shape
    if shape.regex is None:
        for start, end in spans:
            yield Match(seek.owner, start, end)
        return
    found: set[tuple[int, int]] = set()
    for start, _ in spans:
        if not shape.before:
            match = shape.regex.match(text, start)
            matches = [match] if match else []
        else:
            matches = list(shape.regex.finditer(text, max(0, start - shape.before), start + shape.after))
        for match in matches:
            if match.end() > match.start() and match.span() not in found:
                found.add(match.span())
                yield Match(seek.owner, match.start(), match.end())


def widest(matches: Sequence[Match[Owned]]) -> list[Match[Owned]]:
    """Of matches of one owner that overlap, the widest."""
    kept: list[Match[Owned]] = []
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if kept and match.start < kept[-1].end:
            if match.end - match.start > kept[-1].end - kept[-1].start:
                kept[-1] = match
        else:
            kept.append(match)
    return kept


# 是不是, 能不能, 要不要 ask for assent; they deny nothing.
_ASKING = re.compile(r"(.)不\1")


def is_guarded(guards: Sequence[Guard], text: str, start: int, end: int) -> bool:
    """Whether a guard's words stand before, after or around the match, within its reach and inside the sentence."""
    for guard in guards:
        if guard.before and _any(guard.before, _ASKING.sub("", text[_left(text, start, guard.within) : start])):
            return True
        if guard.after and _any(guard.after, text[end : _right(text, end, guard.within)]):
            return True
        if guard.around and _any(
            guard.around, text[_left(text, start, guard.within) : _right(text, end, guard.within)]
        ):
            return True
    return False


def is_excused(excused: Sequence[re.Pattern[str]], text: str, start: int, end: int) -> bool:
    """Whether one of the rule's own exceptions overlaps the match."""
    low, high = max(0, start - 16), end + 16
    return any(
        match.start() < end and start < match.end()
        for pattern in excused
        for match in pattern.finditer(text, low, high)
    )


def stands_near(conditions: Sequence[Near], text: str, start: int, end: int) -> bool:
    """Whether any of the conditions finds one of its words within reach."""
    return any(_any(near.patterns, text[max(0, start - near.within) : end + near.within]) for near in conditions)


def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _left(text: str, start: int, within: int) -> int:
    low = max(0, start - within)
    return max(low, *(text.rfind(mark, low, start) + 1 for mark in _SENTENCE))


def _right(text: str, end: int, within: int) -> int:
    high = min(len(text), end + within)
    marks = [at for mark in _SENTENCE if (at := text.find(mark, end, high)) >= 0]
    return min(marks, default=high)
