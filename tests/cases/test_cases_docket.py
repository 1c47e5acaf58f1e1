"""The states of an entry of the register: every state offers what may come next, and an act out of order is refused."""

from dataclasses import replace

import pytest

from cast_of_units import GAO, MONDAY
from gongzhi.cases import (
    Act,
    DocketActed,
    DocketEntered,
    DocketState,
    ImpossibleStep,
    LeadLevel,
    LeadOrigin,
    Matter,
    ReasonMissing,
    fold_docket,
)
from gongzhi.values import decode_record, encode_record

ENTERED = DocketEntered(
    number="XS2026-000001",
    title="林家果园直播",
    summary="直播中称“全国第一甜”。",
    matter=Matter.BREACH,
    origin=LeadOrigin.CAMPAIGN,
    level=LeadLevel.SERIOUS,
    unit="city",
    by=GAO,
    at=MONDAY,
)


def acted(version: int, act: Act, **changes: object) -> DocketActed:
    given = {"number": ENTERED.number, "version": version, "act": act, "by": GAO, "at": MONDAY, "reason": "按程序"}
    return DocketActed(**(given | changes))  # type: ignore[arg-type]


def test_records_print_back_identically() -> None:
    for record in (ENTERED, acted(2, Act.ASSIGN, assignee=GAO)):
        data = encode_record(record)
        assert encode_record(decode_record(type(record), data)) == data


def test_an_entry_starts_where_it_was_entered_and_offers_what_comes_next() -> None:
    now = fold_docket(ENTERED, ())
    assert (now.state.chinese, now.unit, now.path) == ("待指派", "city", ("city",))
    assert Act.ASSIGN in now.may_follow and Act.END not in now.may_follow and Act.RETURN not in now.may_follow


def test_every_state_but_the_last_offers_a_way_on() -> None:
    ways = {
        DocketState.RECEIVED: [],
        DocketState.VERIFYING: [acted(2, Act.ASSIGN, assignee=GAO)],
        DocketState.FILED: [acted(2, Act.ASSIGN, assignee=GAO), acted(3, Act.FILE)],
        DocketState.REPORTED: [
            acted(2, Act.HAND_DOWN, unit="east"),
            acted(3, Act.ASSIGN, assignee=GAO),
            acted(4, Act.REPORT, unit="city"),
        ],
        DocketState.ENDED: [acted(2, Act.ASSIGN, assignee=GAO), acted(3, Act.END)],
    }
    for state, acts in ways.items():
        now = fold_docket(ENTERED, acts)
        assert now.state is state
        assert bool(now.may_follow) == (state is not DocketState.ENDED)


def test_an_act_out_of_order_says_what_to_do_instead() -> None:
    with pytest.raises(ImpossibleStep, match=r"待指派.*指派"):
        fold_docket(ENTERED, [acted(2, Act.FILE)])


def test_a_missing_act_is_noticed() -> None:
    with pytest.raises(ImpossibleStep, match="不连续"):
        fold_docket(ENTERED, [acted(3, Act.ASSIGN, assignee=GAO)])


def test_every_act_has_a_name_and_needs_a_reason_unless_it_moves_nothing() -> None:
    assert all(act.chinese for act in Act)
    for act in set(Act) - {Act.TAKE, Act.RELEASE, Act.ASSIGN}:
        with pytest.raises(ReasonMissing, match=act.chinese):
            acted(2, act, reason=" ")
    assert replace(acted(2, Act.TAKE), reason="").reason == ""


def test_days_left_are_negative_when_it_is_over() -> None:
    from gongzhi.cases import Deadline

    due = Deadline(what="核查", due=MONDAY.date(), basis="市场监督管理行政处罚程序规定/18.1")
    now = fold_docket(replace(ENTERED, deadline=due), ())
    assert now.days_left(MONDAY.date().replace(day=5)) == -3
    assert fold_docket(ENTERED, ()).days_left(MONDAY.date()) is None
