"""What characters look like: halves that make one, others that are taken for it, and those that hardly anybody writes."""

import functools
from collections.abc import Iterable
from typing import NamedTuple

from gongzhi.screening.avoided import ALIKE, SOUND
from gongzhi.screening.fold import fold, fold_line, shipped_table, skim_table
from gongzhi.screening.ordinary import is_ordinary, seconds_of
from gongzhi.screening.sounds import syllables_of

_INTERJECTIONS = frozenset("咩哔喵噔嗯嗝嘤喔噢唔咦哟嗷嘎叽咻噗嘞呐哒咔咚呲嗨哇嘚嗖唧啾嘣咣哐")


class Close(NamedTuple):
    """A word (folded) of which the character ``at`` gives way to another one, and how."""

    word: str
    how: str
    at: int


@functools.lru_cache(maxsize=2)
def every_close_form(words: frozenset[str]) -> dict[str, Close]:
    """Those of all words; kept, for they take long to find, and screeners share their words."""
    forms: dict[str, Close] = {}
    for word in sorted(map(fold_line, words)):
        _add_close_forms(forms, word)
    return forms


def _add_close_forms(forms: dict[str, Close], word: str) -> None:
    """One character by another that looks like it, and in words of two by one that sounds like it, as no word is written."""
    short = len(word) == 2
    for at, (character, syllable) in enumerate(zip(word, syllables_of(word), strict=True)):
        alike, sounding = (_alone_to(character), _sounding().get(syllable, "")) if short else (_alike_to(character), "")
        before, after = word[:at], word[at + 1 :]
        # Those with which it would be an ordinary word; none is longer than three.
        if short and at:
            taken = seconds_of(before) + character
        elif short:
            taken = "".join([one for one in alike + sounding if after in seconds_of(one)]) + character
        else:
            taken = "".join([one for one in alike if is_ordinary(before + one + after)]) + character
        for others, how in ((alike, ALIKE), (sounding, SOUND)):
            close = Close(word, how, at)
            forms.update({before + other + after: close for other in others if other not in taken})


@functools.cache
def whole_of() -> dict[str, str]:
    """Halves, and the character that they make."""
    whole: dict[str, str] = {}
    # One fold for all: each form on a line of its own, and an empty line after the forms of each character.
    lines = fold(shipped_table("parts.txt").rstrip("\n").replace("\n", "\n\n").replace(" ", "\n"))
    for line in lines.split("\n\n"):
        character, *forms = line.split("\n")
        for form in forms:
            # 才那 may be half and half of one character, but each is a word: only what looks torn apart counts.
            if len(form) >= 2 and not all(map(is_ordinary, form)) and not is_ordinary(form):
                whole.setdefault(form, character)
    return whole


def _unchanged(characters: Iterable[str]) -> str:
    """Those that folding leaves as they are."""
    table = skim_table()
    return "".join([one for one in characters if table[ord(one)] == ord(one)])


@functools.cache
def _alike() -> dict[str, str]:
    """A common character, and the others that it looks like."""
    return {line[0]: line[1:] for line in shipped_table("shapes.txt").splitlines()}


@functools.lru_cache(maxsize=10_000)
def _alike_to(character: str) -> str:
    return "".join([one for one in _unchanged(_alike().get(character, "")) if not one.isascii()])


@functools.lru_cache(maxsize=10_000)
def _alone_to(character: str) -> str:
    return _beside_nothing(_alike_to(character))


def _beside_nothing(characters: str) -> str:
    """Those that are no word by themselves: one that is stands beside everything."""
    return "".join([one for one in characters if not is_ordinary(one)])


@functools.cache
def _sounding() -> dict[str, str]:
    """The common characters of each toneless syllable, such as are no words by themselves."""
    sounding: dict[str, str] = {}
    common = _beside_nothing(_unchanged(level(16, 55)))
    for character, syllable in zip(common, syllables_of(common), strict=True):
        sounding[syllable] = sounding.get(syllable, "") + character
    return sounding


@functools.cache
def seen_as() -> dict[str, str]:
    """A character, and the common ones that it may be taken for."""
    seen: dict[str, str] = {}
    for common, others in _alike().items():
        for other in others:
            seen[other] = seen.get(other, "") + common
    return seen


@functools.cache
def rare() -> frozenset[str]:
    """Characters of the second level of GB 2312: nobody writes them but in names, or to hide something."""
    return frozenset(_unchanged(level(56, 87))).difference(_INTERJECTIONS)


def level(first: int, last: int) -> str:
    """The characters of these rows of GB 2312: 16 to 55 hold the common ones, 56 to 87 the rarer."""
    codes = (bytes((row + 0xA0, cell + 0xA0)) for row in range(first, last + 1) for cell in range(1, 95))
    # The last row of the common ones ends with places that hold none.
    return b"".join(codes).decode("gb2312", "ignore")
