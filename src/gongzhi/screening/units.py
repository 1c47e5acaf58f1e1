"""Units: the characters of a text as they may have been meant, and what gives each of them away."""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from gongzhi.screening.avoided import DOUBLED, INSERTED, LATIN, MARKS, SOUND, SPLIT
from gongzhi.screening.looks import rare, whole_of
from gongzhi.screening.ordinary import is_ordinary
from gongzhi.screening.sounds import every_syllable, heard_as, syllables_of

# What is put between the characters of a word, beside the marks that folding drops.
FILLERS = {"某": INSERTED, "+": MARKS}
RUN = re.compile(r"[a-z]+")
LONGEST_RUN = 60
_VOWELS = frozenset("aeiouv")
_SHORTEST_LATIN = 5


class Units(NamedTuple):
    """The characters of a text as they may have been meant: each as one, the folded span it stands for, how it was disguised.

    A syllable in latin is one too: in ``text`` it is what is heard, in ``plain`` its letters.
    """

    text: str
    plain: list[str]
    starts: list[int]
    ends: list[int]
    hows: list[str]

    def part(self, start: int, end: int) -> "Units":
        here = slice(start, end)
        return Units(self.text[here], self.plain[here], self.starts[here], self.ends[here], self.hows[here])


def spots(used: frozenset[str]) -> re.Pattern[str]:
    """Where a character may be more or other than itself: letters, fillers, rare characters, halves, whatever is written twice."""
    halves = [form for form, whole in whole_of().items() if whole in used]
    firsts, seconds = _any_of(form[0] for form in halves), _any_of(form[1] for form in halves)
    # The first of two halves is often a common character.
    return re.compile(f"[a-z{_any_of((*rare(), *FILLERS))}]|[0{firsts}](?=[0{seconds}])|(.)(?=\\1)")


def _any_of(characters: Iterable[str]) -> str:
    return "".join(sorted(map(re.escape, set(characters))))


def read_units(folded: str, spots: re.Pattern[str], used: frozenset[str]) -> Units:
    """The units of a folded line; ``spots`` and ``used`` belong to the words that are looked for in them."""
    units = _Reader(folded, used)
    at = 0
    while at < len(folded):
        spot = spots.search(folded, at)
        units.plainly(at, spot.start() if spot else len(folded))
        at = units.step(spot.start()) if spot else len(folded)
    return units.read()


class _Reader:
    """Reads units from left to right."""

    def __init__(self, folded: str, used: frozenset[str]) -> None:
        self._folded, self._used, self._waiting = folded, used, ""
        self._heard: list[str] = []
        self._plain: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._hows: list[str] = []

    def read(self) -> Units:
        return Units("".join(self._heard), self._plain, self._starts, self._ends, self._hows)

    def plainly(self, start: int, end: int) -> None:
        """Characters that are nothing but themselves."""
        if start < end:
            here = self._folded[start:end]
            self._heard.append(here)
            self._plain += here
            self._starts += range(start, end)
            self._ends += range(start + 1, end + 1)
            self._hows += [self._waiting, *[""] * (end - start - 1)]
            self._waiting = ""

    def step(self, at: int) -> int:
        """One unit, or the syllables of one run of letters; how far it reaches."""
        folded, character = self._folded, self._folded[at]
        if run := RUN.match(folded, at, at + LONGEST_RUN) if character.isascii() else None:
            self._latin(run.group(), at)
            return run.end()
        if character in FILLERS and 0 < at < len(folded) - 1:
            self._waiting = FILLERS[character]
            return at + 1
        whole, used = whole_of(), self._used
        for half in (folded[at : at + 3], folded[at : at + 2]):
            if (plain := whole.get(half, "")) in used:
                self._add(plain, at, at + len(half), SPLIT)
                return at + len(half)
        end = at + 1
        while end < len(folded) and folded[end] == character:
            end += 1
        how = self._waiting or (DOUBLED if end - at > 1 else SOUND if character in rare() else "")
        self._waiting = ""
        self._add(character, at, end, how)
        return end

    def _latin(self, run: str, at: int) -> None:
        """A run of letters as syllables where it is nothing but syllables, else as letters."""
        parted = part_letters(run)
        for part in parted or run:
            end = at + len(part)
            self._add(part, at, end, LATIN if parted else "", heard_as(part) if parted else part)
            at = end

    def _add(self, plain: str, start: int, end: int, how: str, heard: str = "") -> None:
        self._heard.append(heard or plain)
        self._plain.append(plain)
        self._starts.append(start)
        self._ends.append(end)
        self._hows.append(how)


def is_stuttered(part: Units) -> bool:
    """More than one character written again, or one three times, or in a way that no ordinary word is: 天天 is one."""
    again = [at for at, how in enumerate(part.hows) if how == DOUBLED and not part.plain[at].isascii()]
    return bool(again) and (
        len(part.hows) >= 3
        or part.hows.count(DOUBLED) >= 2
        or any(part.ends[at] - part.starts[at] >= 3 or not is_ordinary(part.plain[at] * 2) for at in again)
    )


def sounds_exactly(part: Units, word: str) -> bool:
    """The automaton hears zh as z; a syllable that was spelled out must be the word's own."""
    for plain, how, syllable, character in zip(part.plain, part.hows, syllables_of(word), word, strict=True):
        if how == LATIN:
            if plain != syllable:
                return False
        elif plain != character and syllables_of(plain) != [syllable]:
            return False
    return True


def is_enough(part: Units, word: str) -> bool:
    """A character of the word written right, or so much latin that it is no accident."""
    if any(plain == character for plain, character in zip(part.plain, word, strict=True)):
        return True
    latin = [plain for plain, how in zip(part.plain, part.hows, strict=True) if how == LATIN]
    return len(part.plain) >= 3 or (len(latin) == len(part.plain) and len("".join(latin)) >= _SHORTEST_LATIN)


@functools.lru_cache(maxsize=4096)
def part_letters(run: str) -> tuple[str, ...]:
    """The fewest syllables that make up the run, () when none do."""
    syllables = _syllable_set()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end):
            before, piece = best[start], run[start:end]
            if (
                before is not None
                and piece in syllables
                and (best[end] is None or len(before) + 1 < len(best[end] or ()))
            ):
                best[end] = (*before, piece)
    return best[len(run)] or ()


@functools.cache
def _syllable_set() -> frozenset[str]:
    return frozenset(one for one in every_syllable() if not _VOWELS.isdisjoint(one))
