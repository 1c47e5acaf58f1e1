"""What asking the book answers: a citation on a day, or a refusal that says what to ask instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from gongzhi.law.figures import Figure
from gongzhi.law.instruments import Kind, Norm
from gongzhi.values import Period

if TYPE_CHECKING:
    from gongzhi.law.book import Book


class Uncitable(LookupError):
    """A provision that cannot be cited on the day asked for."""


class UnknownProvision(Uncitable):
    """No such provision, or one that was never verified; the message names the nearest id."""


class NotInForce(Uncitable):
    """Not in force on the day, numbered differently then, or not known; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A provision in force on the day asked for.

    ``held`` says whether we hold the wording of that day; when ``not_held``, ``remark`` says what that means.
    ``wording`` is ours, never the statute's. ``in_force`` is the period of this numbering, or of the row where an
    amendment changed it. ``norms`` are the rows behind the wording.
    """

    id: str
    title: str
    article: str
    wording: str
    in_force: Period
    instrument: str
    kind: Kind | None
    addressee: str
    held: Literal["held", "not_held"]
    figures: str = ""
    numbers: tuple[Figure, ...] = ()
    norms: tuple[Norm, ...] = ()
    remark: str = ""

    def __str__(self) -> str:
        return f"《{self.title}》{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCitation:
    """A citation somewhere in the project that does not resolve on its day."""

    place: str
    id: str
    on: date
    why: str


def check_citations(book: "Book", citations: Iterable[tuple[str, str, date]]) -> tuple[BrokenCitation, ...]:
    """Which of these (place, provision id, day) do not resolve, in the order given."""
    broken = []
    for place, provision, on in citations:
        try:
            book.cite(provision, on)
        except Uncitable as error:
            broken.append(BrokenCitation(place=place, id=provision, on=on, why=str(error)))
    return tuple(broken)


def rest_on(book: "Book", citations: Iterable[tuple[str, str, date]]) -> dict[str, tuple[str, ...]]:
    """By provision id in its one spelling, the places that cite it; what does not resolve is left out."""
    found: dict[str, list[str]] = {}
    for place, provision, on in citations:
        try:
            found.setdefault(book.cite(provision, on).id, []).append(place)
        except Uncitable:
            continue
    return {provision: tuple(dict.fromkeys(places)) for provision, places in found.items()}
