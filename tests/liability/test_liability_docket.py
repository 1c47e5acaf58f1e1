"""Of many cases at once: what holds, why and for how much is what the engine answers of each case alone."""

import random
from datetime import date
from functools import cache
from typing import Any

import pytest
from cast_of_liability import book

from gongzhi.liability import Contradiction, Docket, Engine, Held, Matter, NotAFormula, load_rules, sums_of

DAYS = {"conduct": date(2026, 3, 1), "trial": date(2026, 6, 1)}
PROPOSED = ("小农户责任上限", "鲜活品二十四小时异议")


@cache
def engine() -> Engine:
    return Engine(load_rules(), book())


@cache
def docket(proposals: tuple[str, ...] = ()) -> Docket:
    numbers = engine().applicable(matter({}, proposals=proposals)).numbers
    return Docket(engine().screening(numbers))


def matter(facts: dict[str, bool], proposals: tuple[str, ...] = (), **amounts: int) -> Matter:
    return Matter(name="", facts=facts, amounts=amounts, proposals=proposals, **DAYS)


def explain(*matters: Matter) -> list[list[Held]]:
    screening = engine().screening(engine().applicable(matters[0]).numbers)
    cases = [screening.admit(screening.planes(one.facts))[0] for one in matters]
    return docket(matters[0].proposals).explain(cases, [one.amounts for one in matters])


def draw(count: int, seed: int, proposals: tuple[str, ...] = ()) -> list[Matter]:
    chance, found = random.Random(seed), []
    screening = engine().screening(engine().applicable(matter({}, proposals)).numbers)
    while len(found) < count:
        # Some cases know little and some almost everything.
        share, likely = chance.choice([(0.1, 0.9), (0.4, 0.5), (0.95, 0.4)])
        facts = {f: chance.random() < likely for f in screening.program.asked if chance.random() < share}
        amounts = {name: chance.randrange(1, 99_999) for name in ("价款", "损失", "承诺额", "主责任人已赔")}
        try:
            screening.admit(screening.planes(facts))
        except Contradiction:
            continue
        counts = {"数量": chance.randrange(1, 7), "合理生活消费数量": chance.randrange(1, 7)}
        found.append(matter(facts, proposals, **amounts, **counts))
    return found


def answered(one: Matter) -> dict[str, dict[str, Any]]:
    answer = engine().answer(one)
    every = (*answer["results"], *answer["other_results"], *answer["administrative"])
    return {f"{found['defendant']}/{found['claim']}": found for found in every if found["outcome"] == "成立"}


@pytest.mark.parametrize("proposals", [(), PROPOSED])
def test_what_holds_and_for_how_much_is_what_the_engine_answers(proposals: tuple[str, ...]):
    matters = draw(9, seed=11, proposals=proposals)
    for one, held in zip(matters, explain(*matters), strict=True):
        expected = answered(one)
        assert {grounds.name for grounds, _ in held} == set(expected)
        for single in held:
            grounds, plain = single[0], expected[single[0].name]
            assert sorted(grounds.deciding) == plain["why"]["deciding"]
            assert (grounds.form or None) == plain["form"]
            said = [(r["rule"], r["name"], r["form"] or "", r["amount_fen"], r["outcome"]) for r in plain["readings"]]
            sure = {True: "成立", None: "取决于"}
            found = [(pay.rule, pay.reading, pay.form, fen, sure[so]) for pay, fen, so in sums_of(single)]
            behind = {tree["rule"] for tree in grounds.why}
            # When a rule surely holds, those that may hold besides it are left out.
            assert found == [reading for reading in said if reading[0] in behind]


def test_every_deciding_fact_stands_in_the_tree_with_its_value():
    matters = draw(9, seed=5)
    seen = 0
    for one, held in zip(matters, explain(*matters), strict=True):
        for grounds, _ in held:
            shown = dict(facts_in(grounds.why))
            for fact in grounds.deciding:
                assert shown[fact] == ("是" if one.facts[fact] else "否", True), (grounds.name, fact)
                seen += 1
    assert seen > 20


def facts_in(tree: Any) -> Any:
    if isinstance(tree, list):
        for one in tree:
            yield from facts_in(one)
    elif isinstance(tree, dict):
        if "fact" in tree:
            yield tree["fact"], (tree["value"], tree["deciding"])
        for one in tree.values():
            yield from facts_in(one)


def test_rules_that_neither_hold_nor_decide_are_left_out_of_the_tree():
    (held,) = explain(
        matter({"构成欺诈": True, "掺假以次充好": True, "销售淘汰商品": True, "消费者夹带掉包造假": False})
    )
    grounds = next(one for one, _ in held if one.name == "商家/欺诈惩罚性赔偿")
    (tree,) = grounds.why
    assert [one["rule"] for one in tree["conditions"][0].get("deemed_by", [])] == []
    sure = matter({"掺假以次充好": True, "消费者夹带掉包造假": False, "宣传瑕疵不影响且不误导": False})
    ((grounds, _),) = [one for one in explain(sure)[0] if one[0].name == "商家/欺诈惩罚性赔偿"]
    assert [one["rule"] for one in grounds.why[0]["conditions"][0]["deemed_by"]] == ["K26"]


def test_when_one_of_two_rules_holds_both_stand_behind_the_result():
    facts = dict.fromkeys(("食品", "不符合食品安全标准", "经营者明知", "为生活消费需要"), True) | {"仅标签瑕疵": False}
    (held,) = explain(matter(facts, 价款=60000, 数量=6, 合理生活消费数量=2))
    food = next(one for one in held if one[0].name == "商家/食品惩罚性赔偿")
    assert [tree["outcome"] for tree in food[0].why] == ["取决于", "取决于"]
    assert {(pay.rule, fen) for pay, fen, _ in sums_of(food)} == {("F03", 200000), ("F03", 600000), ("F04", 600000)}


def test_sums_beyond_64_bits_are_exact():
    huge = 10**30
    (held,) = explain(matter({"构成欺诈": True}, 价款=huge))
    fraud = next(one for one in held if one[0].name == "商家/欺诈惩罚性赔偿")
    assert {fen for _, fen, _ in sums_of(fraud)} == {3 * huge}


def test_dividing_by_nothing_counts_only_where_the_rule_is_asked():
    food = dict.fromkeys(("食品", "不符合食品安全标准", "经营者明知", "为生活消费需要", "购买者明知"), True)
    assert explain(matter({"构成欺诈": True}, 数量=0))
    with pytest.raises(NotAFormula, match="除以了零"):
        explain(matter(food | {"仅标签瑕疵": False}, 数量=0))


def test_equal_grounds_are_one_object_whatever_else_the_cases_hold():
    first, second = explain(
        matter({"商家违约": True}, 损失=1), matter({"商家违约": True, "价格违法多收": True}, 损失=2)
    )
    one, other = first[0], next(held for held in second if held[0].name == first[0][0].name)
    assert one[0] is other[0] and one[1] != other[1]
    assert docket().explain([]) == []
