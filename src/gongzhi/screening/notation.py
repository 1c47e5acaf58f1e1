"""The notation in which rules say what to look for: a small part of regular expressions that cannot blow up.

``甲`` the character itself; ``(甲|乙丙)`` one of several; ``(甲)?`` or ``甲?`` may be missing; ``<名单>`` any word of a word list;
``<数>`` a number in any writing; ``<字>`` any one character; ``…`` or ``…6`` a gap of at most 6 (else 8) characters that stays
within a sentence. There is no repetition, so every match is bounded and searching is linear in the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongzhi.screening.fold import fold_line
from gongzhi.screening.pieces import (
    NUMBER_REGEX,
    Piece,
    anchors_of,
    between_words,
    heart_of,
    keys_beside,
    keys_of_any,
    merge,
    most_seldom,
    most_telling,
    of_words,
    optional,
    words_of_any,
    words_regex,
)

NUMBER = "数"
ANY = "字"
_ANY = r"[^。，？ ]"
_NEVER = r"(?!)"
_GAP = 8
_WIDEST = 30
_MOST_GAPS = 3

_SIGNS = r"()<>…?|*+{}\[\]^$."
# Runs of plain characters, and choices of nothing but such runs: nearly all that rules are made of.
_RUN, _PLAIN_CHOICE = re.compile(rf"[^{_SIGNS}]+(?!\?)"), re.compile(rf"([^{_SIGNS}]*(?:\|[^{_SIGNS}]*)+)\)")
# Rules say the same words again and again.
_folded = lru_cache(maxsize=20_000)(fold_line)


class NotAPattern(ValueError):
    """A pattern that breaks the notation, or that is too broad to search for."""


class Search:
    """A regular expression that is compiled when it is first needed: most patterns are never tried on most rooms.

    ``brief`` are other pieces that match where these do, though not as far: shorter, for who asks only whether one does.
    ``lead`` are words of which one is known to stand there.
    """

    __slots__ = ("_brief", "_compiled", "_keys", "_lead", "_source")

    def __init__(
        self, source: str | Sequence[Piece], brief: Sequence[Piece] = (), lead: frozenset[str] = frozenset()
    ) -> None:
        self._source, self._brief, self._lead = source, brief, lead
        self._compiled: re.Pattern[str] | None = None
        self._keys: tuple[str, ...] | None = None

    @property
    def source(self) -> str:
        """The regular expression."""
        return self._source if isinstance(self._source, str) else "".join(piece.regex for piece in self._source)

    @property
    def pieces(self) -> Sequence[Piece]:
        """The pieces it was made of, in brief; none when it was given as a regular expression."""
        return self._brief or (() if isinstance(self._source, str) else self._source)

    @property
    def keys(self) -> tuple[str, ...]:
        """Sets of characters: of each, one stands in any match beside the lead."""
        if self._keys is None:
            self._keys = keys_beside(self.pieces, self._lead)
        return self._keys

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.source)
        return self._compiled


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled pattern: ``groups`` are the word sets that any match must contain, the most telling first.

    ``regex`` is None when the pattern is nothing but those words. ``lead`` are the words that are looked for: such as any match must
    contain and ordinary talk seldom does; the first group when empty. ``before`` and ``after`` bound what stands around the start of
    the lead, in characters.
    """

    source: str
    regex: Search | None
    groups: tuple[frozenset[str], ...]
    before: int
    after: int
    lead: frozenset[str] = frozenset()

    @property
    def keys(self) -> tuple[str, ...]:
        """Sets of characters: of each, one stands in any match beside the lead."""
        return self.regex.keys if self.regex else ()


def compile_pattern(source: str, lists: Mapping[str, Sequence[str]]) -> Shape:
    """Compile one pattern; raises NotAPattern naming what to change."""
    pieces = merge(_Reader(source, lists, lead=True).read())
    anchors = [*anchors_of(pieces)]
    if not anchors:
        raise NotAPattern(f"“{source}”太宽：至少要有一段由两个字以上的固定词组成，请写得更具体")
    told = max(anchors, key=lambda anchor: anchor.meaning) if len(anchors) > 1 else anchors[0]
    lead = most_seldom(pieces) or told
    return Shape(
        source=source,
        regex=None
        if len(pieces) == 1 and pieces[0].words is not None
        else Search(between_words(pieces), lead=lead.words),
        groups=(told.words, *(anchor.words for anchor in anchors if anchor is not told)),
        before=lead.before,
        after=sum(piece.longest for piece in pieces),
        lead=lead.words,
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
    every = tuple(search.pieces for search in searches)
    branches = every if all(every) else ()
    return Search([Piece(None, _by_first(searches), 0, 0, keys=keys_of_any(every), branches=branches)])


def _by_first(searches: Sequence[Search]) -> str:
    """Alternatives sorted by their first characters: the engine then passes over all text in which none of these stands."""
    by_first: dict[str, dict[str, None]] = {}
    others: dict[str, None] = {}
    others |= {search.source: None for search in searches if not search.pieces}
    for pieces in (spread for search in searches if search.pieces for spread in _spread(search.pieces)):
        if pieces[0].words is None or "" in pieces[0].words:
            others["".join(piece.regex for piece in pieces)] = None
            continue
        rest = "".join(piece.regex for piece in pieces[1:])
        tails: dict[str, set[str]] = {}
        for word in pieces[0].words:
            tails.setdefault(word[0], set()).add(word[1:])
        for first, ends in tails.items():
            by_first.setdefault(first, {})[words_regex(frozenset(ends)) + rest] = None
    parts = [f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(by_first.items())]
    return "|".join([*parts, *(f"(?:{other})" for other in others)])


def _spread(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The ways in which these pieces can begin, each with what follows: a choice in front becomes one way for each branch."""
    first, rest = pieces[0], pieces[1:]
    if first.branches:
        for branch in first.branches:
            yield from _spread([*branch, *rest])
    elif first.words is not None and "" in first.words and rest:
        if words := first.words - {""}:
            yield [of_words(words), *rest]
        yield from _spread(rest)
    else:
        yield pieces


def compile_context(source: str, lists: Mapping[str, Sequence[str]]) -> Search:
    """Compile a pattern that is only looked for near a match, so that it may be as short as one character."""
    pieces = _Reader(source, lists).read()
    return Search(merge(pieces), heart_of(pieces))


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, lists: Mapping[str, Sequence[str]], *, lead: bool = False) -> None:
        # Only patterns that are looked for everywhere need words to lead them.
        self.source, self.lists, self.lead, self.at, self.gaps = source, lists, lead, 0, 0

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
                piece = optional(piece)
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
            return of_words(frozenset(map(_folded, plain.group(1).split("|"))))
        branches = [self._sequence(closing="|")]
        while self._take("|"):
            branches.append(self._sequence(closing="|"))
        if not self._take(")"):
            raise NotAPattern(f"“{self.source}”少了右括号，请补上")
        merged = [merge(branch) if branch else [of_words(frozenset({""}))] for branch in branches]
        if all(len(branch) == 1 and branch[0].words is not None for branch in merged):
            return of_words(frozenset(word for branch in merged for word in branch[0].words or ()))
        made = map(between_words, merged) if self.lead else merged
        regex = "(?:" + "|".join("".join(piece.regex for piece in branch) for branch in made) + ")"
        shortest = min(sum(piece.shortest for piece in branch) for branch in merged)
        longest = max(sum(piece.longest for piece in branch) for branch in merged)
        if not self.lead:
            return Piece(None, regex, shortest, longest, keys=keys_of_any(merged), branches=tuple(merged))
        telling, seldom = words_of_any([*map(most_telling, merged)]), words_of_any([*map(most_seldom, merged)])
        return Piece(None, regex, shortest, longest, telling, seldom, keys_of_any(merged))

    def _named(self) -> Piece:
        end = self.source.find(">", self.at)
        name = self.source[self.at : end]
        self.at = end + 1
        if end < 0:
            raise NotAPattern(f"“{self.source}”少了“>”，请补上")
        if name == NUMBER:
            return Piece(None, NUMBER_REGEX, 1, 10)
        if name == ANY:
            return Piece(None, _ANY, 1, 1)
        if name not in self.lists:
            raise NotAPattern(f"没有名单“{name}”：请在本文件 words 或 words/ 目录里写上，或检查名称")
        return of_words(frozenset(map(_folded, self.lists[name])))

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
