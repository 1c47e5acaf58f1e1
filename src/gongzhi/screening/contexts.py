"""Contexts: what stands around a match, and whether it takes its sting."""

import functools
import re
from collections.abc import Sequence
from typing import Protocol

from gongzhi.screening.judge import Ask, holds
from gongzhi.screening.notation import Search, either
from gongzhi.screening.pieces import characters_needed
from gongzhi.screening.rules import Guard, Near

_SENTENCE_END = re.compile("[。？]").search
_EXCUSED_WITHIN = 16
# An exception: what else must stand around beside the character that it was tried for, what costs least first.
_Excuse = tuple[Ask, tuple[Ask, ...], Search]
_ANYTHING: Ask = re.compile("").search
# 是不是, 能不能, 要不要 ask for assent; they deny nothing.
_ASKING = re.compile(r"(.)不\1")


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


class Contexts:
    """What takes the sting of an owner's matches, made ready once and asked many times."""

    def __init__(self, owner: Excusable) -> None:
        self._covers = owner.covers
        self._excused = _Excuses(owner.excused)
        self._guards = Guards.of(owner.guards)
        self._near = [(near.within, either(near.patterns)) for near in owner.near]
        self._near_not = [(near.within, either(near.patterns)) for near in owner.near_not]

    def let_off(self, text: str, start: int, end: int) -> bool:
        """Whether the match is no finding where it stands."""
        if (
            (end - start) * 100 < self._covers * len(text)
            or self._excused.excuse(text, start, end)
            or self._guards.guard(text, start, end)
        ):
            return True
        # Most owners ask for nothing near: not even a generator is made for them.
        if self._near and not all(_stands_near(near, text, start, end) for near in self._near):
            return True
        return bool(self._near_not) and any(_stands_near(near, text, start, end) for near in self._near_not)


class _Excuses:
    """The owner's own exceptions. They are many, and few are ever tried: each needs characters that seldom stand there."""

    def __init__(self, excused: Sequence[Search]) -> None:
        self._needing: dict[str, list[_Excuse]] = {}
        self._always: list[_Excuse] = []
        for search in excused:
            needed = characters_needed(search.pieces)
            asks = tuple(holds(keys) for keys in search.keys if not needed.issuperset(keys))
            excuse = asks[0] if asks else _ANYTHING, asks[1:], search
            if not needed:
                self._always.append(excuse)
            for character in needed:
                self._needing.setdefault(character, []).append(excuse)
        self._present = re.compile(
            f"[{re.escape(''.join(sorted(self._needing)))}]" if self._needing else "(?!)"
        ).findall

    def excuse(self, text: str, start: int, end: int) -> bool:
        """Whether one of them overlaps the match."""
        low, high = max(0, start - _EXCUSED_WITHIN), end + _EXCUSED_WITHIN
        present = self._present(text, low, high)
        if not present and not self._always:
            return False
        needing = self._needing
        tried = needing[present[0]] if len(present) == 1 else [one for each in {*present} for one in needing[each]]
        for ask, more, search in (*self._always, *tried) if self._always else tried:
            # Plain loops: this is asked of every match, and a generator for each would cost more than the searches.
            if ask(text, low, high) and (not more or all(one(text, low, high) for one in more)):
                for found in search.compiled.finditer(text, low, high):
                    if found.start() < end and start < found.end():
                        return True
        return False


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
        if stop := _SENTENCE_END(text, end, high):
            high = stop.start()
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
