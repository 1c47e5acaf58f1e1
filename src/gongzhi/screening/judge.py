"""Judge: which rules speak about a reading, where, and whether the context takes their sting."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gongzhi.screening.notation import Search, Shape
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


# A word seen in a text: its place, and its number in the list that the automaton was built from.
Seen = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Owned]):
    """A shape all of whose words were seen, and where its lead stands: start and end of each place in turn."""

    seek: _Seek[Owned]
    spans: list[int]


class Plan(Generic[Owned]):
    """Which words to look for, and which shapes are worth trying once some of them were seen."""

    def __init__(self, owners: Sequence[Owned]) -> None:
        groups: dict[frozenset[str], int] = {}
        self._led: dict[int, list[_Seek[Owned]]] = {}
        for owner in owners:
            for shape in owner.shapes:
                numbers = [groups.setdefault(words, len(groups)) for words in shape.groups]
                self._led.setdefault(numbers[0], []).append(_Seek(owner, shape, frozenset(numbers[1:])))
        self._groups_of: dict[str, list[int]] = {}
        for words, number in groups.items():
            for word in words:
                self._groups_of.setdefault(word, []).append(number)
        self._numbered: list[tuple[int, ...]] = []

    def words(self) -> Iterable[str]:
        """Every word that some shape needs."""
        return self._groups_of

    def leads(self) -> Iterable[str]:
        """The words without one of which no shape can match: enough to tell which lines deserve a second look."""
        return [word for word, groups in self._groups_of.items() if not self._led.keys().isdisjoint(groups)]

    def number(self, words: Sequence[str]) -> None:
        """Settle which number stands for which word; words of others (avoided ones) may be among them."""
        self._numbered = [tuple(self._groups_of.get(word, ())) for word in words]

    def narrowed(self, wanted: Callable[[Owned], bool]) -> "Plan[Owned]":
        """The same plan with only the owners that are wanted; words and numbers stay."""
        plan: Plan[Owned] = Plan(())
        plan._groups_of, plan._numbered = self._groups_of, self._numbered
        for number, seeks in self._led.items():
            if kept := [seek for seek in seeks if wanted(seek.owner)]:
                plan._led[number] = kept
        return plan

    def candidates(self, seen: Iterable[Seen]) -> list[Candidate[Owned]]:
        """The shapes all of whose words were seen: none, for almost every line."""
        places: dict[int, list[int]] = {}
        for start, end, number in seen:
            for group in self._numbered[number]:
                if group in places:
                    places[group] += (start, end)
                else:
                    places[group] = [start, end]
        led, present = self._led, places.keys()
        return [
            Candidate(seek, places[group])
            for group in places
            if group in led
            for seek in led[group]
            if seek.needs <= present
        ]


def matches_of(candidates: Iterable[Candidate[Owned]], text: str) -> Iterator[Match[Owned]]:
    """Where the candidates stand in ``text``, the text in which their words were seen."""
    for candidate in candidates:
        yield from _try(candidate.seek, text, candidate.spans)


def _try(seek: _Seek[Owned], text: str, spans: Sequence[int]) -> Iterator[Match[Owned]]:
    """``spans`` holds the start and the end of each place of the lead, in turn."""
    shape = seek.shape
    if shape.regex is None:
        for start, end in zip(spans[::2], spans[1::2], strict=True):
            yield Match(seek.owner, start, end)
        return
    pattern = shape.regex.compiled
    found: set[tuple[int, int]] = set()
    for start in spans[::2]:
        if shape.before:
            matches = list(pattern.finditer(text, max(0, start - shape.before), start + shape.after))
        else:
            match = pattern.match(text, start)
            matches = [match] if match else []
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
        left, right = _left(text, start, guard.within), _right(text, end, guard.within)
        before = guard.before is not None and guard.before.compiled.search(_ASKING.sub("", text[left:start]))
        if before or (guard.after is not None and guard.after.compiled.search(text, end, right)):
            return True
        if guard.around is not None and guard.around.compiled.search(text, left, right):
            return True
    return False


def is_excused(excused: Sequence[Search], text: str, start: int, end: int) -> bool:
    """Whether one of the rule's own exceptions overlaps the match."""
    low, high = max(0, start - 16), end + 16
    return any(
        match.start() < end and start < match.end()
        for pattern in excused
        for match in pattern.compiled.finditer(text, low, high)
    )


def stands_near(conditions: Sequence[Near], text: str, start: int, end: int) -> bool:
    """Whether any of the conditions finds one of its words within reach."""
    return any(_any(near.patterns, text[max(0, start - near.within) : end + near.within]) for near in conditions)


def _any(patterns: Sequence[Search], text: str) -> bool:
    return any(pattern.compiled.search(text) for pattern in patterns)


def _left(text: str, start: int, within: int) -> int:
    low = max(0, start - within)
    return max(text.rfind("。", low, start) + 1, text.rfind("？", low, start) + 1, low)


def _right(text: str, end: int, within: int) -> int:
    high = min(len(text), end + within)
    for mark in _SENTENCE:
        at = text.find(mark, end, high)
        high = at if at >= 0 else high
    return high
