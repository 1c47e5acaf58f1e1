"""GET /law: what a provision said on a day, and which provisions hold some words, as ``gongzhi law`` gives them."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.law import Citation
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Day, answers
from gongzhi_web.lawbook import book

router = Router(tags=["法条"])


class InForceOut(Schema):
    """In force from this day, and no longer from that."""

    start: date = Field(serialization_alias="from")
    end: date | None = Field(serialization_alias="to")


class FigureOut(Schema):
    """A number of the provision; money in fen, shares in ten-thousandths; null is an open end."""

    measure: str
    low: int | None
    high: int | None
    unit: str
    note: str


class NormOut(Schema):
    """One row behind the wording."""

    code: str
    addressees: list[str]
    kind: str
    wording: str = Field(serialization_alias="text")
    condition: str = Field(description="什么时候适用；为空时总是适用")
    figures: str
    numbers: list[FigureOut]
    confidence: str
    active: bool


class CitationOut(Schema):
    """A provision in force on the day. ``text`` is our own wording, never the statute's; ``wording`` says whether that day's text is held."""

    id: str
    title: str
    article: str
    instrument: str
    kind: str | None
    addressee: str
    text: str = Field(validation_alias="wording", description="自拟要旨，不是条文原文；以官方文本为准")
    figures: str
    wording: Literal["held", "not_held"] = Field(validation_alias="held")
    in_force: InForceOut
    remark: str
    rows: list[NormOut] = Field(validation_alias="norms")


class CitedOnOut(CitationOut):
    """With the day asked for."""

    on: date


class CiteAsked(Asked):
    """Which provision on which day."""

    provision: str = Field(min_length=1, max_length=100, examples=["广告法/9(3)", "电商法/38.2"])
    on: Day


class SearchAsked(Asked):
    """What to look for; without words, everything that fits the rest."""

    words: str = Field("", max_length=100, description="空格分开的词")
    on: Day | None = None
    addressee: str | None = Field(None, max_length=20, description="平台、运营者、主播、MCN、商家、监管部门……")
    kind: str | None = Field(None, max_length=20, description="义务、禁止、期限、处罚……")
    limit: int = Field(20, ge=1, le=100)


class FoundOut(Schema):
    """How many provisions hold the words, and the best of them."""

    total: int
    items: list[CitationOut]


@router.get(
    "/law/cite",
    response=answers({200: CitedOnOut}, 404),
    auth=BearerToken(Scope.LAW),
    by_alias=True,
    summary="某条在某日是否有效、说了什么",
    description="当日无效或编号不存在时答 404，message 指出当时的编号或最接近的编号。",
)
def cite(request: HttpRequest, asked: Query[CiteAsked]) -> dict[str, object]:  # noqa: ARG001
    """One provision on one day."""
    return {**_plain(book().cite(asked.provision, asked.on)), "on": asked.on}


@router.get(
    "/law/search",
    response=answers({200: FoundOut}),
    auth=BearerToken(Scope.LAW),
    by_alias=True,
    summary="按词、义务人、种类查找条款",
)
def search(request: HttpRequest, asked: Query[SearchAsked]) -> dict[str, object]:  # noqa: ARG001
    """Provisions, best first."""
    found = book().search(asked.words, asked.on, addressee=asked.addressee, kind=asked.kind)
    return {"total": len(found), "items": found[: asked.limit]}


def _plain(found: Citation) -> dict[str, object]:
    names = (
        "id",
        "title",
        "article",
        "instrument",
        "kind",
        "addressee",
        "wording",
        "figures",
        "held",
        "in_force",
        "remark",
        "norms",
    )
    return {name: getattr(found, name) for name in names}
