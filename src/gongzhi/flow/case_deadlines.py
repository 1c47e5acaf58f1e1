"""The days by which a lead or a case has to be dealt with, each with its basis."""

from datetime import datetime, timedelta

from gongzhi.cases import Deadline
from gongzhi.decisions import load_ladder
from gongzhi.law import Book, CalendarUnknown, Citation, NoDeadline, deadlines_of
from gongzhi.values import BEIJING

HOUSE_RULE = "平台规则约定"


class DeadlineUnknown(ValueError):
    """A last day that cannot be worked out: no number in the provision, or a year without a holiday calendar."""


def law_deadline(cited: Citation, what: str, since: datetime) -> Deadline:
    """The last day that a provision gives, counted from an instant, without extension. Raises DeadlineUnknown."""
    try:
        _, counted = deadlines_of(cited, since)[0]
    except (NoDeadline, CalendarUnknown) as error:
        raise DeadlineUnknown(str(error)) from error
    return Deadline(what=what, due=counted.last_day, basis=cited.id)


def bureau_lead_deadline(book: Book, since: datetime) -> Deadline:
    """By when a bureau has verified a lead and decided whether to open a case."""
    return law_deadline(_cited(book, load_ladder().verify_provision, since), "核查线索并决定是否立案", since)


def bureau_case_deadline(book: Book, opened_at: datetime) -> Deadline:
    """By when a bureau has decided a case in the ordinary procedure."""
    return law_deadline(_cited(book, load_ladder().handle_provision, opened_at), "作出处理决定", opened_at)


def house_deadline(what: str, since: datetime, days: int) -> Deadline:
    """A last day that only the platform's own terms set: calendar days, the first day not counted."""
    return Deadline(what=what, due=since.astimezone(BEIJING).date() + timedelta(days=days), basis=HOUSE_RULE)


def _cited(book: Book, provision: str, since: datetime) -> Citation:
    return book.cite(provision, since.astimezone(BEIJING).date())
