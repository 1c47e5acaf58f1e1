"""GET /findings and a person's word on one: confirmed, dismissed or escalated."""

from datetime import datetime
from functools import partial
from typing import Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.cases import ReviewOutcome
from gongzhi.flow.review import review_finding
from gongzhi.screening import Certainty, Finding, FindingType
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.screening import HitOut
from gongzhi_web.api.written import ASSISTS, Asked, At, Cursor, Limit, Name, answers, page_of
from gongzhi_web.archive.acting import act
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.screening import holds
from gongzhi_web.screening.models import FindingRow, State
from gongzhi_web.screening.scope import findings_of

router = Router(tags=["发现"])
Standing = Literal["pending", "confirmed", "dismissed", "escalated"]


class FindingOut(HitOut):
    """A sealed finding with the line it stands in and what a person said of it."""

    exhibit: str
    broadcast: str
    signal: str
    said_at: datetime
    sealed_at: datetime
    state: Standing
    line: str


class FindingsOut(Schema):
    """A page of findings."""

    items: list[FindingOut]
    next: str | None
    notice: str


class FindingsAsked(Asked):
    """Which findings; all that is given must hold."""

    broadcast: Name | None = None
    state: Standing | None = None
    type: FindingType | None = None
    rule: Name | None = None
    certainty: Certainty | None = None
    min_severity: int = Field(1, ge=1, le=5)
    sealed_since: At | None = Field(None, description="此刻以后封存的")
    cursor: Cursor | None = None
    limit: Limit = 50


class ReviewIn(Asked):
    """A person's word; dismissing and escalating need a reason."""

    outcome: ReviewOutcome
    reason: str | None = Field(None, max_length=500)


class ReviewOut(Schema):
    """Where the review is sealed, and where the finding stands now."""

    exhibit: str
    finding: str
    state: Standing


@router.get(
    "/findings",
    response=answers({200: FindingsOut}),
    auth=BearerToken(Scope.FINDINGS_READ),
    summary="列出发现",
    description=f"只列出账号范围内的发现，封存在后的在前；翻页用 next。{ASSISTS}",
)
def list_findings(request: HttpRequest, asked: Query[FindingsAsked]) -> dict[str, object]:
    """The caller's findings, newest first."""
    rows: QuerySet[FindingRow] = findings_of(person(request)).filter(severity__gte=asked.min_severity)
    given = asked.model_dump(include={"broadcast", "state", "type", "rule", "certainty"}, exclude_none=True)
    rows = rows.filter(**given)
    if asked.sealed_since is not None:
        rows = rows.filter(sealed_at__gte=asked.sealed_since)
    kept, following = page_of(rows, cursor=asked.cursor, limit=asked.limit)
    return {"items": [finding_out(row) for row in kept], "next": following, "notice": ASSISTS}


@router.post(
    "/findings/{exhibit}/review",
    response=answers({201: ReviewOut}, 404, 409, 413),
    auth=BearerToken(Scope.FINDINGS_REVIEW),
    summary="复核一条发现",
    description="记录账号本人的复核结论；请勿用程序代替人判断。同事正在复核的，答 409。",
)
def review(request: HttpRequest, exhibit: str, word: ReviewIn) -> Status[dict[str, object]]:
    """Seal the caller's word, unless a colleague holds the finding in the review queue."""
    user, now = person(request), timezone.now()
    row = findings_of(user).filter(exhibit=exhibit).first()
    if row is None:
        raise Http404
    if holder := holds.held_by_others([exhibit], user, now).get(exhibit):
        raise ApiRefusal(409, "held_by_other", f"{holder}正在复核这一条：请办理下一条，或稍后再试")
    platform = BroadcastRow.objects.values_list("platform", flat=True).get(id=row.broadcast)
    reason = (word.reason or "").strip() or None
    by = user.acting([platform])
    placed = act(partial(review_finding, finding=exhibit, outcome=word.outcome, reason=reason, by=by, at=now))
    holds.release(exhibit, user)
    said = State(word.outcome.value).label
    record_look(request, what=f"复核：{said}（接口）", subject_kind="发现", subject=exhibit)
    return Status(201, {"exhibit": placed.exhibit, "finding": exhibit, "state": word.outcome.value})


def finding_out(row: FindingRow) -> dict[str, object]:
    """A finding as the API prints it: the record's own fields and the row's."""
    record = decode_record(Finding, bytes(row.record))
    own = {name: getattr(record, name) for name in FindingOut.model_fields if hasattr(record, name)}
    return {**own, "exhibit": row.exhibit, "sealed_at": row.sealed_at, "state": row.state, "line": row.line}
