"""Look out: one automaton for words and one for sounds say which lines deserve a second look, and what was hidden in them."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.screening.avoided import (
    Avoided,
    Variant,
    as_written,
    heard_amiss,
    heard_strictly,
    is_plausible,
    is_worth_hiding,
)
from gongzhi.screening.collecting import collecting_later
from gongzhi.screening.disguise import Disguises
from gongzhi.screening.fold import CLAUSE_END, GAP, QUESTION, SENTENCE_END, fold_line
from gongzhi.screening.judge import Ask, Cue, Owner, Seen
from gongzhi.screening.lines import Line
from gongzhi.screening.undo import Place

_LONE_FILLER = "某"
_BETWEEN = re.compile(f"[{SENTENCE_END}{CLAUSE_END}{QUESTION}{GAP}]+")
_NAMED = 64


class Lookout:
    """The words of all rules and the words that are avoided. Words that lead a pattern are numbered before all others.

    First of all come the words that are avoided and the marks of disguises, last of those that lead the ones that only lead.
    """

    @collecting_later()
    def __init__(self, avoided: Avoided, owners: Sequence[Owner], leads: set[str]) -> None:
        self._avoided = avoided
        # A list of thousands is looked for as it is written; words that a rule names one by one are worth hiding.
        shapes = [shape for owner in owners for shape in owner.shapes]
        telling = {shape.groups[0] for shape in shapes if len(shape.groups[0]) <= _NAMED}
        hidden = sorted(filter(is_worth_hiding, set().union(*telling)))
        self._disguises = Disguises({*hidden, *avoided.plain}, close=avoided.plain, ordinary=avoided.ordinary)
        self._look_for(
            {group for shape in shapes for group in shape.groups},
            {shape.lead or shape.groups[0] for shape in shapes},
            leads,
        )
        self._listen_for(hidden)

    def _look_for(self, groups: set[frozenset[str]], heads: set[frozenset[str]], leads: set[str]) -> None:
        """One automaton for the words that say which lines deserve a second look, and one for all others of ``groups``.

        ``leads`` are the words that lead, ``heads`` among them those that were chosen for it whatever the groups are.
        """
        variants = {variant.form: variant for variant in self._avoided.written}
        plain = set(map(fold_line, self._avoided.plain))
        # Words that lead, or that are avoided or disguised, decide which lines are looked at again for all the rest.
        marks = self._disguises.marks()
        others = [*{*variants, *plain, _LONE_FILLER}.difference(marks), *marks]
        # Words that only lead, often single characters, are none that anybody would write apart.
        silent = set[str]().union(*(heads - groups)).difference(*groups, others)
        heading = [*others, *leads.difference(others, silent)]
        leading = [*heading, *silent]
        # Never empty: an automaton needs a word, and every word it sees needs its number.
        following = [*set[str]().union(*(groups - heads)).difference(leads, others)] or [_LONE_FILLER]
        numbers = {word: number for number, word in enumerate(others)}
        self.words = [*leading, *following]
        self.variants = {numbers[form]: variant for form, variant in variants.items()}
        self._marks = range(len(others) - len(marks), len(others))
        self._claims = {numbers[word]: word for word in plain}
        self._special = len(others)
        self.silent = range(len(heading), len(leading))
        self._skim = CharwiseDoubleArrayAhoCorasick(leading)
        self.leading = len(leading)

    def _listen_for(self, hidden: Iterable[str]) -> None:
        avoided = self._avoided
        leads_heard = heard_strictly(word for word in hidden if len(word) >= 4)
        by_sound = _by_sound((*avoided.heard, *heard_amiss(avoided.plain), *leads_heard))
        self.sounds = list(by_sound.values())
        self._ear = CharwiseDoubleArrayAhoCorasick(list(by_sound))

    @functools.cached_property
    def _rest(self) -> CharwiseDoubleArrayAhoCorasick:
        """The words that lead nothing: lines that hold none of the others never ask for them."""
        return CharwiseDoubleArrayAhoCorasick(self.words[self.leading :])

    @functools.cached_property
    def _joints(self) -> tuple[frozenset[str], int]:
        """What stands side by side in some word that leads nothing: marks between any other two part none. And how long they are."""
        words = self.words[self.leading :]
        return frozenset(a + b for word in words for a, b in pairwise(word)), max(map(len, words))

    def see(self, folded: str) -> list[Seen]:
        """The words that lead, that are avoided or that mark a disguise, where they stand."""
        return self._skim.find_overlapping(folded)

    def hear(self, sound: str) -> list[Seen]:
        """The sounds of avoided words, numbered apart."""
        return self._ear.find_overlapping(sound)

    def see_others(self, text: str) -> list[Seen]:
        """The words that lead nothing, numbered after those that do."""
        shift = self.leading
        return [(start, end, number + shift) for start, end, number in self._rest.find_overlapping(text)]

    def cue(self, number: int) -> Cue | None:
        """What to ask about a word that may be how another one is hidden, None for any other; ``parted`` asks about claims."""
        variant, gives_away = self.variants.get(number), self._disguises.gives_away
        if variant is None:
            return Cue(0, len(self.words[number]), gives_away) if number in self._marks else None
        plausible: Ask = functools.partial(is_plausible, variant)
        if number not in self._marks:
            return Cue(0, len(self.words[number]), plausible)
        return Cue(0, len(self.words[number]), lambda *place: plausible(*place) or gives_away(*place))

    def claimed(self, seen: list[Seen]) -> list[int]:
        """Where avoided words stand, be it plainly."""
        claims = self._claims
        return [start for start, _, number in seen if number in claims]

    def hidden(self, line: Line, folded: str, seen: list[Seen], heard: list[Seen]) -> list[Place]:
        """Where words were avoided, disguised or misheard."""
        variants, marks, special = self.variants, self._marks, self._special
        seen = [one for one in seen if one[2] < special]
        if not seen and not heard:
            return []
        places = [
            Place(start, end, variants[number])
            for start, end, number in seen
            if number in variants and is_plausible(variants[number], folded, start, end)
        ]
        for start, end, number in heard:
            if variant := self._misheard(folded, start, end, number):
                places.append(Place(start, end, as_written(variant, line.kind)))
        if marked := [(start, end) for start, end, number in seen if number in marks]:
            for one in self._disguises.look(folded, marked):
                places.append(Place(one.start, one.end, as_written(Variant("", one.word, one.how), line.kind)))
        return places

    def parted(self, line: Line, seen: list[Seen]) -> list[Place]:
        """Avoided words that were only taken apart: what stands in the folded line and not in the line itself."""
        claims, text = self._claims, line.text
        return [
            Place(start, end, None) for start, end, number in seen if number in claims and claims[number] not in text
        ]

    def amiss(self, heard: list[Seen], folded: str) -> list[int]:
        """Where what was heard may be another word than what is written there."""
        return [start for start, end, number in heard if self._misheard(folded, start, end, number)]

    def is_parted(self, folded: str, read: str) -> bool:
        """Whether one of the words that lead nothing stands in the folded line, and not where the line is read.

        ``read`` is the folded line with what its separators mean put back, and nothing else.
        """
        (joints, reach), at = self._joints, 0
        for part in _BETWEEN.split(read):
            at += len(part)
            if folded[at - 1 : at + 1] in joints:
                low = max(0, at - reach)
                around = self._rest.find_overlapping(folded[low : at + reach])
                if any(start < at - low < end for start, end, _ in around):
                    return True
        return False

    def written_apart(self, text: str, folded: str, sources: Sequence[int], seen: Iterable[Seen]) -> Iterator[Place]:
        """Plain words that are written in some other way than they are read; all others leave the reading as it is."""
        variants, silent = self.variants, self.silent
        for start, end, number in (*seen, *self.see_others(folded)):
            if number in variants or number in silent:
                continue
            if text[sources[start] : sources[end - 1] + 1] != folded[start:end]:
                yield Place(start, end, None)

    def _misheard(self, folded: str, start: int, end: int, number: int) -> Variant | None:
        """The word that was meant by what sounds like it, None when it is written right or is an ordinary word."""
        written = folded[start:end]
        if written in self._avoided.ordinary:
            return None
        meant = [one for one in self.sounds[number] if one.meant_in(folded, start, end)]
        if len(meant) < 2:
            return meant[0] if meant else None
        return max(meant, key=lambda one: _alike(one.word, written))


def _by_sound(variants: Iterable[Variant]) -> dict[str, list[Variant]]:
    """The words that can be meant by what is heard."""
    found: dict[str, list[Variant]] = {}
    for variant in variants:
        found.setdefault(variant.form, []).append(variant)
    return found


def _alike(word: str, written: str) -> int:
    """How many characters two sound-alikes share in place: 假一罚四 and 假一罚十 are heard alike, but written apart."""
    return sum(a == b for a, b in zip(fold_line(word), written, strict=False))
