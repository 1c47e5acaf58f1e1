"""Messages on parallel sanctions over HTTP: list, show, send, answer, withdraw, and the sealed bundle."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.decisions import AppealOutcome
from gongzhi.flow.parallel_records import Asks, Reply, SanctionAct, SanctionState
from gongzhi.flow.parallel_sanctions import (
    NOTICE,
    OwnMeasure,
    SanctionWanted,
    SanctionWish,
    act_on_sanction,
    load_sanction,
    overturned,
)
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.evidence import ZIP
from gongzhi_web.api.register_shapes import Names
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Day, KeyCursor, Limit, Name, answers, page_by_key
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.sanctions.bundles import bundle_of, offers_bundle
from gongzhi_web.sanctions.models import SanctionRow
from gongzhi_web.sanctions.scope import sanctions_of
from gongzhi_web.sanctions.sending import send_messages

router = Router(tags=["平行处置"])
_READS, _ACTS = BearerToken(Scope.SANCTIONS_READ), BearerToken(Scope.SANCTIONS_ACT)
_KIND = "平行处置通报"
Seen = Annotated[int, Field(ge=0, le=10**9)]


class SanctionOut(Schema):
    """A message as a list shows it; ``sender`` and ``to`` are organisation ids."""

    number: str
    sender: str
    to: str
    decision: str
    whom: str
    measure: str
    until: date | None
    asks: Asks
    state: SanctionState
    reply: Reply | None
    sent_at: datetime
    version: int


class SanctionsOut(Schema):
    """A page of messages, the newest first."""

    items: list[SanctionOut]
    next: str | None


class SanctionStepOut(Schema):
    """An answer, or the withdrawal."""

    at: datetime
    act: SanctionAct
    by: str
    said: str
    reply: Reply | None
    measure: str | None
    decision: str | None


class SanctionDetailOut(SanctionOut):
    """A message with its thread. ``overturned`` says what an appeal made of its decision since, ``bundle`` where evidence is."""

    exhibit: str
    about: str | None
    uscc: str | None
    measure_id: str | None
    since: date
    serious: bool
    provisions: list[str]
    reason: str
    overturned: AppealOutcome | None
    bundle: str | None
    thread: list[SanctionStepOut]
    notice: str


class SanctionsAsked(Asked):
    """Which messages; all that is given must hold."""

    state: SanctionState | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


class OwnMeasureIn(Asked):
    """A bureau's own measure, as its decision states it; ``whom`` is a party of the entry."""

    decision: Name
    whom: Name
    measure: Name
    since: Day
    until: Day | None = None
    serious: bool = False
    provisions: Names = Field(min_length=1)
    uscc: Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$")] | None = None


class SanctionIn(Asked):
    """``about`` is a decided case of the caller's platform, or an entry of the register together with ``own``."""

    about: Name
    to: Names = Field(min_length=1)
    asks: Asks = Asks.WATCH
    reason: str = Field(min_length=1, max_length=1000)
    own: OwnMeasureIn | None = None


class AnswerIn(Asked):
    """What the receiver decided for itself; with a measure its own decision's number."""

    seen: Seen
    reply: Reply
    reason: str = Field(min_length=1, max_length=1000)
    measure: str = Field("", max_length=160)
    decision: str = Field("", max_length=160)


class WithdrawalIn(Asked):
    """Why a message is withdrawn."""

    seen: Seen
    reason: str = Field(min_length=1, max_length=1000)


@router.get(
    "/sanctions",
    response=answers({200: SanctionsOut}),
    auth=_READS,
    summary="列出平行处置通报",
    description="本单位发出的和收到的，后发出的在前。",
)
def list_sanctions(request: HttpRequest, asked: Query[SanctionsAsked]) -> dict[str, object]:
    """The caller's messages."""
    rows = sanctions_of(person(request)).defer("record")
    if asked.state is not None:
        rows = rows.filter(state=asked.state.value)
    kept, following = page_by_key(rows, cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看通报（接口）", subject_kind=_KIND, subject="列表")
    return {"items": [_row_out(row) for row in kept], "next": following}


@router.get(
    "/sanctions/{number}", response=answers({200: SanctionDetailOut}, 404), auth=_READS, summary="一件通报和往来"
)
def show_sanction(request: HttpRequest, number: str) -> dict[str, Any]:
    """One message with its thread. The look is recorded."""
    row = _within(request, number)
    record_look(request, what="查看通报（接口）", subject_kind=_KIND, subject=row.number)
    return _detail_out(person(request), row)


@router.post(
    "/sanctions",
    response=answers({201: list[SanctionDetailOut]}, 404, 409, 413),
    auth=_ACTS,
    summary="发出平行处置通报",
    description=f"每个收件平台各有一件，互不相见。平台就已决定的案件发出，监管部门就承办的案源并写明 own 发出。{NOTICE}",
)
def send_one(request: HttpRequest, wanted: SanctionIn) -> Status[list[dict[str, Any]]]:
    """Tell other platforms of a measure."""
    user = person(request)
    own = None
    if wanted.own is not None:
        own = OwnMeasure(**{**wanted.own.model_dump(), "provisions": tuple(wanted.own.provisions)})
    wish = SanctionWish(about=wanted.about, to=tuple(wanted.to), asks=wanted.asks, reason=wanted.reason, own=own)
    sent = send_messages(user, wish, at=timezone.now())
    if sent is None:
        raise Http404
    for one in sent:
        record_look(request, what="发出通报（接口）", subject_kind=_KIND, subject=one.number)
    return Status(201, [_detail_out(user, SanctionRow.objects.get(pk=one.number)) for one in sent])


@router.post(
    "/sanctions/{number}/answer",
    response=answers({201: SanctionDetailOut}, 404, 409, 413),
    auth=_ACTS,
    summary="答复通报",
    description="收件单位答复自己的决定；采取了措施的，写明措施和本单位自己的决定文号。须由账号本人判断。",
)
def answer_one(request: HttpRequest, number: str, wanted: AnswerIn) -> Status[dict[str, Any]]:
    """Answer a message that was received."""
    asked = SanctionWanted(
        act=SanctionAct.ANSWER,
        seen=wanted.seen,
        said=wanted.reason,
        reply=wanted.reply,
        measure=wanted.measure,
        decision=wanted.decision,
    )
    return _acted(request, number, asked)


@router.post(
    "/sanctions/{number}/withdrawal",
    response=answers({201: SanctionDetailOut}, 404, 409, 413),
    auth=_ACTS,
    summary="撤回通报",
)
def withdraw_one(request: HttpRequest, number: str, wanted: WithdrawalIn) -> Status[dict[str, Any]]:
    """Withdraw a message that was sent."""
    return _acted(request, number, SanctionWanted(act=SanctionAct.WITHDRAW, seen=wanted.seen, said=wanted.reason))


@router.get(
    "/sanctions/{number}/bundle",
    response=answers({}, 404),
    auth=_READS,
    summary="取通报所附的证据包",
    description="决定和所依据的发现，他人的个人信息已隐去；可以脱机核验。",
    openapi_extra={"responses": {200: ZIP}},
)
def sanction_bundle(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed bundle of what the message rests on."""
    _within(request, number)
    now = load_sanction(opened(), number)
    data = bundle_of(person(request), now.sent, at=timezone.now()) if offers_bundle(now) else None
    if data is None:
        raise Http404
    record_look(request, what="下载证据包（接口）", subject_kind=_KIND, subject=number)
    return HttpResponse(data, content_type="application/zip")


def _acted(request: HttpRequest, number: str, wanted: SanctionWanted) -> Status[dict[str, Any]]:
    row, user = _within(request, number), person(request)
    act(partial(act_on_sanction, number=row.number, wanted=wanted, by=user.acting(), at=timezone.now()))
    record_look(request, what="办理通报（接口）", subject_kind=_KIND, subject=row.number)
    return Status(201, _detail_out(user, SanctionRow.objects.get(pk=row.number)))


def _within(request: HttpRequest, number: str) -> SanctionRow:
    row = sanctions_of(person(request)).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _row_out(row: SanctionRow) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in SanctionOut.model_fields}
    return {**columns, "reply": row.reply or None}


def _detail_out(user: User, row: SanctionRow) -> dict[str, Any]:
    archive = opened()
    now = load_sanction(archive, row.number)
    sent = now.sent
    return {
        **_row_out(row),
        "exhibit": row.exhibit,
        # The number of the sender's own file is the sender's business.
        "about": sent.about if user.organisation_id == row.sender else None,
        **{name: getattr(sent, name) for name in ("uscc", "measure_id", "since", "serious", "provisions", "reason")},
        "overturned": overturned(archive, sent),
        "bundle": f"/api/v1/sanctions/{row.number}/bundle" if offers_bundle(now) else None,
        "thread": [
            {
                "at": one.at,
                "act": one.act,
                "by": one.by.name,
                "said": one.said,
                "reply": one.reply,
                "measure": one.measure,
                "decision": one.decision,
            }
            for one in now.acts
        ],
        "notice": NOTICE,
    }
