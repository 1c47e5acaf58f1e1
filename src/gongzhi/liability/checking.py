"""Check that every provision a rule file cites was in force on some day, and that no source is idle."""

from collections.abc import Iterator
from datetime import date

from gongzhi.law import Book, Uncitable
from gongzhi.liability.rulebook import RuleSet, Source


def check_citations(rules: RuleSet, book: Book) -> Iterator[str]:
    """One line per source or provision that the book of law does not know; each names place and remedy."""
    for source in rules.sources.values():
        if not source.proposal and not book.knows(source.title):
            yield f"法源“{source.short}”的名“{source.title}”不在法规库里，请用 gongzhi law search 查对名称"
    for place, provision in _cited(rules):
        source = rules.sources[provision.split("/")[0]]
        if not source.proposal and book.knows(source.title):
            yield from _flaws(book, place, provision, source)


def cited_provisions(rules: RuleSet, book: Book, on: date) -> Iterator[tuple[str, str, date]]:
    """Place, full id and day of every provision of law in force that the rules cite.

    A rule speaks of the days of its axis, so the day is ``on`` where the provision holds then, and otherwise the first day
    of the newest edition that has it; one that no edition has is given with ``on`` and will not hold.
    """
    for place, provision in _cited(rules):
        short, _, rest = provision.partition("/")
        source = rules.sources[short]
        if not source.proposal:
            full = f"{source.title}/{rest}"
            yield place, full, _day_of(book, full, on)


def _day_of(book: Book, provision: str, on: date) -> date:
    try:
        instrument, _ = book.locate(provision)
    except Uncitable:
        return on
    days = {on}
    for edition in instrument.editions:
        days |= {day for day in (edition.held_from, edition.period.start if edition.period else None) if day}
    for day in sorted(days, key=lambda one: (one != on, -one.toordinal())):
        try:
            book.cite(provision, day)
        except Uncitable:
            continue
        return day
    return on


def _flaws(book: Book, place: str, provision: str, source: Source) -> Iterator[str]:
    _, slash, rest = provision.partition("/")
    if not slash or not rest:
        yield f"{place}：“{provision}”没有写条号，请写成 {source.short}/1.1 的形式"
        return
    try:
        reason = _never(book, f"{source.title}/{rest}")
    except Uncitable as error:
        yield f"{place}：{error}"
        return
    if reason is not None:
        yield f"{place}：{provision} 查不到（{reason}），请改正条号"


def _never(book: Book, provision: str) -> str | None:
    """Why the provision was in force on no first day of any edition; None when it was on one."""
    instrument, _ = book.locate(provision)
    reason = "施行日不明"
    for edition in instrument.editions:
        days = [edition.held_from, edition.period.start if edition.period else None]
        for day in (one for one in days if one is not None):
            try:
                book.cite(provision, day)
            except Uncitable as error:
                reason = str(error)
            else:
                return None
    return reason


def _cited(rules: RuleSet) -> Iterator[tuple[str, str]]:
    for rule in rules.rules.values():
        for provision in (*rule.provisions, *rule.also_see):
            yield rule.place, provision
    for fact in rules.facts.values():
        for provision in fact.provisions:
            yield fact.place, provision
    for relation in rules.concurrences:
        for provision in relation.provisions:
            yield relation.place, provision
