"""Undo what is written in place of a word: latin, halves of characters, look-alikes, sound-alikes, stuttering.

Ordinary lines never come here: ``marks`` are strings that give a disguise away, and only lines that hold one are looked at.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.screening.avoided import ALIKE, DOUBLED, INSERTED, LATIN, MARKS, SOUND, SPLIT, Variant
from gongzhi.screening.fold import LINE_END, fold_line, shipped_table
from gongzhi.screening.ordinary import is_ordinary, reaches_out, stands_in_word
from gongzhi.screening.sounds import every_syllable, heard_as, sound_of, syllables_of

# What is put between the characters of a word, beside the marks that folding drops.
_FILLERS = {"某": INSERTED, "+": MARKS}
_INTERJECTIONS = frozenset("咩哔喵噔嗯嗝嘤喔噢唔咦哟嗷嘎叽咻噗嘞呐哒咔咚呲嗨哇嘚嗖唧啾嘣咣哐")
_RUN = re.compile(r"[a-z]+")
_LONGEST_RUN = 60
_VOWELS = frozenset("aeiouv")
_SHORTEST_LATIN = 5
_REACH = 8
_LONG = 200


class Found(NamedTuple):
    """A word (folded) that was disguised at folded characters [start, end), and how."""

    start: int
    end: int
    word: str
    how: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """One character of the text as it may have been meant, the folded span it stands for, and how it was disguised."""

    plain: str
    sound: str
    start: int
    end: int
    how: str = ""


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
        self._close = _every_close_form(close)
        self._words = sorted({word for word in words if len(word) >= 2})
        self._written = CharwiseDoubleArrayAhoCorasick(self._words or ["\n"])
        sounds: dict[str, list[str]] = {}
        for word in self._words:
            if all(syllables_of(word)):
                sounds.setdefault(sound_of(word), []).append(word)
        self._meant = list(sounds.values())
        self._heard = CharwiseDoubleArrayAhoCorasick(list(sounds) or ["\n"])
        self._used = frozenset(one for word in self._words for one in word)
        # What is heard one after the other in some word: a syllable in latin beside which nothing of the kind stands hides none.
        self._pairs = frozenset(pair for sound in sounds for pair in pairwise(sound))

    def marks(self) -> list[str]:
        """What stands in any line worth a look: syllables in latin, halves, rare characters, characters written twice."""
        halves = [form for form, whole in _whole_of().items() if whole in self._used]
        doubles = [one * 2 for one in self._used if not one.isascii() and not is_ordinary(one * 2)]
        syllables = [one for one in every_syllable() if len(one) >= 2]
        return sorted({*self._close, *halves, *doubles, *syllables, *_rare(), *_FILLERS})

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
        run = _RUN.match(line, at)
        syllables = "".join(map(heard_as, _parted(run.group()))) if run else ""
        end = at + len(run.group()) if run else at
        heard = sound_of(line[max(0, at - 1) : at]) + syllables + sound_of(line[end : end + 1])
        return not self._pairs.isdisjoint(pairwise(heard)) or _has_half(line, at, end)

    def look(self, folded: str, marks: Iterable[tuple[int, int]]) -> list[Found]:
        """The words that were disguised in a folded line, each where it stands; ``marks`` is where marks stand."""
        found: list[Found] = []
        deep = False
        for start, end in marks:
            variant = self._close.get(folded[start:end])
            if variant is None:
                deep = deep or _gives_away(folded, start, end)
            elif not reaches_out(folded, start, end) and not stands_in_word(folded, start + _differs_at(variant)):
                found.append(Found(start, end, variant.word, variant.how))
        if deep:
            units = _units(folded, self._used)
            found += [*self._as_written(units), *self._as_heard(units), *self._as_seen(folded)]
        # Where only the mark stood, and the word itself beside it, nothing was hidden.
        plain = self._ordinary
        kept = [one for one in found if (written := folded[one.start : one.end]) != one.word and written not in plain]
        return [one._replace(word=self._shown[one.word]) for one in kept]

    def _as_written(self, units: Sequence[_Unit]) -> Iterator[Found]:
        """Halves put together and stuttering taken out, the word stands there."""
        text = "".join(unit.plain for unit in units)
        for start, end, number in self._written.find_overlapping(text):
            part = units[start:end]
            how = next((unit.how for unit in part[1:] if unit.how in (INSERTED, MARKS)), "")
            how = how or next((unit.how for unit in part if unit.how in (SPLIT, DOUBLED)), "")
            if how and (how != DOUBLED or _is_stuttered(part)):
                yield _place(part, self._words[number], how)

    def _as_heard(self, units: Sequence[_Unit]) -> Iterator[Found]:
        """Latin syllables and rare characters read aloud, the word is heard there."""
        for start, end, number in self._heard.find_overlapping("".join(unit.sound for unit in units)):
            part = units[start:end]
            how = next((unit.how for unit in part if unit.how in (LATIN, SOUND)), "")
            if not how:
                continue
            for word in self._meant[number]:
                if _sounds_exactly(part, word) and _is_enough(part, word):
                    yield _place(part, word, how)

    def _as_seen(self, folded: str) -> Iterator[Found]:
        """A rare character replaced by one that it looks like, the word stands there."""
        rare, alike = _rare(), _seen_as()
        for at, character in enumerate(folded):
            if character not in rare:
                continue
            low = max(0, at - _REACH)
            for other in alike.get(character, ""):
                window = folded[low:at] + other + folded[at + 1 : at + _REACH]
                for start, end, number in self._written.find_overlapping(window):
                    if start <= at - low < end:
                        word = self._words[number]
                        yield Found(low + start, low + end, word, ALIKE)


def _place(units: Sequence[_Unit], word: str, how: str) -> Found:
    start, end = units[0].start, units[-1].end
    return Found(start, end, word, how)


def _gives_away(folded: str, start: int, end: int) -> bool:
    """Whether a mark is one: not the letters of a foreign word, nor a rare character in its ordinary place (深圳)."""
    mark = folded[start:end]
    if mark[0].isascii() and mark[0].isalpha():
        # No further than matters: a line may be one run of a million letters, and hold a mark at each.
        furthest = max(0, start - _LONGEST_RUN)
        while start > furthest and "a" <= folded[start - 1] <= "z":
            start -= 1
        run = _RUN.match(folded, start, start + _LONGEST_RUN + 1)
        return run is not None and len(run.group()) <= _LONGEST_RUN and bool(_parted(run.group()))
    return len(mark) > 1 or mark in _FILLERS or not stands_in_word(folded, start)


@functools.cache
def _others_beside() -> re.Pattern[str]:
    """Characters written twice, rare ones and fillers: looked at wherever a run of letters has a line looked at."""
    return re.compile(f"[{''.join(sorted(map(re.escape, (*_rare(), *_FILLERS))))}]|(.)\\1")


def _has_half(line: str, start: int, end: int) -> bool:
    """Whether halves of a character stand right before ``start`` or right after ``end``."""
    whole = _whole_of()
    return any(line[max(0, start - n) : start] in whole or line[end : end + n] in whole for n in (2, 3))


def _is_stuttered(units: Sequence[_Unit]) -> bool:
    """More than one character written again, or one three times, or in a way that no ordinary word is: 天天 is one."""
    again = [unit for unit in units if unit.how == DOUBLED and not unit.plain.isascii()]
    return bool(again) and (
        len(units) >= 3
        or sum(unit.how == DOUBLED for unit in units) >= 2
        or any(unit.end - unit.start >= 3 or not is_ordinary(unit.plain * 2) for unit in again)
    )


def _differs_at(variant: Variant) -> int:
    return next(at for at, (a, b) in enumerate(zip(variant.form, variant.word, strict=True)) if a != b)


@functools.lru_cache(maxsize=2)
def _every_close_form(words: frozenset[str]) -> dict[str, Variant]:
    """Those of all words; kept, for they take long to find, and screeners share their words."""
    return {form: variant for word in sorted(map(fold_line, words)) for form, variant in _close_forms(word)}


def _close_forms(word: str) -> Iterator[tuple[str, Variant]]:
    """One character by another that looks like it, and in words of two by one that sounds like it, as no word is written."""
    for at, (character, syllable) in enumerate(zip(word, syllables_of(word), strict=True)):
        others = dict.fromkeys(_alike().get(character, ""), ALIKE)
        if len(word) == 2:
            others |= dict.fromkeys(_sounding().get(syllable, ""), SOUND)
        for other, how in others.items():
            form = word[:at] + other + word[at + 1 :]
            # In a word of two: a character that is a word by itself stands beside everything.
            free = other.isascii() or (len(word) == 2 and is_ordinary(other))
            if other != character and not free and not is_ordinary(form):
                yield form, Variant(form, word, how)


def _sounds_exactly(units: Sequence[_Unit], word: str) -> bool:
    """The automaton hears zh as z; a syllable that was spelled out must be the word's own."""
    for unit, syllable, character in zip(units, syllables_of(word), word, strict=True):
        if unit.how == LATIN:
            if unit.plain != syllable:
                return False
        elif unit.plain != character and syllables_of(unit.plain) != [syllable]:
            return False
    return True


def _is_enough(units: Sequence[_Unit], word: str) -> bool:
    """A character of the word written right, or so much latin that it is no accident."""
    if any(unit.plain == character for unit, character in zip(units, word, strict=True)):
        return True
    latin = [unit.plain for unit in units if unit.how == LATIN]
    return len(units) >= 3 or (len(latin) == len(units) and len("".join(latin)) >= _SHORTEST_LATIN)


def _units(folded: str, used: frozenset[str]) -> list[_Unit]:
    units: list[_Unit] = []
    at, waiting = 0, ""
    rare, whole = _rare(), _whole_of()
    while at < len(folded):
        character = folded[at]
        run = _RUN.match(folded, at, at + _LONGEST_RUN) if character.isascii() else None
        if run:
            units += _latin(run.group(), at)
            at = run.end()
            continue
        if character in _FILLERS and 0 < at < len(folded) - 1:
            waiting = _FILLERS[character]
            at += 1
            continue
        half = next((folded[at : at + n] for n in (3, 2) if whole.get(folded[at : at + n], "") in used), "")
        if half:
            plain = whole[half]
            units.append(_Unit(plain, sound_of(plain), at, at + len(half), SPLIT))
            at += len(half)
            continue
        end = at + 1
        while end < len(folded) and folded[end] == character:
            end += 1
        how = waiting or (DOUBLED if end - at > 1 else SOUND if character in rare else "")
        waiting = ""
        units.append(_Unit(character, sound_of(character), at, end, how))
        at = end
    return units


def _latin(run: str, at: int) -> list[_Unit]:
    """A run of letters as syllables where it is nothing but syllables, else as letters."""
    parted = _parted(run)
    if not parted:
        return [_Unit(letter, letter, at + index, at + index + 1) for index, letter in enumerate(run)]
    units = []
    for syllable in parted:
        units.append(_Unit(syllable, heard_as(syllable), at, at + len(syllable), LATIN))
        at += len(syllable)
    return units


@functools.lru_cache(maxsize=4096)
def _parted(run: str) -> tuple[str, ...]:
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


@functools.cache
def _whole_of() -> dict[str, str]:
    """Halves, and the character that they make."""
    whole: dict[str, str] = {}
    for line in shipped_table("parts.txt").splitlines():
        character, *forms = line.split(" ")
        for form in map(fold_line, forms):
            # 才那 may be half and half of one character, but each is a word: only what looks torn apart counts.
            if len(form) >= 2 and not all(map(is_ordinary, form)) and not is_ordinary(form):
                whole.setdefault(form, fold_line(character))
    return whole


@functools.cache
def _alike() -> dict[str, str]:
    """A common character, and the others that it looks like."""
    return {
        line[0]: "".join(one for one in line[1:] if fold_line(one) == one)
        for line in shipped_table("shapes.txt").splitlines()
    }


@functools.cache
def _sounding() -> dict[str, str]:
    """The common characters of each toneless syllable."""
    sounding: dict[str, str] = {}
    common = [one for one in level(16, 55) if fold_line(one) == one]
    for character, syllable in zip(common, syllables_of("".join(common)), strict=True):
        sounding[syllable] = sounding.get(syllable, "") + character
    return sounding


@functools.cache
def _seen_as() -> dict[str, str]:
    """A character, and the common ones that it may be taken for."""
    seen: dict[str, str] = {}
    for line in shipped_table("shapes.txt").splitlines():
        for other in line[1:]:
            seen[other] = seen.get(other, "") + line[0]
    return seen


@functools.cache
def _rare() -> frozenset[str]:
    """Characters of the second level of GB 2312: nobody writes them but in names, or to hide something."""
    return frozenset(one for one in level(56, 87) if fold_line(one) == one and one not in _INTERJECTIONS)


def level(first: int, last: int) -> Iterator[str]:
    """The characters of these rows of GB 2312: 16 to 55 hold the common ones, 56 to 87 the rarer."""
    for row in range(first, last + 1):
        for cell in range(1, 95):
            try:
                yield bytes((row + 0xA0, cell + 0xA0)).decode("gb2312")
            except UnicodeDecodeError:
                continue
