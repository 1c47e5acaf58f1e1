"""A recall: no buyer's name in it, what was said to whom when, and a report whose numbers add up."""

import pytest

from cast_of_campaigns import Market
from cast_of_units import DENG, GAO, SUN, WU, ZHOU
from gongzhi.cases import AffectedOrder, ImpossibleStep, OrderState, PaperKind, ReasonMissing, Recall, RecallAct
from gongzhi.flow.docketing import NotThere, Overtaken, UnknownEntry
from gongzhi.flow.guiding import papers_about
from gongzhi.flow.guiding_papers import NoBasis
from gongzhi.flow.recalling import (
    CHUNK,
    RecallWanted,
    UnknownRecall,
    act_in_recall,
    complete,
    load_recall,
    mask_contact,
    mask_order,
    order_ref,
)
from gongzhi.parties import NotAllowed, Person

KEY = b"k" * 32


@pytest.fixture
def market() -> Market:
    return Market()


def order(number: int, recall: str = "ZH") -> AffectedOrder:
    real = f"4412300{number:06d}"
    ref = order_ref(recall, real, KEY)
    return AffectedOrder(
        ref=ref, shown=mask_order(real), quantity=2, paid_fen=1990, contact=mask_contact("13812345678")
    )


def do(market: Market, number: str, act: RecallAct, by: Person = SUN, **changes: object) -> Recall:
    given = {"seen": load_recall(market.archive, number).version, "said": "按召回方案办理"} | changes
    wanted = RecallWanted(act=act, **given)  # type: ignore[arg-type]
    if act is RecallAct.COMPLETE:
        return complete(market.archive, market.papers, number=number, wanted=wanted, by=by, at=market.tick())
    return act_in_recall(market.archive, number=number, wanted=wanted, by=by, at=market.tick())


def test_opening_issues_the_notice_on_verified_law_to_the_platform(market: Market) -> None:
    number = market.recall()
    [notice] = papers_about(market.archive, number)
    assert (notice.issued.kind, notice.issued.to, notice.issued.addressee) == (PaperKind.RECALL_NOTICE, "P", "平台P")
    sealed = next(market.archive.placed(kind="paper", subject=notice.issued.id))
    assert "第六十三条" in market.archive.read(sealed).decode()
    alone = market.recall(platform=None)
    assert papers_about(market.archive, alone)[0].issued.addressee == "林家果园"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"basis": ()}, NoBasis),
        ({"basis": ("消费品召回管理暂行规定/1",)}, NoBasis),
        ({"defect": " "}, ReasonMissing),
        ({"entry": "XS2026-999999"}, UnknownEntry),
        ({"by": SUN}, NotAllowed),
    ],
)
def test_a_recall_without_its_grounds_is_refused_and_nothing_is_sealed(
    market: Market, changes: dict[str, object], why: type[Exception]
) -> None:
    with pytest.raises(why):
        market.recall(**changes)  # type: ignore[arg-type]
    assert market.archive.size() == 0


def test_orders_are_pseudonyms_of_one_recall_and_masked() -> None:
    assert order_ref("ZH1", "4412300000001", KEY) != order_ref("ZH2", "4412300000001", KEY)
    assert order_ref("ZH1", "4412300000001", KEY) != order_ref("ZH1", "4412300000001", b"x" * 32)
    assert (mask_order("4412300000001"), mask_order("12")) == ("…0001", "…")
    assert mask_contact("138-1234-5678") == "138****5678"
    assert (mask_contact("王小明"), mask_contact("+8613812345678"), mask_contact("")) == ("王**", "138****5678", "")


def test_orders_come_in_once_and_many_in_parts(market: Market) -> None:
    number = market.recall()
    many = tuple(order(n) for n in range(CHUNK + 3))
    after = do(market, number, RecallAct.IMPORT, orders=(*many, many[0]))
    assert len(after.orders) == CHUNK + 3 and after.version == 3
    assert after.counts[OrderState.UNTOLD] == CHUNK + 3
    with pytest.raises(NotThere, match="没有新的订单"):
        do(market, number, RecallAct.IMPORT, orders=many[:5])
    assert len(do(market, number, RecallAct.IMPORT, orders=(*many[:5], order(9999))).orders) == CHUNK + 4


def test_who_was_told_what_and_when_and_what_came_of_it(market: Market) -> None:
    number = market.recall()
    one, two, three = (order(n) for n in range(3))
    do(market, number, RecallAct.IMPORT, orders=(one, two, three))
    told = do(market, number, RecallAct.TELL, refs=(one.ref, two.ref), channel="短信", said="请停止食用，可全额退款")
    assert (told.acts[-1].channel, told.acts[-1].said, told.acts[-1].refs) == (
        "短信",
        "请停止食用，可全额退款",
        (one.ref, two.ref),
    )
    do(market, number, RecallAct.MARK, refs=(one.ref,), result=OrderState.RETURNED)
    do(market, number, RecallAct.MARK, refs=(two.ref,), result=OrderState.UNREACHED)
    again = do(market, number, RecallAct.TELL, refs=(one.ref, two.ref), channel="电话")
    assert [again.states[ref] for ref in (one.ref, two.ref, three.ref)] == [
        OrderState.RETURNED,
        OrderState.TOLD,
        OrderState.UNTOLD,
    ]
    assert set(again.open_orders) == {two.ref, three.ref} and again.units_back == (2, 6)


@pytest.mark.parametrize(
    ("act", "changes", "said"),
    [
        (RecallAct.TELL, {"refs": ()}, "没有选中"),
        (RecallAct.TELL, {"refs": ("unknown",), "channel": "短信"}, "不在本次召回"),
        (RecallAct.TELL, {"channel": " "}, "写明方式"),
        (RecallAct.MARK, {"result": None}, "登记结果必须"),
        (RecallAct.MARK, {"result": OrderState.TOLD}, "登记结果必须"),
    ],
)
def test_a_step_that_names_nobody_or_nothing_is_refused(
    market: Market, act: RecallAct, changes: dict[str, object], said: str
) -> None:
    number = market.recall()
    do(market, number, RecallAct.IMPORT, orders=(order(1),))
    with pytest.raises(NotThere, match=said):
        do(market, number, act, **({"refs": (order(1).ref,)} | changes))


def test_only_its_unit_and_its_platform_act_and_only_its_unit_completes(market: Market) -> None:
    number = market.recall()
    for by in (WU, ZHOU):
        with pytest.raises(NotAllowed):
            do(market, number, RecallAct.IMPORT, by, orders=(order(1),))
    do(market, number, RecallAct.IMPORT, orders=(order(1),))
    with pytest.raises(NotAllowed):
        do(market, number, RecallAct.COMPLETE, SUN)
    with pytest.raises(NotThere, match="总结报告"):
        wanted = RecallWanted(act=RecallAct.COMPLETE, seen=2, said="完")
        act_in_recall(market.archive, number=number, wanted=wanted, by=GAO, at=market.now)


def test_completion_needs_a_reason_seals_its_report_and_is_the_end(market: Market) -> None:
    number = market.recall()
    with pytest.raises(ImpossibleStep, match="先导入订单"):
        do(market, number, RecallAct.TELL, refs=("x",), channel="短信")
    do(market, number, RecallAct.IMPORT, orders=(order(1), order(2)))
    with pytest.raises(Overtaken, match="导入订单"):
        do(market, number, RecallAct.COMPLETE, GAO, seen=1)
    with pytest.raises(ReasonMissing):
        do(market, number, RecallAct.COMPLETE, GAO, said=" ")
    assert do(market, number, RecallAct.COMPLETE, DENG, said="两笔买家经三次联系未回应").completed
    report = papers_about(market.archive, number)[-1].issued
    assert (report.kind, report.number) == (PaperKind.RECALL_REPORT, "南江市局召报〔2026〕1号")
    with pytest.raises(ImpossibleStep, match="已完成"):
        do(market, number, RecallAct.MARK, refs=(order(1).ref,), result=OrderState.RETURNED)
    with pytest.raises(UnknownRecall):
        load_recall(market.archive, "ZH2026-999999")
