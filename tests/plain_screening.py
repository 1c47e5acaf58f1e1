"""Screening the slow way: every word looked for everywhere, every rule tried at every character. What the fast way must equal."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from gongzhi.screening import Hit, Line, PromiseHit, Rule, Screened, Screener
from gongzhi.screening.findings import Evasion
from gongzhi.screening.fold import Reading, fold_line, fold_with_sources, read
from gongzhi.screening.notation import Search, Shape
from gongzhi.screening.papers import settle_hit
from gongzhi.screening.precedence import leave_one
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Guard, Near
from gongzhi.screening.sounds import sound_of
from gongzhi.screening.undo import Folded, Place, has_lone_filler, read_aloud, undo

_SPEAKERS = {"speech": "presenter", "danmu": "viewer", "screen": "screen", "listing": "listing"}
Owner = Rule | PromiseRule
Span = tuple[int, int]
Seen = tuple[int, int, int]
# No word of any rule is longer.
_LONGEST = 24


class PlainScreener:
    """Says of a line what ``fast`` must say of it. How words are avoided, and what the law says, it asks the same parts."""

    def __init__(self, fast: Screener, owners: Sequence[Owner]) -> None:
        self.fast, self.owners = fast, owners
        self.look = look = fast._lookout
        self.leading, self.following = _numbered(look.words[: look.leading]), _numbered(look.words[look.leading :])
        self.sounds = _numbered([variants[0].form for variants in look.sounds])

    def screen(self, line: Line) -> Screened:
        folded = fold_line(line.text)
        speaker = line.actor if line.kind == "danmu" and line.actor else _SPEAKERS[line.kind]
        categories = self.fast._rules.categories.read(line.category)
        owners = [owner for owner in self.owners if owner.applies_to(categories, speaker)]
        seen = _seen(self.leading, folded)
        hidden = self.look.hidden(line, folded, seen, _seen(self.sounds, sound_of(folded)))
        avoided = [*hidden, *self.look.parted(line, seen)]
        if not avoided and not has_lone_filler(folded) and not any(matches_of(owner, folded) for owner in owners):
            return Screened(line.id)
        words = [*seen, *((start, end, -1) for start, end, _ in _seen(self.following, folded))]
        untold = {*self.look.variants, *self.look.silent}
        plain = (Place(start, end, None) for start, end, number in words if number not in untold)
        whole = Folded(line.text, folded, fold_with_sources(line.text)[1])
        reading, evasions = undo(whole, read(line.text), [*avoided, *plain])
        return self._verdict(line, owners, reading, evasions)

    def _verdict(self, line: Line, owners: Sequence[Owner], reading: Reading, evasions: Sequence[Evasion]) -> Screened:
        findings: list[Hit] = []
        promises: list[PromiseHit] = []
        for owner in owners:
            for start, end in widest(matches_of(owner, reading.text)):
                if is_let_off(owner, reading.text, start, end):
                    continue
                place, said = reading.span(start, end), reading.text[start:end]
                if isinstance(owner, PromiseRule):
                    quote = line.text[slice(*place)]
                    terms = owner.read_terms(said)
                    promises.append(PromiseHit(kind=owner.kind, start=place[0], end=place[1], quote=quote, terms=terms))
                elif cited := self.fast._verdicts.provisions(owner, line):
                    hit = Hit(
                        type=owner.type, rule=owner.id, rule_version=owner.version, start=place[0], end=place[1],
                        quote=line.text[slice(*place)], reading=read_aloud(line.text, *place, evasions),
                        certainty=owner.certainty, severity=owner.severity, provisions=cited,
                        why=owner.why, instead=owner.instead,
                    )  # fmt: skip
                    findings += settle_hit(owner.asked, hit, line, said)
        if len(findings) > 1:
            findings = leave_one(findings, self.fast._verdicts._yields or {})
        return Screened(
            line.id,
            tuple(sorted(findings, key=lambda hit: (hit.start, hit.end, hit.rule))),
            tuple(sorted(promises, key=lambda promise: (promise.start, promise.end))),
            tuple(evasions),
        )


def _numbered(words: Sequence[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(words)}


@functools.lru_cache(maxsize=4)
def _every_part(text: str) -> dict[str, list[Span]]:
    """Whatever stands in the text, and where, be it a word or not."""
    parts: dict[str, list[Span]] = {}
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
            parts.setdefault(text[start:end], []).append((start, end))
    return parts


def _seen(words: Mapping[str, int], text: str) -> list[Seen]:
    """Every place of every word with the word's number, in the order in which an automaton comes upon their ends."""
    assert max(map(len, words)) <= _LONGEST
    parts = _every_part(text)
    found = [(*span, words[word]) for word in words.keys() & parts.keys() for span in parts[word]]
    return sorted(found, key=lambda one: (one[1], one[0]))


def matches_of(owner: Owner, text: str) -> set[Span]:
    """Every match of every pattern; a match holds a word of each group of its pattern."""
    return {span for shape in owner.shapes for span in _spans(shape, text)}


def _spans(shape: Shape, text: str) -> Iterable[Span]:
    parts = _every_part(text)
    if any(group.isdisjoint(parts.keys()) for group in shape.groups):
        return
    if shape.regex is None:
        for word in shape.groups[0] & parts.keys():
            yield from parts[word]
        return
    for match in shape.regex.compiled.finditer(text):
        if match.group() and all(any(word in match.group() for word in group) for group in shape.groups):
            yield match.span()


def widest(spans: set[Span]) -> list[Span]:
    """Of spans that overlap, the widest."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = start, end
    return kept


def is_let_off(owner: Owner, text: str, start: int, end: int) -> bool:
    """Whether the context takes the sting of the match."""
    return (
        (end - start) * 100 < owner.covers * len(text)
        or any(_overlaps(search, text, start, end) for search in owner.excused)
        or any(_guards(guard, text, start, end) for guard in owner.guards)
        or not all(_stands_near(near, text, start, end) for near in owner.near)
        or any(_stands_near(near, text, start, end) for near in owner.near_not)
    )


def _overlaps(search: Search, text: str, start: int, end: int) -> bool:
    around = search.compiled.finditer(text, max(0, start - 16), end + 16)
    return any(match.start() < end and start < match.end() for match in around)


def _stands_near(near: Near, text: str, start: int, end: int) -> bool:
    around = text[max(0, start - near.within) : end + near.within]
    return any(search.compiled.search(around) for search in near.patterns)


def _guards(guard: Guard, text: str, start: int, end: int) -> bool:
    opened = max(text.rfind("。", 0, start), text.rfind("？", 0, start)) + 1
    closed = min(at if at >= 0 else len(text) for at in (text.find("。", end), text.find("？", end)))
    left, right = max(opened, start - guard.within), min(closed, end + guard.within)
    before = text[left:start]
    if guard.harmless:
        before = guard.harmless.compiled.sub("，", before)
    before = re.sub(r"(.)不\1", "", before)
    return bool(
        (guard.before and left < start and guard.before.compiled.search(before))
        or (guard.after and end < right and guard.after.compiled.search(text, end, right))
        or (guard.around and guard.around.compiled.search(text, left, right))
    )
