"""Fold: text in any writing becomes one plain writing, and every plain character knows where it came from."""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

# A list, not a dict: str.translate pays for a raised KeyError on every character that a dict does not hold.
SIZE = 0x20000
_ASTRAL = 0x10000
# The plain text of several lines is joined by this; inside a line every line break is folded away.
LINE_END = "\n"
SENTENCE_END, CLAUSE_END, QUESTION, GAP = "。", "，", "？", " "
_SENTENCE_ENDS = "。！!；;…\n\r\u2028\u2029\u0085\v\f"
_CLAUSE_ENDS = "，,、:：|｜/／\\"
_QUESTIONS = "？?"


@dataclass(frozen=True, slots=True)
class Reading:
    """Plain text beside where each of its characters came from: code points [starts[i], ends[i]) of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points behind plain characters [start, end), which must not be empty."""
        if type(self.starts) is range:
            return self.starts[start], self.ends[end - 1]
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold(text: str) -> str:
    """The skimmed form that automata run over: no separators, no marks, one writing; line breaks stay."""
    return text.translate(skim_table())


def fold_line(text: str) -> str:
    """Like ``fold`` for one line, whose own line breaks go the way of all separators."""
    return text.translate(skim_table()).replace(LINE_END, "")


def read_evenly(text: str) -> Reading | None:
    """``read`` of a text in which every character is read as one; None for any other. Several times as fast."""
    plain = text.translate(_read_table()) if _expanding().search(text) is None else ""
    return aligned(plain) if len(plain) == len(text) else None


@functools.cache
def _read_table() -> list[int | str | None]:
    """``skim_table`` with what separators mean. Those that mean nothing by themselves go, and with them what depends on neighbours."""
    table = skim_table().copy()
    for code in (ord(LINE_END), *(code for code, entry in enumerate(table) if entry is None)):
        table[code] = boundary(chr(code)) or None
    return table


def is_aligned(text: str, folded: str) -> bool:
    """Whether each folded character came from the code point at the same place."""
    return len(text) == len(folded) and _expanding().search(text) is None


def aligned(folded: str) -> Reading:
    """The reading of a line whose folded form is aligned with it: nothing was dropped, so nothing is put back."""
    return Reading(folded, range(len(folded)), range(1, len(folded) + 1))


def fold_with_sources(text: str) -> tuple[str, list[int]]:
    """``fold_line`` and, for each of its characters, the index of the code point it came from."""
    return fold_line(text), read_with_sources(text)[1]


@functools.lru_cache(maxsize=16_384)
def _fold_one(character: str) -> str:
    code = ord(character)
    if character == LINE_END:
        return ""
    entry = skim_table()[code] if code < SIZE else code
    if entry == code:
        return character
    if entry is None:
        return ""
    return entry if isinstance(entry, str) else chr(entry)


def boundary(character: str) -> str:
    """What a separator means to a reader: the end of a sentence or clause, a question, a gap, or nothing ('')."""
    if character in _SENTENCE_ENDS:
        return SENTENCE_END
    if character in _QUESTIONS:
        return QUESTION
    if character in _CLAUSE_ENDS:
        return CLAUSE_END
    return GAP if character.isspace() else ""


def read(text: str) -> Reading:
    """The plain text that rules are judged on: folded, with the ends of sentences and clauses and decimal points kept."""
    return read_with_sources(text)[0]


def read_with_sources(text: str, folded: str | None = None) -> tuple[Reading, list[int]]:
    """``read`` and the sources of ``fold_with_sources`` in one go; ``folded`` is ``fold_line`` of the text where it is known."""
    if folded is None:
        folded = fold_line(text)
    plain: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    at = taken = 0
    for match in _uneven().finditer(text):
        index = match.start()
        if at < index:
            here = range(at, index)
            plain.append(folded[taken : taken + index - at])
            starts += here
            sources += here
            taken += index - at
        at = index + 1
        parts = _fold_one(text[index])
        if parts:
            sources += [index] * len(parts)
            taken += len(parts)
        else:
            parts = _kept_mark(text, index)
        plain.append(parts)
        starts += [index] * len(parts)
    plain.append(folded[taken:])
    starts += range(at, len(text))
    sources += range(at, len(text))
    return Reading("".join(plain), starts, [start + 1 for start in starts]), sources


def _kept_mark(text: str, index: int) -> str:
    character = text[index]
    if character in ".．" and 0 < index < len(text) - 1 and text[index - 1].isdigit() and text[index + 1].isdigit():
        return "."
    if (
        character in "-~～—–至到"
        and 0 < index < len(text) - 1
        and text[index - 1].isdigit()
        and text[index + 1].isdigit()
    ):
        return "至"
    return boundary(character)


class _Changes(NamedTuple):
    """What folding changes: runs of code points that go, both ends included; single characters; characters that become words."""

    gone: list[tuple[int, int]]
    single: dict[int, int]
    several: dict[int, str]


@functools.cache
def _changes() -> _Changes:
    _, gone, single, several = shipped_table("fold.txt").split("\n", 3)
    runs = [run.partition("-") for run in gone.split(" ")]
    return _Changes(
        gone=[(int(start, 16), int(end or start, 16)) for start, _, end in runs],
        single=dict(zip(map(ord, single[::2]), map(ord, single[1::2]), strict=True)),
        several={ord(pair[0]): pair[1:] for pair in several.split("\n") if pair},
    )


@functools.cache
def skim_table() -> list[int | str | None]:
    """For each code point what it folds to; itself where nothing changes, None where it goes."""
    table: list[int | str | None] = list(range(SIZE))
    changes = _changes()
    for first, last in changes.gone:
        table[first : last + 1] = [None] * (last + 1 - first)
    for code, one in changes.single.items():
        table[code] = one
    for code, word in changes.several.items():
        table[code] = word
    return table


def shipped_table(name: str) -> str:
    """The text of one of the tables."""
    return files("gongzhi.screening").joinpath("tables").joinpath(name).read_text(encoding="utf-8")


def is_plainly_written(text: str) -> bool:
    """Whether no character is a traditional or dressed-up form that would be worth reporting."""
    return _perhaps_dressed().search(text) is None or _dressed().isdisjoint(text)


@functools.cache
def _dressed() -> frozenset[str]:
    changed = map(chr, (*_changes().single, *_changes().several))
    return frozenset(character for character in changed if is_traditional(character) or is_styled(character))


@functools.cache
def _perhaps_dressed() -> re.Pattern[str]:
    return _any_of((ord(character), ord(character)) for character in _dressed())


def is_styled(character: str) -> bool:
    """Circled, boxed, mathematical and other dressed-up characters; full width is how Chinese is typed, not an evasion."""
    return not (character.isascii() or "\u3400" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef")


@functools.cache
def _expanding() -> re.Pattern[str]:
    """Characters that fold to more than one, or may."""
    return _any_of((code, code) for code in _changes().several)


@functools.cache
def _uneven() -> re.Pattern[str]:
    """Characters that fold to none or to more than one, or may."""
    return _any_of([*_changes().gone, *((code, code) for code in (*_changes().several, ord(LINE_END)))])


def _any_of(runs: Iterable[tuple[int, int]]) -> re.Pattern[str]:
    """A search for the characters of these runs and for every astral one: far faster than looking each up in a set."""
    kept, low = "", 0
    # A class of all others, turned about: the engine finds a character in it at once only when the class holds no astral one.
    for first, last in sorted(run for run in runs if run[0] < _ASTRAL):
        kept += _run(low, first - 1)
        low = max(low, last + 1)
    return re.compile(f"[^{kept}{_run(low, _ASTRAL - 1)}]")


def _run(first: int, last: int) -> str:
    return f"{re.escape(chr(first))}-{re.escape(chr(last))}" if first <= last < _ASTRAL else ""


@functools.cache
def simplified() -> dict[str, str]:
    """Traditional and variant characters with their simplified forms."""
    text = shipped_table("simplified.txt")
    return {line[at]: line[at + 1] for line in text.splitlines() for at in range(0, len(line) - 1, 2)}


def is_traditional(character: str) -> bool:
    """Whether the character is folded only because it is a traditional or variant form."""
    return character in simplified()


def has_traditional(character: str) -> bool:
    """Whether the character is a simplified form of some other."""
    return character in _simple_forms()


@functools.cache
def _simple_forms() -> frozenset[str]:
    return frozenset(simplified().values())
