"""What changed between two days: begun, ended, renumbered, reworded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.law.book import Book
from gongzhi.law.citing import Citation, Uncitable
from gongzhi.law.instruments import Instrument, Norm


class ChangeKind(StrEnum):
    """How a provision differs between the two days."""

    BEGUN = "新施行"
    ENDED = "不再有效"
    RENUMBERED = "改号"
    REWORDED = "改文"
    REPLACED = "同号异文"
    AMENDED = "期间有修正"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One provision that differs; ``note`` says what a person still has to compare."""

    kind: ChangeKind
    before: Citation | None
    after: Citation | None
    note: str = ""

    @property
    def id(self) -> str:
        """The id of the later day, or of the earlier one when the provision ended."""
        found = self.after or self.before
        return found.id if found else ""


def changes_between(book: Book, earlier: date, later: date) -> tuple[Change, ...]:
    """Every provision with rows of ours that differs between the two days, instrument by instrument."""
    return tuple(change for one in book.instruments.values() for change in _changes(book, one, earlier, later))


def _changes(book: Book, instrument: Instrument, earlier: date, later: date) -> Iterator[Change]:
    moved: set[str] = set()
    places = dict.fromkeys(place for norm in instrument.norms for place in norm.places)
    for place in places:
        provision = f"{instrument.title}/{place}"
        before, after = _ask(book, provision, earlier), _ask(book, provision, later)
        for norm in after.norms if after else ():
            then = _number_then(instrument, norm, earlier)
            if then and then != provision:
                moved.add(then)
                note = f"当日编号为 {then}，文字也可能改动"
                yield Change(kind=ChangeKind.RENUMBERED, before=_ask(book, then, earlier), after=after, note=note)
                break
        else:
            if provision not in moved:
                yield from _differ(instrument, before, after, earlier, later)


def _differ(
    instrument: Instrument, before: Citation | None, after: Citation | None, earlier: date, later: date
) -> Iterator[Change]:
    if before is None or after is None:
        if before is not None or after is not None:
            yield Change(kind=ChangeKind.BEGUN if after else ChangeKind.ENDED, before=before, after=after)
    elif instrument.edition_on(earlier) is not instrument.edition_on(later):
        note = "两日的编号体系不同，同一号数说的不是同一件事，请核对"
        yield Change(kind=ChangeKind.REPLACED, before=before, after=after, note=note)
    elif before.norms != after.norms:
        yield Change(kind=ChangeKind.REWORDED, before=before, after=after)
    elif before.held != after.held:
        days = [day for edition in instrument.editions for day in edition.amended if earlier < day <= later]
        if days:
            note = f"{'、'.join(map(str, days))} 有修正，前一日文本未存，是否改动请核对"
            yield Change(kind=ChangeKind.AMENDED, before=before, after=after, note=note)


def _number_then(instrument: Instrument, norm: Norm, earlier: date) -> str:
    """The id that a renumbered row had on the earlier day; empty when it was not renumbered in between."""
    edition = instrument.edition_on(earlier)
    if norm.formerly is None or edition is None or edition.name == norm.edition:
        return ""
    return f"{instrument.title}/{norm.formerly}"


def _ask(book: Book, provision: str, on: date) -> Citation | None:
    try:
        found = book.cite(provision, on)
    except Uncitable:
        return None
    return found if found.norms or found.held == "not_held" else None
