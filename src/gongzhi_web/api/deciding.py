"""POST /cases/{id}/decision and /appeal: a person decides with reasons, the party answers."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from gongzhi.decisions import Answer, Consideration, Draft, load_ladder
from gongzhi.flow.appeal import file_appeal
from gongzhi.flow.decide import decide, propose
from gongzhi_web.accounts.access import person, record_look
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.cases import CaseDetailOut, case_out, case_within
from gongzhi_web.api.decided import ProposedOut
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import Asked, Name, answers
from gongzhi_web.archive.acting import act
from gongzhi_web.cases.file import person_in
from gongzhi_web.decisions.forms import house_rules
from gongzhi_web.lawbook import book

router = Router(tags=["案件"])
_LONGEST = 5000


class ConsiderationIn(Asked):
    """The answer to one question of proportion (过罚相当)."""

    topic: Name
    answer: Answer
    remark: str = Field("", max_length=500)


class DecisionIn(Asked):
    """What a person decides. Every question must be answered; 不明 is an answer, silence is not."""

    party: Name
    measure: Name
    findings: list[Name] = Field(min_length=1, max_length=200)
    facts: str = Field(max_length=_LONGEST)
    reasons: str = Field(max_length=_LONGEST)
    considerations: list[ConsiderationIn] = Field(max_length=100)
    days: int | None = Field(None, ge=1, le=99_999)
    serious_breach: bool = False


class AppealIn(Asked):
    """Why the decision is wrong; after the last day also why it comes late."""

    grounds: str = Field(max_length=_LONGEST)
    late_reason: str | None = Field(None, max_length=500)


@router.post(
    "/cases/{id}/decision",
    response=answers({201: CaseDetailOut, 202: ProposedOut}, 404, 409, 413),
    auth=BearerToken(Scope.CASES_DECIDE),
    summary="作出处置决定",
    description="由人作出决定，程序只是送达其决定。须两人共同决定的措施答 202，由另一名主管在案件页面核对后确认。",
)
def decide_one(request: HttpRequest, id: str, decision: DecisionIn) -> Status[Any]:
    """Decide, or propose where the measure needs two people."""
    row = case_within(request, id)
    by, now, draft = person_in(person(request), row), timezone.now(), _draft(row.id, decision)
    measure = load_ladder().measures.get(draft.measure)
    if measure is not None and measure.two_people:
        placed = act(partial(propose, book=book(), draft=draft, by=by, at=now))
        record_look(request, what="提出处置意见（接口）", subject_kind="案件", subject=row.id)
        said = f"已提出“{measure.name}”：请另一名主管在案件页面核对后确认"
        return Status(202, {"proposal": placed.exhibit, "notice": said})
    act(partial(decide, book=book(), draft=draft, by=by, at=now, rules=house_rules(row.holder)))
    record_look(request, what="处置决定（接口）", subject_kind="案件", subject=row.id)
    return Status(201, case_out(request, case_within(request, id)))


@router.post(
    "/cases/{id}/appeal",
    response=answers({201: CaseDetailOut}, 404, 409, 413),
    auth=BearerToken(Scope.CASES_APPEAL),
    summary="提出申诉",
    description="由被处置的一方提出，由作出决定以外的人员复核。",
)
def appeal_one(request: HttpRequest, id: str, appeal: AppealIn) -> Status[dict[str, Any]]:
    """File the party's appeal."""
    row = case_within(request, id)
    by, now, late = person_in(person(request), row), timezone.now(), (appeal.late_reason or "").strip() or None
    act(partial(file_appeal, case=row.id, grounds=appeal.grounds, by=by, at=now, late_reason=late))
    record_look(request, what="提出申诉（接口）", subject_kind="案件", subject=row.id)
    return Status(201, case_out(request, case_within(request, id)))


def _draft(case: str, decision: DecisionIn) -> Draft:
    return Draft(
        case=case,
        party=decision.party,
        measure=decision.measure,
        findings=tuple(dict.fromkeys(decision.findings)),
        facts=decision.facts.strip(),
        reasons=decision.reasons.strip(),
        considerations=tuple(
            Consideration(topic=one.topic, answer=one.answer, remark=one.remark.strip())
            for one in decision.considerations
        ),
        days=decision.days,
        serious_breach=decision.serious_breach,
    )
