"""The register of leads over HTTP: list, show, enter, every act, and the transfer with letter and bundle."""

import base64
import hashlib
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from gongzhi.cases import Act
from gongzhi.flow.docketing import NewEntry, Wanted, act_upon, enter, load_entry
from gongzhi.flow.handing_over import Recipient
from gongzhi.flow.joining import history_of
from gongzhi.flow.transferring import Sending
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.accounts.models import User
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.errors import ApiRefusal
from gongzhi_web.api.register_shapes import (
    ActIn,
    EntriesAsked,
    EntriesOut,
    EntryDetailOut,
    EntryIn,
    EntryOut,
    TransferIn,
    TransferOut,
    Which,
)
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import answers
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.board.asking import page_of
from gongzhi_web.board.forms import register
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import entries_of
from gongzhi_web.board.sending import send
from gongzhi_web.board.shown import would_take

router = Router(tags=["案源"])
_READS, _ACTS = BearerToken(Scope.DOCKET_READ), BearerToken(Scope.DOCKET_ACT)


@router.get(
    "/docket",
    response=answers({200: EntriesOut}),
    auth=_READS,
    summary="列出案源",
    description="只列出账号范围内的；先到期的在前，查找文字时新登记的在前；翻页用 next。",
)
def list_entries(request: HttpRequest, asked: Query[EntriesAsked]) -> dict[str, object]:
    """The caller's entries."""
    wanted = {
        "unit": asked.unit or "",
        "state": "" if asked.state is Which.OPEN else asked.state.value,
        "q": asked.q or "",
    }
    page = page_of(person(request), wanted, after=asked.cursor or "", size=asked.limit)
    record_look(request, what="列出案源（接口）", subject_kind="案源", subject=asked.unit or "全部单位")
    return {"items": page.rows, "next": page.following or None}


@router.get("/docket/{number}", response=answers({200: EntryDetailOut}, 404), auth=_READS, summary="一件案源的全部")
def show_entry(request: HttpRequest, number: str) -> dict[str, Any]:
    """One entry in full. The look is recorded."""
    row = entry_within(request, number)
    record_look(request, what="查看案源（接口）", subject_kind="案源", subject=row.number)
    return entry_out(person(request), row)


@router.post(
    "/docket",
    response=answers({201: EntryOut, 202: EntryOut}, 404, 409, 413),
    auth=_ACTS,
    summary="登记案源",
    description="登记给本单位或直接下级；平台可以登记给监管部门，登记后不再可见，答 202。同场次、同当事人、同规则的自动关联。",
)
def enter_one(request: HttpRequest, entry: EntryIn) -> Status[Any]:
    """Enter a lead."""
    given = entry.model_dump(exclude={"parties", "rules"})
    new = NewEntry(**given, parties=tuple(entry.parties), rules=tuple(entry.rules))
    made = act(partial(enter, register=register(), new=new, by=person(request).acting(), at=timezone.now()))
    record_look(request, what="登记案源（接口）", subject_kind="案源", subject=made.number)
    seen = entries_of(person(request)).filter(number=made.number).exists()
    return Status(201 if seen else 202, DocketRow.objects.get(number=made.number))


@router.post(
    "/docket/{number}/acts",
    response=answers({201: EntryDetailOut, 202: EntryOut}, 404, 409, 413),
    auth=_ACTS,
    summary="办理案源",
    description="指派、交办、上报、退回、反馈、立案、中止、恢复、延长、办结等；seen 是所见的 version，之后有变动的答 409。离开本账号范围的答 202。",
)
def act_one(request: HttpRequest, number: str, wanted: ActIn) -> Status[Any]:
    """One act upon an entry."""
    row, user = entry_within(request, number), person(request)
    asked = Wanted(
        act=Act(wanted.act.value),
        seen=wanted.seen,
        reason=wanted.reason,
        unit=wanted.unit,
        assignee=_assignee(user, wanted.assignee),
        ground=wanted.ground,
        outcome=wanted.outcome,
        case=wanted.case,
    )
    act(partial(act_upon, register=register(), number=row.number, wanted=asked, by=user.acting(), at=timezone.now()))
    record_look(request, what="办理案源（接口）", subject_kind="案源", subject=row.number)
    now = DocketRow.objects.get(number=row.number)
    if not entries_of(user).filter(number=row.number).exists():
        return Status(202, now)
    return Status(201, entry_out(user, now))


@router.post(
    "/docket/{number}/transfer",
    response=answers({201: TransferOut}, 404, 409, 413),
    auth=_ACTS,
    summary="移送其他机关",
    description="移送函和证据包封存并一次给出（base64）；移送给谁只记在案源下。",
)
def transfer_one(request: HttpRequest, number: str, transfer: TransferIn) -> Status[dict[str, Any]]:
    """Transfer an entry to another authority."""
    row = entry_within(request, number)
    to = Recipient(
        organisation=transfer.organisation, person=transfer.person, purpose=" ".join(transfer.reason.split())
    )
    sending = Sending(to=to, ground=transfer.ground, seen=transfer.seen)
    sent = send(person(request), row, sending, at=timezone.now(), bundle=transfer.bundle)
    record_look(request, what="移送案源（接口）", subject_kind="案源", subject=row.number)
    return Status(
        201,
        {
            "number": row.number,
            "letter": base64.b64encode(sent.letter).decode(),
            "letter_sha256": hashlib.sha256(sent.letter).hexdigest(),
            "bundle": base64.b64encode(sent.bundle).decode() if sent.bundle else None,
            "bundle_sha256": hashlib.sha256(sent.bundle).hexdigest() if sent.bundle else None,
        },
    )


def entry_within(request: HttpRequest, number: str) -> DocketRow:
    """The entry within the caller's scope; Http404 for any other."""
    row = entries_of(person(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _assignee(user: User, name: str | None) -> Any:
    if name is None:
        return None
    found = User.objects.filter(username=name, organisation_id=user.organisation_id, is_active=True).first()
    if found is None or not found.role:
        raise ApiRefusal(422, "unknown_assignee", "本单位没有这个账号：请写本单位办案人员的账号", field="assignee")
    return found.acting()


def entry_out(user: User, row: DocketRow) -> dict[str, Any]:
    """The entry in full, with what the caller may do now."""
    now = load_entry(opened(), row.number)
    entered = now.entered
    return {
        **{name: getattr(row, name) for name in EntryOut.model_fields},
        "summary": entered.summary,
        "parties": entered.parties,
        "rules": entered.rules,
        "routing": entered.routing,
        "deadline": now.deadline,
        "waiting": now.chain,
        "history": [
            {
                "number": one.number,
                "at": one.at,
                "by": one.by and one.by.name,
                "what": one.what,
                "detail": one.detail,
                "basis": one.basis,
            }
            for one in history_of(opened(), row.number)
        ],
        "may": [one.value for one in Act if would_take(user, now, one)],
    }
