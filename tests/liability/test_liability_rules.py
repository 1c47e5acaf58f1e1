"""The shipped rules: size, names that others rely on, dates, and outcomes a lawyer can check by reading."""

from datetime import date
from functools import cache

import pytest

from gongzhi.law import load_book
from gongzhi.liability import Contradiction, Engine, Matter, load_rules
from gongzhi.liability.examples import run_examples
from gongzhi.liability.rulebook import Kind

NAMES = """存在损害 构成欺诈 商品不符合约定
不符合食品安全标准 食品 关系生命健康 仅标签瑕疵 经营者明知 为生活消费需要 平台自营 平台误导为自营 平台知道或应当知道 平台已采取必要措施
平台已审核资质 平台已尽安全保障义务 平台能提供经营者真实信息 平台作出更有利承诺 运营者为实际销售者 运营者已标明实际销售者
运营者知道或应当知道 运营者公开承诺兜底 主播系商家员工 主播以自己名义推荐证明 主播明知或应知虚假 商家承诺假一赔N 虚假广告
商家违约 引导线下交易 支持七日无理由退货的商品 商家拒绝退货 侵害知识产权 平台接到侵权通知后及时处理 商业诋毁"""
CONTRACT = NAMES.split()
DAY = date(2026, 3, 1)


@cache
def engine() -> Engine:
    return Engine(load_rules(), load_book())


def answer(*, amounts: dict[str, int] | None = None, conduct: date = DAY, trial: date = DAY, **facts: str):
    """The results of a case in which every fact of the contract that is not named is 否."""
    stated = dict.fromkeys(CONTRACT, False) | {name: said == "是" for name, said in facts.items()}
    matter = Matter(name="", conduct=conduct, trial=trial, facts=stated, amounts=amounts or {})
    found = engine().answer(matter)
    return {f"{one['defendant']}/{one['claim']}": one for one in found["results"]}


def test_there_are_enough_rules_and_facts_to_cover_the_civil_matrix():
    rules = engine().rules
    assert len(rules.rules) >= 120 and len(rules.facts) >= 150 and len(rules.invariants) >= 30
    assert {"商家", "运营者", "主播", "平台", "MCN", "生产者"} <= {rule.defendant for rule in rules.rules.values()}


def test_every_fact_of_the_contract_exists_under_its_exact_name():
    assert [name for name in CONTRACT if name not in engine().rules.facts] == []


def test_every_fact_says_who_proves_it_and_asks_a_question():
    facts = [one for one in engine().rules.facts.values() if not one.derived]
    assert [one.name for one in facts if not one.burden or not one.question.endswith("？")] == []


def test_every_rule_stands_in_an_example_on_both_sides_of_its_outcome():
    seen: dict[str, set[str]] = {}
    for example in engine().rules.examples:
        for name, outcome in example.outcomes.items():
            seen.setdefault(name, set()).add(outcome)
    lacking = [
        n for n, r in engine().rules.rules.items() if not {"成立", "不成立"} <= seen.get(n, set()) and not r.caps
    ]
    assert lacking == []


def test_may_is_never_written_as_shall():
    rules = [rule for rule in engine().rules.rules.values() if rule.field == "行政" and rule.kind is Kind.CLAIM]
    may = {rule.number for rule in rules if "可以" in rule.claim}
    assert may == {rule.number for rule in rules if rule.modality == "可以"} and len(may) >= 6


def test_contested_points_stand_side_by_side():
    contested = [rule for rule in engine().rules.rules.values() if len(rule.readings) >= 2]
    assert len(contested) >= 8
    cases = {reading.case for rule in contested for reading in rule.readings}
    assert {"(2019)皖1621民初6389号", "(2020)粤03民终943号", "(2020)黑01民终4637号"} <= cases


def test_a_platform_that_met_every_duty_answers_for_nothing():
    duties = ("平台已采取必要措施", "平台已审核资质", "平台已尽安全保障义务", "平台能提供经营者真实信息")
    met = dict.fromkeys((*duties, "平台接到侵权通知后及时处理"), "是")
    found = answer(存在损害="是", 关系生命健康="是", 食品="是", 平台知道或应当知道="是", 侵害知识产权="是", **met)
    platform = {name: one["outcome"] for name, one in found.items() if name.startswith("平台/")}
    assert len(platform) >= 8 and set(platform.values()) == {"不成立"}


@pytest.mark.parametrize(
    ("facts", "claim", "form"),
    [
        ({"平台自营": "是"}, "平台/销售者责任", "单独"),
        ({"平台误导为自营": "是"}, "平台/销售者责任", "单独"),
        ({"平台知道或应当知道": "是"}, "平台/侵权责任", "连带"),
        ({"食品": "是"}, "平台/食品连带责任", "连带"),
        ({"关系生命健康": "是"}, "平台/相应责任", "相应责任"),
        ({}, "平台/先行赔偿责任", "先赔后追"),
        ({"运营者为实际销售者": "是"}, "运营者/实际销售者责任", "单独"),
        ({}, "运营者/销售者责任", "单独"),
        ({"运营者知道或应当知道": "是"}, "运营者/连带责任", "连带"),
        ({"虚假广告": "是"}, "商家/广告主责任", "单独"),
        ({"虚假广告": "是", "主播系商家员工": "是"}, "商家/员工虚假宣传责任", "单独"),
        ({"引导线下交易": "是"}, "商家/线下交易责任", "单独"),
        ({"虚假广告": "是", "关系生命健康": "是", "主播以自己名义推荐证明": "是"}, "主播/虚假广告连带责任", "连带"),
        (
            {"虚假广告": "是", "主播以自己名义推荐证明": "是", "主播明知或应知虚假": "是"},
            "主播/虚假广告连带责任",
            "连带",
        ),
    ],
)
def test_who_answers_for_damage_and_in_what_form(facts, claim, form):
    found = answer(存在损害="是", **facts)[claim]
    assert (found["outcome"], found["form"]) == ("成立", form) and found["provisions"]


def test_ten_times_and_three_times_are_the_consumers_choice():
    tenfold = {"食品": "是", "不符合食品安全标准": "是", "经营者明知": "是", "为生活消费需要": "是", "构成欺诈": "是"}
    found = answer(amounts={"价款": 19900, "数量": 1}, **tenfold)
    food, fraud = found["商家/食品惩罚性赔偿"], found["商家/欺诈惩罚性赔偿"]
    assert (food["outcome"], fraud["outcome"]) == ("成立", "成立")
    assert (food["amount_fen"]["max"], fraud["amount_fen"]["max"]) == (199000, 59700)
    chosen = [one for one in food["amount_fen"]["elections"] if one["relation"] == "择一"]
    assert chosen and chosen[0]["chooser"] == "消费者"


def test_a_promise_of_ten_times_is_paid_as_promised():
    found = answer(amounts={"价款": 100000, "承诺倍数": 10}, 商家承诺假一赔N="是", 商品不符合约定="是")
    assert found["商家/承诺赔偿"]["amount_fen"]["max"] == 1_000_000
    assert found["商家/退货退款"]["amount_fen"]["max"] == 100_000


def test_a_refused_return_gives_the_price_back():
    found = answer(amounts={"价款": 6800}, 支持七日无理由退货的商品="是", 商家拒绝退货="是")["商家/无理由退货退款"]
    assert (found["outcome"], found["amount_fen"]["min"]) == ("成立", 6800)


@pytest.mark.parametrize(
    ("trial", "outcome"),
    [(date(2022, 3, 14), "不适用"), (date(2022, 3, 15), "成立"), (date(2022, 3, 16), "成立")],
)
def test_the_operator_rule_follows_the_day_of_trial(trial, outcome):
    found = answer(conduct=date(2021, 11, 11), trial=trial, 存在损害="是")
    assert found["运营者/销售者责任"]["outcome"] == outcome


def test_self_operation_and_another_marked_seller_contradict_each_other():
    with pytest.raises(Contradiction, match=r"改|写为否"):
        answer(平台自营="是", 运营者已标明实际销售者="是")


def test_the_golden_cases_and_every_tenth_other_come_out_as_signed():
    examples = engine().rules.examples
    chosen = [one for n, one in enumerate(examples) if "golden" in one.place or n % 10 == 0]
    assert len(chosen) > 150
    assert [str(one) for one in run_examples(engine(), chosen)] == []
