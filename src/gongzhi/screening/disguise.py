"""Undo what is written in place of a word: latin, halves of characters, look-alikes, sound-alikes, stuttering.

Ordinary lines never come here: ``marks`` are strings that give a disguise away, and only lines that hold one are looked at.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.screening.avoided import ALIKE, DOUBLED, INSERTED, LATIN, MARKS, SOUND, SPLIT
from gongzhi.screening.fold import LINE_END, fold_line
from gongzhi.screening.looks import every_close_form, rare, seen_as, whole_of
from gongzhi.screening.ordinary import is_ordinary, reaches_out, stands_in_word
from gongzhi.screening.sounds import every_syllable, heard_as, sound_of, syllables_of
from gongzhi.screening.units import (
    FILLERS,
    LONGEST_RUN,
    RUN,
    Units,
    is_enough,
    is_stuttered,
    part_letters,
    read_units,
    sounds_exactly,
    spots,
)

_WRITTEN, _HEARD = frozenset((INSERTED, MARKS, SPLIT, DOUBLED)), frozenset((LATIN, SOUND))
_REACH = 8
_LONG = 200


class Found(NamedTuple):
    """A word (folded) that was disguised at folded characters [start, end), and how."""

    start: int
    end: int
    word: str
    how: str


class Disguises:
    """Looks for words (folded, of two characters or more) behind disguises.

    ``close`` are the words of which one character may also give way to a common one that looks or sounds like it.
    """

    def __init__(
        self, words: Iterable[str], close: frozenset[str] = frozenset(), ordinary: frozenset[str] = frozenset()
    ) -> None:
        # What a reader sees is the word as it is written, not as it is folded.
        words = {fold_line(word): word for word in words}
        self._shown = {**words, **{fold_line(word): word for word in close}}
        self._ordinary = ordinary
        self._close = every_close_form(close)
        self._words = sorted({word for word in words if len(word) >= 2})
        self._written = CharwiseDoubleArrayAhoCorasick(self._words or ["\n"])
        sounds: dict[str, list[str]] = {}
        for word in self._words:
            if all(syllables_of(word)):
                sounds.setdefault(sound_of(word), []).append(word)
        self._meant = list(sounds.values())
        self._heard = CharwiseDoubleArrayAhoCorasick(list(sounds) or ["\n"])
        self._used = frozenset("".join(self._words))
        # What is heard one after the other in some word: a syllable in latin beside which nothing of the kind stands hides none.
        self._pairs = frozenset(pair for sound in sounds for pair in pairwise(sound))

    @functools.cached_property
    def _spots(self) -> re.Pattern[str]:
        return spots(self._used)

    def marks(self) -> set[str]:
        """What stands in any line worth a look: syllables in latin, halves, rare characters, characters written twice."""
        halves = [form for form, whole in whole_of().items() if whole in self._used]
        doubles = [one * 2 for one in self._used if not one.isascii() and not is_ordinary(one * 2)]
        syllables = [one for one in every_syllable() if len(one) >= 2]
        return {*self._close, *halves, *doubles, *syllables, *rare(), *FILLERS}

    def gives_away(self, folded: str, start: int, end: int) -> bool:
        """Whether the mark that stands here is worth a look, in a folded line or in several joined by line breaks."""
        if folded[start:end] in self._close:
            return True
        if not _gives_away(folded, start, end):
            return False
        return not ("a" <= folded[start] <= "z") or self._may_be_spelled(folded, start)

    def _may_be_spelled(self, folded: str, at: int) -> bool:
        """Whether the run of letters here may be part of a word, or else something in its line gives itself away beside it."""
        low = folded.rfind(LINE_END, 0, at) + 1
        high = folded.find(LINE_END, at)
        line = folded[low : high if high >= 0 else len(folded)]
        # Of a long line this must not be asked at each of its letters.
        if len(line) > _LONG or _others_beside().search(line):
            return True
        at -= low
        while at and "a" <= line[at - 1] <= "z":
            at -= 1
        run = RUN.match(line, at)
        syllables = "".join(map(heard_as, part_letters(run.group()))) if run else ""
        end = at + len(run.group()) if run else at
        heard = sound_of(line[max(0, at - 1) : at]) + syllables + sound_of(line[end : end + 1])
        return not self._pairs.isdisjoint(pairwise(heard)) or _has_half(line, at, end)

    def look(self, folded: str, marks: Iterable[tuple[int, int]]) -> list[Found]:
        """The words that were disguised in a folded line, each where it stands; ``marks`` is where marks stand."""
        found: list[Found] = []
        deep = False
        for start, end in marks:
            close = self._close.get(folded[start:end])
            if close is None:
                deep = deep or self.gives_away(folded, start, end)
            elif not reaches_out(folded, start, end) and not stands_in_word(folded, start + close.at):
                found.append(Found(start, end, close.word, close.how))
        if deep:
            units = read_units(folded, self._spots, self._used)
            found += [*self._as_written(units), *self._as_heard(units), *self._as_seen(folded)]
        # Where only the mark stood, and the word itself beside it, nothing was hidden.
        plain = self._ordinary
        kept = [one for one in found if (written := folded[one.start : one.end]) != one.word and written not in plain]
        return [one._replace(word=self._shown[one.word]) for one in kept]

    def _as_written(self, units: Units) -> Iterator[Found]:
        """Halves put together and stuttering taken out, the word stands there."""
        if _WRITTEN.isdisjoint(units.hows):
            return
        for start, end, number in self._written.find_overlapping(units.text):
            hows = units.hows[start:end]
            how = next((how for how in hows[1:] if how in (INSERTED, MARKS)), "")
            how = how or next((how for how in hows if how in (SPLIT, DOUBLED)), "")
            if how and (how != DOUBLED or is_stuttered(units.part(start, end))):
                yield Found(units.starts[start], units.ends[end - 1], self._words[number], how)

    def _as_heard(self, units: Units) -> Iterator[Found]:
        """Latin syllables and rare characters read aloud, the word is heard there."""
        if _HEARD.isdisjoint(units.hows):
            return
        for start, end, number in self._heard.find_overlapping(sound_of(units.text)):
            how = next((how for how in units.hows[start:end] if how in _HEARD), "")
            if not how:
                continue
            part = units.part(start, end)
            for word in self._meant[number]:
                if sounds_exactly(part, word) and is_enough(part, word):
                    yield Found(units.starts[start], units.ends[end - 1], word, how)

    def _as_seen(self, folded: str) -> Iterator[Found]:
        """A rare character replaced by one that it looks like, the word stands there."""
        if rare().isdisjoint(folded):
            return
        for at, character in enumerate(folded):
            if character not in rare():
                continue
            low = max(0, at - _REACH)
            for other in seen_as().get(character, ""):
                window = folded[low:at] + other + folded[at + 1 : at + _REACH]
                for start, end, number in self._written.find_overlapping(window):
                    if start <= at - low < end:
                        word = self._words[number]
                        yield Found(low + start, low + end, word, ALIKE)


def _gives_away(folded: str, start: int, end: int) -> bool:
    """Whether a mark is one: not the letters of a foreign word, nor a rare character in its ordinary place (深圳)."""
    mark = folded[start:end]
    if mark[0].isascii() and mark[0].isalpha():
        # No further than matters: a line may be one run of a million letters, and hold a mark at each.
        furthest = max(0, start - LONGEST_RUN)
        while start > furthest and "a" <= folded[start - 1] <= "z":
            start -= 1
        run = RUN.match(folded, start, start + LONGEST_RUN + 1)
        return run is not None and len(run.group()) <= LONGEST_RUN and bool(part_letters(run.group()))
    return len(mark) > 1 or mark in FILLERS or not stands_in_word(folded, start)


@functools.cache
def _others_beside() -> re.Pattern[str]:
    """Characters written twice, rare ones and fillers: looked at wherever a run of letters has a line looked at."""
    return re.compile(f"[{''.join(sorted(map(re.escape, (*rare(), *FILLERS))))}]|(.)\\1")


def _has_half(line: str, start: int, end: int) -> bool:
    """Whether halves of a character stand right before ``start`` or right after ``end``."""
    whole = whole_of()
    return any(line[max(0, start - n) : start] in whole or line[end : end + n] in whole for n in (2, 3))
