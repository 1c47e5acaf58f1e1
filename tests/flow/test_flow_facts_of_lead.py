"""An inquiry opened from the register: what was entered is a hint, what the broadcast shows is filled in, each with its source."""

from datetime import date, timedelta

import pytest

from cast_of_cases import NOON
from cast_of_units import Desk
from gongzhi.broadcasts import (
    Broadcast,
    Listing,
    Promise,
    PromiseKind,
    Signal,
    SignalBatch,
    SignalKind,
    TimeSource,
)
from gongzhi.cases import LeadOrigin, Matter
from gongzhi.flow.analyse import FactAnswer, with_amounts
from gongzhi.flow.docketing import UnknownEntry
from gongzhi.flow.facts_of_lead import inquiry_of_lead
from gongzhi.flow.matters import item_of
from gongzhi.liability import RuleSet, load_rules
from gongzhi.values import decode_record, encode_record

ROOM = "b-lin-0301"
ABOUT = Broadcast(
    id=ROOM,
    platform="P",
    room="林家果园",
    operator="lin",
    merchant="lin",
    category="食品",
    started_at=NOON - timedelta(days=1),
)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def card(sequence: int, product: str, fen: int) -> Signal:
    return Signal(
        broadcast=ROOM, sequence=sequence, kind=SignalKind.LISTING, at=NOON, at_source=TimeSource.MESSAGE,
        listing=Listing(product=product, title=f"{product}的卡", price_fen=fen),
    )  # fmt: skip


def lead(rules: RuleSet, *cards: Signal, about: Broadcast | None = ABOUT, **changes: object):
    desk = Desk()
    if about:
        batch = SignalBatch(broadcast=ROOM, number=0, first=0, opened_at=NOON, signals=cards)
        promise = Promise(
            broadcast=ROOM, signal=f"{ROOM}-0", kind=PromiseKind.COMPENSATION, start=0, end=4, quote="假一赔十",
            said_at=NOON, terms={"倍数": "10"},
        )  # fmt: skip
        desk.archive.append([item_of(one, ROOM, NOON) for one in (about, batch, promise)])
    given = {"matter": Matter.COMPLAINT, "origin": LeadOrigin.COMPLAINT, "summary": "买到的燕窝是假的"} | changes
    number = desk.enter(**given).number
    return inquiry_of_lead(desk.archive, rules, number), number, desk.archive


def test_what_the_broadcast_shows_is_filled_in_with_the_exhibit_that_shows_it(rules) -> None:
    inquiry, number, archive = lead(rules, card(0, "p1", 19900))
    answers = {one.fact: one for one in inquiry.answers}
    assert inquiry.facts["食品"] is True and inquiry.facts["商家承诺假一赔N"] is True
    assert archive.find(answers["食品"].exhibits[0]).kind == "Broadcast" and "食品" in answers["食品"].source
    assert (inquiry.lead, inquiry.case, inquiry.conduct) == (number, "", date(2026, 3, 1))


def test_what_a_complaint_says_is_a_hint_and_living_use_is_to_be_asked(rules) -> None:
    inquiry, number, archive = lead(rules)
    hints = {one.fact: one for one in inquiry.hints}
    assert "存在损害" not in inquiry.facts and "为生活消费需要" not in inquiry.facts
    assert hints["存在损害"].answer is FactAnswer.YES and "买到的燕窝是假的" in hints["存在损害"].source
    assert hints["为生活消费需要"].answer is FactAnswer.UNKNOWN and "请问投诉人" in hints["为生活消费需要"].source
    placed = archive.find(hints["存在损害"].exhibits[0])
    assert (placed.kind, placed.subject) == ("DocketEntered", number)


def test_a_breach_entered_without_a_complaint_says_nothing_of_harm(rules) -> None:
    inquiry, _, _ = lead(rules, matter=Matter.BREACH, origin=LeadOrigin.MONITORING)
    assert not {"存在损害", "为生活消费需要"} & {one.fact for one in inquiry.hints}


def test_the_price_is_filled_in_when_one_product_had_one_price_and_says_which_card(rules) -> None:
    inquiry, _, _ = lead(rules, card(0, "p1", 19900), card(1, "p1", 19900))
    assert inquiry.amounts == {"承诺倍数": 10, "价款": 19900}
    assert "p1的卡" in inquiry.amount_sources["价款"] and "假一赔十" in inquiry.amount_sources["承诺倍数"]
    for second in (card(1, "p2", 5900), card(1, "p1", 9900)):
        assert "价款" not in lead(rules, card(0, "p1", 19900), second)[0].amounts


def test_an_amount_that_a_person_changes_no_longer_comes_from_the_record(rules) -> None:
    inquiry, _, _ = lead(rules, card(0, "p1", 19900))
    changed = with_amounts(inquiry, {**inquiry.amounts, "价款": 18900, "损失": 100})
    assert set(changed.amount_sources) == {"承诺倍数"}
    assert with_amounts(changed, {}).amount_sources is None


def test_a_lead_without_a_broadcast_shows_what_was_entered_only(rules) -> None:
    inquiry, _, _ = lead(rules, about=None, broadcast=None)
    assert inquiry.answers == () and inquiry.amounts == {} and inquiry.amount_sources is None
    assert {one.fact for one in inquiry.hints} == {"存在损害", "为生活消费需要"}


def test_the_inquiry_is_a_record_and_one_from_before_leads_still_reads(rules) -> None:
    inquiry, _, _ = lead(rules, card(0, "p1", 19900))
    assert decode_record(type(inquiry), encode_record(inquiry)) == inquiry
    plain = encode_record(with_amounts(type(inquiry)(title="旧", conduct=date(2026, 3, 1)), {}))
    assert b"lead" not in plain and b"amount_sources" not in plain


def test_an_unknown_number_is_refused(rules) -> None:
    with pytest.raises(UnknownEntry, match="没有编号为"):
        inquiry_of_lead(Desk().archive, rules, "XS2026-000404")
