"""Fold: text in any writing becomes one plain writing, and every plain character knows where it came from."""

import functools
from dataclasses import dataclass
from importlib.resources import files

# A list, not a dict: str.translate pays for a raised KeyError on every character that a dict does not hold.
SIZE = 0x20000
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
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points behind plain characters [start, end), which must not be empty."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold(text: str) -> str:
    """The skimmed form that automata run over: no separators, no marks, one writing; line breaks stay."""
    return text.translate(_skim_table())


def fold_line(text: str) -> str:
    """Like ``fold`` for one line, whose own line breaks go the way of all separators."""
    return text.translate(_skim_table()).replace(LINE_END, "")


def is_aligned(text: str, folded: str) -> bool:
    """Whether each folded character came from the code point at the same place."""
    return len(text) == len(folded) and _expanding().isdisjoint(text)


def aligned(folded: str) -> Reading:
    """The reading of a line whose folded form is aligned with it: nothing was dropped, so nothing is put back."""
    return Reading(folded, list(range(len(folded))), list(range(1, len(folded) + 1)))


def fold_with_sources(text: str) -> tuple[str, list[int]]:
    """``fold_line`` and, for each of its characters, the index of the code point it came from."""
    plain: list[str] = []
    sources: list[int] = []
    for index, character in enumerate(text):
        for part in _fold_one(character):
            plain.append(part)
            sources.append(index)
    return "".join(plain), sources


@functools.lru_cache(maxsize=16_384)
def _fold_one(character: str) -> str:
    code = ord(character)
    if character == LINE_END:
        return ""
    entry = _skim_table()[code] if code < SIZE else code
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
    plain: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(text):
        parts = _fold_one(character) or _kept_mark(text, index)
        for part in parts:
            plain.append(part)
            starts.append(index)
    return Reading("".join(plain), starts, [start + 1 for start in starts])


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


@functools.cache
def _skim_table() -> list[int | str | None]:
    """For each code point what it folds to; itself where nothing changes, None where it goes."""
    table: list[int | str | None] = list(range(SIZE))
    _, gone, single, several = shipped_table("fold.txt").split("\n", 3)
    for run in gone.split(" "):
        start, _, end = run.partition("-")
        first, last = int(start, 16), int(end or start, 16)
        table[first : last + 1] = [None] * (last + 1 - first)
    for at in range(0, len(single), 2):
        table[ord(single[at])] = single[at + 1]
    for pair in filter(None, several.split("\n")):
        table[ord(pair[0])] = pair[1:]
    return table


def shipped_table(name: str) -> str:
    """The text of one of the tables."""
    return files("gongzhi.screening").joinpath("tables").joinpath(name).read_text(encoding="utf-8")


def is_plainly_written(text: str) -> bool:
    """Whether no character is a traditional or dressed-up form that would be worth reporting."""
    return _dressed().isdisjoint(text)


@functools.cache
def _dressed() -> frozenset[str]:
    table = _skim_table()
    changed = {chr(code) for code, entry in enumerate(table) if entry is not None and entry != code}
    return frozenset(character for character in changed if is_traditional(character) or is_styled(character))


def is_styled(character: str) -> bool:
    """Circled, boxed, mathematical and other dressed-up characters; full width is how Chinese is typed, not an evasion."""
    return not (character.isascii() or "\u3400" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef")


@functools.cache
def _expanding() -> frozenset[str]:
    """Characters that fold to more than one."""
    return frozenset(chr(code) for code, plain in enumerate(_skim_table()) if isinstance(plain, str) and len(plain) > 1)


@functools.cache
def simplified() -> dict[str, str]:
    """Traditional and variant characters with their simplified forms."""
    text = shipped_table("simplified.txt")
    return {line[at]: line[at + 1] for line in text.splitlines() for at in range(0, len(line) - 1, 2)}


def is_traditional(character: str) -> bool:
    """Whether the character is folded only because it is a traditional or variant form."""
    return character in simplified()
