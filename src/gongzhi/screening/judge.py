"""Judge: which rules speak about a reading, and where."""

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from gongzhi.screening.notation import Shape

_LONG = 200


class Owner(Protocol):
    """What has shapes to look for: a rule or a promise."""

    @property
    def shapes(self) -> tuple[Shape, ...]: ...


Owned = TypeVar("Owned", bound=Owner)


class Match(NamedTuple, Generic[Owned]):
    """An owner found at characters [start, end) of the reading."""

    owner: Owned
    start: int
    end: int


class _Seek(NamedTuple, Generic[Owned]):
    """A shape and its owner."""

    owner: Owned
    shape: Shape


# A word seen in a text: its place, and its number in the list that the automaton was built from.
Seen = tuple[int, int, int]


class Candidate(NamedTuple, Generic[Owned]):
    """A shape whose lead was seen, and where: start and end of each place in turn."""

    owner: Owned
    shape: Shape
    spans: list[int]


class Plan(Generic[Owned]):
    """Which words to look for, and which shapes are worth trying once some of them were seen."""

    def __init__(self, owners: Sequence[Owned]) -> None:
        groups: dict[frozenset[str], int] = {}
        self._led: dict[int, list[_Seek[Owned]]] = {}
        for owner in owners:
            for shape in owner.shapes:
                lead = groups.setdefault(shape.lead or shape.groups[0], len(groups))
                self._led.setdefault(lead, []).append(_Seek(owner, shape))
        self._groups = list(groups)
        self._words: Sequence[str] = ()
        self._special: frozenset[int] = frozenset()
        # By number of the word, found when it is first seen: the groups that it leads.
        self._known: dict[int, tuple[int, ...]] = {}
        self._wanted: dict[int, tuple[bool, tuple[tuple[str, ...], ...]]] = {}

    def leads(self) -> set[str]:
        """The words without one of which no shape can match: enough to tell which lines deserve a second look."""
        return set().union(*self._groups)

    def number(self, words: Sequence[str], special: frozenset[int]) -> None:
        """Settle which number stands for which word; words of others (avoided ones) may be among them, those are ``special``."""
        self._words, self._special = words, special

    def narrowed(self, wanted: Callable[[Owned], bool]) -> "Plan[Owned]":
        """The same plan with only the owners that are wanted; words and numbers stay."""
        plan: Plan[Owned] = Plan(())
        plan._groups, plan._words, plan._special = self._groups, self._words, self._special
        for number, seeks in self._led.items():
            if kept := [seek for seek in seeks if wanted(seek.owner)]:
                plan._led[number] = kept
        return plan

    def is_likely(self, seen: Iterable[Seen], text: str, gives_away: Callable[[Seen, bool], bool]) -> bool:
        """Whether the words seen make some shape a candidate, or one of the special words gives something away.

        ``gives_away`` is told whether to ask what concerns the whole line: for a word of a long line only once.
        """
        if len(text) > _LONG:
            return self._is_likely(seen, characters_of(text), gives_away)
        wanted = self._wanted
        for one in seen:
            special, shapes = wanted.get(one[2]) or self._want(one[2])
            for keys in shapes:
                if has_all(keys, text):
                    return True
            if special and gives_away(one, True):
                return True
        return False

    def _is_likely(self, seen: Iterable[Seen], held: Container[str], gives_away: Callable[[Seen, bool], bool]) -> bool:
        """The same of a line so long that asking at every place would take time beyond its length."""
        met = set[int]()
        for one in seen:
            first = one[2] not in met
            met.add(one[2])
            special, shapes = self._want(one[2]) if first else self._wanted[one[2]]
            if (first and any(has_all(keys, held) for keys in shapes)) or (special and gives_away(one, first)):
                return True
        return False

    def _want(self, number: int) -> tuple[bool, tuple[tuple[str, ...], ...]]:
        shapes = dict.fromkeys(seek.shape.keys for group in self._know(number) for seek in self._led[group])
        wanted = self._wanted[number] = number in self._special, tuple(shapes)
        return wanted

    def candidates(self, seen: Iterable[Seen], text: str) -> list[Candidate[Owned]]:
        """The shapes whose lead was seen, and of whose further words at least a character stands in the text."""
        places: dict[int, list[int]] = {}
        known, held = self._known, characters_of(text)
        for start, end, number in seen:
            groups = known.get(number)
            for group in self._know(number) if groups is None else groups:
                if group in places:
                    places[group] += (start, end)
                else:
                    places[group] = [start, end]
        return [
            Candidate(owner, shape, spans)
            for group, spans in places.items()
            for owner, shape in self._led[group]
            if not shape.keys or has_all(shape.keys, held)
        ]

    def _know(self, number: int) -> tuple[int, ...]:
        word = self._words[number]
        known = tuple(at for at, words in enumerate(self._groups) if word in words and at in self._led)
        self._known[number] = known
        return known


def characters_of(text: str) -> Container[str]:
    """The text itself, or the set of its characters where looking through it again and again would take long."""
    return text if len(text) <= _LONG else frozenset(text)


def has_all(keys: Sequence[str], text: Container[str]) -> bool:
    """Whether of each set of characters one stands in the text."""
    for characters in keys:
        for one in characters:
            if one in text:
                break
        else:
            return False
    return True


def by_line(seen: Sequence[Seen], ends: Sequence[int]) -> dict[int, list[Seen]]:
    """What was seen in the joined lines, by line, with places counted from the line's own start."""
    found: dict[int, list[Seen]] = {}
    here: list[Seen] = []
    begin = stop = 0
    # What is seen comes in the order of the lines.
    for start, end, number in seen:
        if start >= stop:
            at = bisect_right(ends, start)
            begin, stop = ends[at - 1] if at else 0, ends[at]
            here = found[at] = []
        here.append((start - begin, end - begin, number))
    return found


def matches_of(candidates: Iterable[Candidate[Owned]], text: str) -> Iterator[Match[Owned]]:
    """Where the candidates stand in ``text``, the text in which their words were seen.

    The matches of a shape are those that a search from the start of the text to its end would give, one after the other.
    """
    for owner, shape, spans in candidates:
        if shape.regex is None:
            for start, end in zip(spans[::2], spans[1::2], strict=True):
                yield Match(owner, start, end)
        elif shape.before:
            search = shape.regex.compiled.finditer
            for low, high in _stretches(spans[::2], shape.before, shape.after):
                for match in search(text, low, high):
                    yield Match(owner, *match.span())
        else:
            for span in _from_each(shape.regex.compiled, text, sorted(spans[::2])):
                yield Match(owner, *span)


def _stretches(leads: Sequence[int], before: int, after: int) -> Iterable[tuple[int, int]]:
    """The stretches of text in which matches with these leads lie, joined where they overlap: no character is tried twice."""
    low = high = -1
    for lead in sorted(leads):
        start = lead - before if lead > before else 0
        if start > high:
            if high >= 0:
                yield low, high
            low = start
        high = lead + after
    yield low, high


def _from_each(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterable[tuple[int, int]]:
    taken = 0
    for start in starts:
        match = pattern.match(text, start) if start >= taken else None
        if match is not None:
            taken = match.end()
            yield match.span()


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
