"""Merged and split entries keep their history, and nobody gains days by splitting."""

import pytest

from cast_of_units import DENG, GAO, WU, Desk
from gongzhi.cases import Act, DocketEntered, DocketState, ImpossibleStep, LeadOutcome, ReasonMissing
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.joining import Merger, Part, Splitting, history_of, merge, split
from gongzhi.parties import NotAllowed, Person
from gongzhi.values import decode_record, encode_record

TWO = (Part(title="乔的部分", summary="主播自己加的话", parties=("乔",)),)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def joined(desk: Desk, number: str, into: str, by: Person = GAO, **changes: object):
    versions = {
        "seen": load_entry(desk.archive, number).version,
        "seen_into": load_entry(desk.archive, into).version,
        "reason": "同一违法行为",
    }
    merger = Merger(number=number, into=into, **(versions | changes))  # type: ignore[arg-type]
    return merge(desk.archive, merger=merger, by=by, at=desk.tick())


def parted(desk: Desk, number: str, parts: tuple[Part, ...] = TWO, by: Person = GAO, reason: str = "当事人不同"):
    splitting = Splitting(number=number, parts=parts, seen=load_entry(desk.archive, number).version, reason=reason)
    return split(desk.archive, splitting=splitting, by=by, at=desk.tick())


def test_a_merged_entry_ends_and_its_history_is_read_in_the_other(desk: Desk) -> None:
    gone, kept = desk.assigned(broadcast=None), desk.assigned(broadcast=None)
    joined(desk, gone, kept)
    ended = load_entry(desk.archive, gone)
    assert (ended.state, ended.outcome, ended.acts[-1].numbers) == (DocketState.ENDED, LeadOutcome.MERGED, (kept,))
    told = history_of(desk.archive, kept)
    assert {one.number for one in told} == {gone, kept}
    assert [one.what for one in told][-2:] == ["并入其他案源", "收并案源"]
    assert [one.at for one in told] == sorted(one.at for one in told)


def test_a_merger_needs_two_entries_of_one_unit_both_as_they_were_seen(desk: Desk) -> None:
    one, two, away = desk.assigned(broadcast=None), desk.assigned(broadcast=None), desk.enter(WU, unit="east").number
    with pytest.raises(NotAllowed):
        joined(desk, one, away)
    with pytest.raises(NotThere, match="自身"):
        joined(desk, one, one)
    with pytest.raises(Overtaken):
        joined(desk, one, two, seen_into=1)
    with pytest.raises(ReasonMissing):
        joined(desk, one, two, reason=" ")
    assert load_entry(desk.archive, one).state is DocketState.VERIFYING


def test_a_part_has_its_own_life_with_the_history_before_it(desk: Desk) -> None:
    number = desk.assigned(parties=("林家果园", "乔"))
    [part] = parted(desk, number)
    desk.act(number, Act.END, GAO, outcome=LeadOutcome.NO_CASE)
    now = load_entry(desk.archive, part.number)
    assert (now.state, now.entered.parties, now.entered.split_from) == (DocketState.RECEIVED, ("乔",), number)
    told = history_of(desk.archive, part.number)
    assert [one.what for one in told] == ["登记", "指派", "拆分", "拆分登记"]
    assert [one.what for one in history_of(desk.archive, number)][-1] == "办结"


def test_splitting_gives_no_new_days_even_after_a_pause(desk: Desk) -> None:
    number = desk.assigned(parties=("林家果园", "乔"))
    desk.act(number, Act.EXTEND, DENG)
    due = load_entry(desk.archive, number).deadline
    desk.tick(days=5)
    [part] = parted(desk, number)
    desk.act(part.number, Act.SUSPEND, GAO, ground="检测、检验、检疫、鉴定")
    again = desk.act(part.number, Act.RESUME, GAO)
    assert due is not None and again.deadline is not None
    assert (again.deadline.due, again.extended) == (due.due, True)


def test_a_part_of_an_opened_case_is_an_opened_case(desk: Desk) -> None:
    number = desk.assigned(parties=("林家果园", "乔"))
    desk.act(number, Act.FILE, GAO)
    [part] = parted(desk, number)
    assert desk.act(part.number, Act.ASSIGN, GAO, assignee=GAO).state is DocketState.FILED


def test_a_split_takes_out_only_what_is_there_and_says_why(desk: Desk) -> None:
    number = desk.assigned()
    with pytest.raises(NotThere, match="不是案源"):
        parted(desk, number)
    with pytest.raises(NotThere, match="不在案源"):
        parted(desk, number, (Part(title="一", summary="二", findings=("x",)),))
    with pytest.raises(NotThere, match="至少"):
        parted(desk, number, ())
    with pytest.raises(ReasonMissing):
        parted(desk, number, (Part(title="一", summary="二"),), reason="")
    desk.act(number, Act.SUSPEND, GAO, ground="检测、检验、检疫、鉴定")
    with pytest.raises(ImpossibleStep, match="先恢复计时"):
        parted(desk, number, (Part(title="一", summary="二"),))


def test_goods_go_with_the_part_that_names_them_and_foreign_goods_are_refused(desk: Desk) -> None:
    number = desk.assigned(goods=("脐橙", "蜜饯"))
    [part] = parted(desk, number, (Part(title="蜜饯的部分", summary="另一种商品", goods=("蜜饯",)),))
    assert load_entry(desk.archive, part.number).entered.goods == ("蜜饯",)
    [rest] = parted(desk, number, (Part(title="没有选商品", summary="沿用全部"),))
    assert rest.goods == ("脐橙", "蜜饯")
    with pytest.raises(NotThere, match="茶叶不是"):
        parted(desk, number, (Part(title="错", summary="错", goods=("茶叶",)),))


def test_where_nobody_named_goods_a_part_may_name_them_for_the_first_time(desk: Desk) -> None:
    [part] = parted(desk, desk.assigned(), (Part(title="茶叶的部分", summary="卡片上的另一种", goods=("茶叶",)),))
    assert load_entry(desk.archive, part.number).entered.goods == ("茶叶",)


def test_an_entry_sealed_before_goods_were_named_reads_back_to_the_byte(desk: Desk) -> None:
    entered = load_entry(desk.archive, desk.enter().number).entered
    assert b"goods" not in encode_record(entered) and decode_record(DocketEntered, encode_record(entered)) == entered
