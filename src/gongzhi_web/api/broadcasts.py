"""GET /broadcasts: the rooms within the caller's reach, and one of them with its promises."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.broadcasts import Promise
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.screening import PromiseOut
from gongzhi_web.api.written import Asked, At, Limit, Name, answers
from gongzhi_web.broadcasts.models import BroadcastRow, PromiseRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.evidence.custody import seal_view

router = Router(tags=["直播"])
_MOST_PROMISES = 500


class BroadcastOut(Schema):
    """One broadcast; ``risk`` orders the monitor and decides nothing."""

    id: str
    platform: str
    room: str
    title: str
    category: str
    operator: str
    merchant: str
    mcn: str
    presenters: list[str]
    started_at: datetime | None
    ended_at: datetime | None
    heard_at: datetime
    signals: int
    viewers: int
    findings: int
    pending: int
    risk: int

    @staticmethod
    def resolve_presenters(row: Any) -> list[str]:
        """The row frames each name by line feeds."""
        return [name for name in row.presenters.split("\n") if name]


class SaidPromiseOut(PromiseOut):
    """A promise as it was made on air."""

    exhibit: str
    signal: str
    said_at: datetime


class BroadcastDetailOut(BroadcastOut):
    """With its promises, oldest first."""

    promises: list[SaidPromiseOut]

    @staticmethod
    def resolve_promises(row: Any) -> list[dict[str, object]]:
        """From the sealed records."""
        rows = PromiseRow.objects.filter(broadcast=row.id).order_by("said_at", "index")[:_MOST_PROMISES]
        return [_promise(one) for one in rows]


class BroadcastsAsked(Asked):
    """Which broadcasts; all that is given must hold."""

    platform: Name | None = None
    room: Name | None = None
    heard_since: At | None = Field(None, description="此刻以后还有信号的")
    cursor: Name | None = Field(None, description="上一页给出的 next，原样送回")
    limit: Limit = 50


class BroadcastsOut(Schema):
    """A page of broadcasts."""

    items: list[BroadcastOut]
    next: str | None


@router.get(
    "/broadcasts",
    response=answers({200: BroadcastsOut}),
    auth=BearerToken(Scope.BROADCASTS_READ),
    summary="列出直播",
    description="只列出账号所在单位范围内的直播，按编号排序，翻页途中不漏不重；翻页用 next。",
)
def list_broadcasts(request: HttpRequest, asked: Query[BroadcastsAsked]) -> dict[str, object]:
    """The caller's broadcasts. By id: a broadcast is sealed again when it ends, so that its place in the log moves."""
    rows = broadcasts_of(person(request)).defer("record")
    rows = rows.filter(**asked.model_dump(include={"platform", "room"}, exclude_none=True))
    if asked.heard_since is not None:
        rows = rows.filter(heard_at__gte=asked.heard_since)
    rows = rows.filter(id__gt=asked.cursor) if asked.cursor is not None else rows
    kept = list(rows.order_by("id")[: asked.limit + 1])
    return {"items": kept[: asked.limit], "next": kept[asked.limit - 1].id if len(kept) > asked.limit else None}


@router.get(
    "/broadcasts/{id}",
    response=answers({200: BroadcastDetailOut}, 404),
    auth=BearerToken(Scope.BROADCASTS_READ),
    summary="一场直播和其中的承诺",
)
def show_broadcast(request: HttpRequest, id: str) -> BroadcastRow:
    """One broadcast. Looking at it is written down and sealed."""
    row = broadcasts_of(person(request)).defer("record").filter(id=id).first()
    if row is None:
        raise Http404
    record_look(request, what="查看直播间（接口）", subject_kind="直播", subject=row.id)
    seal_view(request, row.id, purpose="查看直播间（接口）")
    return row


def _promise(row: PromiseRow) -> dict[str, object]:
    record = decode_record(Promise, bytes(row.record))
    names = ("kind", "start", "end", "quote", "terms", "signal", "said_at")
    return {"exhibit": row.exhibit, **{name: getattr(record, name) for name in names}}
