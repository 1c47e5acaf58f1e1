"""POST /cases/{id}/confirmation, /ruling, /service and /closing: the second person, the appeal's judge, the notice, the end."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from gongzhi.adapters.documents import render_document
from gongzhi.decisions import AppealOutcome, AppealRuling, ServedHow
from gongzhi.flow.appeal import decide_appeal
from gongzhi.flow.decide import Service, confirm, document_of, serve_notice
from gongzhi.flow.open_case import close_case
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.cases import CaseDetailOut, case_out, case_within
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Name, answers
from gongzhi_web.archive.acting import act
from gongzhi_web.archive.opening import opened
from gongzhi_web.cases.file import person_in
from gongzhi_web.decisions.forms import house_rules
from gongzhi_web.lawbook import book

router = Router(tags=["案件"])
_ANSWERS = answers({201: CaseDetailOut}, 404, 409, 413)
_DECIDES = BearerToken(Scope.CASES_DECIDE)


class ConfirmationIn(Asked):
    """Exactly which proposal (exhibit id) was read."""

    proposal: Name


class RulingIn(Asked):
    """What becomes of the appeal, and why; ``measure`` and ``days`` only when it changes the decision."""

    outcome: AppealOutcome
    reasons: str = Field(max_length=5000)
    measure: Name | None = None
    days: int | None = Field(None, ge=1, le=99_999)


class ServiceIn(Asked):
    """How the notice reached the party, and who acknowledged it."""

    how: ServedHow
    receipt: str | None = Field(None, max_length=200)


class ClosingIn(Asked):
    """Why the case ends."""

    reason: str = Field(max_length=2000)


@router.post(
    "/cases/{id}/confirmation",
    response=_ANSWERS,
    auth=_DECIDES,
    summary="确认处置意见",
    description="须两人共同决定的措施，由提出人以外的主管核对后确认；写明所核对的是哪一份处置意见。",
)
def confirm_one(request: HttpRequest, id: str, confirmation: ConfirmationIn) -> Status[dict[str, Any]]:
    """The second person confirms exactly the proposal that they read."""
    row = case_within(request, id)
    by, now, rules = person_in(person(request), row), timezone.now(), house_rules(row.holder)
    act(partial(confirm, book=book(), proposal=confirmation.proposal, by=by, at=now, rules=rules))
    return _done(request, id, "确认处置（接口）")


@router.post(
    "/cases/{id}/ruling",
    response=_ANSWERS,
    auth=_DECIDES,
    summary="复核申诉",
    description="由没有参与原决定的人作出；不得使当事人的处境更重。",
)
def rule_one(request: HttpRequest, id: str, ruling: RulingIn) -> Status[dict[str, Any]]:
    """Somebody who had no part in the decision upholds, changes or revokes it."""
    row = case_within(request, id)
    by, now, rules = person_in(person(request), row), timezone.now(), house_rules(row.holder)
    said = AppealRuling(outcome=ruling.outcome, reasons=ruling.reasons, measure=ruling.measure, days=ruling.days)
    act(partial(decide_appeal, case=row.id, ruling=said, by=by, at=now, rules=rules))
    return _done(request, id, "复核申诉（接口）")


@router.post(
    "/cases/{id}/service",
    response=_ANSWERS,
    auth=_DECIDES,
    summary="记录送达",
    description="记录现行文书已送达，文书与送达记录一并封存。申诉期限从送达起算。",
)
def serve_one(request: HttpRequest, id: str, service: ServiceIn) -> Status[dict[str, Any]]:
    """The notice was served."""
    row = case_within(request, id)
    by, now = person_in(person(request), row), timezone.now()
    document = render_document(document_of(opened(), row.id))
    receipt = (service.receipt or "").strip() or None
    act(
        partial(
            serve_notice,
            case=row.id,
            service=Service(how=service.how, receipt=receipt, document=document),
            by=by,
            at=now,
        )
    )
    return _done(request, id, "送达告知书（接口）")


@router.post(
    "/cases/{id}/closing",
    response=_ANSWERS,
    auth=_DECIDES,
    summary="结案",
    description="必须写明理由；申诉未决的不能结案。",
)
def close_one(request: HttpRequest, id: str, closing: ClosingIn) -> Status[dict[str, Any]]:
    """Close the case with a reason."""
    row = case_within(request, id)
    by, now = person_in(person(request), row), timezone.now()
    act(partial(close_case, case=row.id, reason=closing.reason, by=by, at=now))
    return _done(request, id, "结案（接口）")


def _done(request: HttpRequest, id: str, what: str) -> Status[dict[str, Any]]:
    record_look(request, what=what, subject_kind="案件", subject=id)
    return Status(201, case_out(request, case_within(request, id)))
