"""Judge: which rules speak about a reading, where, and whether the context takes their sting."""

import functools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from gongzhi.screening.notation import Search, Shape, either
from gongzhi.screening.rules import Guard, Near

_SENTENCE = "。？"


class Owner(Protocol):
    """What has shapes to look for: a rule or a promise."""

    @property
    def shapes(self) -> tuple[Shape, ...]: ...


Owned = TypeVar("Owned", bound=Owner)


class Excusable(Protocol):
    """What its context may let off."""

    @property
    def covers(self) -> int: ...

    @property
    def excused(self) -> tuple[Search, ...]: ...

    @property
    def guards(self) -> tuple[Guard, ...]: ...

    @property
    def near(self) -> tuple[Near, ...]: ...

    @property
    def near_not(self) -> tuple[Near, ...]: ...


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

    def candidates(self, seen: Iterable[Seen], others: Callable[[], Iterable[Seen]]) -> list[Candidate[Owned]]:
        """The shapes all of whose words were seen: none, for almost every line.

        ``others`` looks for the words that lead nothing, and is asked only when a shape that is led needs one of them.
        """
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
        led = [(seek, places[group]) for group in places for seek in self._led[group]]
        if any(seek.needs & present != seek.needs for seek, _ in led):
            for _, _, number in others():
                present |= (known.get(number) or self._know(number))[0]
        return [Candidate(seek, spans) for seek, spans in led if seek.needs & present == seek.needs]

    def _know(self, number: int) -> tuple[int, tuple[int, ...]]:
        groups = self._groups_of.get(self._words[number], ())
        bits = sum({1 << group for group in groups})
        known = self._known[number] = bits, tuple(group for group in groups if group in self._led)
        return known


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


def matches_of(candidates: Iterable[Candidate[Owned]], text: str) -> list[Match[Owned]]:
    """Where the candidates stand in ``text``, the text in which their words were seen.

    The matches of a shape are those that a search from the start of the text to its end would give, one after the other.
    """
    found: list[Match[Owned]] = []
    for (owner, shape, _), spans in candidates:
        if shape.regex is None:
            found += [Match(owner, start, end) for start, end in zip(spans[::2], spans[1::2], strict=True)]
        elif shape.before:
            search = shape.regex.compiled.finditer
            for low, high in _stretches(spans[::2], shape.before, shape.after):
                found += [Match(owner, *match.span()) for match in search(text, low, high)]
        else:
            found += [Match(owner, *span) for span in _from_each(shape.regex.compiled, text, sorted(spans[::2]))]
    return found


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


# 是不是, 能不能, 要不要 ask for assent; they deny nothing.
_ASKING = re.compile(r"(.)不\1")


class Contexts:
    """What takes the sting of an owner's matches, made ready once and asked many times."""

    def __init__(self, owner: Excusable) -> None:
        self._covers = owner.covers
        self._excused = owner.excused
        self._hint = either(owner.excused)
        self._guards = Guards.of(owner.guards)
        self._near = [(near.within, either(near.patterns)) for near in owner.near]
        self._near_not = [(near.within, either(near.patterns)) for near in owner.near_not]

    def let_off(self, text: str, start: int, end: int) -> bool:
        """Whether the match is no finding where it stands."""
        return (
            (end - start) * 100 < self._covers * len(text)
            or self._excuse(text, start, end)
            or self._guards.guard(text, start, end)
            or not all(_stands_near(near, text, start, end) for near in self._near)
            or any(_stands_near(near, text, start, end) for near in self._near_not)
        )

    def _excuse(self, text: str, start: int, end: int) -> bool:
        """Whether one of the owner's own exceptions overlaps the match."""
        low, high = max(0, start - 16), end + 16
        if not self._excused or self._hint.compiled.search(text, low, high) is None:
            return False
        return any(
            match.start() < end and start < match.end()
            for pattern in self._excused
            for match in pattern.compiled.finditer(text, low, high)
        )


class Guards:
    """The guards of an owner. One search over all of them tells nearly always that none stands there."""

    def __init__(self, guards: Sequence[Guard]) -> None:
        self._guards = guards
        # Never further than a guard reaches: a line may be a megabyte long, and hold a match in every sentence.
        self._reach = max((guard.within for guard in guards), default=0)
        self._before = either([guard.before for guard in guards if guard.before])
        # What is taken out of the words before a match can bring others within reach.
        self._harmless = either([guard.harmless for guard in guards if guard.harmless])
        self._beyond = either([side for guard in guards for side in (guard.after, guard.around) if side])

    @staticmethod
    @functools.lru_cache(maxsize=256)
    def of(guards: tuple[Guard, ...]) -> "Guards":
        """The guards made ready; rules share them, and so their searches are compiled once."""
        return Guards(guards)

    def guard(self, text: str, start: int, end: int) -> bool:
        """Whether a guard's words stand before, after or around the match, within its reach and inside the sentence."""
        low, high = max(0, start - self._reach), min(len(text), end + self._reach)
        low = max(text.rfind("。", low, start) + 1, text.rfind("？", low, start) + 1, low)
        high = min([at for mark in _SENTENCE if (at := text.find(mark, end, high)) >= 0], default=high)
        if (
            text.find("不", low, start) < 0
            and self._harmless.compiled.search(text, low, start) is None
            and self._before.compiled.search(text, low, start) is None
            and self._beyond.compiled.search(text, low, high) is None
        ):
            return False
        return any(_guards(guard, text, (start, end), (low, high)) for guard in self._guards)


def is_guarded(guards: Sequence[Guard], text: str, start: int, end: int) -> bool:
    """Whether one of the guards takes the sting of a match."""
    return Guards.of(tuple(guards)).guard(text, start, end)


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


def _stands_near(condition: tuple[int, Search], text: str, start: int, end: int) -> bool:
    """Whether one of the words is found within reach."""
    within, search = condition
    return search.compiled.search(text[max(0, start - within) : end + within]) is not None
