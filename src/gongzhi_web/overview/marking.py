"""Why a hit is a hit: the texts in which the asked words stand, cut to their neighbourhood, the words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongzhi_web.overview.sorts import Described, Said

_BEFORE, _AFTER = 18, 46
_STYLE = "hit"
_MOST_TEXTS = 3
_MOST_TERMS = 8
Spans = list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the spans to mark, in code points; ``label`` says what text it is, empty for the title."""

    label: str
    text: str
    spans: Spans


def terms_of(asked: str) -> list[str]:
    """The terms as they are looked for, the longest first."""
    terms = dict.fromkeys(part for term in asked.split()[:_MOST_TERMS] for part in _parts(term))
    return sorted(terms, key=len, reverse=True)


def marked_title(title: str, terms: Sequence[str]) -> Marked:
    """The whole title."""
    return Marked("", title, list(_spans(title, terms)))


def reasons_of(found: Described, terms: Sequence[str]) -> list[Marked]:
    """The texts beside the title that hold a term, at most three; where none does, the first that there is."""
    held = [(one, list(_spans(one.text, terms))) for one in found.said if one.text]
    hits = [_cut(one, spans) for one, spans in held if spans][:_MOST_TEXTS]
    return hits or [_cut(one, []) for one, _ in held[:1]]


def _parts(term: str) -> Iterator[str]:
    # As the index reads a term: what is no letter, digit or character only separates.
    yield from (part for part in re.findall(r"\w+", term) if part != "_")


def _spans(text: str, terms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for term in terms:
        for match in re.finditer(re.escape(term), text, re.IGNORECASE):
            yield match.start(), match.end(), _STYLE


def _cut(said: Said, spans: Spans) -> Marked:
    """From a little before the first mark to a little behind it."""
    first = min((start for start, _, _ in spans), default=0)
    start, end = max(0, first - _BEFORE), min(len(said.text), first + _AFTER)
    lead, tail = ("…" if start else ""), ("…" if end < len(said.text) else "")
    moved = [(a - start + len(lead), min(b, end) - start + len(lead), style) for a, b, style in spans if a < end]
    return Marked(said.label, f"{lead}{said.text[start:end]}{tail}", moved)
