"""The notation in which rules say what to look for: a small part of regular expressions that cannot blow up.

``甲`` the character itself; ``(甲|乙丙)`` one of several; ``(甲)?`` or ``甲?`` may be missing; ``<名单>`` any word of a word list;
``<数>`` a number in any writing; ``<字>`` any one character; ``…`` or ``…6`` a gap of at most 6 (else 8) characters that stays
within a sentence. There is no repetition, so every match is bounded and searching is linear in the text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.screening.fold import fold_line

NUMBER = "数"
ANY = "字"
_NUMBER = r"[0-9十百千万亿两半几点.]{1,10}"
_ANY = r"[^。，？ ]"
_GAP = 8
_WIDEST = 30
_MOST_GAPS = 3
_MOST_WORDS = 6000


class NotAPattern(ValueError):
    """A pattern that breaks the notation, or that is too broad to search for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern: the finite set of words it can be, or None with a regex when it is open (number, gap)."""

    words: frozenset[str] | None
    regex: str
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled pattern: ``groups`` are the word sets that any match must contain, the first being the lead.

    ``regex`` is None when the pattern is nothing but those words. ``before`` and ``after`` bound what stands around
    the start of the lead, in characters.
    """

    source: str
    regex: re.Pattern[str] | None
    groups: tuple[frozenset[str], ...]
    before: int
    after: int


def compile_pattern(source: str, lists: Mapping[str, Sequence[str]]) -> Shape:
    """Compile one pattern; raises NotAPattern naming what to change."""
    pieces = _merge(_Reader(source, lists).read())
    finite = [(index, piece.words) for index, piece in enumerate(pieces) if _searchable(piece)]
    if not finite:
        raise NotAPattern(f"“{source}”太宽：至少要有一段由两个字以上的固定词组成，请写得更具体")
    # The lead is the set whose words are longest and fewest: it is seen least often in ordinary text.
    lead, words = max(finite, key=lambda found: (min(map(len, found[1] or ())), -len(found[1] or ())))
    single = len(pieces) == 1
    others = tuple(group for index, group in finite if index != lead and group is not None)
    return Shape(
        source=source,
        regex=None if single else re.compile("".join(piece.regex for piece in pieces)),
        groups=(words or frozenset(), *others),
        before=sum(piece.longest for piece in pieces[:lead]),
        after=sum(piece.longest for piece in pieces[lead:]),
    )


def compile_context(source: str, lists: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Compile a pattern that is only looked for near a match, so that it may be as short as one character."""
    return re.compile("".join(piece.regex for piece in _merge(_Reader(source, lists).read())))


def _searchable(piece: Piece) -> bool:
    return piece.words is not None and min(map(len, piece.words)) >= 2


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
            merged[-1] = Piece(words, _words_regex(words), last.shortest + piece.shortest, last.longest + piece.longest)
        else:
            merged.append(piece)
    return merged


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
        word = fold_line(character)
        return Piece(frozenset({word}), re.escape(word), len(word), len(word))

    def _choice(self) -> Piece:
        branches = [self._sequence(closing="|")]
        while self._take("|"):
            branches.append(self._sequence(closing="|"))
        if not self._take(")"):
            raise NotAPattern(f"“{self.source}”少了右括号，请补上")
        merged = [_merge(branch) if branch else [Piece(frozenset({""}), "", 0, 0)] for branch in branches]
        if all(len(branch) == 1 and branch[0].words is not None for branch in merged):
            words = frozenset(word for branch in merged for word in branch[0].words or ())
            return Piece(words, _words_regex(words), min(map(len, words)), max(map(len, words)))
        regex = "(?:" + "|".join("".join(piece.regex for piece in branch) for branch in merged) + ")"
        shortest = min(sum(piece.shortest for piece in branch) for branch in merged)
        return Piece(None, regex, shortest, max(sum(piece.longest for piece in branch) for branch in merged))

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
        words = frozenset(fold_line(word) for word in self.lists[name])
        return Piece(words, _words_regex(words), min(map(len, words)), max(map(len, words)))

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
        words = piece.words | {""}
        return Piece(words, _words_regex(words), 0, piece.longest)
    return Piece(None, f"(?:{piece.regex})?", 0, piece.longest)
