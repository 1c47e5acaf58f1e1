"""Leads and cases: every lead ends with a reason, and a case holds what it must."""

from dataclasses import replace

import pytest

from cast_of_cases import (
    GAO,
    HE,
    LIN_PARTY,
    NOON,
    ROOM,
    SUN,
    ZHOU,
    case_of,
    confirm,
    finding,
    opened_case,
    screened_room,
)
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import (
    CaseState,
    ImpossibleStep,
    Lead,
    LeadClosed,
    LeadLevel,
    LeadOrigin,
    LeadOutcome,
    ReasonMissing,
    ReviewOutcome,
    StepKind,
)
from gongzhi.flow import open_case
from gongzhi.flow.custody import mask_account
from gongzhi.flow.custody_chain import custody_of
from gongzhi.flow.handing_over import Recipient, RecipientUnnamed
from gongzhi.flow.matters import (
    SealBroken,
    UnknownBroadcast,
    UnknownCase,
    UnknownExhibit,
    concerned_in,
    open_lead_of,
    read_sealed,
)
from gongzhi.flow.review import review_finding
from gongzhi.parties import NotAllowed, Person

COMPLAINT = Lead(
    broadcast=ROOM, opened_at=NOON, origin=LeadOrigin.COMPLAINT, level=LeadLevel.SERIOUS, summary="消费者投诉", by=HE
)


def test_a_second_lead_on_the_same_broadcast_is_the_first_one() -> None:
    archive, _ = screened_room()
    first = open_lead_of(archive, ROOM)
    assert first is not None
    assert open_case.open_lead(archive, COMPLAINT) == first.placed


def test_a_person_needs_the_right_to_open_a_lead() -> None:
    archive, _ = screened_room(lead=False)
    with pytest.raises(NotAllowed):
        open_case.open_lead(archive, replace(COMPLAINT, by=ZHOU))
    assert open_case.open_lead(archive, COMPLAINT).kind == "Lead"
    with pytest.raises(UnknownBroadcast, match="gongzhi watch"):
        open_case.open_lead(archive, replace(COMPLAINT, broadcast="b-nowhere"))


def test_a_lead_that_is_passed_on_says_to_whom_in_its_end_and_in_the_chain_of_custody() -> None:
    archive, _ = screened_room()
    to = Recipient(organisation="东县市场监督管理局", person="高某", purpose="属其管辖")
    placed = open_case.transfer_lead(archive, broadcast=ROOM, to=to, by=HE, at=NOON, key=b"k" * 32)
    closed = read_sealed(archive, placed, LeadClosed)
    assert (closed.outcome, closed.reason) == (LeadOutcome.TRANSFERRED, "移送东县市场监督管理局：属其管辖")
    [link] = [link for link in custody_of(archive, ROOM) if link.act == "移交"]
    assert link.detail == "东县市场监督管理局（接收人 高某）：属其管辖"
    assert link.by == mask_account(HE.ref, b"k" * 32)


def test_a_lead_is_not_passed_on_to_nobody_nor_by_anybody() -> None:
    archive, _ = screened_room()
    with pytest.raises(RecipientUnnamed, match="受移送的单位"):
        open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.TRANSFERRED, reason="移送", by=HE, at=NOON)
    to = Recipient(organisation="东县市场监督管理局", purpose="属其管辖")
    with pytest.raises(NotAllowed):
        open_case.transfer_lead(archive, broadcast=ROOM, to=to, by=ZHOU, at=NOON)
    assert open_lead_of(archive, ROOM) is not None
    open_case.transfer_lead(archive, broadcast=ROOM, to=to, by=HE, at=NOON)
    with pytest.raises(open_case.NoLead):
        open_case.transfer_lead(archive, broadcast=ROOM, to=to, by=HE, at=NOON)


def test_an_officer_of_the_bureau_in_charge_hands_down_a_lead() -> None:
    archive, _ = screened_room()
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="不成立", by=HE, at=NOON)
    assert open_lead_of(archive, ROOM) is None
    placed = open_case.open_lead(archive, replace(COMPLAINT, by=GAO, origin=LeadOrigin.TRANSFER))
    lead = open_lead_of(archive, ROOM)
    assert lead is not None
    assert (lead.placed, lead.record.by) == (placed, GAO)


def test_a_lead_ends_with_a_reason_and_only_once() -> None:
    archive, _ = screened_room()
    with pytest.raises(ReasonMissing):
        open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason=" ", by=HE, at=NOON)
    with pytest.raises(NotAllowed):
        open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="看过", by=GAO, at=NOON)
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.REMINDED, reason="已提醒", by=HE, at=NOON)
    with pytest.raises(open_case.NoLead, match="请先登记线索"):
        open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.REMINDED, reason="已提醒", by=HE, at=NOON)


def test_a_case_holds_the_lead_the_reviews_and_its_opening() -> None:
    archive, opened = opened_case(finding(severity=4), finding("国家级", minute=14))
    case = open_case.load_case(archive, opened.id)
    assert case.state is CaseState.OPEN
    assert [step.kind for step in case.timeline] == [
        StepKind.LEAD_OPENED,
        StepKind.REVIEWED,
        StepKind.REVIEWED,
        StepKind.CASE_OPENED,
    ]
    assert case.timeline[2].summary == "“国家级”：属实"
    assert opened.level is LeadLevel.SERIOUS
    assert opened.onlookers == ("bureau-county", "bureau-city")
    assert case.may_follow == (StepKind.PROPOSED, StepKind.DECIDED, StepKind.CASE_CLOSED)
    assert list(open_case.cases_of(archive)) == [opened.id]
    assert open_lead_of(archive, ROOM) is None


def test_case_numbers_never_repeat() -> None:
    archive, exhibits = screened_room(finding(), finding("最好", minute=14))
    confirm(archive, exhibits)
    first = case_of(archive, exhibits[:1])
    open_case.open_lead(archive, COMPLAINT)
    second = case_of(archive, exhibits[1:])
    assert first.id.startswith("2026-")
    assert first.id != second.id


def test_a_finding_is_never_in_two_cases() -> None:
    archive, opened = opened_case()
    open_case.open_lead(archive, COMPLAINT)
    with pytest.raises(open_case.CannotOpenCase, match=f"已在案件 {opened.id} 中"):
        case_of(archive, list(opened.findings))


@pytest.mark.parametrize("outcome", [None, ReviewOutcome.DISMISSED, ReviewOutcome.ESCALATED])
def test_a_finding_that_nobody_confirmed_opens_no_case(outcome: ReviewOutcome | None) -> None:
    archive, (exhibit,) = screened_room()
    if outcome is not None:
        review_finding(archive, finding=exhibit, outcome=outcome, reason="有理由", by=HE, at=NOON)
    with pytest.raises(open_case.CannotOpenCase, match="还没有确认属实"):
        case_of(archive, [exhibit])


def test_a_case_needs_findings_of_its_broadcast_a_party_a_lead_and_the_right() -> None:
    archive, exhibits = screened_room()
    confirm(archive, exhibits)
    whole = open_case.CaseDraft(broadcast=ROOM, parties=(LIN_PARTY,), findings=tuple(exhibits))

    def refused(draft: open_case.CaseDraft, by: Person = HE) -> None:
        open_case.open_case(archive, draft=draft, by=by, at=NOON)

    with pytest.raises(open_case.CannotOpenCase, match="至少要有一条"):
        refused(replace(whole, findings=()))
    with pytest.raises(open_case.CannotOpenCase, match="至少要有一个当事人"):
        refused(replace(whole, parties=()))
    with pytest.raises(UnknownExhibit):
        refused(replace(whole, findings=("nowhere",)))
    with pytest.raises(NotAllowed):
        refused(whole, by=ZHOU)
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="看过", by=HE, at=NOON)
    with pytest.raises(open_case.NoLead):
        refused(whole)


def test_a_finding_of_another_broadcast_stays_out() -> None:
    archive, exhibits = screened_room()
    other = replace(finding(), broadcast="b-other")
    from gongzhi.flow.matters import item_of

    (placed,) = archive.append([item_of(other, "b-other", NOON)])
    with pytest.raises(UnknownExhibit, match="不属于本场直播"):
        case_of(archive, [placed.exhibit, *exhibits])


def test_a_case_closes_with_a_reason_by_a_lead_and_stays_closed() -> None:
    archive, opened = opened_case()
    with pytest.raises(NotAllowed):
        open_case.close_case(archive, case=opened.id, reason="完毕", by=HE, at=NOON)
    with pytest.raises(ReasonMissing):
        open_case.close_case(archive, case=opened.id, reason="", by=SUN, at=NOON)
    open_case.close_case(archive, case=opened.id, reason="当事人已改正，不再处置", by=SUN, at=NOON)
    assert open_case.load_case(archive, opened.id).state is CaseState.CLOSED
    with pytest.raises(ImpossibleStep):
        open_case.close_case(archive, case=opened.id, reason="再结一次", by=SUN, at=NOON)
    with pytest.raises(UnknownCase):
        open_case.load_case(archive, "2026-1")


def test_whom_a_broadcast_concerns() -> None:
    archive, _ = screened_room()
    concerned = concerned_in(archive, ROOM)
    assert (concerned.holder, concerned.parties) == ("platform-p", ("m-lin", "p-qiao"))


def test_a_sealed_record_that_cannot_be_read_is_named() -> None:
    class Garbled(MemoryArchive):
        def read(self, placed):  # type: ignore[no-untyped-def]
            return b"{}"

    archive, opened = opened_case()
    garbled = Garbled()
    garbled._placed = archive._placed
    with pytest.raises(SealBroken, match="gongzhi evidence fsck"):
        open_case.load_case(garbled, opened.id)
