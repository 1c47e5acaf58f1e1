"""Whether what cites the law resolves on its day, and what rests on each provision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongzhi.law.book import Book
from gongzhi.law.citing import Uncitable


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCitation:
    """A citation somewhere in the project that does not resolve on its day."""

    place: str
    id: str
    on: date
    why: str


def check_citations(book: Book, citations: Iterable[tuple[str, str, date]]) -> tuple[BrokenCitation, ...]:
    """Which of these (place, provision id, day) do not resolve, in the order given."""
    broken = []
    for place, provision, on in citations:
        try:
            book.cite(provision, on)
        except Uncitable as error:
            broken.append(BrokenCitation(place=place, id=provision, on=on, why=str(error)))
    return tuple(broken)


def rest_on(book: Book, citations: Iterable[tuple[str, str, date]]) -> dict[str, tuple[str, ...]]:
    """By provision id in its one spelling, the places that cite it; what does not resolve is left out."""
    found: dict[str, list[str]] = {}
    for place, provision, on in citations:
        try:
            found.setdefault(book.cite(provision, on).id, []).append(place)
        except Uncitable:
            continue
    return {provision: tuple(dict.fromkeys(places)) for provision, places in found.items()}
