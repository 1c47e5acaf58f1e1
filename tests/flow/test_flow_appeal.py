"""Appeals: only the party, only another person, never worse, and what is overturned is undone."""

from datetime import timedelta

import pytest

from cast_of_cases import (
    GAO,
    HE,
    LI,
    LIN,
    MA,
    NOON,
    QIAO,
    RULES,
    SUN,
    ZHOU,
    draft_of,
    finding,
    law,
    opened_case,
)
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import CaseState, ImpossibleStep, ReasonMissing
from gongzhi.decisions import AppealDecided, AppealOutcome, AppealRuling, ServedHow
from gongzhi.flow import appeal, decide, open_case
from gongzhi.flow.score import ledger_of, standing_of
from gongzhi.parties import NotAllowed, Person

SERVED = NOON + timedelta(hours=3)
LATER = SERVED + timedelta(days=2)
UPHELD, CHANGED, REVOKED = AppealOutcome


def served(measure: str = "limit_traffic", days: int | None = 7, **changes: object) -> tuple[MemoryArchive, str]:
    archive, opened = opened_case(finding(severity=5))
    draft, at = draft_of(opened, measure=measure, days=days, **changes), NOON + timedelta(hours=2)
    if measure in ("close_account", "blacklist"):
        placed = decide.propose(archive, law(), draft=draft, by=SUN, at=at)
        decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=at, rules=RULES)
    else:
        decide.decide(archive, law(), draft=draft, by=SUN, at=at, rules=RULES)
    service = decide.Service(how=ServedHow.ONLINE)
    decide.serve_notice(archive, case=opened.id, service=service, by=SUN, at=SERVED)
    return archive, opened.id


def appealed(**changes: object) -> tuple[MemoryArchive, str]:
    archive, case = served(**changes)  # type: ignore[arg-type]
    appeal.file_appeal(archive, case=case, grounds="话是转述客人的评价", by=LIN, at=LATER)
    return archive, case


def rule(archive: MemoryArchive, case: str, by: Person = MA, **ruling: object) -> AppealDecided:
    made = AppealRuling(**({"outcome": REVOKED, "reasons": "经核，系转述"} | ruling))  # type: ignore[arg-type]
    return appeal.decide_appeal(archive, case=case, ruling=made, by=by, at=LATER + timedelta(days=1), rules=RULES)


def test_only_the_party_that_was_decided_upon_appeals() -> None:
    archive, case = served()
    for by in (QIAO, ZHOU, HE, SUN, GAO):
        with pytest.raises(NotAllowed):
            appeal.file_appeal(archive, case=case, grounds="不服", by=by, at=LATER)
    with pytest.raises(ReasonMissing):
        appeal.file_appeal(archive, case=case, grounds=" ", by=LIN, at=LATER)
    filed = appeal.file_appeal(archive, case=case, grounds="不服", by=LIN, at=LATER)
    assert filed.wants_person
    with pytest.raises(ImpossibleStep):
        appeal.file_appeal(archive, case=case, grounds="再次不服", by=LIN, at=LATER)


def test_nothing_can_be_appealed_before_it_is_decided() -> None:
    archive, opened = opened_case()
    with pytest.raises(decide.NothingDecided, match="还没有决定"):
        appeal.file_appeal(archive, case=opened.id, grounds="不服", by=LIN, at=LATER)


def test_the_last_day_is_in_time_and_the_day_after_needs_a_reason() -> None:
    archive, case = served()
    last = SERVED + timedelta(days=RULES.appeal.days)
    with pytest.raises(appeal.AppealLate, match="平台规则约定，10 日"):
        appeal.file_appeal(archive, case=case, grounds="不服", by=LIN, at=last + timedelta(days=1))
    filed = appeal.file_appeal(
        archive, case=case, grounds="不服", by=LIN, at=last + timedelta(days=1), late_reason="采收季断网"
    )
    assert filed.late_reason == "采收季断网"
    archive, case = served()
    assert appeal.file_appeal(archive, case=case, grounds="不服", by=LIN, at=last).late_reason is None


def test_who_decided_who_seconded_and_who_confirmed_do_not_judge_the_appeal() -> None:
    archive, case = appealed(measure="close_account", days=None)
    for by, words in ((SUN, "不能复核自己的决定"), (MA, "不能复核自己的决定")):
        with pytest.raises(appeal.SamePerson, match=words):
            rule(archive, case, by=by)
    with pytest.raises(NotAllowed):
        rule(archive, case, by=HE)
    promoted = Person(ref=HE.ref, name=HE.name, organisation=SUN.organisation, role=SUN.role)
    with pytest.raises(appeal.SamePerson, match="确认过本案的发现"):
        rule(archive, case, by=promoted)
    assert rule(archive, case, by=LI).by == LI


def test_a_revoked_decision_never_counted() -> None:
    archive, case = appealed()
    assert standing_of(archive, "m-lin", LATER) == -3
    outcome = rule(archive, case)
    assert outcome.outcome is REVOKED
    for on in (NOON, LATER, LATER + timedelta(days=400)):
        assert standing_of(archive, "m-lin", on) == 0
    assert len(ledger_of(archive, "m-lin")) == 2
    assert open_case.load_case(archive, case).state is CaseState.REVOKED


def test_an_upheld_decision_counts_as_before() -> None:
    archive, case = appealed()
    rule(archive, case, outcome=UPHELD)
    assert standing_of(archive, "m-lin", LATER) == -3
    assert len(ledger_of(archive, "m-lin")) == 1


def test_a_changed_decision_counts_as_the_lighter_one_from_its_first_day() -> None:
    archive, case = appealed()
    outcome = rule(archive, case, outcome=CHANGED, measure="warning")
    assert outcome.measure_name == "警示"
    assert standing_of(archive, "m-lin", LATER) == -1
    assert standing_of(archive, "m-lin", LATER + timedelta(days=100)) == 0
    text = decide.document_of(archive, case)
    assert text.section("复核结果").lines == ("变更原决定：由限制流量变更为警示。",)


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        ({"outcome": CHANGED, "measure": "ban_for_a_term", "days": 3}, "应轻于原措施“限制流量”"),
        ({"outcome": CHANGED, "measure": "limit_traffic", "days": 7}, "应轻于原措施"),
        ({"outcome": CHANGED, "measure": "limit_traffic", "days": 30}, "应轻于原措施"),
        ({"outcome": CHANGED, "measure": "limit_functions"}, "期限不对"),
        ({"outcome": CHANGED, "measure": "warning", "days": 3}, "期限不对"),
        ({"outcome": UPHELD, "measure": "warning"}, "不另写措施"),
        ({"outcome": REVOKED, "days": 3}, "不另写措施"),
    ],
)
def test_an_appeal_never_leaves_the_party_worse_off(ruling: dict[str, object], words: str) -> None:
    archive, case = appealed()
    before = archive.size()
    with pytest.raises(appeal.AppealMayNotWorsen, match=words):
        rule(archive, case, **ruling)
    assert archive.size() == before


def test_the_same_measure_for_fewer_days_is_lighter() -> None:
    archive, case = appealed()
    assert rule(archive, case, outcome=CHANGED, measure="limit_traffic", days=3).days == 3


def test_one_person_does_not_change_a_decision_into_a_measure_that_needs_two() -> None:
    archive, case = appealed(measure="blacklist", days=365, serious_breach=True)
    with pytest.raises(appeal.AppealMayNotWorsen, match="须由两人共同决定"):
        rule(archive, case, by=LI, outcome=CHANGED, measure="close_account")
    assert rule(archive, case, by=LI, outcome=CHANGED, measure="ban_for_a_term", days=30).days == 30


def test_the_outcome_has_reasons_is_served_and_then_the_case_may_close() -> None:
    archive, case = appealed()
    with pytest.raises(ImpossibleStep):
        open_case.close_case(archive, case=case, reason="完毕", by=SUN, at=LATER)
    with pytest.raises(ReasonMissing):
        rule(archive, case, reasons=" ")
    rule(archive, case)
    notice = decide.serve_notice(archive, case=case, service=decide.Service(how=ServedHow.ONLINE), by=MA, at=LATER)
    assert notice.decision.endswith("-F")
    assert notice.reasons == "经核，系转述"
    open_case.close_case(archive, case=case, reason="申诉成立，决定已撤销", by=SUN, at=LATER)
    assert open_case.load_case(archive, case).state is CaseState.CLOSED
