"""Provisions for the list: what was in force on a day, narrowed by words, instrument, role and kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongzhi.law import KIND_NAMES, Citation, Norm, print_place, show_figure
from gongzhi.values import Period
from gongzhi_web.law.shelf import book_with_unverified
from gongzhi_web.lawbook import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list; empty means all."""

    on: date
    words: str = ""
    instrument: str = ""
    role: str = ""
    kind: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list. ``verified`` False: nobody read it in a text, so nothing may rest on it."""

    id: str
    title: str
    article: str
    wording: str
    kind: str
    addressee: str
    figures: str
    in_force: Period
    held: bool
    verified: bool
    confidence: str


def entries(asked: Asked) -> list[Entry]:
    """Verified provisions first, best match first; then, when asked for, rows that are not verified."""
    role, kind = asked.role or None, asked.kind or None
    found = book().search(asked.words, asked.on, addressee=role, kind=kind)
    kept = [one for one in found if asked.instrument in ("", one.instrument)]
    listed = [_of_citation(one) for one in (kept if asked.words else sorted(kept, key=order_of_citation))]
    if asked.unverified:
        loose = book_with_unverified().search(asked.words, asked.on, addressee=role, kind=kind)
        listed += [entry for one in loose if asked.instrument in ("", one.instrument) for entry in _unverified(one)]
    return listed


@cache
def roles() -> tuple[str, ...]:
    """Whom provisions are addressed to, the commonest first; words that address hardly anybody are left to the search."""
    counts = Counter(word.partition("(")[0] for _, norm in book().norms() for word in norm.addressees)
    return tuple(word for word, count in counts.most_common(14) if count >= 8)


@cache
def titles() -> tuple[str, ...]:
    """Every instrument, by the number of its rows."""
    return tuple(sorted(book().instruments, key=lambda title: -len(book().instruments[title].norms)))


def order_of_citation(citation: Citation) -> int:
    """The instruments with most rows come first: they are the ones that this trade is governed by."""
    return _order()[citation.instrument]


@cache
def _order() -> dict[str, int]:
    return {title: at for at, title in enumerate(titles())}


def figures_of(norm: Norm) -> str:
    """The numbers of a row as a person reads them."""
    return "；".join(show_figure(one) for one in norm.numbers) or norm.figures


def _of_citation(one: Citation) -> Entry:
    return Entry(
        id=one.id,
        title=one.title,
        article=one.article,
        wording=one.wording,
        kind="、".join(dict.fromkeys(KIND_NAMES[norm.kind] for norm in one.norms)),
        addressee=one.addressee,
        figures="；".join(show_figure(number) for number in one.numbers) or one.figures,
        in_force=one.in_force,
        held=one.held == "held",
        verified=True,
        confidence="已核",
    )


def _unverified(citation: Citation) -> Iterator[Entry]:
    instrument = book().instruments[citation.instrument]
    for norm in citation.norms:
        if norm.active:
            continue
        yield Entry(
            id=f"{citation.instrument}/{norm.places[0]}",
            title=citation.title,
            article="、".join(print_place(place, instrument.style) for place in norm.places),
            wording=norm.wording,
            kind=KIND_NAMES[norm.kind],
            addressee="/".join(norm.addressees),
            figures=figures_of(norm),
            in_force=citation.in_force,
            held=citation.held == "held",
            verified=False,
            confidence=norm.confidence.value,
        )
