"""Who may turn to whom after paying, and what several claimants against several sellers come to."""

from functools import cache

import pytest

from gongzhi.law import load_book
from gongzhi.liability import Engine, NotReadable, load_rules, read_matter, recourse_chains, total_of_parts

DAYS = "事实日: 2026-03-01\n审理日: 2026-06-01\n"


@cache
def engine() -> Engine:
    return Engine(load_rules(), load_book())


def answer(text: str) -> dict:
    return engine().answer(read_matter(DAYS + text, "案.yaml", engine().rules))


def result(who: str, claim: str, against: str = "", fen: int = 0, outcome: str = "成立") -> dict:
    back = {"recourse": {"against": against, "extent": "全部", "amount_fen": fen}} if against else {}
    reading = {"name": "条文", "outcome": outcome, "amount_fen": fen, **back}
    return {
        "defendant": who, "claim": claim, "outcome": outcome, "readings": [reading],
        "amount_fen": {"min": fen, "max": fen, "elections": []},
    }  # fmt: skip


def test_what_a_platform_paid_goes_on_to_the_seller_and_then_to_the_producer() -> None:
    found = answer(
        "金额: {价款: 199元, 损失: 1000元}\n事实: {存在损害: 是, 商品不符合约定: 是, 平台能提供经营者真实信息: 否, 平台自营: 否}\n"
    )
    chain = next(one for one in found["recourse_chains"] if one["parties"] == ["平台", "商家", "生产者"])
    first, second = chain["steps"]
    assert (first["claims"], first["sure"], first["most_fen"]) == (["先行赔偿责任"], True, 100_000)
    assert second["payer"] == "商家" and second["most_fen"] <= first["most_fen"]


def test_a_later_step_recovers_no_more_than_an_earlier_one_and_a_smaller_one_stays_small() -> None:
    results = [result("平台", "甲", "商家", 500), result("商家", "乙", "生产者", 900)]
    (chain,) = recourse_chains(results)
    assert [step["most_fen"] for step in chain["steps"]] == [500, 500]
    results = [result("平台", "甲", "商家", 900), result("商家", "乙", "生产者", 500)]
    assert [step["most_fen"] for step in recourse_chains(results)[0]["steps"]] == [900, 500]


def test_what_is_open_gives_no_step_and_parties_who_answer_to_each_other_end_the_way() -> None:
    assert recourse_chains([result("平台", "甲", "商家", 500, outcome="取决于")]) == []
    both = [result("商家", "甲", "生产者", 5), result("生产者", "乙", "商家", 5)]
    assert [one["parties"] for one in recourse_chains(both)] == [["商家", "生产者"], ["生产者", "商家"]]


def test_a_step_that_not_every_reading_gives_is_not_sure() -> None:
    contested = result("平台", "甲", "商家", 500)
    contested["readings"].append({"name": "按份责任说", "outcome": "成立", "amount_fen": 150})
    assert recourse_chains([contested])[0]["steps"][0]["sure"] is False


def test_several_claimants_add_up_and_each_seller_has_a_line_of_its_own() -> None:
    found = answer(
        "事实: {存在损害: 是, 商品不符合约定: 是}\n分案:\n"
        "- {名: 文在甲店, 金额: {价款: 100元}, 当事人: {商家: 甲店}}\n"
        "- {名: 王在甲店, 金额: {价款: 50元}, 当事人: {商家: 甲店}}\n"
        "- {名: 王在乙店, 金额: {价款: 30元}, 当事人: {商家: 乙店}}\n"
    )
    refunds = {one["party"]: one for one in found["parts_total"] if one["claim"] == "退货退款"}
    assert {who: (one["holding"], one["amount_fen"]["max"]) for who, one in refunds.items()} == {
        "甲店": (2, 15_000),
        "乙店": (1, 3_000),
    }
    assert [one["parties"] for one in found["parts"]] == [{"商家": "甲店"}, {"商家": "甲店"}, {"商家": "乙店"}]


def test_a_part_in_which_a_claim_is_open_is_counted_apart() -> None:
    parts = [
        {"results": [result("商家", "赔", fen=10)], "other_results": []},
        {"results": [result("商家", "赔", fen=7, outcome="取决于")], "other_results": []},
        {"results": [result("商家", "赔", fen=9, outcome="不成立")], "other_results": []},
    ]
    (line,) = total_of_parts(parts)
    assert (line["holding"], line["open"], line["amount_fen"]) == (1, 1, {"min": 17, "max": 17})


def test_a_party_that_no_rule_speaks_of_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotReadable, match="没有名为“商户”的当事方"):
        answer("分案:\n- {名: 甲, 当事人: {商户: 甲店}}\n")
