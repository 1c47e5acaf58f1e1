"""An ordinary case is closed with few questions, nothing that matters is hidden, and what rests says why."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from cast_of_liability import book

from gongzhi.liability import (
    Contradiction,
    Engine,
    Issues,
    Matter,
    NotReadable,
    Relevance,
    load_issues,
    load_rules,
    read_issues,
    relevant,
)

# What the complaint says, what is so besides, and who is in the case.
ORDINARY = {
    "过期食品": (
        "存在损害 食品 不符合食品安全标准 过保质期仍销售",
        "平台已审核资质 平台能提供经营者真实信息 运营者已标明实际销售者",
        "商家 平台 运营者",
    ),
    "假一赔十": ("商品不符合约定 商家承诺假一赔N 存在损害", "平台能提供经营者真实信息 构成欺诈", "商家 平台 主播"),
    "拒绝七日退货": ("网络电视电话销售 七日内提出退货", "商家拒绝退货", "商家 平台"),
    "保健食品虚假代言": (
        "存在损害 食品 虚假广告 关系生命健康 商品不符合约定",
        "主播以自己名义推荐证明 平台已审核资质 平台已尽安全保障义务 平台能提供经营者真实信息 运营者已标明实际销售者",
        "商家 主播 平台 运营者",
    ),
    "资质未审核的食品": ("存在损害 食品 不符合食品安全标准 商品不符合约定", "平台能提供经营者真实信息", "商家 平台"),
    "员工自播夸大": ("存在损害 虚假广告 主播系商家员工", "构成欺诈 平台能提供经营者真实信息", "商家 主播 运营者"),
}
MOST = 8


@cache
def engine() -> Engine:
    return Engine(load_rules(), book())


@cache
def issues() -> Issues:
    return load_issues(engine().rules)


def case(said: str, **more: bool) -> Matter:
    facts = dict.fromkeys(said.split(), True) | more
    return Matter(name="", conduct=date(2026, 3, 1), trial=date(2026, 6, 1), facts=facts, amounts={})


def ask_on(matter: Matter, parties: str, answer: object) -> tuple[int, Matter, Relevance]:
    """Answer the first question again and again until nothing relevant is open."""
    asked = 0
    while (found := relevant(engine(), matter, issues(), parties=parties.split())).open:
        fact = found.questions[0]["fact"]
        so = fact in answer.split() if isinstance(answer, str) else bool(answer)
        matter, asked = replace(matter, facts={**matter.facts, fact: so}), asked + 1
        assert asked <= 40
    return asked, matter, found


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_case_is_closed_with_at_most_eight_questions(name: str):
    said, truth, parties = ORDINARY[name]
    assert ask_on(case(said), parties, truth)[0] <= MOST


@pytest.mark.parametrize("name", ORDINARY)
def test_even_answers_that_open_all_they_can_close_it_with_a_dozen(name: str):
    said, _, parties = ORDINARY[name]
    asked = [ask_on(case(said), parties, so)[0] for so in (True, False)]
    assert max(asked) <= 12, asked


@pytest.mark.parametrize("name", ORDINARY)
def test_what_is_called_certain_or_closed_is_so_in_the_whole_analysis(name: str):
    said, truth, parties = ORDINARY[name]
    _, matter, found = ask_on(case(said), parties, truth)
    answered = engine().answer(matter)
    plain = {f"{one['defendant']}/{one['claim']}": one["outcome"] for one in answered["results"]}
    plain |= {f"{one['defendant']}/{one['claim']}": one["outcome"] for one in answered["other_results"]}
    assert {plain[one] for one in found.certain} <= {"成立"} and {plain[one] for one in found.closed} <= {"不成立"}
    assert {plain[one] for one in (*found.unless, *found.aside, *found.open)} <= {"取决于"}
    sorted_out = (*found.certain, *found.closed, *found.unless, *found.aside, *found.open)
    assert sorted(sorted_out) == sorted(name for name, outcome in plain.items() if outcome != "不适用")


def test_what_rests_comes_back_when_its_issue_is_raised():
    said, _, _ = ORDINARY["资质未审核的食品"]
    resting = relevant(engine(), case(said), issues())
    assert resting.aside["商家/预付惩罚性赔偿"] == ("预付款",)
    raised = relevant(engine(), case(said), issues(), raised=["预付款"])
    assert "商家/预付惩罚性赔偿" in raised.open and "预付款" not in {one.name for one in raised.issues}


def test_a_known_fact_raises_its_issue_by_itself():
    found = relevant(engine(), case("收款后停业"), issues())
    assert "商家/预付惩罚性赔偿" in found.open


def test_what_holds_only_while_nobody_objects_is_not_called_certain():
    tenfold = case("食品 不符合食品安全标准 经营者明知")
    found = relevant(engine(), tenfold, issues())
    assert "商家/食品惩罚性赔偿" not in found.certain
    assert found.unless["商家/食品惩罚性赔偿"] == ("食品标签", "购买动机")
    bought_to_resell = replace(tenfold, facts={**tenfold.facts, "为生活消费需要": False})
    assert "商家/食品惩罚性赔偿" in relevant(engine(), bought_to_resell, issues()).closed


def test_a_party_who_is_not_in_the_case_rests():
    found = relevant(engine(), case("存在损害"), issues(), parties=["商家"])
    assert found.aside["平台/先行赔偿责任"] == ("当事方：平台",)
    assert all(one.startswith("商家/") for one in found.open)


def test_food_that_is_none_closes_the_rules_of_food():
    found = relevant(engine(), case("存在损害", 食品=False), issues())
    assert "商家/食品惩罚性赔偿" in found.closed


def test_facts_that_open_or_close_much_are_asked_first():
    found = relevant(engine(), case("商品不符合约定"), issues())
    firsts = [one["fact"] in issues().first for one in found.questions]
    assert firsts == sorted(firsts, reverse=True) and any(firsts) and not all(firsts)


def test_without_issues_everything_open_stays_open():
    plain = engine().answer(case("存在损害"))
    open_now = {f"{one['defendant']}/{one['claim']}" for one in plain["results"] if one["outcome"] == "取决于"}
    assert set(relevant(engine(), case("存在损害")).open) == open_now


def test_every_civil_fact_stands_in_an_issue_or_is_asked_in_any_case():
    facts = {one.name for one in engine().rules.facts.values() if one.field == "民事" and not one.derived}
    in_issues = {fact for issue in issues().every for fact in issue.facts}
    assert in_issues <= facts and set(issues().first) <= facts - in_issues and len(facts - in_issues) <= 16


def test_an_issue_of_an_unknown_fact_is_refused_with_the_nearest():
    with pytest.raises(NotReadable, match=r"试.yaml 第 4 行.*最接近的是.*预收款未按约提供"):
        read_issues({"试.yaml": "事项:\n- 名: 预付\n  问: 预付？\n  事实: [预收款没按约提供]\n"}, engine().rules)


def test_a_fact_stands_in_one_issue_only():
    twice = "事项:\n- {名: 甲, 问: 甲？, 事实: [收款后停业]}\n- {名: 乙, 问: 乙？, 事实: [收款后停业]}\n"
    with pytest.raises(NotReadable, match="已在别的事项里"):
        read_issues({"试.yaml": twice}, engine().rules)


def test_contradicting_facts_are_refused_here_too():
    with pytest.raises(Contradiction):
        relevant(engine(), case("平台自营 运营者为实际销售者"), issues())
