"""The pieces that patterns are made of: what each can be, and the words without which no match of them can stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gongzhi.screening.rarity import frequency, frequency_at_most, rarest_of

NUMBER_REGEX = r"[0-9十百千万亿两半几点.]{1,10}"
_FIRST_DIGITS, _LAST_DIGITS = "0123456789十百千万两半几", "0123456789十百千万亿两半几"
_FIRST, _LAST = rf"(?=[{_FIRST_DIGITS}])", rf"(?<=[{_LAST_DIGITS}])"
# Characters of every second sentence: a word made of nothing else (可以, 大家, 的人) tells nothing of a pattern.
_ORDINARY = frozenset(
    "的1是了我不人在他有这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心么之都好看起发当没成只如事把还用第样道"
    "想作种开今明很给最让吃喝买送同款货直播间主品产单品咱今天23456789十几两个点感觉面真现正常已经问题孩客服地址支持朋友感谢动作样"
)
_MOST_WORDS = 600
# So many further conditions are worth asking, and none that most lines meet.
_MOST_KEYS, _TOO_COMMON = 3, 0.06


class Piece(NamedTuple):
    """A part of a pattern: the finite set of words it can be, or None with an open regex (number, gap)."""

    words: frozenset[str] | None
    open: str
    shortest: int
    longest: int
    # Of a choice: the most telling words of each branch, the most seldom, and characters of which one stands in it.
    inner: "Anchor | None" = None
    seldom: "Anchor | None" = None
    keys: frozenset[str] = frozenset()
    # Of a choice in a context: what it is a choice of.
    branches: tuple[Sequence["Piece"], ...] = ()

    @property
    def regex(self) -> str:
        """The piece as a regular expression."""
        return self.open if self.words is None else words_regex(self.words)


def of_words(words: frozenset[str]) -> Piece:
    lengths = [len(word) for word in words]
    return Piece(words, "", min(lengths), max(lengths))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of which one stands in every match, at most ``before`` characters after its start."""

    words: frozenset[str]
    before: int

    @property
    def meaning(self) -> tuple[bool, int, int]:
        """Words of unusual characters first, then long ones, then few: what the pattern is about."""
        ordinary = any(map(_ORDINARY.issuperset, self.words))
        return not ordinary, min(map(len, self.words)), -len(self.words)


def anchors_of(pieces: Sequence[Piece], *, seldom: bool = False) -> Iterator[Anchor]:
    """Words of which one stands in any match; of two characters or more, unless they are only to be seldom."""
    before = 0
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.shortest == 1 and piece.words is not None and seldom:
            yield Anchor(piece.words, before)
        if piece.shortest >= 2 and piece.words is not None:
            yield Anchor(piece.words, before)
        elif piece.open == NUMBER_REGEX and following and following.words and "" not in following.words:
            # Too short alone, but 斤 after a digit is rare enough: 0斤, 1斤, …, 十斤.
            yield Anchor(_after_digits(following.words), before + 9)
        elif piece.words is not None and "" not in piece.words and following and following.open == NUMBER_REGEX:
            yield Anchor(_before_digits(piece.words), before)
        elif inner := piece.seldom if seldom else piece.inner:
            yield Anchor(inner.words, before + inner.before)
        before += piece.longest


@lru_cache(maxsize=64)
def _after_digits(words: frozenset[str]) -> frozenset[str]:
    return frozenset([digit + word for digit in _LAST_DIGITS for word in words])


@lru_cache(maxsize=64)
def _before_digits(words: frozenset[str]) -> frozenset[str]:
    return frozenset([word + digit for word in words for digit in _FIRST_DIGITS])


def most_seldom(pieces: Sequence[Piece]) -> Anchor | None:
    found = [*anchors_of(pieces, seldom=True)]
    return min(found, key=lambda anchor: frequency_at_most(anchor.words)) if len(found) > 1 else next(iter(found), None)


def most_telling(pieces: Sequence[Piece]) -> Anchor | None:
    found = [*anchors_of(pieces)]
    return max(found, key=lambda anchor: anchor.meaning) if len(found) > 1 else next(iter(found), None)


def words_of_any(found: Sequence[Anchor | None]) -> Anchor | None:
    """The words of every branch together, None when a branch has none worth searching."""
    kept = [anchor for anchor in found if anchor is not None]
    if len(kept) < len(found):
        return None
    return Anchor(frozenset().union(*(anchor.words for anchor in kept)), max(anchor.before for anchor in kept))


def keys_beside(pieces: Sequence[Piece], lead: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Sets of characters of each of which one stands in any match beside the lead: the most seldom set first, in it the most common."""
    found = [
        (often, keys)
        for keys in map(_keys_of, pieces)
        if keys and (often := frequency(keys)) < _TOO_COMMON and not (lead and all(map(keys.intersection, lead)))
    ]
    kept = sorted(found, key=lambda one: one[0])[:_MOST_KEYS]
    return tuple("".join(sorted(keys, key=lambda one: (-frequency(one), one))) for _, keys in kept)


def _keys_of(piece: Piece) -> frozenset[str]:
    """Characters of which one stands in any word of the piece, such as are seldom met; none when the piece may be missing."""
    if piece.words is None:
        return piece.keys
    return frozenset() if "" in piece.words else _hitting(piece.words)


@lru_cache(maxsize=5_000)
def _hitting(words: frozenset[str]) -> frozenset[str]:
    """For each word a character of it: the fewer and the more seldom the better."""
    holding: dict[str, set[str]] = {}
    for word in words:
        for one in word:
            holding.setdefault(one, set()).add(word)
    often = {one: frequency((one,)) for one in sorted(holding)}
    left, kept = set(words), set[str]()
    while left:
        # What a character costs for each word that holds it.
        best = min((one for one in often if holding[one]), key=lambda one: often[one] / len(holding[one]))
        kept.add(best)
        met = holding[best]
        left -= met
        for one in set().union(*met):
            holding[one] = holding[one] - met
    return min(frozenset(kept), frozenset(map(rarest_of, words)), key=frequency)


def characters_needed(pieces: Sequence[Piece]) -> frozenset[str]:
    """Characters of which one stands in any match; none when no such are known."""
    return min(filter(None, map(_keys_of, pieces)), key=frequency, default=frozenset())


def keys_of_any(branches: Sequence[Sequence[Piece]]) -> frozenset[str]:
    """For each branch the most seldom keys of its pieces, none when a branch has none."""
    found = [*map(characters_needed, branches)]
    return frozenset().union(*found) if all(found) else frozenset()


def between_words(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with numbers that begin and end with a digit where they make an anchor with the words beside them."""
    made = list(pieces)
    for index, piece in enumerate(pieces):
        if piece.open == NUMBER_REGEX:
            first = index > 0 and pieces[index - 1].words is not None and pieces[index - 1].shortest == 1
            last = index + 1 < len(pieces) and pieces[index + 1].words is not None and pieces[index + 1].shortest > 0
            made[index] = piece._replace(open=f"{_FIRST if first else ''}{NUMBER_REGEX}{_LAST if last else ''}")
    return made


def merge(pieces: list[Piece]) -> list[Piece]:
    """Join neighbouring finite pieces into one set of words, so that 最(好|佳) is searched as 最好 and 最佳."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if (
            last
            and last.words is not None
            and piece.words is not None
            and len(last.words) * len(piece.words) <= _MOST_WORDS
        ):
            words = frozenset([a + b for a in last.words for b in piece.words])
            merged[-1] = Piece(words, "", last.shortest + piece.shortest, last.longest + piece.longest)
        else:
            merged.append(piece)
    return merged


def heart_of(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces without those at either end that may be missing: whoever asks only whether they stand somewhere needs no more."""
    needed = [at for at, piece in enumerate(pieces) if piece.shortest]
    return pieces[needed[0] : needed[-1] + 1] if needed else pieces


@lru_cache(maxsize=2_000)
def words_regex(words: frozenset[str]) -> str:
    """An alternation that tries the longest word first and branches on the first character."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], set()).add(word[1:])
    parts = []
    for first, rests in sorted(by_first.items(), key=lambda pair: (pair[0] == "", pair[0])):
        if rests == {""}:
            parts.append(re.escape(first))
        else:
            tails = "|".join(re.escape(rest) for rest in sorted(rests, key=lambda rest: (-len(rest), rest)))
            parts.append(f"{re.escape(first)}(?:{tails})")
    if len(parts) == 1:
        return parts[0]
    return "(?:" + "|".join(parts) + ")"


def optional(piece: Piece) -> Piece:
    if piece.words is not None:
        return Piece(piece.words | {""}, "", 0, piece.longest)
    return Piece(None, f"(?:{piece.regex})?", 0, piece.longest)
