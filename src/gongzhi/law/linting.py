"""Checks that need the whole book: places that exist, references that resolve on their day, names that are one's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from gongzhi.law.book import Book, first_known_day, fold_name
from gongzhi.law.citing import Uncitable
from gongzhi.law.duties import load_duty_tables
from gongzhi.law.instruments import Edition, Instrument, Norm
from gongzhi.law.resolving import fit_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing wrong in the tables: where (instrument, row code) and what to do."""

    instrument: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.instrument}.yaml {self.code}：{self.message}"


def lint_book(book: Book) -> tuple[Flaw, ...]:
    """Every flaw, in the order of the tables."""
    return tuple(flaw for instrument in book.instruments.values() for flaw in _lint(book, instrument))


def lint_duty_table(book: Book, text: str | None = None) -> tuple[Flaw, ...]:
    """Rows of the duty table (the shipped one, or this text) that speak of no row of the law tables."""
    known = {norm.code for _, norm in book.norms()}
    flaws = []
    for code in load_duty_tables(text).by_code:
        if code not in known:
            near = "".join(f"，最接近的是 {one}" for one in get_close_matches(code, known, n=1, cutoff=0.3))
            flaws.append(Flaw(instrument="duties", code=code, message=f"法规表里没有这个码{near}：改正或删去这一项"))
    return tuple(flaws)


def _lint(book: Book, instrument: Instrument) -> Iterator[Flaw]:
    for name in instrument.short_names:
        if book.instrument(name) is not instrument or fold_name(name) == fold_name(instrument.title):
            yield _flaw(instrument, name, f"简称“{name}”已是《{book.instrument(name).title}》的名字：换一个")
    for before, norm in zip((None, *instrument.norms), instrument.norms, strict=False):
        yield from _lint_places(instrument, norm)
        yield from _lint_references(book, instrument, norm)
        if norm.replaces:
            yield from _lint_replaced(instrument, norm, before)


def _lint_places(instrument: Instrument, norm: Norm) -> Iterator[Flaw]:
    edition = next(one for one in instrument.editions if one.name == norm.edition)
    for key, places in (("条", norm.places), ("针对", norm.punishes)):
        for place in places:
            if norm.active and fit_place(edition, place, instrument) is None:
                yield _flaw(instrument, norm.code, f"{key} {place} 在版次“{edition.name}”里不存在：改正条号或骨架")
    if norm.formerly is not None:
        former = _edition_before(instrument, edition)
        if former is None or fit_place(former, norm.formerly, instrument) is None:
            yield _flaw(instrument, norm.code, f"曾为 {norm.formerly} 在前一版次里不存在：改正条号")


def _lint_references(book: Book, instrument: Instrument, norm: Norm) -> Iterator[Flaw]:
    day = first_known_day(instrument, norm)
    for reference in norm.see if norm.active and day else ():
        try:
            book.cite(reference, day)  # type: ignore[arg-type]
        except Uncitable as error:
            yield _flaw(instrument, norm.code, f"参见 {reference} 在 {day} 引不到：{error}")


def _lint_replaced(instrument: Instrument, norm: Norm, before: Norm | None) -> Iterator[Flaw]:
    old = next((one for one in instrument.norms if one.code == norm.replaces), None)
    if old is None:
        near = f"，前一行是 {before.code}" if before else ""
        yield _flaw(instrument, norm.code, f"接替 {norm.replaces} 不存在{near}：改正码")
    elif norm.period is None or old.period is None or old.period.end != norm.period.start:
        yield _flaw(instrument, norm.code, f"与所接替的 {old.code} 首尾不接：前者的“止”应等于后者的“自”")


def _edition_before(instrument: Instrument, edition: Edition) -> Edition | None:
    at = instrument.editions.index(edition)
    return instrument.editions[at - 1] if at else None


def _flaw(instrument: Instrument, code: str, message: str) -> Flaw:
    return Flaw(instrument=instrument.title, code=code, message=message)
