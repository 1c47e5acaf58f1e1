"""The burden sheet says who proves what, on what basis, what turns with it, and which exhibit shows it already."""

from functools import cache

import pytest
from cast_of_liability import book

from gongzhi.liability import Burden, BurdenSheet, Engine, Issues, burden_sheet, load_issues, load_rules, read_matter

CASE = "事实日: 2026-03-01\n审理日: 2026-06-01\n"
FOOD = "事实: {存在损害: 是, 食品: 是, 不符合食品安全标准: 是}\n"


@cache
def engine() -> Engine:
    return Engine(load_rules(), book())


@cache
def issues() -> Issues:
    return load_issues(engine().rules)


def sheet(text: str, *raised: str) -> BurdenSheet:
    matter = read_matter(CASE + text, "案.yaml", engine().rules)
    return burden_sheet(engine(), matter, issues(), parties=("商家", "平台"), raised=raised)


def line(found: BurdenSheet, fact: str) -> Burden:
    return next(one for lines in found.sides.values() for one in lines if one.fact == fact)


def test_each_fact_stands_with_the_side_that_bears_it():
    for side, lines in sheet(FOOD).sides.items():
        assert lines and {engine().rules.facts[one.fact].burden for one in lines} == {side}


def test_an_unproved_duty_of_the_platform_falls_on_the_platform():
    one = line(sheet(FOOD), "平台能提供经营者真实信息")
    assert (one.bearer, one.said, one.taken) == ("平台", None, False)
    assert one.how == "未证明，由平台举证，按否处理" and one.turns == {"平台/先行赔偿责任": True}
    assert [basis.id for basis in one.basis] == ["消费者权益保护法/44.1"]


def test_what_the_sheet_says_turns_with_a_fact_turns_in_the_decision():
    facts = {"存在损害": True, "食品": True, "不符合食品安全标准": True}
    screening_rules = engine().applicable(read_matter(CASE + FOOD, "案.yaml", engine().rules)).numbers
    screening, judging = engine().screening(screening_rules), engine().adjudication(screening_rules)
    for lines in sheet(FOOD).sides.values():
        for one in lines:
            other = screening.planes({**facts, one.fact: not one.taken})
            settled = judging.settle(screening.admit(other)[0])
            assert {name: not now for name, now in one.turns.items()} == {name: settled[name] for name in one.turns}


def test_a_sealed_admission_record_meets_the_duty_to_check_credentials():
    found = sheet(FOOD + "证据:\n- {号: EX1, 名: 准入记录}\n")
    one = line(found, "平台已审核资质")
    assert (one.said, one.taken, one.turns) == (True, True, {"平台/食品连带责任": False})
    (shown,) = one.shown
    assert (shown.exhibit, shown.kind, shown.so) == ("EX1", "准入记录", True) and "交易之前" in shown.needs


def test_a_fact_that_only_counts_together_with_others_is_listed_too():
    one = line(sheet(FOOD), "平台已尽安全保障义务")
    assert one.turns == {} and one.also == ("平台/相应责任",)


def test_issues_nobody_raised_are_left_out_and_named():
    quiet = sheet(FOOD)
    assert "预付款" in quiet.resting
    with pytest.raises(StopIteration):
        line(quiet, "收款后停业")
    raised = sheet(FOOD, "预付款")
    assert "预付款" not in raised.resting and line(raised, "收款后停业").also == ("商家/预付惩罚性赔偿",)


def test_what_turns_a_result_alone_comes_first():
    for lines in sheet(FOOD).sides.values():
        weights = [(len(one.turns), len(one.also)) for one in lines]
        assert weights == sorted(weights, reverse=True)


def test_a_presumption_is_named_as_the_reason():
    one = line(sheet("事实: {耐用商品: 是, 六个月内发现瑕疵: 是}\n"), "商品不符合约定")
    assert one.taken and one.how == "依 T01 推定为是"
    assert "人作出决定" in sheet(FOOD).notice
