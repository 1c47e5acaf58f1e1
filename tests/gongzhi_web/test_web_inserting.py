"""Rows that are inserted at once stand as if each had been saved, and those that stand there already are passed by."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from gongzhi_web.archive.inserting import insert_rows
from gongzhi_web.board.models import DocketNews, DocketReader, DocketRow

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def news(index: int, what: str = "新登记") -> DocketNews:
    """News of one entry."""
    return DocketNews(index=index, number=f"XS-{index}", unit="east", what=what, at=AT)


def row(number: str, **changes: object) -> DocketRow:
    """An entry with a value of every type that a row has."""
    given: dict[str, object] = {
        "number": number, "serial": 2**40, "index": 1, "exhibit": "e", "title": "称“100%”第一", "unit": "east",
        "state": "received", "matter": "report", "origin": "complaint", "level": "ordinary", "suspended": True,
        "due": date(2026, 3, 9), "received_at": AT, "moved_at": AT, "version": 1, "record": b"{\x00\xff}",
    }  # fmt: skip
    return DocketRow(**{**given, **changes})


def test_what_was_inserted_is_read_back_as_what_was_saved() -> None:
    insert_rows([row("a"), row("b", due=None, suspended=False)])
    row("c").save()
    plain = {one["number"]: one for one in DocketRow.objects.values()}
    assert {**plain["a"], "number": "c"} == plain["c"]
    assert plain["b"]["due"] is None and plain["b"]["suspended"] is False
    assert DocketRow.objects.filter(due__lt=date(2026, 3, 10), suspended=True, received_at=AT).count() == 2


def test_keys_that_the_database_counts_are_given_out() -> None:
    insert_rows(DocketReader(number=number, unit="east") for number in ("a", "b"))
    assert DocketReader.objects.values_list("id", flat=True).distinct().count() == 2


def test_what_stands_there_is_passed_by_only_when_asked() -> None:
    insert_rows([news(1)])
    insert_rows([news(1, "另一句"), news(2)], known=True)
    assert list(DocketNews.objects.order_by("index").values_list("what", flat=True)) == ["新登记", "新登记"]
    insert_rows([])
    with pytest.raises(IntegrityError):
        insert_rows([news(2)])
