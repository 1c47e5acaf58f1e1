"""What a form asks for, as data: one template draws them all, one reader takes them back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import QueryDict

from gongzhi.values import BEIJING


class FormRefused(ValueError):
    """A field that cannot be read, with the way out in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``kind``: text, area, date, number, yuan, select, checks, file or hidden. ``options`` are values with their labels."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    required: bool = True
    note: str = ""
    longest: int = 300


def filled(fields: Iterable[Field], given: QueryDict | Mapping[str, str]) -> list[Field]:
    """The fields with what was filled in before; a GET query fills them too."""
    done = []
    for field in fields:
        values = (
            given.getlist(field.name)
            if isinstance(given, QueryDict)
            else [given[field.name]]
            if field.name in given
            else []
        )
        done.append(replace(field, values=tuple(values)) if values else field)
    return done


def text_in(form: QueryDict, name: str) -> str:
    """One line or several, without what surrounds them."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def lines_in(form: QueryDict, name: str) -> tuple[str, ...]:
    """One item a line; empty lines are left out."""
    return tuple(dict.fromkeys(line.strip() for line in text_in(form, name).splitlines() if line.strip()))


def day_in(form: QueryDict, name: str, label: str) -> date | None:
    """A day, None when left empty; raises FormRefused."""
    given = text_in(form, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise FormRefused(f"“{label}”不是日期：请写成 2026-03-01 的样子") from error


def day_needed(form: QueryDict, name: str, label: str) -> date:
    """A day that must be there; raises FormRefused."""
    found = day_in(form, name, label)
    if found is None:
        raise FormRefused(f"“{label}”没有填：请选一天")
    return found


def noon_in(form: QueryDict, name: str, label: str) -> datetime | None:
    """A day as its noon in Beijing; raises FormRefused."""
    day = day_in(form, name, label)
    return datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING) if day else None


def number_in(form: QueryDict, name: str, label: str, *, most: int = 100_000) -> int:
    """A whole number from 0; raises FormRefused."""
    given = text_in(form, name)
    if not given.isascii() or not given.isdigit() or int(given) > most:
        raise FormRefused(f"“{label}”应是 0 至 {most} 的整数：请改正")
    return int(given)


def fen_in(form: QueryDict, name: str, label: str) -> int:
    """Yuan as fen; raises FormRefused."""
    yuan, _, cents = text_in(form, name).partition(".")
    if not (
        yuan.isascii() and yuan.isdigit() and len(yuan) <= 9 and len(cents) <= 2 and (not cents or cents.isdigit())
    ):
        raise FormRefused(f"“{label}”应是以元为单位的金额：例如 39.80")
    return int(yuan) * 100 + int((cents + "00")[:2])


def seen_in(form: QueryDict) -> int:
    """The version that the person saw; raises FormRefused."""
    return number_in(form, "seen", "版本", most=10_000_000)


def options_of(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Words that stand for themselves."""
    return tuple((word, word) for word in words)
