"""A table of leads: every row is entered or refused with its number and the way out, and none is entered twice."""

import pytest

from cast_of_units import MONDAY, SUN, WU, ZHOU, Desk
from gongzhi.cases import DocketEntered, LeadLevel, LeadOrigin, Matter
from gongzhi.flow.docketing import entries_about, load_entry
from gongzhi.flow.entering_many import RowRefused, TableRow, enter_many, read_row
from gongzhi.flow.matters import sealed_records

FULL = {
    "标题": "林家果园直播",
    "反映的事实": "称全国第一",
    "事项": "举报",
    "来源": "抽检",
    "轻重": "紧急",
    "承办单位": "东县局",
    "当事人": "林家果园，乔某、林家果园",
    "涉及的规则": "absolute/first",
    "直播场次编号": "b-1",
    "平台案号": "2026-000001",
}


def table(*cells: dict[str, str]) -> list[TableRow]:
    """Rows from the second line of a sheet on."""
    return [TableRow(number=at, cells=one) for at, one in enumerate(cells, 2)]


def test_a_full_row_says_everything_and_a_bare_one_takes_what_the_template_says() -> None:
    desk = Desk()
    new = read_row(FULL, desk.register, WU)
    assert (new.matter, new.origin, new.level) == (Matter.REPORT, LeadOrigin.SAMPLING, LeadLevel.URGENT)
    assert (new.unit, new.parties, new.broadcast) == ("east", ("林家果园", "乔某"), "b-1")
    bare = read_row({"标题": "一", "反映的事实": "二"}, desk.register, WU)
    assert (bare.unit, bare.matter, bare.origin) == ("east", Matter.BREACH, LeadOrigin.COMPLAINT)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"标题": " "}, "“标题”是空的"),
        ({"标题": "长" * 101}, "超过 100 字"),
        ({"事项": "查水表"}, "请写查处、举报、投诉之一"),
        ({"来源": "听说"}, "监测发现"),
        ({"承办单位": "没有局"}, "请写单位全称"),
        ({"承办单位": "西县局"}, "登记给本单位"),
    ],
)
def test_a_row_that_cannot_be_entered_says_which_cell_and_what_to_do(changes: dict[str, str], said: str) -> None:
    with pytest.raises(RowRefused, match=said):
        read_row(FULL | changes, Desk().register, WU)


def test_good_rows_are_entered_though_others_are_refused() -> None:
    desk = Desk()
    rows = table(FULL, FULL | {"标题": ""}, FULL | {"标题": "另一件", "当事人": "别人"})
    tally = enter_many(desk.archive, desk.register, rows, by=WU, at=MONDAY)
    assert len(tally.entered) == 2 and tally.seen == 3
    [refused] = tally.refused
    assert refused.number == 3 and "请填写" in refused.why
    entered = load_entry(desk.archive, tally.entered[0])
    assert entered.deadline is not None and entered.unit == "east"


def test_the_same_row_is_entered_once_within_a_table_and_when_the_table_comes_again() -> None:
    desk = Desk()
    first = enter_many(desk.archive, desk.register, table(FULL, FULL), by=WU, at=MONDAY)
    assert (len(first.entered), first.known) == (1, 1)
    again = enter_many(desk.archive, desk.register, table(FULL), by=WU, at=MONDAY)
    assert (again.entered, again.known) == ([], 1)
    assert len(list(sealed_records(desk.archive, DocketEntered))) == 1


def test_rows_that_repeat_each_other_are_linked() -> None:
    desk = Desk()
    tally = enter_many(desk.archive, desk.register, table(FULL, FULL | {"标题": "又一次投诉"}), by=WU, at=MONDAY)
    first, second = tally.entered
    assert tally.linked == 1 and load_entry(desk.archive, second).linked == first
    assert entries_about(desk.archive, "b-1") == (first, second)


def test_who_may_not_enter_has_every_row_refused() -> None:
    desk = Desk()
    tally = enter_many(desk.archive, desk.register, table(FULL), by=ZHOU, at=MONDAY)
    assert not tally.entered and len(tally.refused) == 1 and desk.archive.size() == 0
    assert enter_many(desk.archive, desk.register, table(FULL), by=SUN, at=MONDAY).entered
