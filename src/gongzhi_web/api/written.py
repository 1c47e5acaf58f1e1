"""How values are written in requests and answers: days, instants, pages, and the refusals that every verb documents."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.renderers import BaseRenderer
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from gongzhi.values import NotAnInstant, read_instant
from gongzhi_web.api.errors import Refused

R = TypeVar("R", bound=Model)
ASSISTS = "本结果仅供辅助，由人作出决定。"


def _read_day(text: Any) -> date:
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{str(text)[:40]}”不是存在的日子：请写成 2026-03-01") from None


def _read_at(text: Any) -> datetime:
    try:
        return read_instant(text if isinstance(text, str) else "")
    except NotAnInstant as error:
        raise ValueError(str(error)[:200]) from None
    except OverflowError:
        raise ValueError(f"“{str(text)[:40]}”超出能记的年份：请核对年份") from None


Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-01"]})
]
At = Annotated[
    datetime,
    BeforeValidator(_read_at),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-01T20:00:00+08:00"]}),
]
# An index of the log, so that what is sealed while somebody pages through neither shifts nor doubles a row.
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,15}$", description="上一页给出的 next，原样送回")]
# The key of a row, which never changes: what is acted upon while somebody pages through moves nowhere.
KeyCursor = Annotated[str, Field(pattern=r"^[!-~]{1,60}$", description="上一页给出的 next，原样送回")]
Limit = Annotated[int, Field(ge=1, le=100, description="一页几条")]
# Ids and names are printed without line breaks; a longer or stranger one belongs to nothing.
Name = Annotated[str, Field(min_length=1, max_length=160)]


class Asked(Schema):
    """The body of a request: a field that is not known is refused, because a misspelt one would be lost silently."""

    model_config = ConfigDict(extra="forbid")


class CitedOut(Schema):
    """A provision as a finding carries it."""

    id: str
    title: str
    article: str


class JsonAnswers(BaseRenderer):
    """Times with their offset and microseconds, Chinese as it is."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """The bytes of an answer."""
        return orjson.dumps(data)


def answers(shapes: dict[int, Any], *refusals: int) -> dict[Any, Any]:
    """What a verb may answer: its own shapes, and the one shape of refusals for these and the ordinary statuses."""
    return {**shapes, frozenset({401, 403, 422, 429, 503, *refusals}): Refused}


def page_of(rows: QuerySet[R], *, cursor: str | None, limit: int) -> tuple[Sequence[R], str | None]:
    """The rows sealed before the cursor, newest first, and the cursor of the next page; None on the last."""
    if cursor is not None:
        rows = rows.filter(index__lt=int(cursor))
    kept = list(rows.order_by("-index")[: limit + 1])
    following = str(kept[limit - 1].index) if len(kept) > limit else None  # type: ignore[attr-defined]
    return kept[:limit], following


def page_by_key(rows: QuerySet[R], *, cursor: str | None, limit: int) -> tuple[Sequence[R], str | None]:
    """The rows whose key stands before the cursor, the highest number first, and the cursor of the next page; None on the last."""
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    kept = list(rows.order_by("-pk")[: limit + 1])
    following = str(kept[limit - 1].pk) if len(kept) > limit else None
    return kept[:limit], following
