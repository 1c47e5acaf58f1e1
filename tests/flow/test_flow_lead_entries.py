"""One lead from any origin: it enters by itself, once, graded, with who is competent; lead and entry end together."""

from datetime import timedelta

import pytest

from cast_of_cases import HE, LIN_PARTY, NOON, QIAO_PARTY, ROOM, confirm, finding, law, screened_room
from cast_of_units import DENG, MONDAY, SUN, UNITS, register
from gongzhi.cases import (
    Act,
    DocketEntered,
    DocketState,
    LeadClosed,
    LeadLevel,
    LeadOrigin,
    LeadOutcome,
)
from gongzhi.flow import open_case
from gongzhi.flow.docketing import NewEntry, Overtaken, Wanted, act_upon, enter, entries_about, load_entry
from gongzhi.flow.handing_over import Recipient
from gongzhi.flow.joining import history_of
from gongzhi.flow.keeping import load_classes
from gongzhi.flow.lead_entries import InRegister, Intake, Setting, enter_leads
from gongzhi.flow.matters import broadcast_of, open_lead_of, sealed_records
from gongzhi.flow.retain import due_for_destruction
from gongzhi.flow.routing_rules import load_routing_rules
from gongzhi.flow.units import Unit, Units
from gongzhi.parties import Person
from gongzhi.screening import Finding

UNIT = HE.organisation


def intake(setting: Setting | None = None, unit: str = UNIT) -> Intake:
    """The register with He's platform among its units."""
    units = Units([*UNITS.all(), Unit(id=unit, name="禾市", parent="city")])
    known = setting or Setting(unit=unit, places={"平台住所地": "南江市东县", "住所地": "南江市西县"})
    return Intake(
        register=type(register())(units=units, book=law(), terms=register().terms),
        rules=load_routing_rules(),
        about=lambda _: known,
    )


def entered_room(**changes: object):
    """A screened room whose lead is in the register; returns archive, findings and number."""
    archive, exhibits = screened_room(finding(severity=5, **changes))
    _, [number] = enter_leads(archive, intake(), at=NOON)
    return archive, exhibits, number


def do(archive, number: str, act: Act, by: Person = HE, at=NOON, **more: object):
    """One act as the entry stands now."""
    wanted = Wanted(act=act, seen=load_entry(archive, number).version, reason="按程序办理", **more)  # type: ignore[arg-type]
    return act_upon(archive, intake().register, number=number, wanted=wanted, by=by, at=at)


def test_a_lead_of_the_monitoring_enters_graded_and_with_who_is_competent() -> None:
    archive, exhibits, number = entered_room()
    entered = load_entry(archive, number).entered
    assert (entered.by, entered.origin, entered.unit) == (None, LeadOrigin.MONITORING, UNIT)
    # The lead was opened as ordinary; the gravest finding grades the entry.
    assert entered.level is LeadLevel.URGENT and entered.findings == tuple(exhibits)
    assert any("东县局" in line or "西县局" in line for line in entered.routing)
    assert "由人确定" in entered.routing[-1]
    assert history_of(archive, number)[0].by is None


def test_it_enters_once_however_often_it_is_asked() -> None:
    archive, _, number = entered_room()
    upto, again = enter_leads(archive, intake(), at=NOON)
    assert again == () and enter_leads(archive, intake(), at=NOON, after=upto) == (upto, ())
    assert [one.record.number for one in sealed_records(archive, DocketEntered)] == [number]


def test_an_ended_lead_and_one_of_an_unregistered_platform_stay_out() -> None:
    archive, _ = screened_room()
    unknown = Intake(register=intake().register, rules=load_routing_rules(), about=lambda _: None)
    assert enter_leads(archive, unknown, at=NOON)[1] == ()
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="不成立", by=HE, at=NOON)
    assert enter_leads(archive, intake(), at=NOON)[1] == ()


def test_what_a_person_entered_before_is_linked_and_what_a_bureau_has_is_not_told() -> None:
    archive, _ = screened_room()
    [found] = list(sealed_records(archive, Finding))
    room, about = broadcast_of(archive, ROOM), intake()
    parties = tuple(each for each in (room.operator, room.merchant, *room.presenters) if each)
    given = {
        "title": "投诉",
        "summary": "称第一",
        "broadcast": ROOM,
        "parties": parties,
        "rules": (found.record.rule,),
    }
    enter(archive, about.register, new=NewEntry(unit="city", **given), by=DENG, at=MONDAY)  # type: ignore[arg-type]
    mine = enter(archive, about.register, new=NewEntry(unit=UNIT, **given), by=HE, at=NOON)  # type: ignore[arg-type]
    assert mine.linked is None
    _, [number] = enter_leads(archive, about, at=NOON)
    assert parties and load_entry(archive, number).linked == mine.number


def test_opening_a_case_files_the_entry_and_closing_it_ends_it() -> None:
    archive, exhibits, number = entered_room()
    confirm(archive, exhibits)
    draft = open_case.CaseDraft(broadcast=ROOM, parties=(LIN_PARTY, QIAO_PARTY), findings=tuple(exhibits))
    opened = open_case.open_case(archive, draft=draft, by=HE, at=NOON)
    now = load_entry(archive, number)
    assert (now.state, now.case, now.assignee) == (DocketState.FILED, opened.id, HE)
    open_case.close_case(archive, case=opened.id, reason="已改正", by=SUN_HERE, at=NOON)
    ended = load_entry(archive, number)
    assert ended.state is DocketState.ENDED and "已改正" in ended.acts[-1].reason


SUN_HERE = Person(ref="sun", name="孙", organisation=UNIT, role=SUN.role)


def test_ending_the_lead_ends_the_entry_and_the_other_way_round() -> None:
    archive, _, number = entered_room()
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="不成立", by=HE, at=NOON)
    now = load_entry(archive, number)
    assert (now.state, now.outcome) == (DocketState.ENDED, LeadOutcome.NO_CASE)
    archive, _, number = entered_room()
    do(archive, number, Act.ASSIGN, SUN_HERE, assignee=SUN_HERE)
    do(archive, number, Act.END, SUN_HERE, outcome=LeadOutcome.REMINDED)
    [closed] = list(sealed_records(archive, LeadClosed, ROOM))
    assert (closed.record.outcome, closed.record.reason) == (LeadOutcome.REMINDED, "按程序办理")
    assert open_lead_of(archive, ROOM) is None


def test_what_was_passed_up_goes_its_own_way() -> None:
    archive, _, number = entered_room()
    do(archive, number, Act.ESCALATE)
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.REMINDED, reason="已提醒", by=HE, at=NOON)
    assert load_entry(archive, number).state is DocketState.RECEIVED


def test_who_locked_the_entry_is_waited_for() -> None:
    archive, _, number = entered_room()
    do(archive, number, Act.TAKE, SUN_HERE)
    asked = {"broadcast": ROOM, "outcome": LeadOutcome.NO_CASE, "reason": "不成立", "by": HE}
    with pytest.raises(Overtaken, match="锁定到"):
        open_case.close_lead(archive, at=NOON, **asked)  # type: ignore[arg-type]
    open_case.close_lead(archive, at=NOON + timedelta(minutes=31), **asked)  # type: ignore[arg-type]


def test_a_lead_in_the_register_is_transferred_there_with_its_letter() -> None:
    archive, _, number = entered_room()
    to = Recipient(organisation="东县市场监督管理局", purpose="属其管辖")
    with pytest.raises(InRegister, match=number):
        open_case.transfer_lead(archive, broadcast=ROOM, to=to, by=HE, at=NOON)
    assert entries_about(archive, ROOM) == (number,)


def test_the_register_is_kept_with_its_case_and_never_while_it_is_open() -> None:
    archive, _, number = entered_room()
    late = (NOON + timedelta(days=365 * 20)).date()
    classes = load_classes()
    assert {classes.of(kind).name for kind in ("DocketEntered", "DocketActed", "DocketNoted")} == {"案件处置"}
    due = [one for one in due_for_destruction(archive, law(), classes, on=late) if one.subject == number]
    assert due and due[0].held == (f"案源 {number} 未办结",)
    open_case.close_lead(archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="不成立", by=HE, at=NOON)
    due = [one for one in due_for_destruction(archive, law(), classes, on=late) if one.subject == number]
    assert due and not due[0].held
