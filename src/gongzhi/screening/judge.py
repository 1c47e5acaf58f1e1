"""Judge: which rules speak about a reading, where, and whether the context takes their sting."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from gongzhi.screening.notation import Search, Shape
from gongzhi.screening.rules import Guard, Near

_SENTENCE = "。？"


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
    """A shape and its owner; ``needs`` has a bit for each group of words that must be seen beside the lead."""

    owner: Owned
    shape: Shape
    needs: int


# A word seen in a text: its place, and its number in the list that the automaton was built from.
Seen = tuple[int, int, int]


class Candidate(NamedTuple, Generic[Owned]):
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
                needs = sum({1 << number for number in numbers[1:]})
                self._led.setdefault(numbers[0], []).append(_Seek(owner, shape, needs))
        self._groups_of: dict[str, list[int]] = {}
        for words, number in groups.items():
            for word in words:
                self._groups_of.setdefault(word, []).append(number)
        self._words: Sequence[str] = ()
        # By number of the word, made when it is first seen: a bit for each of its groups, and those that lead a shape.
        self._known: dict[int, tuple[int, tuple[int, ...]]] = {}

    def words(self) -> Iterable[str]:
        """Every word that some shape needs."""
        return self._groups_of

    def leads(self) -> Iterable[str]:
        """The words without one of which no shape can match: enough to tell which lines deserve a second look."""
        return [word for word, groups in self._groups_of.items() if not self._led.keys().isdisjoint(groups)]

    def lead_groups(self) -> Iterable[Sequence[str]]:
        """The sets of words that lead shapes."""
        leading: dict[int, list[str]] = {}
        for word, groups in self._groups_of.items():
            for group in groups:
                if group in self._led:
                    leading.setdefault(group, []).append(word)
        return leading.values()

    def number(self, words: Sequence[str]) -> None:
        """Settle which number stands for which word; words of others (avoided ones) may be among them."""
        self._words = words

    def narrowed(self, wanted: Callable[[Owned], bool]) -> "Plan[Owned]":
        """The same plan with only the owners that are wanted; words and numbers stay."""
        plan: Plan[Owned] = Plan(())
        plan._groups_of, plan._words = self._groups_of, self._words
        for number, seeks in self._led.items():
            if kept := [seek for seek in seeks if wanted(seek.owner)]:
                plan._led[number] = kept
        return plan

    def is_led_by(self, seen: Iterable[Seen]) -> bool:
        """Whether any of the words leads a shape."""
        return any((self._known.get(number) or self._know(number))[1] for _, _, number in seen)

    def candidates(self, seen: Iterable[Seen]) -> list[Candidate[Owned]]:
        """The shapes all of whose words were seen: none, for almost every line."""
        present = 0
        places: dict[int, list[int]] = {}
        known = self._known
        for start, end, number in seen:
            bits, leading = known.get(number) or self._know(number)
            present |= bits
            for group in leading:
                if group in places:
                    places[group] += (start, end)
                else:
                    places[group] = [start, end]
        led = self._led
        return [
            Candidate(seek, places[group])
            for group in places
            for seek in led[group]
            if seek.needs & present == seek.needs
        ]

    def _know(self, number: int) -> tuple[int, tuple[int, ...]]:
        groups = self._groups_of.get(self._words[number], ())
        bits = sum({1 << group for group in groups})
        known = self._known[number] = bits, tuple(group for group in groups if group in self._led)
        return known


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
    # Never further than a guard reaches: a line may be a megabyte long, and hold a match in every sentence.
    reach = max((guard.within for guard in guards), default=0)
    low, high = max(0, start - reach), min(len(text), end + reach)
    low = max(text.rfind("。", low, start) + 1, text.rfind("？", low, start) + 1, low)
    high = min([at for mark in _SENTENCE if (at := text.find(mark, end, high)) >= 0], default=high)
    return any(_guards(guard, text, (start, end), (low, high)) for guard in guards)


def _guards(guard: Guard, text: str, match: tuple[int, int], sentence: tuple[int, int]) -> bool:
    (start, end), within = match, guard.within
    left, right = max(sentence[0], start - within), min(sentence[1], end + within)
    if guard.before is not None and left < start:
        before = text[left:start]
        if guard.harmless is not None:
            # One character stands for the word, so that what it parted stays apart.
            before = guard.harmless.compiled.sub("，", before)
        if guard.before.compiled.search(_ASKING.sub("", before) if "不" in before else before):
            return True
    if guard.after is not None and end < right and guard.after.compiled.search(text, end, right):
        return True
    return guard.around is not None and guard.around.compiled.search(text, left, right) is not None


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
