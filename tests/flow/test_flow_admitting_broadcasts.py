"""Who took part in a broadcast: a presenter not verified or not trained, a paper out of date, are shown to a person."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cast_of_parties import FOOD, HE, LICENCE, LIN, PRESENTER, QIAO_MCN, SHOP, SUN, ZHOU, Gatehouse
from gongzhi.broadcasts import Broadcast
from gongzhi.flow.admitting_asked import NotReady
from gongzhi.flow.admitting_broadcasts import Engaging, engage, engagement_of, warnings_of
from gongzhi.parties import LegalRole, NobodyEngaged, NotAllowed, Part, Presenting, Step

BEGAN = datetime.fromisoformat("2026-03-03T20:00:00+08:00")


class Room(Gatehouse):
    """A verified shop and presenter Qiao, with a broadcast on Tuesday evening."""

    def __init__(self, *, train: bool = True, admit: bool = True, until: date | None = None) -> None:
        super().__init__()
        food = replace(FOOD, valid_until=until or FOOD.valid_until)
        self.shop = self.admitted(replace(SHOP, role=LegalRole.OPERATOR, papers=(LICENCE, food)))
        self.qiao = self.apply(PRESENTER, QIAO_MCN).number
        if admit:
            self.act(self.qiao, Step.ADMIT)
        if train:
            self.act(self.qiao, Step.TRAIN, day=date(2026, 3, 1), course="直播电商办法学习")

    def report(self, **changes: object) -> None:
        """Report who takes part."""
        new = Engaging(
            holder="P",
            applicant="lin",
            room="lin-orchard",
            planned_at=BEGAN,
            operator=self.shop,
            presenters=(Presenting(dossier=self.qiao, part=Part.LEAD),),
            sellers=(self.shop,),
        )
        by = changes.pop("by", LIN)
        at = changes.pop("at", self.tick())
        engage(self.archive, self.gate, new=replace(new, **changes), by=by, at=at)  # type: ignore[arg-type]

    def warned(self, **changes: object) -> list[str]:
        """What a person is shown."""
        about = Broadcast(
            id="b-1", platform="P", room="lin-orchard", operator="lin", presenters=("主播乔",), started_at=BEGAN
        )
        found = warnings_of(self.archive, self.gate, replace(about, **changes))  # type: ignore[arg-type]
        assert all(one.basis and one.who for one in found)
        return [one.what for one in found]


def test_a_broadcast_in_order_is_shown_without_a_word() -> None:
    room = Room()
    room.report()
    assert room.warned() == []


def test_what_nobody_reported_is_said_and_the_parties_are_looked_up_by_their_names() -> None:
    room = Room(train=False)
    assert room.warned() == ["开播前没有报送本场人员", "开播前没有培训记录"]
    strange = room.warned(operator="周记", presenters=("路人",))
    assert strange[1:] == ["主体没有建档", "直播营销人员没有建档"]


def test_a_report_after_the_beginning_is_no_report_before_it() -> None:
    room = Room()
    room.report(at=BEGAN + timedelta(hours=1))
    assert room.warned() == ["本场人员是开播以后才报送的"]


def test_a_presenter_who_is_not_verified_and_not_trained_is_shown() -> None:
    room = Room(train=False, admit=False)
    room.report()
    assert room.warned() == ["开播时档案没有核验通过", "开播前没有培训记录"]
    room.now = BEGAN + timedelta(hours=2)
    room.act(room.qiao, Step.ADMIT, SUN)
    room.act(room.qiao, Step.TRAIN, day=date(2026, 3, 3), course="补课")
    assert room.warned() == ["开播时档案没有核验通过", "培训记录是开播以后补登的"]


def test_a_paper_that_ended_on_the_day_before_is_shown_with_its_basis() -> None:
    room = Room(until=date(2026, 3, 2))
    room.report()
    assert room.warned() == ["食品经营许可证已于 2026-03-02 到期"]


def test_who_appears_without_being_reported_is_shown() -> None:
    room = Room()
    room.report()
    assert room.warned(presenters=("主播乔", "路人")) == ["出镜但不在报送的名单里"]


def test_a_training_of_more_than_a_year_ago_is_shown() -> None:
    room = Room()
    later = BEGAN + timedelta(days=400)
    room.report(planned_at=later)
    assert room.warned(started_at=later) == ["最近一次培训在 2026-03-01，已满一年"]


def test_a_report_belongs_to_its_room_and_hour() -> None:
    room = Room()
    room.report(planned_at=BEGAN - timedelta(hours=7))
    about = Broadcast(id="b-1", platform="P", room="lin-orchard", started_at=BEGAN)
    assert engagement_of(room.archive, about) is None
    assert room.warned(started_at=None) == []


def test_a_stranger_reports_nothing_and_wrong_roles_are_refused() -> None:
    room = Room()
    with pytest.raises(NotAllowed):
        room.report(by=ZHOU)
    with pytest.raises(NotReady, match="不是本平台的直播营销人员"):
        room.report(presenters=(Presenting(dossier=room.shop, part=Part.LEAD),))
    with pytest.raises(NobodyEngaged, match="至少选一位"):
        room.report(presenters=())
    room.act(room.shop, Step.SUSPEND, HE, reason="失联")
    room.report()
    assert room.warned() == ["开播时档案没有核验通过"]
