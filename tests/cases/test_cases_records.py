"""The records of leads and cases: their reasons, and their one byte form."""

from datetime import UTC, date, datetime

import pytest

from gongzhi.cases import (
    CaseClosed,
    CaseOpened,
    CaseParty,
    Deadline,
    Lead,
    LeadClosed,
    LeadLevel,
    LeadOrigin,
    LeadOutcome,
    ReasonMissing,
    Review,
    ReviewOutcome,
    lead_level,
)
from gongzhi.parties import LegalRole, Party, PartyKind, Person, Role
from gongzhi.values import decode_record, encode_record

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HE = Person(ref="he", name="何某", organisation="platform-p", role=Role.PLATFORM_REVIEWER)


def case_opened() -> CaseOpened:
    return CaseOpened(
        id="2026-000012",
        lead="l1",
        broadcast="b1",
        parties=(
            CaseParty(
                party=Party(id="m-lin", kind=PartyKind.SMALLHOLDER, names=("林家果园",)), role=LegalRole.OPERATOR
            ),
        ),
        findings=("f1",),
        level=LeadLevel.SERIOUS,
        holder="platform-p",
        by=HE,
        at=NOON,
        onlookers=("bureau-county",),
        deadlines=(Deadline(what="作出决定", due=date(2026, 3, 12), basis="平台规则约定"),),
    )


@pytest.mark.parametrize("outcome", [ReviewOutcome.DISMISSED, ReviewOutcome.ESCALATED])
def test_dismissing_or_escalating_needs_a_reason(outcome: ReviewOutcome) -> None:
    with pytest.raises(ReasonMissing, match="请填写理由"):
        Review(finding="f1", outcome=outcome, by=HE, at=NOON, reason="  ")
    assert Review(finding="f1", outcome=outcome, by=HE, at=NOON, reason="系转述他人的话").reason == "系转述他人的话"
    assert Review(finding="f1", outcome=ReviewOutcome.CONFIRMED, by=HE, at=NOON).reason is None


def test_a_lead_and_a_case_end_with_a_reason() -> None:
    with pytest.raises(ReasonMissing, match="线索办结"):
        LeadClosed(lead="l1", outcome=LeadOutcome.NO_CASE, reason="", by=HE, at=NOON)
    with pytest.raises(ReasonMissing, match="结案"):
        CaseClosed(case="c1", reason=" ", by=HE, at=NOON)


@pytest.mark.parametrize(
    "record",
    [
        Lead(broadcast="b1", opened_at=NOON, origin=LeadOrigin.SELF_REPORT, level=LeadLevel.URGENT, summary="主动报告"),
        LeadClosed(lead="l1", outcome=LeadOutcome.TRANSFERRED, reason="不属本平台", by=HE, at=NOON),
        Review(finding="f1", outcome=ReviewOutcome.CONFIRMED, by=HE, at=NOON),
        case_opened(),
        CaseClosed(case="c1", reason="措施已执行完毕", by=HE, at=NOON),
    ],
)
def test_every_record_reads_back_as_it_was_written(record: object) -> None:
    assert decode_record(type(record), encode_record(record)) == record


def test_the_gravest_finding_sets_the_level_of_a_lead() -> None:
    assert [lead_level(s) for s in ([], [1, 3], [2, 4], [5, 1])] == [
        LeadLevel.ORDINARY,
        LeadLevel.ORDINARY,
        LeadLevel.SERIOUS,
        LeadLevel.URGENT,
    ]


def test_a_case_concerns_its_holder_its_parties_and_the_bureaus_in_charge() -> None:
    concerned = case_opened().concerned
    assert (concerned.holder, concerned.parties, concerned.onlookers) == ("platform-p", ("m-lin",), ("bureau-county",))
