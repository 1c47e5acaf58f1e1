"""The news of a person: what concerns them and they still may see, newest first, and how much of it is new."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongzhi_web.accounts.access import STAFF
from gongzhi_web.accounts.models import User
from gongzhi_web.board.asking import today_key
from gongzhi_web.board.models import DocketRow, NewsSeen
from gongzhi_web.board.news import news_for
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.shown import SOON_DAYS, Line, lines
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.campaigns.scope import papers_of, recalls_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.overview.models import DueSeen, Duty, Told

SHOWN = 60
_MOST_DUE = 40
# Sort -> whose scope decides, and the page that shows it.
_ABOUT: Mapping[str, tuple[Callable[[User], QuerySet[Any]], str]] = {
    "case": (cases_of, "case"),
    "paper": (papers_of, "paper"),
    "recall": (recalls_of, "recall"),
    "room": (broadcasts_of, "room"),
    "lead": (entries_of, "docket_entry"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One line; ``key`` is the number of the object, ``new`` whether it came in since the person last marked all as read."""

    index: int
    about: str
    key: str
    what: str
    at: datetime
    address: str
    new: bool


def heard(user: User) -> list[Heard]:
    """The newest of what was told, without what the person may not see or no longer sees."""
    if not user.is_active or user.organisation is None or not user.role:
        return []
    found = [(one.index, one.about, one.key, one.what, one.at) for one in _told_to(user)[:SHOWN]]
    if user.role in STAFF:
        found += [(one.index, "lead", one.number, one.what, one.at) for one in news_for(user)[:SHOWN]]
    newest = sorted(found, key=lambda one: one[0], reverse=True)[:SHOWN]
    seen = _seen(user, [(about, key) for _, about, key, _, _ in newest])
    mark = mark_of(user)
    return [
        Heard(index, about, key, what, at, reverse(_ABOUT[about][1], args=[key]), index > mark)
        for index, about, key, what, at in newest
        if (about, key) in seen
    ]


def due_for(user: User) -> list[Line]:
    """The entries that this person works on and that are over or due within days, the oldest first."""
    if user.role not in STAFF:
        return []
    soon = Duty.objects.filter(assignee=user.username, due_key__lte=today_key() + SOON_DAYS).order_by("due_key")
    rows = entries_of(user).defer("record").in_bulk(list(soon.values_list("number", flat=True)[:_MOST_DUE]))
    mine = [row for row in rows.values() if row.assignee == user.username]
    return lines(sorted(mine, key=_last_day))


def unread(user: User) -> int:
    """How many lines are new, and what is due unless that was read today."""
    due = [] if _due_is_read(user) else due_for(user)
    return sum(one.new for one in heard(user)) + len(due)


def mark_of(user: User) -> int:
    """Up to where they have read."""
    seen = NewsSeen.objects.filter(user=user).values_list("index", flat=True).first()
    return -1 if seen is None else seen


def read_up_to(user: User, index: int) -> None:
    """All that was shown is read; what came meanwhile stays new. The mark never moves back."""
    NewsSeen.objects.update_or_create(user=user, defaults={"index": max(index, mark_of(user))})
    DueSeen.objects.update_or_create(user=user, defaults={"day": timezone.localdate()})


def bell(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """For every page with a header; counted only when it is rendered."""
    user = getattr(request, "user", None)
    return {"news_unread": lambda: unread(user) if isinstance(user, User) else 0}


def _told_to(user: User) -> QuerySet[Told]:
    own = user.organisation
    names = [*user.known_as, *(own.names if own else ())]
    return Told.objects.filter(to__in=names).exclude(by=user.username).order_by("-index")


def _seen(user: User, asked: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    by_sort: dict[str, set[str]] = {}
    for about, key in asked:
        by_sort.setdefault(about, set()).add(key)
    return {
        (about, key)
        for about, keys in by_sort.items()
        for key in _ABOUT[about][0](user).filter(pk__in=keys).values_list("pk", flat=True)
    }


def _due_is_read(user: User) -> bool:
    return DueSeen.objects.filter(user=user, day=timezone.localdate()).exists()


def _last_day(row: DocketRow) -> tuple[int, int]:
    return (row.due.toordinal() if row.due else 0, row.serial)
