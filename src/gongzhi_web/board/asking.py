"""What the board is asked for, answered page by page from one index: what is due first, whatever the number of entries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from gongzhi.cases import DocketState
from gongzhi_web.accounts.models import Kind, User
from gongzhi_web.board.models import NO_DAY, DocketReader, DocketRow
from gongzhi_web.board.scope import entries_of, reads
from gongzhi_web.search.words import find_words

ASKED = ("unit", "state", "q")
OPEN = tuple(state.value for state in DocketState if state is not DocketState.ENDED)
EVERY = tuple(state.value for state in DocketState)
STATES = {
    **{state.value: state.chinese for state in DocketState},
    "suspended": "中止计时",
    "linked": "关联待并",
}
PAGE = 40
MOST_FOUND = 400


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page in their order; ``following`` is what the next page is asked with, empty on the last."""

    rows: list[DocketRow]
    following: str = ""


def page_of(user: User, asked: dict[str, str], *, after: str = "", size: int = PAGE) -> Page:
    """One page of what this person may see, narrowed by unit, state and words.

    What is due first stands first; found words come newest first, because a search wants the matter that just came in.
    """
    if asked.get("q", "").strip():
        return _found(user, asked, after, size)
    keys = list(_keys(user, asked, _cursor(after), size + 1))
    rows = _rows(user, [number for _, _, number in keys[:size]])
    following = f"{keys[size - 1][0]}.{keys[size - 1][1]}" if len(keys) > size else ""
    return Page(rows, following)


def all_of(user: User, asked: dict[str, str], *, most: int) -> Iterator[DocketRow]:
    """Page after page until ``most``."""
    after, left = "", most
    while left > 0:
        page = page_of(user, asked, after=after, size=min(left, 500))
        yield from page.rows
        left, after = left - len(page.rows), page.following
        if not after:
            return


def search_entries(user: User, words: str, *, limit: int) -> list[DocketRow]:
    """Entries in which all the words stand, newest first."""
    places = find_words(words, _names(user), limit=limit)
    return list(entries_of(user).filter(serial__in=places).defer("record").order_by("-serial"))


def today_key() -> int:
    """Today in Beijing, as due_key counts days."""
    return timezone.localdate().toordinal()


def key_of(due: date | None) -> int:
    """A last day as a number that sorts: days without one come last."""
    return due.toordinal() if due else NO_DAY


def _found(user: User, asked: dict[str, str], after: str, size: int) -> Page:
    before = int(after) if after.isdecimal() else None
    kept: list[DocketRow] = []
    # The other narrowings are few; words narrow most. Beyond MOST_FOUND the person is better served by more words.
    places = find_words(asked["q"], _names(user), limit=MOST_FOUND, before=before)
    rows = entries_of(user).defer("record").filter(serial__in=places)
    fits = _fits(asked)
    for row in rows.order_by("-serial"):
        if fits(row):
            kept.append(row)
        if len(kept) > size:
            break
    following = str(kept[size - 1].serial) if len(kept) > size else ""
    if not following and len(places) == MOST_FOUND and kept:
        following = str(places[-1])
    return Page(kept[:size], following)


def _names(user: User) -> list[str]:
    own = user.organisation
    return [own.party] if own is not None and own.kind in (Kind.BUREAU, Kind.PLATFORM) else []


def _fits(asked: dict[str, str]) -> Callable[[DocketRow], bool]:
    unit, state, today = asked.get("unit", ""), asked.get("state", ""), timezone.localdate()

    def fits(row: DocketRow) -> bool:
        if unit and row.unit != unit:
            return False
        if state == "over":
            return row.state in OPEN and row.due is not None and row.due < today
        if state == "suspended":
            return row.suspended and row.state in OPEN
        if state == "linked":
            return bool(row.linked) and row.state in OPEN
        return row.state in _states(state)

    return fits


def _states(state: str) -> tuple[str, ...]:
    if state == "all":
        return EVERY
    return (state,) if state in EVERY else OPEN


def _keys(user: User, asked: dict[str, str], after: tuple[int, int] | None, size: int) -> list[tuple[int, int, str]]:
    """The first keys behind ``after``: each state is one walk along the index, and the walks are merged here."""
    found: list[tuple[int, int, str]] = []
    scope = _narrowed(reads(user), asked)
    for state in _states(asked.get("state", "")):
        for part in _behind(scope.filter(state=state), after):
            found += part.order_by("due_key", "serial").values_list("due_key", "serial", "number")[:size]
    return sorted(found)[:size]


def _narrowed(scope: QuerySet[DocketReader], asked: dict[str, str]) -> QuerySet[DocketReader]:
    if unit := asked.get("unit"):
        scope = scope.filter(at_unit=unit)
    state = asked.get("state", "")
    if state in ("suspended", "linked"):
        return scope.filter(**{state: True})
    return scope.filter(due_key__lt=today_key()) if state == "over" else scope


def _behind(scope: QuerySet[DocketReader], after: tuple[int, int] | None) -> Iterator[QuerySet[DocketReader]]:
    if after is None:
        yield scope
        return
    # Two ranges of the index; one condition with "or" would walk over all that fall on the same day.
    yield scope.filter(due_key=after[0], serial__gt=after[1])
    yield scope.filter(due_key__gt=after[0])


def _rows(user: User, numbers: list[str]) -> list[DocketRow]:
    rows = entries_of(user).defer("record").in_bulk(numbers)
    return [rows[number] for number in numbers if number in rows]


def _cursor(after: str) -> tuple[int, int] | None:
    day, _, serial = after.partition(".")
    return (int(day), int(serial)) if day.isdecimal() and serial.isdecimal() and len(after) < 40 else None
