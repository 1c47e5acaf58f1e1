"""What asking the book answers: a citation on a day, or a refusal that says what to ask instead."""

from dataclasses import dataclass
from typing import Literal

from gongzhi.law.figures import Figure
from gongzhi.law.instruments import Kind, Norm
from gongzhi.values import Period


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
