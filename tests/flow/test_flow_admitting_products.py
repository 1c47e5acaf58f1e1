"""The selection archive: nothing is cleared without its papers, and a risky farm product not by whoever sells it."""

from dataclasses import replace
from datetime import date

import pytest

from cast_of_parties import FARMER, HE, LIN, SUN, ZHOU, Gatehouse
from gongzhi.flow.admitting_asked import NotReady
from gongzhi.flow.admitting_products import (
    AskedOfProduct,
    Offering,
    UnknownProduct,
    act_upon_product,
    lacks_of_product,
    load_product,
    offer,
)
from gongzhi.flow.docketing import Overtaken
from gongzhi.parties import NotAllowed, NotNow, Paper, Person, Product, ProductState, ProductStep, ReasonsMissing, Step

GRADE = Paper(kind="承诺达标合格证", number="QS-YL-260226")
ORIGIN = Paper(kind="产地证明", number="青石产 1")
TEST = Paper(kind="质量检测报告", number="报告 1", valid_until=date(2026, 6, 30))


@pytest.fixture
def gate() -> Gatehouse:
    return Gatehouse()


def offered(gate: Gatehouse, title: str = "脐橙", by: Person = LIN, **changes: object) -> str:
    seller = gate.apply(FARMER).number
    gate.act(seller, Step.ADMIT)
    new = Offering(title=title, sort="食用农产品", holder="P", applicant="lin", seller=seller, papers=(GRADE,))
    return offer(gate.archive, gate.gate, new=replace(new, **changes), by=by, at=gate.tick()).number  # type: ignore[arg-type]


def act(gate: Gatehouse, number: str, step: ProductStep, by: Person = LIN, **asked: object) -> Product:
    seen = load_product(gate.archive, number).version
    given = AskedOfProduct(step=step, **{"seen": seen, "reason": "已核对原件", **asked})  # type: ignore[arg-type]
    return act_upon_product(gate.archive, gate.gate, number=number, asked=given, by=by, at=gate.tick())


def test_the_room_checks_what_it_sells(gate: Gatehouse) -> None:
    number = offered(gate)
    assert act(gate, number, ProductStep.CLEAR).state is ProductState.CLEARED


def test_a_risky_farm_product_needs_origin_and_test_and_a_second_pair_of_eyes(gate: Gatehouse) -> None:
    number = offered(gate, "云岭豇豆 5 斤")
    assert load_product(gate.archive, number).offered.sort == "高风险农产品"
    with pytest.raises(NotAllowed, match="平台审核员"):
        act(gate, number, ProductStep.CLEAR)
    with pytest.raises(NotReady) as lacking:
        act(gate, number, ProductStep.CLEAR, SUN)
    assert "产地证明" in str(lacking.value) and "质量检测报告" in str(lacking.value)
    act(gate, number, ProductStep.ADD_PAPERS, papers=(ORIGIN, TEST))
    assert act(gate, number, ProductStep.CLEAR, SUN).state is ProductState.CLEARED
    now = load_product(gate.archive, number)
    late = lacks_of_product(now, gate.gate.admission, date(2026, 7, 1))
    assert [one.chinese for one in late] == ["质量检测报告已于 2026-06-30 到期（平台规则约定）"]


def test_new_papers_must_be_looked_at_again(gate: Gatehouse) -> None:
    number = offered(gate)
    act(gate, number, ProductStep.CLEAR)
    cleared = gate.now
    assert act(gate, number, ProductStep.ADD_PAPERS, papers=(ORIGIN,)).state is ProductState.OFFERED
    now = load_product(gate.archive, number)
    assert now.cleared_on(cleared) and not now.cleared_on(gate.now)


def test_nobody_clears_what_an_unverified_seller_sells(gate: Gatehouse) -> None:
    number = offered(gate)
    gate.act(load_product(gate.archive, number).offered.seller, Step.SUSPEND, HE, reason="失联")
    with pytest.raises(NotReady, match="已暂停"):
        act(gate, number, ProductStep.CLEAR)


def test_a_stranger_offers_and_clears_nothing_and_two_do_not_meet(gate: Gatehouse) -> None:
    number = offered(gate)
    with pytest.raises(NotAllowed):
        act(gate, number, ProductStep.CLEAR, ZHOU)
    with pytest.raises(NotAllowed):
        offered(Gatehouse(), by=ZHOU)
    with pytest.raises(ReasonsMissing, match="核对了什么"):
        act(gate, number, ProductStep.CLEAR, reason=" ")
    act(gate, number, ProductStep.RETURN, SUN, seen=1)
    with pytest.raises(Overtaken):
        act(gate, number, ProductStep.CLEAR, SUN, seen=1)
    with pytest.raises(NotNow, match="补充证明"):
        act(gate, number, ProductStep.CLEAR)
    with pytest.raises(UnknownProduct):
        load_product(gate.archive, "XP")
