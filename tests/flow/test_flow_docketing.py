"""The register of leads: who may do what to an entry, in which order, and that nobody decides on what they did not see."""

import pytest

from cast_of_units import DENG, EAST, GAO, HU, MONDAY, SUN, WU, XIE, ZHOU, Desk
from gongzhi.cases import (
    Act,
    DocketEntered,
    DocketState,
    ImpossibleStep,
    LeadOrigin,
    LeadOutcome,
    Matter,
    ReasonMissing,
)
from gongzhi.flow.docket_terms import NoSuchGround
from gongzhi.flow.docketing import NotThere, Overtaken, UnknownEntry, Wanted, act_upon, load_entry, repeats_of
from gongzhi.flow.units import UnknownUnit
from gongzhi.parties import NotAllowed


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_entry_has_a_number_a_unit_and_the_laws_own_last_day(desk: Desk) -> None:
    entered = desk.enter()
    now = load_entry(desk.archive, entered.number)
    assert entered.number == "XS2026-000000"
    assert (now.state, now.unit, now.version) == (DocketState.RECEIVED, "city", 1)
    assert now.deadline is not None
    # Fifteen working days from Monday 2 March, the first not counted.
    assert (str(now.deadline.due), now.deadline.basis) == ("2026-03-23", "市场监督管理行政处罚程序规定/18.1")


def test_the_law_sets_a_platform_no_days(desk: Desk) -> None:
    assert desk.enter(SUN, unit="P").deadline is None


def test_what_a_platform_passes_up_gets_the_laws_days_from_then_on(desk: Desk) -> None:
    number = desk.enter(SUN, unit="P").number
    desk.tick(days=1)
    up = desk.act(number, Act.ESCALATE, SUN)
    assert up.unit == "city" and up.deadline is not None
    assert str(up.deadline.due) == "2026-03-24"
    assert "P" not in {unit.id for unit in desk.register.units.below("city")}


def test_who_reads_the_broadcast_does_not_learn_of_the_entry(desk: Desk) -> None:
    desk.enter(case="2026-000001")
    assert list(desk.archive.placed(subject="b-lin-0301")) == []
    assert list(desk.archive.placed(subject="2026-000001")) == []


def test_a_complaint_is_answered_within_its_own_days(desk: Desk) -> None:
    desk.tick(days=60)
    due = desk.enter(matter=Matter.COMPLAINT, origin=LeadOrigin.COMPLAINT).deadline
    assert due is not None
    assert due.basis == "市场监督管理投诉举报处理办法/15"


def test_a_lead_is_entered_for_ones_own_unit_one_below_or_by_a_platform_for_a_bureau(desk: Desk) -> None:
    assert desk.enter(GAO, unit="east").unit == "east"
    assert desk.enter(SUN, unit="river").unit == "river"
    for by, unit in ((WU, "city"), (WU, "west"), (GAO, "river"), (ZHOU, "city"), (HU, "east")):
        with pytest.raises(NotAllowed, match="登记给"):
            desk.enter(by, unit=unit)
    with pytest.raises(UnknownUnit):
        desk.enter(unit="nowhere")


def test_an_entry_says_what_it_is_about(desk: Desk) -> None:
    with pytest.raises(ReasonMissing, match="标题和反映的事实"):
        desk.enter(summary=" ")


def test_what_repeats_an_open_entry_is_linked_to_it_and_not_dropped(desk: Desk) -> None:
    first, second = desk.enter(), desk.enter(parties=("林家果园", "乔"))
    assert second.linked == first.number
    assert repeats_of(desk.archive, first.number) == (second.number,)
    assert len(list(desk.archive.placed(kind=DocketEntered.__name__))) == 2


@pytest.mark.parametrize(
    "changes", [{"parties": ("西山茶业",)}, {"rules": ("other/rule",)}, {"broadcast": "b-other"}, {"broadcast": None}]
)
def test_another_party_rule_or_broadcast_is_another_lead(desk: Desk, changes: dict[str, object]) -> None:
    desk.enter()
    assert desk.enter(**changes).linked is None


def test_after_the_window_the_same_is_a_new_lead(desk: Desk) -> None:
    desk.enter()
    desk.tick(days=31)
    assert desk.enter().linked is None


def test_nothing_is_linked_to_what_is_itself_only_linked(desk: Desk) -> None:
    first = desk.enter().number
    desk.tick(days=20)
    assert desk.enter().linked == first
    desk.tick(days=20)
    # Outside the window of the first, inside that of the second: a new lead, so that no chain of links can form.
    assert desk.enter().linked is None


def test_what_is_linked_ends_with_what_it_repeats_unless_a_person_takes_it_apart(desk: Desk) -> None:
    first = desk.assigned()
    second, third = desk.enter().number, desk.enter().number
    desk.act(third, Act.UNLINK, GAO)
    desk.act(first, Act.END, GAO, outcome=LeadOutcome.NO_CASE, reason="证据不足")
    ended = load_entry(desk.archive, second)
    assert (ended.state, ended.outcome) == (DocketState.ENDED, LeadOutcome.MERGED)
    assert first in ended.acts[-1].reason and "证据不足" in ended.acts[-1].reason
    assert load_entry(desk.archive, third).state is DocketState.RECEIVED


def test_who_read_an_older_state_decides_nothing(desk: Desk) -> None:
    number = desk.assigned()
    seen = load_entry(desk.archive, number).version
    desk.act(number, Act.FILE, GAO)
    size = desk.archive.size()
    with pytest.raises(Overtaken, match="gao同志“立案”"):
        desk.act(number, Act.END, GAO, seen=seen, outcome=LeadOutcome.NO_CASE)
    assert desk.archive.size() == size


def test_who_has_locked_an_entry_works_alone_until_the_lock_ends(desk: Desk) -> None:
    number = desk.enter().number
    desk.act(number, Act.TAKE, GAO)
    with pytest.raises(Overtaken, match="gao同志正在办理"):
        desk.act(number, Act.ASSIGN, DENG, assignee=DENG)
    desk.tick(minutes=30)
    assert desk.act(number, Act.ASSIGN, DENG, assignee=DENG).assignee == DENG


def test_a_lock_can_be_let_go(desk: Desk) -> None:
    number = desk.enter().number
    desk.act(number, Act.TAKE, GAO)
    desk.act(number, Act.RELEASE, GAO)
    assert desk.act(number, Act.TAKE, DENG).lock is not None


def test_only_the_assignee_ends_a_matter_and_a_handover_gives_it_to_another(desk: Desk) -> None:
    number = desk.assigned()
    with pytest.raises(NotAllowed, match="gao同志承办"):
        desk.act(number, Act.END, DENG, outcome=LeadOutcome.NO_CASE)
    desk.act(number, Act.ASSIGN, GAO, assignee=DENG)
    assert desk.act(number, Act.END, DENG, outcome=LeadOutcome.NO_CASE).state is DocketState.ENDED


def test_one_assigns_only_to_officers_of_the_unit(desk: Desk) -> None:
    number = desk.enter().number
    for person in (WU, ZHOU, None):
        with pytest.raises(NotThere, match="南江市局"):
            desk.act(number, Act.ASSIGN, GAO, assignee=person)


@pytest.mark.parametrize("by", [WU, HU, SUN, ZHOU])
def test_nobody_acts_on_what_another_unit_has(desk: Desk, by) -> None:
    number = desk.enter().number
    with pytest.raises(NotAllowed, match="现在承办的单位"):
        desk.act(number, Act.TAKE, by)


@pytest.mark.parametrize("act", [Act.END, Act.FILE, Act.SUSPEND, Act.HAND_DOWN, Act.ESCALATE, Act.EXTEND])
def test_nothing_moves_or_ends_without_a_reason(desk: Desk, act: Act) -> None:
    number = desk.assigned()
    by = DENG if act is Act.EXTEND else GAO
    with pytest.raises(ReasonMissing, match="必须写明理由"):
        desk.act(number, act, by, reason=" ", outcome=LeadOutcome.NO_CASE, unit="east", ground="听证")


def test_what_was_handed_down_is_answered_before_it_is_ended(desk: Desk) -> None:
    number = desk.enter().number
    handed = desk.act(number, Act.HAND_DOWN, GAO, unit="east")
    assert (handed.unit, handed.chain, handed.state) == ("east", ("city",), DocketState.RECEIVED)
    desk.act(number, Act.ASSIGN, WU, assignee=WU)
    with pytest.raises(ImpossibleStep, match="先反馈结果"):
        desk.act(number, Act.END, WU, outcome=LeadOutcome.NO_CASE)
    told = desk.act(number, Act.REPORT, WU, reason="已责令改正")
    assert (told.unit, told.state, told.reporter) == ("city", DocketState.REPORTED, "east")
    again = desk.act(number, Act.SEND_BACK, GAO, reason="请补充检验报告")
    assert (again.unit, again.chain) == ("east", ("city",))


def test_one_hands_down_only_to_those_directly_below(desk: Desk) -> None:
    number = desk.enter().number
    with pytest.raises(NotThere, match="东县局、西县局"):
        desk.act(number, Act.HAND_DOWN, GAO, unit="river")


def test_what_is_escalated_to_who_handed_it_down_owes_no_further_answer(desk: Desk) -> None:
    number = desk.enter().number
    desk.act(number, Act.HAND_DOWN, GAO, unit="east")
    up = desk.act(number, Act.ESCALATE, WU, reason="案情重大")
    assert (up.unit, up.chain, up.path) == ("city", (), ("city", "east"))
    with pytest.raises(NotThere, match="没有登记上级单位"):
        desk.act(number, Act.ESCALATE, GAO)


def test_a_branch_escalates_its_own_lead_and_the_county_gives_it_back(desk: Desk) -> None:
    number = desk.enter(HU, unit="river").number
    assert desk.act(number, Act.ESCALATE, HU).unit == "east"
    assert desk.act(number, Act.HAND_DOWN, WU, unit="river").chain == ("east",)
    assert desk.act(number, Act.RETURN, HU, reason="不在河口镇").unit == "east"


def test_opening_a_case_starts_the_ninety_days(desk: Desk) -> None:
    filed = desk.act(desk.assigned(), Act.FILE, GAO)
    assert filed.deadline is not None
    assert (str(filed.deadline.due), filed.deadline.basis) == ("2026-06-01", "市场监督管理行政处罚程序规定/64.1")


def test_the_days_of_a_test_do_not_count(desk: Desk) -> None:
    number = desk.assigned()
    still = desk.act(number, Act.SUSPEND, GAO, ground="检测、检验、检疫、鉴定")
    assert still.days_left(MONDAY.date()) is None
    assert still.acts[-1].basis == ("市场监督管理行政处罚程序规定/18",)
    with pytest.raises(ImpossibleStep, match="先恢复计时"):
        desk.act(number, Act.END, GAO, outcome=LeadOutcome.NO_CASE)
    desk.tick(days=7)
    again = desk.act(number, Act.RESUME, GAO)
    assert again.deadline is not None
    # Stopped on the first day, which never counts; four working days stood still.
    assert str(again.deadline.due) == "2026-03-27"


def test_the_clock_stops_only_for_what_the_law_names_in_that_stage(desk: Desk) -> None:
    number = desk.assigned()
    with pytest.raises(NoSuchGround, match="检测、检验、检疫、鉴定"):
        desk.act(number, Act.SUSPEND, GAO, ground="听证")
    desk.act(number, Act.FILE, GAO)
    assert desk.act(number, Act.SUSPEND, GAO, ground="听证").suspended is not None


def test_an_extension_is_approved_by_another_and_given_once(desk: Desk) -> None:
    number = desk.assigned()
    with pytest.raises(NotAllowed, match="不能批准自己的延期"):
        desk.act(number, Act.EXTEND, GAO)
    longer = desk.act(number, Act.EXTEND, DENG, reason="案情复杂")
    assert longer.deadline is not None
    assert str(longer.deadline.due) == "2026-04-14"
    with pytest.raises(ImpossibleStep, match="已经延长过一次"):
        desk.act(number, Act.EXTEND, DENG)


def test_what_has_ended_stays_ended(desk: Desk) -> None:
    number = desk.assigned()
    desk.act(number, Act.END, GAO, outcome=LeadOutcome.REMINDED, reason="已提醒改正")
    for act in Act:
        with pytest.raises((ImpossibleStep, NotThere)):
            desk.act(number, act, GAO)


def test_an_end_says_how_and_a_merger_is_no_plain_end(desk: Desk) -> None:
    number = desk.assigned()
    for outcome in (None, LeadOutcome.MERGED):
        with pytest.raises(NotThere, match="办结须写明结果"):
            desk.act(number, Act.END, GAO, outcome=outcome)


def test_acts_with_a_counterpart_have_their_own_verbs(desk: Desk) -> None:
    number = desk.assigned()
    with pytest.raises(NotThere, match="相应按钮"):
        desk.act(number, Act.TRANSFER, GAO)


def test_an_unknown_number_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownEntry, match="核对编号"):
        act_upon(
            desk.archive,
            desk.register,
            number="XS2026-999999",
            wanted=Wanted(act=Act.TAKE, seen=1),
            by=XIE,
            at=MONDAY,
        )
    assert EAST.parent == "city"
