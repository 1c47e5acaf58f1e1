"""Judge: which rules speak about a reading, and where."""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from gongzhi.screening.notation import Search, Shape


class Owner(Protocol):
    """What has shapes to look for: a rule or a promise."""

    @property
    def shapes(self) -> tuple[Shape, ...]: ...


Owned = TypeVar("Owned", bound=Owner)

# A word seen in a text: its place, and its number in the list that the automaton was built from.
Seen = tuple[int, int, int]
Span = tuple[int, int]
# Asked of a text between two places: whether what is wanted stands there.
Ask = Callable[[str, int, int], object]


class Cue(NamedTuple):
    """What must hold around a word that was seen, so far before and after its start, lest a line be looked at in vain.

    ``ask`` and ``more`` are asked first, for they cost least; then one of ``any_of`` must hold, if there are any.
    """

    before: int
    after: int
    ask: Ask
    more: tuple[Ask, ...] = ()
    any_of: tuple[Ask, ...] = ()


class _Seek(Generic[Owned]):
    """A shape and its owner."""

    def __init__(self, owner: Owned, shape: Shape) -> None:
        self.owner, self.shape = owner, shape

    @functools.cached_property
    def cue(self) -> Cue:
        """Made when the lead is first seen: most never are."""
        ask, *more = map(holds, self.shape.keys or ("",))
        return Cue(self.shape.before, self.shape.after, ask, tuple(more))


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
        self._special: Callable[[int], Cue | None] = lambda _: None
        # By number of the word, found when it is first seen: the shapes that it leads, and what to ask about it.
        self._known: dict[int, tuple[_Seek[Owned], ...]] = {}
        self._cues: list[tuple[Cue, ...] | None] = []

    def leads(self) -> set[str]:
        """The words without one of which no shape can match: enough to tell which lines deserve a second look."""
        return set().union(*self._groups)

    def number(self, words: Sequence[str], leading: int, special: Callable[[int], Cue | None]) -> None:
        """Settle which number stands for which word; only the first ``leading`` are seen at first sight.

        ``special`` tells what makes a word worth a look for reasons of its own, whatever it leads.
        """
        self._words, self._special, self._cues = words, special, [None] * leading

    def narrowed(self, wanted: Callable[[Owned], bool]) -> "Plan[Owned]":
        """The same plan with only the owners that are wanted; words and numbers stay."""
        plan: Plan[Owned] = Plan(())
        plan._groups = self._groups
        plan.number(self._words, len(self._cues), self._special)
        for number, seeks in self._led.items():
            if kept := [seek for seek in seeks if wanted(seek.owner)]:
                plan._led[number] = kept
        return plan

    def likely(self, seen: Iterable[Seen], text: str) -> list[int]:
        """Where words start, in lines joined by line breaks, around which a shape stands or something gives itself away.

        One place a line, in order. A shape that reaches over a line break is found in vain; none is missed.
        """
        found: list[int] = []
        cues, done = self._cues, 0
        for start, end, number in seen:
            asked = cues[number]
            if asked is None:
                asked = self._learn(number)
            if not asked or start < done:
                continue
            for before, after, ask, more, any_of in asked:
                low, high = start - before if start > before else 0, start + after
                if (
                    ask(text, low, high)
                    and (not more or _stands(more, text, low, high))
                    and (not any_of or any(one(text, low, high) for one in any_of))
                ):
                    found.append(start)
                    done = text.find("\n", end)
                    if done < 0:
                        return found
                    break
        return found

    def _learn(self, number: int) -> tuple[Cue, ...]:
        shapes: dict[Cue, list[Shape]] = {}
        for seek in self._know(number):
            shapes.setdefault(seek.cue, []).append(seek.shape)
        learned = [_with_shapes(cue, alike) for cue, alike in shapes.items()]
        if special := self._special(number):
            learned.append(special)
        self._cues[number] = made = tuple(learned)
        return made

    def matches(self, seen: Iterable[Seen], text: str) -> list[tuple[Owned, list[Span]]]:
        """Where the shapes of each owner stand in ``text``, in which these words were seen; owners with no match are left out.

        The matches of a shape are those that a search from the start of the text to its end would give, one after the other.
        """
        led: dict[_Seek[Owned], list[Span]] = {}
        known = self._known
        for start, end, number in seen:
            seeks = known.get(number)
            for seek in self._know(number) if seeks is None else seeks:
                before, after, ask, more, _ = seek.cue
                low, high = start - before if start > before else 0, start + after
                if ask(text, low, high) and (not more or _stands(more, text, low, high)):
                    if seek in led:
                        led[seek].append((start, end))
                    else:
                        led[seek] = [(start, end)]
        found: dict[int, tuple[Owned, list[Span]]] = {}
        for seek, spans in led.items():
            if held := _matches(seek.shape, spans, text):
                found.setdefault(id(seek.owner), (seek.owner, []))[1].extend(held)
        return list(found.values())

    def _know(self, number: int) -> tuple[_Seek[Owned], ...]:
        word, led = self._words[number], self._led
        known = tuple(seek for at, words in enumerate(self._groups) if word in words and at in led for seek in led[at])
        self._known[number] = known
        return known


@functools.lru_cache(maxsize=5_000)
def holds(characters: str) -> Ask:
    """Asks whether one of these characters stands somewhere; of none of them, nothing is asked."""
    return re.compile(f"[{re.escape(characters)}]" if characters else "").search


def _with_shapes(cue: Cue, shapes: Iterable[Shape]) -> Cue:
    """The cue that holds only where one of these shapes stands as well."""
    searches = [shape.regex for shape in shapes]
    if None in searches:
        # Words and nothing else: seeing one is all there is.
        return cue
    asks = dict.fromkeys(_stands_from(one) if cue.before == 0 else _stands_within(one) for one in searches if one)
    return cue._replace(any_of=tuple(asks))


def _stands_from(search: Search) -> Ask:
    return lambda text, low, high: search.compiled.match(text, low, high)


def _stands_within(search: Search) -> Ask:
    return lambda text, low, high: search.compiled.search(text, low, high)


def _stands(asks: Iterable[Ask], text: str, low: int, high: int) -> bool:
    return all(ask(text, low, high) for ask in asks)


def _matches(shape: Shape, spans: list[Span], text: str) -> list[Span]:
    if shape.regex is None:
        return spans
    compiled = shape.regex.compiled
    if not shape.before:
        return _from_each(compiled, text, sorted([start for start, _ in spans]))
    if len(spans) == 1:
        [(start, _)] = spans
        low = start - shape.before if start > shape.before else 0
        return [match.span() for match in compiled.finditer(text, low, start + shape.after)]
    stretches = _stretches([start for start, _ in spans], shape.before, shape.after)
    return [match.span() for low, high in stretches for match in compiled.finditer(text, low, high)]


def _stretches(leads: Sequence[int], before: int, after: int) -> Iterable[Span]:
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


def _from_each(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> list[Span]:
    found: list[Span] = []
    taken = 0
    for start in starts:
        match = pattern.match(text, start) if start >= taken else None
        if match is not None:
            found.append(match.span())
            taken = match.end()
    return found


def widest(spans: Sequence[Span]) -> Sequence[Span]:
    """Of spans that overlap, the widest."""
    if len(spans) < 2:
        return spans
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            if end - start > kept[-1][1] - kept[-1][0]:
                kept[-1] = start, end
        else:
            kept.append((start, end))
    return kept
