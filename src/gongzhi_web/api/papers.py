"""Official papers and recalls over HTTP: list, show, and the answer of whom they ask."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.cases import AnswerOutcome, OrderState, PaperAct, PaperKind, PaperState, RecallAct
from gongzhi.flow.guiding import PaperWanted, act_on_paper, load_paper
from gongzhi.flow.recalling import RecallWanted, act_in_recall, load_recall
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, KeyCursor, Limit, Name, answers, page_by_key
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.campaigns.models import PaperRow, RecallRow
from gongzhi_web.campaigns.scope import in_reach, papers_of, recalls_of

router = Router(tags=["文书与召回"])
_READS, _ANSWERS = BearerToken(Scope.PAPERS_READ), BearerToken(Scope.PAPERS_ANSWER)
_SHOWN_ORDERS = 1000
Seen = Annotated[int, Field(ge=0, le=10**9)]


class PaperOut(Schema):
    """A paper as a list shows it; ``to`` is the organisation that may answer it here."""

    id: str
    number: str
    kind: PaperKind
    about: str | None
    unit: str
    to: str
    addressee: str
    state: PaperState
    answer: AnswerOutcome | None
    follow_up: date | None
    issued_at: datetime
    version: int


class PapersOut(Schema):
    """A page of papers, the newest first."""

    items: list[PaperOut]
    next: str | None


class PaperStepOut(Schema):
    """What happened to a paper."""

    at: datetime
    act: PaperAct
    by: str
    said: str
    outcome: AnswerOutcome | None


class PaperDetailOut(PaperOut):
    """A paper in full; ``sha256`` is that of its sealed .docx."""

    exhibit: str
    facts: str
    asks: list[str]
    basis: list[str]
    sha256: str
    history: list[PaperStepOut]


class PapersAsked(Asked):
    """Which papers; all that is given must hold."""

    kind: PaperKind | None = None
    state: PaperState | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


class PaperAnswerIn(Asked):
    """What was done about a paper."""

    seen: Seen
    outcome: AnswerOutcome
    said: str = Field(min_length=1, max_length=1000)


class RecallOut(Schema):
    """A recall as a list shows it; ``open`` counts the orders for which something is left to be done."""

    number: str
    title: str
    unit: str
    platform: str
    goods: str
    orders: int
    open: int
    completed: bool
    opened_at: datetime
    version: int


class RecallsOut(Schema):
    """A page of recalls, the newest first."""

    items: list[RecallOut]
    next: str | None


class RecallOrderOut(Schema):
    """An order under its pseudonym; nothing of the buyer is in it."""

    ref: str
    shown: str
    quantity: int
    paid_fen: int
    state: OrderState


class RecallDetailOut(RecallOut):
    """A recall in full, with the first orders for which something is left to be done."""

    exhibit: str
    batch: str
    seller: str
    defect: str
    remedy: str
    basis: list[str]
    counts: dict[str, int]
    open_orders: list[RecallOrderOut]


class RecallsAsked(Asked):
    """Which recalls."""

    completed: bool | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


class RecallActIn(Asked):
    """``tell`` says by which ``channel`` these orders' buyers were told, ``mark`` what came of them."""

    act: RecallAct
    seen: Seen
    said: str = Field(min_length=1, max_length=1000)
    refs: list[Name] = Field(min_length=1, max_length=2000)
    channel: str = Field("", max_length=60)
    result: OrderState | None = None


@router.get(
    "/papers",
    response=answers({200: PapersOut}),
    auth=_READS,
    summary="列出文书",
    description="本单位及下级发出的，或请本单位办理的。",
)
def list_papers(request: HttpRequest, asked: Query[PapersAsked]) -> dict[str, object]:
    """The caller's papers."""
    user = person(request)
    rows = papers_of(user).filter(**asked.model_dump(include={"kind", "state"}, exclude_none=True)).defer("record")
    kept, following = page_by_key(rows, cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看文书（接口）", subject_kind="文书", subject="列表")
    return {"items": [_paper_out(user, row) for row in kept], "next": following}


@router.get("/papers/{id}", response=answers({200: PaperDetailOut}, 404), auth=_READS, summary="一份文书和答复")
def show_paper(request: HttpRequest, id: str) -> dict[str, Any]:
    """One paper. The look is recorded."""
    row = _paper_within(request, id)
    record_look(request, what="查看文书（接口）", subject_kind="文书", subject=row.id)
    return _paper_detail(person(request), row)


@router.post(
    "/papers/{id}/answer",
    response=answers({201: PaperDetailOut}, 404, 409, 413),
    auth=_ANSWERS,
    summary="回复文书",
    description="文书请本单位办理的，写明办理结果；seen 之后有变动的答 409。",
)
def answer_paper(request: HttpRequest, id: str, wanted: PaperAnswerIn) -> Status[dict[str, Any]]:
    """Answer a paper."""
    row, user = _paper_within(request, id), person(request)
    asked = PaperWanted(act=PaperAct.ANSWER, seen=wanted.seen, said=wanted.said, outcome=wanted.outcome)
    act(partial(act_on_paper, paper=row.id, wanted=asked, by=user.acting(), at=timezone.now()))
    record_look(request, what="回复文书（接口）", subject_kind="文书", subject=row.id)
    return Status(201, _paper_detail(user, PaperRow.objects.get(pk=row.id)))


@router.get(
    "/recalls",
    response=answers({200: RecallsOut}),
    auth=_READS,
    summary="列出召回",
    description="监管部门看本单位及下级登记的，平台看承运订单的。",
)
def list_recalls(request: HttpRequest, asked: Query[RecallsAsked]) -> dict[str, object]:
    """The caller's recalls."""
    rows = recalls_of(person(request)).defer("record")
    if asked.completed is not None:
        rows = rows.filter(completed=asked.completed)
    kept, following = page_by_key(rows, cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看召回（接口）", subject_kind="召回", subject="列表")
    return {"items": kept, "next": following}


@router.get("/recalls/{number}", response=answers({200: RecallDetailOut}, 404), auth=_READS, summary="一次召回和进展")
def show_recall(request: HttpRequest, number: str) -> dict[str, Any]:
    """One recall. The look is recorded."""
    row = _recall_within(request, number)
    record_look(request, what="查看召回（接口）", subject_kind="召回", subject=row.number)
    return _recall_detail(row)


@router.post(
    "/recalls/{number}/acts",
    response=answers({201: RecallDetailOut}, 404, 409, 413),
    auth=_ANSWERS,
    summary="登记召回进展",
    description="tell 登记以什么方式通知了哪些订单的买家，mark 登记结果；导入订单和完成召回在网页办理。",
)
def act_recall(request: HttpRequest, number: str, wanted: RecallActIn) -> Status[dict[str, Any]]:
    """Say who was told, or what came of it."""
    row, user = _recall_within(request, number), person(request)
    asked = RecallWanted(
        act=wanted.act,
        seen=wanted.seen,
        said=wanted.said,
        refs=tuple(dict.fromkeys(wanted.refs)),
        channel=wanted.channel,
        result=wanted.result,
    )
    act(partial(act_in_recall, number=row.number, wanted=asked, by=user.acting(), at=timezone.now()))
    record_look(request, what="办理召回（接口）", subject_kind="召回", subject=row.number)
    return Status(201, _recall_detail(RecallRow.objects.get(pk=row.number)))


def _paper_within(request: HttpRequest, id: str) -> PaperRow:
    row = papers_of(person(request)).filter(pk=id).first()
    if row is None:
        raise Http404
    return row


def _recall_within(request: HttpRequest, number: str) -> RecallRow:
    row = recalls_of(person(request)).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _paper_out(user: User, row: PaperRow) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in PaperOut.model_fields}
    # Whom a paper asks sees the paper, not the file that it stands in.
    about = row.about if in_reach(user, row.unit) else None
    return {**columns, "answer": row.answer or None, "about": about}


def _paper_detail(user: User, row: PaperRow) -> dict[str, Any]:
    now = load_paper(opened(), row.id)
    issued = now.issued
    return {
        **_paper_out(user, row),
        "exhibit": row.exhibit,
        **{name: getattr(issued, name) for name in ("facts", "asks", "basis", "sha256")},
        "history": [
            {"at": one.at, "act": one.act, "by": one.by.name, "said": one.said, "outcome": one.outcome}
            for one in now.acts
        ],
    }


def _recall_detail(row: RecallRow) -> dict[str, Any]:
    now = load_recall(opened(), row.number)
    return {
        **{name: getattr(row, name) for name in RecallOut.model_fields},
        "exhibit": row.exhibit,
        **{name: getattr(now.opened, name) for name in ("batch", "seller", "defect", "remedy", "basis")},
        "counts": {state.value: count for state, count in now.counts.items()},
        "open_orders": [
            {
                "ref": ref,
                "state": now.states[ref],
                **{name: getattr(now.orders[ref], name) for name in ("shown", "quantity", "paid_fen")},
            }
            for ref in now.open_orders[:_SHOWN_ORDERS]
        ],
    }
