"""GET and POST /cases: the list, one case in full, opening one from confirmed findings."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from gongzhi.cases import CaseState, LeadLevel, StepKind
from gongzhi.flow.open_case import open_case
from gongzhi.parties import LegalRole, PartyKind
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.accounts.models import Role
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.decided import AppealDecidedOut, AppealOut, DecisionOut, NoticeOut, ProposalOut
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.findings import FindingOut, finding_out
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Cursor, Limit, Name, answers, page_of
from gongzhi_web.archive.acting import act
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.cases.file import opened_file
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.cases.opening import candidates, draft_of
from gongzhi_web.cases.scope import cases_of
from gongzhi_web.evidence.custody import seal_view
from gongzhi_web.screening.scope import findings_of

router = Router(tags=["案件"])


class CaseOut(Schema):
    """A case as a list shows it."""

    id: str
    broadcast: str
    holder: str
    level: LeadLevel
    state: CaseState
    opened_at: datetime
    moved_at: datetime
    due: date | None


class CasesOut(Schema):
    """A page of cases."""

    items: list[CaseOut]
    next: str | None


class CasePartyOut(Schema):
    """A party in the legal role that it held in the broadcast."""

    id: str
    name: str
    kind: PartyKind
    role: LegalRole


class DeadlineOut(Schema):
    """A day by which something is due, and why."""

    what: str
    due: date
    basis: str


class StepOut(Schema):
    """One step of the case and the exhibit that proves it."""

    kind: StepKind
    at: datetime
    summary: str
    by: str | None
    exhibit: str | None


class CaseDetailOut(CaseOut):
    """A case in full; ``may`` says which verbs the caller's role allows on it now."""

    parties: list[CasePartyOut]
    findings: list[FindingOut]
    deadlines: list[DeadlineOut]
    timeline: list[StepOut]
    proposal: ProposalOut | None
    decision: DecisionOut | None
    notices: list[NoticeOut]
    appeal: AppealOut | None
    appeal_decision: AppealDecidedOut | None
    may: dict[str, bool]


class CasesAsked(Asked):
    """Which cases; all that is given must hold."""

    state: CaseState | None = None
    broadcast: Name | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class PartyIn(Asked):
    """Somebody whom the broadcast names, in one of the roles that it names them in."""

    name: Name
    role: LegalRole


class CaseIn(Asked):
    """Which confirmed findings of which broadcast, against whom."""

    broadcast: Name
    findings: list[Name] = Field(min_length=1, max_length=200)
    parties: list[PartyIn] = Field(min_length=1, max_length=20)


@router.get(
    "/cases",
    response=answers({200: CasesOut}),
    auth=BearerToken(Scope.CASES_READ),
    summary="列出案件",
    description="只列出账号范围内的案件，立案在后的在前；翻页用 next。",
)
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, object]:
    """The caller's cases, newest first."""
    rows = cases_of(person(request)).defer("record")
    rows = rows.filter(**asked.model_dump(include={"state", "broadcast"}, exclude_none=True))
    kept, following = page_of(rows, cursor=asked.cursor, limit=asked.limit)
    return {"items": kept, "next": following}


@router.get(
    "/cases/{id}",
    response=answers({200: CaseDetailOut}, 404),
    auth=BearerToken(Scope.CASES_READ),
    summary="一个案件的全部",
)
def show_case(request: HttpRequest, id: str) -> dict[str, Any]:
    """One case in full. It concerns people, so the look is recorded."""
    row = case_within(request, id)
    record_look(request, what="查看案件（接口）", subject_kind="案件", subject=row.id)
    return case_out(request, row)


@router.post(
    "/cases",
    response=answers({201: CaseDetailOut}, 404, 409, 413),
    auth=BearerToken(Scope.CASES_OPEN),
    summary="立案",
    description="把一场直播里已复核属实的发现立为案件。当事人须是这场直播登记的人，写法见 parties 的说明。",
)
def open_one(request: HttpRequest, case: CaseIn) -> Status[dict[str, Any]]:
    """Open a case (立案) from confirmed findings."""
    user, now = person(request), timezone.now()
    room = broadcasts_of(user).filter(id=case.broadcast).first()
    if room is None:
        raise ApiRefusal(404, "unknown_broadcast", "没有这场直播，或不在你的范围内：请核对编号", field="broadcast")
    known = {one.key for one in candidates(room)}
    for party in case.parties:
        if f"{party.role.value}:{party.name}" not in known:
            message = f"“{party.name}”不是这场直播登记的{party.role.value}：可写的有 {'、'.join(sorted(known))}"
            raise ApiRefusal(422, "unknown_party", message, field="parties")
    if findings_of(user).filter(broadcast=room.id, exhibit__in=case.findings).count() != len(set(case.findings)):
        raise ApiRefusal(422, "unknown_finding", "有的发现不属于这场直播：请从本场的发现中选取", field="findings")
    # The page's form is the one place that knows how a draft is made of names.
    form = QueryDict(mutable=True)
    form.setlist("party", [f"{one.role.value}:{one.name}" for one in case.parties])
    form.setlist("finding", list(dict.fromkeys(case.findings)))
    opened = act(partial(open_case, draft=draft_of(form, room), by=user.acting([room.platform]), at=now))
    record_look(request, what="立案（接口）", subject_kind="案件", subject=opened.id)
    return Status(201, case_out(request, case_within(request, opened.id)))


def case_within(request: HttpRequest, id: str) -> CaseRow:
    """The case within the caller's reach; Http404 for any other."""
    row = cases_of(person(request)).filter(id=id).first()
    if row is None:
        raise Http404
    return row


def case_out(request: HttpRequest, row: CaseRow) -> dict[str, Any]:
    """The case as the API prints it, once this look is in the chain of custody; raises what the archive raises.

    A proposal that nobody has confirmed yet is not for the party to read.
    """
    user = person(request)
    seal_view(request, row.id, purpose="查看案件（接口）")
    shown = opened_file(user, row)
    case, file = shown["case"], shown["file"]
    columns = {name: getattr(row, name) for name in CaseOut.model_fields}
    return {
        **columns,
        "parties": [
            {"id": one.party.id, "name": one.party.names[0], "kind": one.party.kind, "role": one.role}
            for one in case.opened.parties
        ],
        "findings": [finding_out(one.row) for one in shown["findings"]],
        "deadlines": case.opened.deadlines,
        "timeline": [
            {
                "kind": one.kind,
                "at": one.at,
                "summary": one.summary,
                "by": one.by and one.by.name,
                "exhibit": one.exhibit,
            }
            for one in case.timeline
            if user.role != Role.MERCHANT or one.kind is not StepKind.PROPOSED
        ],
        "proposal": None if user.role == Role.MERCHANT else _with_exhibit(shown["proposal"]),
        "decision": _with_exhibit(file.decided),
        "notices": [_with_exhibit(one) for one in file.notices],
        "appeal": _with_exhibit(file.appeal),
        "appeal_decision": _with_exhibit(file.outcome),
        "may": shown["may"],
    }


def _with_exhibit(sealed: Any) -> dict[str, Any] | None:
    if sealed is None:
        return None
    record = getattr(sealed.record, "draft", sealed.record)
    own = {name: getattr(record, name) for name in record.__dataclass_fields__}
    signed = {"by": sealed.record.by, "at": getattr(sealed.record, "at", None)}
    return {**own, **signed, "exhibit": sealed.placed.exhibit}
