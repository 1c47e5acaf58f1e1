"""The notation in which rules say what to look for: a small part of regular expressions that cannot blow up.

``甲`` the character itself; ``(甲|乙丙)`` one of several; ``(甲)?`` or ``甲?`` may be missing; ``<名单>`` any word of a word list;
``<数>`` a number in any writing; ``<字>`` any one character; ``…`` or ``…6`` a gap of at most 6 (else 8) characters that stays
within a sentence. There is no repetition, so every match is bounded and searching is linear in the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gongzhi.screening.fold import fold_line

NUMBER = "数"
ANY = "字"
_NUMBER = r"[0-9十百千万亿两半几点.]{1,10}"
_FIRST_DIGITS, _LAST_DIGITS = "0123456789十百千万两半几", "0123456789十百千万亿两半几"
_ANY = r"[^。，？ ]"
_NEVER = r"(?!)"
_GAP = 8
# Characters of every second sentence: a word made of nothing else (可以, 大家, 的人) finds too much to lead a search.
_ORDINARY = frozenset(
    "的1是了我不人在他有这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心么之都好看起发当没成只如事把还用第样道"
    "想作种开今明很给最让吃喝买送同款货直播间主品产单品咱今天23456789十几两个点感觉面真现正常已经问题孩客服地址支持朋友感谢动作样"
)
_WIDEST = 30
_MOST_GAPS = 3
_MOST_WORDS = 600


_SIGNS = r"()<>…?|*+{}\[\]^$."
# Runs of plain characters, and choices of nothing but such runs: nearly all that rules are made of.
_RUN, _PLAIN_CHOICE = re.compile(rf"[^{_SIGNS}]+(?!\?)"), re.compile(rf"([^{_SIGNS}]*(?:\|[^{_SIGNS}]*)+)\)")
# Rules say the same words again and again.
_folded = lru_cache(maxsize=20_000)(fold_line)


class NotAPattern(ValueError):
    """A pattern that breaks the notation, or that is too broad to search for."""


class Piece(NamedTuple):
    """A part of a pattern: the finite set of words it can be, or None with an open regex (number, gap)."""

    words: frozenset[str] | None
    open: str
    shortest: int
    longest: int
    inner: "Anchor | None" = None

    @property
    def regex(self) -> str:
        """The piece as a regular expression."""
        return self.open if self.words is None else _words_regex(self.words)


def _of_words(words: frozenset[str]) -> Piece:
    lengths = [len(word) for word in words]
    return Piece(words, "", min(lengths), max(lengths))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of which one stands in every match, at most ``before`` characters after its start."""

    words: frozenset[str]
    before: int

    @property
    def rarity(self) -> tuple[bool, int, int]:
        """Words of unusual characters first, then long ones, then few: such a set is seen least often in ordinary text."""
        ordinary = any(_ORDINARY.issuperset(word) for word in self.words)
        return not ordinary, min(map(len, self.words)), -len(self.words)


class Search:
    """A regular expression that is compiled when it is first needed: most patterns are never tried on most rooms."""

    __slots__ = ("_compiled", "_source")

    def __init__(self, source: "str | Sequence[Piece]") -> None:
        self._source = source
        self._compiled: re.Pattern[str] | None = None

    @property
    def source(self) -> str:
        """The regular expression."""
        return self._source if isinstance(self._source, str) else "".join(piece.regex for piece in self._source)

    @property
    def pieces(self) -> "Sequence[Piece]":
        """The pieces it was made of, none when it was given as a regular expression."""
        return () if isinstance(self._source, str) else self._source

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.source)
        return self._compiled


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled pattern: ``groups`` are the word sets that any match must contain, the first being the lead.

    ``regex`` is None when the pattern is nothing but those words. ``before`` and ``after`` bound what stands around
    the start of the lead, in characters.
    """

    source: str
    regex: Search | None
    groups: tuple[frozenset[str], ...]
    before: int
    after: int


def compile_pattern(source: str, lists: Mapping[str, Sequence[str]]) -> Shape:
    """Compile one pattern; raises NotAPattern naming what to change."""
    pieces = _merge(_Reader(source, lists).read())
    anchors = [*_anchors(pieces)]
    if not anchors:
        raise NotAPattern(f"“{source}”太宽：至少要有一段由两个字以上的固定词组成，请写得更具体")
    lead = max(anchors, key=lambda anchor: anchor.rarity)
    return Shape(
        source=source,
        regex=None if len(pieces) == 1 and pieces[0].words is not None else Search(pieces),
        groups=(lead.words, *(anchor.words for anchor in anchors if anchor is not lead)),
        before=lead.before,
        after=sum(piece.longest for piece in pieces),
    )


def any_context(sources: Sequence[str], lists: Mapping[str, Sequence[str]]) -> Search | None:
    """One search for whichever of several contexts stands there, None when there are none."""
    return either([compile_context(source, lists) for source in sources]) if sources else None


def either(searches: Sequence[Search]) -> Search:
    """One search that succeeds where any of these would; where it ends is nobody's business."""
    if len(searches) == 1:
        return searches[0]
    if not searches:
        return Search(_NEVER)
    return Search([Piece(None, _by_first(searches), 0, 0)])


def _by_first(searches: Sequence[Search]) -> str:
    """Alternatives sorted by their first characters: the engine then passes over all text in which none of these stands."""
    by_first: dict[str, dict[str, None]] = {}
    others: dict[str, None] = {}
    for search in searches:
        pieces = search.pieces
        if not pieces or pieces[0].words is None or "" in pieces[0].words:
            others[search.source] = None
            continue
        rest = "".join(piece.regex for piece in pieces[1:])
        tails: dict[str, set[str]] = {}
        for word in pieces[0].words:
            tails.setdefault(word[0], set()).add(word[1:])
        for first, ends in tails.items():
            by_first.setdefault(first, {})[_words_regex(frozenset(ends)) + rest] = None
    parts = [f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items())]
    return "|".join([*parts, *(f"(?:{other})" for other in others)])


def _anchors(pieces: Sequence[Piece]) -> Iterator[Anchor]:
    before = 0
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.words is not None and min(map(len, piece.words)) >= 2:
            yield Anchor(piece.words, before)
        elif piece.regex == _NUMBER and following and following.words and "" not in following.words:
            # Too short alone, but 斤 after a digit is rare enough: 0斤, 1斤, …, 十斤.
            yield Anchor(frozenset(digit + word for digit in _LAST_DIGITS for word in following.words), before + 9)
        elif piece.words is not None and "" not in piece.words and following and following.regex == _NUMBER:
            yield Anchor(frozenset(word + digit for word in piece.words for digit in _FIRST_DIGITS), before)
        elif piece.inner is not None:
            yield Anchor(piece.inner.words, before + piece.inner.before)
        before += piece.longest


def _inner(branches: Sequence[list[Piece]]) -> Anchor | None:
    """The rarest words of every branch together, None when a branch has none worth searching."""
    found = [max(_anchors(branch), key=lambda anchor: anchor.rarity, default=None) for branch in branches]
    if any(anchor is None for anchor in found):
        return None
    kept = [anchor for anchor in found if anchor is not None]
    return Anchor(frozenset().union(*(anchor.words for anchor in kept)), max(anchor.before for anchor in kept))


def compile_context(source: str, lists: Mapping[str, Sequence[str]]) -> Search:
    """Compile a pattern that is only looked for near a match, so that it may be as short as one character."""
    return Search(_merge(_Reader(source, lists).read()))


def _merge(pieces: list[Piece]) -> list[Piece]:
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
            words = frozenset(a + b for a in last.words for b in piece.words)
            merged[-1] = Piece(words, "", last.shortest + piece.shortest, last.longest + piece.longest)
        else:
            merged.append(piece)
    return merged


@lru_cache(maxsize=2_000)
def _words_regex(words: frozenset[str]) -> str:
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


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, lists: Mapping[str, Sequence[str]]) -> None:
        self.source, self.lists, self.at, self.gaps = source, lists, 0, 0

    def read(self) -> list[Piece]:
        pieces = self._sequence(closing="")
        if self.at != len(self.source):
            raise NotAPattern(
                f"“{self.source}”第 {self.at + 1} 个字符处多了“{self.source[self.at]}”，请删去或补上左括号"
            )
        if not pieces:
            raise NotAPattern("模式是空的：请写至少一个词")
        if self.gaps > _MOST_GAPS:
            raise NotAPattern(f"“{self.source}”有 {self.gaps} 处间隔，最多 {_MOST_GAPS} 处：请拆成几条")
        return pieces

    def _sequence(self, closing: str) -> list[Piece]:
        pieces: list[Piece] = []
        while self.at < len(self.source) and self.source[self.at] not in closing + ")":
            run = _RUN.match(self.source, self.at)
            if run:
                self.at = run.end()
                word = _folded(run.group())
                pieces.append(Piece(frozenset((word,)), "", len(word), len(word)))
                continue
            piece = self._atom()
            if self._take("?"):
                piece = _optional(piece)
            pieces.append(piece)
        return pieces

    def _atom(self) -> Piece:
        character = self.source[self.at]
        self.at += 1
        if character == "(":
            return self._choice()
        if character == "<":
            return self._named()
        if character == "…":
            return self._gap()
        if character in "*+{}[]^$.|?":
            raise NotAPattern(f"“{self.source}”用了“{character}”：写法里没有重复与字符类，请改用（甲|乙）、<名单> 或 …")
        word = _folded(character)
        return Piece(frozenset((word,)), "", len(word), len(word))

    def _choice(self) -> Piece:
        plain = _PLAIN_CHOICE.match(self.source, self.at)
        if plain:
            self.at = plain.end()
            return _of_words(frozenset(map(_folded, plain.group(1).split("|"))))
        branches = [self._sequence(closing="|")]
        while self._take("|"):
            branches.append(self._sequence(closing="|"))
        if not self._take(")"):
            raise NotAPattern(f"“{self.source}”少了右括号，请补上")
        merged = [_merge(branch) if branch else [_of_words(frozenset({""}))] for branch in branches]
        if all(len(branch) == 1 and branch[0].words is not None for branch in merged):
            return _of_words(frozenset(word for branch in merged for word in branch[0].words or ()))
        regex = "(?:" + "|".join("".join(piece.regex for piece in branch) for branch in merged) + ")"
        shortest = min(sum(piece.shortest for piece in branch) for branch in merged)
        longest = max(sum(piece.longest for piece in branch) for branch in merged)
        return Piece(None, regex, shortest, longest, _inner(merged))

    def _named(self) -> Piece:
        end = self.source.find(">", self.at)
        name = self.source[self.at : end]
        self.at = end + 1
        if end < 0:
            raise NotAPattern(f"“{self.source}”少了“>”，请补上")
        if name == NUMBER:
            return Piece(None, _NUMBER, 1, 10)
        if name == ANY:
            return Piece(None, _ANY, 1, 1)
        if name not in self.lists:
            raise NotAPattern(f"没有名单“{name}”：请在本文件 words 或 words/ 目录里写上，或检查名称")
        return _of_words(frozenset(map(_folded, self.lists[name])))

    def _gap(self) -> Piece:
        digits = re.compile(r"\d{0,2}").match(self.source, self.at)
        text = digits.group() if digits else ""
        self.at += len(text)
        widest = int(text) if text else _GAP
        self.gaps += 1
        if not 0 < widest <= _WIDEST:
            raise NotAPattern(f"“{self.source}”的间隔 {widest} 不在 1 到 {_WIDEST} 之间，请改")
        return Piece(None, f"[^。？]{{0,{widest}}}?", 0, widest)

    def _take(self, character: str) -> bool:
        if self.source[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True


def _optional(piece: Piece) -> Piece:
    if piece.words is not None:
        return Piece(piece.words | {""}, "", 0, piece.longest)
    return Piece(None, f"(?:{piece.regex})?", 0, piece.longest)
