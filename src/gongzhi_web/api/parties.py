"""Files of parties over HTTP: list, show, what is due, and the steps by which whoever verifies them answers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.flow.admitting import lacking, load_dossier
from gongzhi.flow.admitting_asked import Asked as AskedOfFile
from gongzhi.flow.admitting_due import due_work
from gongzhi.parties import DossierState, LegalRole, PartyKind, Step
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, KeyCursor, Limit, Name, answers, page_by_key
from gongzhi_web.archive.opening import opened
from gongzhi_web.parties.acting import act_on_file
from gongzhi_web.parties.gate import plain_gate
from gongzhi_web.parties.models import DossierDue, DossierRow
from gongzhi_web.parties.scope import dossiers_of
from gongzhi_web.parties.shown import desk, narrowed

router = Router(tags=["主体"])
_READS, _VERIFIES = BearerToken(Scope.PARTIES_READ), BearerToken(Scope.PARTIES_VERIFY)
_KIND = "主体档案"
_MOST_DUE = 500
# Steps that need nothing beside a reason; papers, changes and training come in with scans, through the pages.
VerifyStep = StrEnum(  # type: ignore[misc]
    "VerifyStep",
    {
        one.name: one.value
        for one in (
            Step.ADMIT,
            Step.RETURN,
            Step.ACCEPT_CHANGE,
            Step.REFUSE_CHANGE,
            Step.CONTACT_LOST,
            Step.SUSPEND,
            Step.RESUME,
        )
    },
)


class PartyOut(Schema):
    """A file as a list shows it; the name of a natural person is masked."""

    number: str
    role: LegalRole
    kind: PartyKind
    holder: str
    applicant: str
    about: str
    name: str
    known_as: str
    uscc: str
    state: DossierState
    changing: bool
    applied_at: datetime
    moved_at: datetime
    version: int


class PartiesOut(Schema):
    """A page of files, the newest first."""

    items: list[PartyOut]
    next: str | None


class PartyPaperOut(Schema):
    """A licence or certificate; ``holds`` says whether it is in date today."""

    kind: str
    valid_from: date | None
    valid_until: date | None
    holds: bool


class PartyDueOut(Schema):
    """Something due; ``due`` is null where the law names an event instead of a day."""

    number: str
    name: str
    says: str
    due: date | None
    basis: str


class PartiesDueOut(Schema):
    """What is due on the files within reach, the nearest day first."""

    items: list[PartyDueOut]


class PartyStepOut(Schema):
    """One act upon a file."""

    at: datetime
    step: Step
    by: str
    reason: str


class PartyDetailOut(PartyOut):
    """A file in full, without personal details; ``may`` are the steps that the flow would take from the caller now."""

    exhibit: str
    lacks: list[str]
    papers: list[PartyPaperOut]
    due: list[PartyDueOut]
    history: list[PartyStepOut]
    may: list[str]


class PartiesAsked(Asked):
    """Which files; all that is given must hold."""

    state: DossierState | None = None
    role: LegalRole | None = None
    q: Name | None = None
    cursor: KeyCursor | None = None
    limit: Limit = 50


class VerifyIn(Asked):
    """One step, on the file as it stood at ``seen``."""

    step: VerifyStep
    seen: int = Field(ge=0, le=10**9)
    reason: str = Field("", max_length=500)


@router.get(
    "/parties",
    response=answers({200: PartiesOut}),
    auth=_READS,
    summary="列出主体档案",
    description="只列出账号范围内的；自然人的姓名已遮盖，个人信息不经接口给出。",
)
def list_parties(request: HttpRequest, asked: Query[PartiesAsked]) -> dict[str, object]:
    """The files within the caller's reach."""
    wanted = {name: str(value) for name in ("state", "role", "q") if (value := getattr(asked, name)) is not None}
    kept, following = page_by_key(narrowed(person(request), wanted), cursor=asked.cursor, limit=asked.limit)
    record_look(request, what="查看主体名单（接口）", subject_kind=_KIND, subject=asked.q or "名单")
    return {"items": kept, "next": following}


@router.get(
    "/parties/due",
    response=answers({200: PartiesDueOut}),
    auth=_READS,
    summary="主体档案的到期事项",
    description=f"先到期的在前，至多 {_MOST_DUE} 条；due 为空的，法律写的是某件事而不是某一天。",
)
def list_due(request: HttpRequest) -> dict[str, object]:
    """What is due on the files within the caller's reach."""
    numbers = dossiers_of(person(request)).values("number")
    found = DossierDue.objects.filter(number__in=numbers).order_by("due", "number", "name")[:_MOST_DUE]
    record_look(request, what="查看到期（接口）", subject_kind=_KIND, subject="到期事项")
    return {"items": list(found)}


@router.get("/parties/{number}", response=answers({200: PartyDetailOut}, 404), auth=_READS, summary="一份主体档案")
def show_party(request: HttpRequest, number: str) -> dict[str, Any]:
    """One file. The look is recorded."""
    row = _within(request, number)
    record_look(request, what="查看主体（接口）", subject_kind=_KIND, subject=row.number)
    return _detail_out(person(request), row)


@router.post(
    "/parties/{number}/acts",
    response=answers({201: PartyDetailOut}, 404, 409, 413),
    auth=_VERIFIES,
    summary="核验主体档案",
    description="核验通过、退回补正、变更核验、提醒失联、暂停、恢复；seen 之后有变动的答 409。须由账号本人判断。",
)
def verify_party(request: HttpRequest, number: str, wanted: VerifyIn) -> Status[dict[str, Any]]:
    """One step of whoever verifies the file."""
    row, user = _within(request, number), person(request)
    asked = AskedOfFile(step=Step(wanted.step.value), seen=wanted.seen, reason=wanted.reason)
    act_on_file(row.number, asked, None, by=user.acting(), at=timezone.now())
    record_look(request, what="办理主体（接口）", subject_kind=_KIND, subject=row.number)
    return Status(201, _detail_out(user, DossierRow.objects.get(pk=row.number)))


def _within(request: HttpRequest, number: str) -> DossierRow:
    row = dossiers_of(person(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _detail_out(user: User, row: DossierRow) -> dict[str, Any]:
    known, today = plain_gate(), timezone.localdate()
    now = load_dossier(opened(), row.number)
    return {
        **{name: getattr(row, name) for name in PartyOut.model_fields},
        "exhibit": row.exhibit,
        "lacks": [one.chinese for one in lacking(now, known, today)],
        "papers": [
            {
                "kind": one.kind,
                "valid_from": one.valid_from,
                "valid_until": one.valid_until,
                "holds": one.holds_on(today),
            }
            for one in now.papers
        ],
        "due": [
            {"number": row.number, "name": one.name, "says": one.says, "due": one.due, "basis": "、".join(one.basis)}
            for one in due_work(now, known)
        ],
        "history": [{"at": one.at, "step": one.step, "by": one.by.name, "reason": one.reason} for one in now.acts],
        "may": [step[0] for step in desk(user, now)["offered_steps"]],
    }
