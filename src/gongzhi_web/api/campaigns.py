"""Campaigns and samples over HTTP, for bureaus: list and show."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from gongzhi.cases import SampleAct, SampleState, TargetWhy, Verdict
from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.sampling_goods import load_sample
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.cases import DeadlineOut
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, KeyCursor, Limit, Name, answers, page_by_key
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.scope import entries_of
from gongzhi_web.campaigns.models import CampaignRow, SampleRow
from gongzhi_web.campaigns.scope import campaigns_of, samples_of

router = Router(tags=["专项与抽样"])
_READS = BearerToken(Scope.CAMPAIGNS_READ)


class CampaignOut(Schema):
    """A campaign as a list shows it; ``targets`` and ``entries`` are counts."""

    number: str
    title: str
    unit: str
    starts: date
    ends: date
    ended: bool
    targets: int
    entries: int
    version: int


class CampaignsOut(Schema):
    """A page of campaigns, the newest first."""

    items: list[CampaignOut]
    next: str | None


class TargetOut(Schema):
    """A room that is looked at, and why it was drawn."""

    room: str
    name: str
    why: TargetWhy
    found: int


class CampaignDetailOut(CampaignOut):
    """A campaign in full; of its leads only those within the caller's reach."""

    exhibit: str
    goal: str
    rules: list[str]
    words: list[str]
    types: list[str]
    categories: list[str]
    drawn: list[TargetOut]
    visited: list[str]
    leads: list[str]


class SampleOut(Schema):
    """A sample as a list shows it."""

    number: str
    plan: str
    unit: str
    goods: str
    seller: str
    state: SampleState
    verdict: Verdict | None
    entry: str | None
    due: date | None
    taken_at: datetime
    version: int


class SamplesOut(Schema):
    """A page of samples, the newest first."""

    items: list[SampleOut]
    next: str | None


class SampleStepOut(Schema):
    """What happened to a sample."""

    at: datetime
    act: SampleAct
    by: str
    said: str


class SampleDetailOut(SampleOut):
    """A sample in full."""

    exhibit: str
    deadline: DeadlineOut | None
    history: list[SampleStepOut]


class CampaignsAsked(Asked):
    """Which campaigns."""

    ended: bool | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


class SamplesAsked(Asked):
    """Which samples; all that is given must hold."""

    plan: Name | None = None
    state: SampleState | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


@router.get(
    "/campaigns",
    response=answers({200: CampaignsOut}),
    auth=_READS,
    summary="列出专项监测",
    description="本单位、上级和下级的专项。",
)
def list_campaigns(request: HttpRequest, asked: Query[CampaignsAsked]) -> dict[str, object]:
    """The caller's campaigns."""
    rows = campaigns_of(person(request)).defer("record")
    if asked.ended is not None:
        rows = rows.filter(ended=asked.ended)
    kept, following = page_by_key(rows, cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看专项（接口）", subject_kind="专项", subject="列表")
    return {"items": kept, "next": following}


@router.get("/campaigns/{number}", response=answers({200: CampaignDetailOut}, 404), auth=_READS, summary="一个专项监测")
def show_campaign(request: HttpRequest, number: str) -> dict[str, Any]:
    """One campaign. The look is recorded."""
    user = person(request)
    row: CampaignRow | None = campaigns_of(user).filter(pk=number).first()
    if row is None:
        raise Http404
    record_look(request, what="查看专项（接口）", subject_kind="专项", subject=number)
    now = load_campaign(opened(), number)
    seen = set(entries_of(user).filter(number__in=now.entries).values_list("number", flat=True))
    planned = now.planned
    return {
        **{name: getattr(row, name) for name in CampaignOut.model_fields},
        "exhibit": row.exhibit,
        **{name: getattr(planned, name) for name in ("goal", "rules", "words", "types", "categories")},
        "drawn": [
            {
                "room": one.candidate.room,
                "name": one.candidate.name,
                "why": one.why,
                "found": one.candidate.found,
            }
            for one in now.targets
        ],
        "visited": now.visited,
        "leads": [one for one in now.entries if one in seen],
    }


@router.get(
    "/samples",
    response=answers({200: SamplesOut}),
    auth=_READS,
    summary="列出样品",
    description="本单位及下级抽取的样品。",
)
def list_samples(request: HttpRequest, asked: Query[SamplesAsked]) -> dict[str, object]:
    """The caller's samples."""
    rows = samples_of(person(request)).filter(**asked.model_dump(include={"plan", "state"}, exclude_none=True))
    kept, following = page_by_key(rows.defer("record"), cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看抽样（接口）", subject_kind="样品", subject="列表")
    return {"items": [_sample_out(row) for row in kept], "next": following}


@router.get("/samples/{number}", response=answers({200: SampleDetailOut}, 404), auth=_READS, summary="一件样品")
def show_sample(request: HttpRequest, number: str) -> dict[str, Any]:
    """One sample. The look is recorded."""
    row: SampleRow | None = samples_of(person(request)).filter(pk=number).first()
    if row is None:
        raise Http404
    record_look(request, what="查看抽样（接口）", subject_kind="样品", subject=number)
    now = load_sample(opened(), number)
    return {
        **_sample_out(row),
        "exhibit": row.exhibit,
        "deadline": now.deadline,
        "history": [{"at": one.at, "act": one.act, "by": one.by.name, "said": one.said} for one in now.acts],
    }


def _sample_out(row: SampleRow) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in SampleOut.model_fields}
    return {**columns, "verdict": row.verdict or None, "entry": row.entry or None}
