"""What a sort of object tells the search: its rows, its scope, what it is found by, and how a hit is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from gongzhi.flow.opinion_question import mask
from gongzhi.flow.ports import Placed
from gongzhi_web.accounts.models import User
from gongzhi_web.overview.standing import Standing


@dataclass(frozen=True, slots=True)
class Said:
    """One text of an object, under its Chinese name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An object as it is found and shown; the title is the first thing it is found by."""

    title: str
    address: str
    said: tuple[Said, ...] = ()
    state: str = ""
    at: datetime | None = None

    @property
    def words(self) -> str:
        """What the index keeps."""
        return " ".join([self.title, *(one.text for one in self.said if one.text)])


def free(label: str, text: str) -> Said:
    """What somebody wrote or said: numbers and accounts of persons are starred out before it is kept or shown."""
    return Said(label, mask(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """``kinds`` are the sealed records that bring or change such an object, each with how its key is read."""

    name: str
    chinese: str
    model: type[Model]
    kinds: Mapping[str, Callable[[Placed], str]]
    # Of these keys the rows that the person sees, by the scope of the slice.
    seen: Callable[[User, list[str]], QuerySet[Any]]
    readers: Callable[[Any, Standing], Iterable[str]]
    describe: Callable[[Any], Described | None]
    # The rows whose readers may change when organisations of these names (ids among them) stand otherwise.
    touched: Callable[[list[str]], QuerySet[Any]]
    # The record that begins an object: its place in the log and the exhibit that its words live and die with.
    begun: str


def within(scope: Callable[[User], QuerySet[Any]]) -> Callable[[User, list[str]], QuerySet[Any]]:
    """The scope, narrowed to some keys."""
    return lambda user, keys: scope(user).filter(pk__in=keys)


def by_subject(placed: Placed) -> str:
    """Objects whose records stand under their own number."""
    return placed.subject


def by_exhibit(placed: Placed) -> str:
    """Objects that are one record."""
    return placed.exhibit
