"""Heads oversee: they reassign, extend and confirm as the second person, and never decide what they entered themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cast_of_cases import MA, NOON, RULES, SUN, case_of, confirm, draft_of, law, opened_case, screened_room
from cast_of_units import DENG, GAO, WU, Desk, officer
from gongzhi.cases import Act, DocketState, LeadOutcome
from gongzhi.decisions import AppealOutcome, AppealRuling
from gongzhi.flow import appeal, decide
from gongzhi.flow.open_case import CaseDraft, open_case
from gongzhi.parties import NotAllowed, Person, Role

TANG = officer("tang", "city", Role.REGULATOR_HEAD)
YAN = Person(ref="yan", name="严总", organisation="platform-p", role=Role.PLATFORM_HEAD)
LATER = NOON + timedelta(hours=2)


def test_a_bureaus_head_reassigns_and_approves_the_extension_that_the_assignee_may_not() -> None:
    desk = Desk()
    number = desk.assigned()
    with pytest.raises(NotAllowed, match="本单位负责人"):
        desk.act(number, Act.EXTEND, GAO)
    assert desk.act(number, Act.EXTEND, TANG, reason="案情复杂").extended
    now = desk.act(number, Act.ASSIGN, TANG, assignee=DENG)
    assert now.assignee == DENG
    with pytest.raises(NotAllowed, match="承办"):
        desk.act(number, Act.END, TANG, outcome=LeadOutcome.REMINDED)


def test_a_head_of_another_bureau_has_no_say() -> None:
    desk = Desk()
    number = desk.assigned(WU, unit="east")
    with pytest.raises(NotAllowed):
        desk.act(number, Act.ASSIGN, TANG, assignee=DENG)


def test_a_head_does_not_end_what_they_entered_even_when_it_is_assigned_to_them() -> None:
    desk = Desk()
    number = desk.assigned(TANG)
    with pytest.raises(NotAllowed, match="自己登记"):
        desk.act(number, Act.END, TANG, outcome=LeadOutcome.REMINDED)
    desk.act(number, Act.ASSIGN, TANG, assignee=GAO)
    assert desk.act(number, Act.END, GAO, outcome=LeadOutcome.REMINDED).state is DocketState.ENDED


def test_a_platforms_head_confirms_the_gravest_measure_as_the_second_person_and_never_their_own_proposal() -> None:
    archive, opened = opened_case()
    draft = draft_of(opened, measure="close_account")
    own = decide.propose(archive, law(), draft=draft, by=YAN, at=LATER)
    with pytest.raises(NotAllowed, match="不能自己确认"):
        decide.confirm(archive, law(), proposal=own.exhibit, by=YAN, at=LATER, rules=RULES)
    placed = decide.propose(archive, law(), draft=draft, by=SUN, at=LATER)
    made = decide.confirm(archive, law(), proposal=placed.exhibit, by=YAN, at=LATER, rules=RULES)
    assert (made.by, made.second) == (SUN, YAN)
    with pytest.raises(appeal.SamePerson):
        _rule(archive, opened.id, YAN)


def test_a_platforms_head_neither_decides_confirms_nor_hears_the_appeal_in_a_case_that_they_opened() -> None:
    archive, exhibits = screened_room()
    confirm(archive, exhibits)
    parties = case_of(*_other_room()).parties
    draft = CaseDraft(broadcast="b-lin-0301", parties=parties, findings=tuple(exhibits))
    opened = open_case(archive, draft=draft, by=YAN, at=NOON)
    with pytest.raises(NotAllowed, match="自己登记"):
        decide.decide(archive, law(), draft=draft_of(opened), by=YAN, at=LATER, rules=RULES)
    grave = draft_of(opened, measure="close_account")
    placed = decide.propose(archive, law(), draft=grave, by=SUN, at=LATER)
    with pytest.raises(NotAllowed, match="自己登记"):
        decide.confirm(archive, law(), proposal=placed.exhibit, by=YAN, at=LATER, rules=RULES)
    made = decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=LATER, rules=RULES)
    assert made.second == MA
    with pytest.raises(NotAllowed, match="自己登记"):
        _rule(archive, opened.id, YAN)


def test_a_head_of_another_platform_has_no_say() -> None:
    archive, opened = opened_case()
    with pytest.raises(NotAllowed):
        decide.decide(
            archive, law(), draft=draft_of(opened), by=replace(YAN, organisation="platform-q"), at=LATER, rules=RULES
        )


def _other_room():  # type: ignore[no-untyped-def]
    archive, exhibits = screened_room()
    confirm(archive, exhibits)
    return archive, exhibits


def _rule(archive, case: str, by: Person) -> None:  # type: ignore[no-untyped-def]
    lin = Person(ref="lin", name="林小禾", organisation="m-lin", role=Role.MERCHANT)
    if not any(archive.placed(kind="AppealFiled", subject=case)):
        appeal.file_appeal(archive, case=case, grounds="不是本店所说", by=lin, at=LATER)
    ruling = AppealRuling(outcome=AppealOutcome.UPHELD, reasons="理由充分。")
    appeal.decide_appeal(archive, case=case, ruling=ruling, by=by, at=LATER, rules=RULES)
