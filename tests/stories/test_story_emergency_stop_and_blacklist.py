"""Two stories of measures: a broadcast stopped at once and settled by another; a blacklisting and the ways back."""

from datetime import datetime, timedelta

import pytest

from cast_of_cases import (
    AN,
    HE,
    LIN,
    MA,
    NOON,
    ROOM,
    RULES,
    SUN,
    ZHOU,
    draft_of,
    finding,
    law,
    opened_case,
    screened_room,
)
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import Lead, LeadLevel, LeadOrigin, ReasonMissing
from gongzhi.decisions import AppealOutcome, AppealRuling, Decided, ServedHow, StopOutcome
from gongzhi.flow import appeal, decide, emergency, open_case
from gongzhi.flow.emergency import CONFIRM_HOURS, NothingStopped, NotUrgent, StopState
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.matters import opened_case as opened_record
from gongzhi.flow.standing_measures import blacklisted, ending_between, measures_against
from gongzhi.parties import NotAllowed, Person
from gongzhi.values import BEIJING

GRAVE = finding("三天根治糖尿病", severity=5)


def stopped(archive: MemoryArchive, exhibits: list[str], by: Person = HE, at: datetime = NOON):
    """He stops the broadcast."""
    stopping = emergency.Stopping(broadcast=ROOM, findings=tuple(exhibits), reason="正在卖药")
    return emergency.stop_broadcast(archive, law(), stopping=stopping, by=by, at=at)


def settle(archive: MemoryArchive, outcome: StopOutcome, by: Person, at: datetime, reason: str = "已核对"):
    """Somebody confirms or lifts."""
    settling = emergency.Settling(broadcast=ROOM, outcome=outcome, reason=reason)
    return emergency.settle_stop(archive, settling=settling, by=by, at=at)


def test_a_broadcast_is_stopped_at_once_and_a_second_person_confirms_and_later_lifts_it() -> None:
    archive, exhibits = screened_room(GRAVE)
    assert emergency.standing_stop(archive, ROOM, NOON) is None
    placed = stopped(archive, exhibits)
    standing = emergency.standing_stop(archive, ROOM, NOON)
    assert standing is not None and (standing.state, standing.stopped) == (StopState.WAITING, True)
    assert {one.id for one in standing.stop.record.basis} == set(emergency.PROVISIONS)
    # Pressing the button twice is stopping once.
    assert stopped(archive, exhibits, by=SUN) == placed
    later = NOON + timedelta(hours=1)
    settle(archive, StopOutcome.CONFIRMED, MA, later)
    with pytest.raises(NothingStopped, match="已经确认"):
        settle(archive, StopOutcome.CONFIRMED, SUN, later)
    long_after = NOON + timedelta(days=9)
    standing = emergency.standing_stop(archive, ROOM, long_after)
    assert standing is not None and standing.state is StopState.CONFIRMED
    settle(archive, StopOutcome.LIFTED, SUN, long_after, "商品卡已下架")
    standing = emergency.standing_stop(archive, ROOM, long_after)
    assert standing is not None and not standing.stopped
    with pytest.raises(NothingStopped):
        settle(archive, StopOutcome.LIFTED, SUN, long_after)


def test_a_stop_that_nobody_confirms_lapses_by_itself() -> None:
    archive, exhibits = screened_room(GRAVE)
    stopped(archive, exhibits)
    last = NOON + timedelta(hours=CONFIRM_HOURS)
    before = emergency.standing_stop(archive, ROOM, last - timedelta(seconds=1))
    after = emergency.standing_stop(archive, ROOM, last)
    assert before is not None and after is not None and (before.stopped, after.state) == (True, StopState.LAPSED)
    with pytest.raises(NothingStopped, match="无人确认"):
        settle(archive, StopOutcome.CONFIRMED, MA, last)
    # A new occasion may stop it again; who still has the first on the screen does not confirm the second.
    first = stopped(archive, exhibits, at=NOON - timedelta(seconds=1)).exhibit
    again = stopped(archive, exhibits, at=last)
    assert again.exhibit != first
    stale = emergency.Settling(broadcast=ROOM, outcome=StopOutcome.CONFIRMED, reason="已核对", seen=first)
    with pytest.raises(NothingStopped, match="请打开新的一次"):
        emergency.settle_stop(archive, settling=stale, by=MA, at=last)


def test_nobody_confirms_their_own_stop_and_only_the_holders_people_stop() -> None:
    archive, exhibits = screened_room(GRAVE)
    for stranger in (ZHOU, LIN, AN):
        with pytest.raises(NotAllowed):
            stopped(archive, exhibits, by=stranger)
    stopped(archive, exhibits, by=SUN)
    with pytest.raises(NotAllowed, match="另一名负责人"):
        settle(archive, StopOutcome.CONFIRMED, SUN, NOON)
    with pytest.raises(NotAllowed):
        settle(archive, StopOutcome.CONFIRMED, HE, NOON)
    with pytest.raises(ReasonMissing):
        settle(archive, StopOutcome.CONFIRMED, MA, NOON, " ")
    settle(archive, StopOutcome.LIFTED, SUN, NOON, "看错了")


def test_only_what_is_grave_is_an_emergency() -> None:
    archive, exhibits = screened_room(finding(severity=3))
    with pytest.raises(NotUrgent, match="一般程序"):
        stopped(archive, exhibits)
    with pytest.raises(UnknownExhibit):
        stopped(archive, ["none"])


def listed(days: int = 30) -> tuple[MemoryArchive, Decided]:
    """Lin is blacklisted by two people, and told."""
    archive, opened = opened_case(finding(severity=5))
    draft = draft_of(opened, measure="blacklist", days=days, serious_breach=True)
    placed = decide.propose(archive, law(), draft=draft, by=SUN, at=NOON + timedelta(hours=2))
    assert blacklisted(archive, "m-lin", at=NOON + timedelta(hours=3)) is None
    made = decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=NOON + timedelta(hours=3), rules=RULES)
    service = decide.Service(how=ServedHow.ONLINE)
    decide.serve_notice(archive, case=opened.id, service=service, by=SUN, at=NOON + timedelta(hours=4))
    return archive, made


def test_a_blacklisting_ends_on_its_day_though_nobody_removes_it() -> None:
    archive, made = listed()
    first = made.at.astimezone(BEIJING)
    [entry] = measures_against(archive, "m-lin", at=first)
    assert entry == blacklisted(archive, "m-lin", at=first + timedelta(days=29))
    assert entry.until == first.date() + timedelta(days=30)
    assert measures_against(archive, "m-lin", at=first + timedelta(days=30)) == ()
    assert ending_between(archive, entry.until, entry.until) == (entry,)
    assert ending_between(archive, first.date(), first.date()) == ()
    assert measures_against(archive, "p-qiao", at=first) == ()


@pytest.mark.parametrize(
    ("outcome", "changed", "stands"),
    [
        (AppealOutcome.UPHELD, {}, {"blacklist"}),
        (AppealOutcome.CHANGED, {"measure": "limit_traffic", "days": 7}, {"limit_traffic"}),
        (AppealOutcome.REVOKED, {}, set()),
    ],
)
def test_the_appeal_settles_what_stands(outcome: AppealOutcome, changed: dict[str, object], stands: set[str]) -> None:
    archive, made = listed()
    at = NOON + timedelta(days=2)
    appeal.file_appeal(archive, case=made.case, grounds="转述客人的话", by=LIN, at=at)
    assert blacklisted(archive, "m-lin", at=at) is not None
    ruling = AppealRuling(outcome=outcome, reasons="经核", **changed)  # type: ignore[arg-type]
    with pytest.raises(appeal.SamePerson):
        appeal.decide_appeal(archive, case=made.case, ruling=ruling, by=MA, at=at, rules=RULES)
    other = Person(ref="li", name="李主管", organisation=SUN.organisation, role=SUN.role)
    appeal.decide_appeal(archive, case=made.case, ruling=ruling, by=other, at=at, rules=RULES)
    assert {one.measure for one in measures_against(archive, "m-lin", at=at)} == stands


def test_the_same_matter_is_not_put_into_a_second_case() -> None:
    archive, made = listed()
    lead = Lead(
        broadcast=ROOM,
        opened_at=NOON,
        origin=LeadOrigin.COMPLAINT,
        level=LeadLevel.SERIOUS,
        summary="再次投诉",
        by=HE,
    )
    open_case.open_lead(archive, lead)
    parties = opened_record(archive, made.case).record.parties
    draft = open_case.CaseDraft(broadcast=ROOM, parties=parties, findings=made.findings)
    with pytest.raises(open_case.CannotOpenCase, match="同一行为不重复处置"):
        open_case.open_case(archive, draft=draft, by=HE, at=NOON + timedelta(days=1))
