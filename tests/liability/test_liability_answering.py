"""An answer says who, in what form, how much, why, and what is still to be asked."""

from datetime import date
from typing import Any

import pytest
from cast_of_liability import HEAD, book, example_engine, example_rules, small

from gongzhi.liability import Contradiction, Engine, NotReadable, read_matter, read_rules, run_examples

CASE = "事实日: 2026-03-01\n审理日: 2026-06-01\n"


def answer(facts: str, mode: str = "screening", *, amounts: str = "损失: 10000, 价款: 19900") -> dict[str, Any]:
    text = f"{CASE}金额: {{{amounts}}}\n事实: {{{facts}}}\n"
    matter = read_matter(text, "案.yaml", example_rules())
    return example_engine().answer(matter, "adjudication" if mode == "adjudication" else "screening")


def result(found: dict[str, Any], defendant: str, claim: str) -> dict[str, Any]:
    return next(one for one in found["results"] if (one["defendant"], one["claim"]) == (defendant, claim))


def test_the_examples_of_the_format_page_come_out() -> None:
    assert [str(one) for one in run_examples(example_engine())] == []


def test_the_money_of_every_reading_stands_side_by_side() -> None:
    found = answer(
        "存在损害: 是, 关系生命健康: 是, 平台已审核资质: 否, 平台知道或应当知道: 否",
        amounts="损失: 10000, 主责任人已赔: 5000",
    )
    readings = {one["name"]: one["amount_fen"] for one in result(found, "平台", "相应责任")["readings"]}
    assert readings == {"连带责任说": 10000, "补充责任说": 5000, "按份责任说": 3000, "不真正连带说": 10000}


def test_an_unknown_fact_stays_unknown_in_screening_and_falls_to_its_burden_in_adjudication() -> None:
    facts = "存在损害: 是"
    assert result(answer(facts), "运营者", "销售者责任")["outcome"] == "取决于"
    judged = answer(facts, "adjudication")
    assert result(judged, "运营者", "销售者责任")["outcome"] == "成立"
    how = {one["fact"]: one["how"] for one in judged["assumed"]}
    assert how["运营者已标明实际销售者"] == "未证明，由运营者举证，按否处理"


def test_what_must_be_elected_is_left_to_the_consumer() -> None:
    found = answer("食品: 是, 不符合食品安全标准: 是, 经营者明知: 是, 仅标签瑕疵: 否, 构成欺诈: 是")
    (election,) = found["elections"]
    assert election["chooser"] == "消费者"
    assert {one["claim"]: one["amount_fen"] for one in election["options"]} == {
        "食品惩罚性赔偿": 199000,
        "欺诈惩罚性赔偿": 59700,
    }
    assert result(found, "商家", "食品惩罚性赔偿")["amount_fen"]["elections"] == [election]


def test_what_may_be_is_never_printed_as_a_verdict_of_shall() -> None:
    (exemption,) = answer("违法行为轻微: 是, 及时改正: 是, 没有造成危害后果: 是")["administrative"]
    assert (exemption["outcome"], exemption["modality"]) == ("成立", "应当")
    assert "人作出决定" in answer("食品: 是")["notice"]


def test_contradicting_facts_name_the_conflict_and_the_way_out() -> None:
    with pytest.raises(Contradiction, match=r"平台自营：是、运营者为实际销售者：是.*只把其中一个写为是"):
        answer("平台自营: 是, 运营者为实际销售者: 是")


def test_an_impossible_fact_is_not_asked_for() -> None:
    asked = {one["fact"] for one in answer("平台自营: 是")["questions"]}
    assert "运营者为实际销售者" not in asked


def test_an_unknown_name_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(NotReadable, match=r"案.yaml 第 4 行.*最接近的是 平台已审核资质"):
        answer("平台审核资质: 是")


def test_law_that_deems_a_fact_so_overrules_the_contrary_and_says_so() -> None:
    found = answer("无合法进货来源: 是, 经营者明知: 否, 食品: 是, 不符合食品安全标准: 是, 仅标签瑕疵: 否")
    assert result(found, "商家", "食品惩罚性赔偿")["outcome"] == "成立"
    assert "经营者明知" in found["remarks"][0]
    open_source = answer("经营者明知: 否, 食品: 是, 不符合食品安全标准: 是")
    assert result(open_source, "商家", "食品惩罚性赔偿")["outcome"] == "不成立"


def test_an_interpretation_not_yet_in_force_at_trial_does_not_apply() -> None:
    text = "事实日: 2021-11-11\n审理日: 2021-12-20\n事实: {存在损害: 是}\n"
    found = example_engine().answer(read_matter(text, "案.yaml", example_rules()))
    one = result(found, "运营者", "销售者责任")
    assert one["outcome"] == "不适用"
    assert "2022-03-15" in one["why"]["rules"][0]["because"]


def test_a_presumption_settles_only_what_is_unproved_at_trial() -> None:
    rules = small(
        "规则:\n- {号: T1, 据: [电商法/38.1], 推定: 丙, 若: [甲]}\n"
        "- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [丙]}\n"
    )
    engine = Engine(rules, book())

    def outcome(facts: str, *, adjudicate: bool) -> str:
        matter = read_matter(f"{CASE}事实: {{{facts}}}\n", "案.yaml", rules)
        found: str = engine.answer(matter, "adjudication" if adjudicate else "screening")["results"][0]["outcome"]
        return found

    assert outcome("甲: 是", adjudicate=False) == "取决于"
    assert outcome("甲: 是", adjudicate=True) == "成立"
    assert outcome("甲: 是, 丙: 否", adjudicate=True) == "不成立"
    assert outcome("甲: 否", adjudicate=True) == "不成立"


def test_a_proposal_never_mixes_with_the_law_unless_asked_for() -> None:
    overlay = (
        "层: 立法建议\n建议名: 上限\n法源:\n  想法: {名: 想法, 建议: 是}\n"
        "规则:\n- {号: Z1, 据: [想法/1], 谁: 平台, 则: 责任上限, 若: [甲], 额: 50元, 限: [A1]}\n"
    )
    both = read_rules(
        {
            "甲.yaml": HEAD + "规则:\n- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲]}\n",
            "乙.yaml": overlay,
        }
    )
    engine = Engine(both, book())

    def amounts(extra: str) -> list[int]:
        matter = read_matter(f"{CASE}{extra}金额: {{损失: 100元}}\n事实: {{甲: 是}}\n", "案.yaml", both)
        found = engine.answer(matter)
        assert found["layer"] == (["现行法", "立法建议：上限"] if extra else ["现行法"])
        return [r["readings"][0]["amount_fen"] for r in found["results"] if r["claim"] == "责任"]

    assert amounts("") == [10000]
    assert amounts("建议: [上限]\n") == [5000]


def test_several_claimants_are_each_answered() -> None:
    text = f"{CASE}事实: {{构成欺诈: 是}}\n分案:\n- {{名: 文甲, 金额: {{价款: 100元}}}}\n- {{名: 文乙, 金额: {{价款: 1000元}}}}\n"
    found = example_engine().answer(read_matter(text, "案.yaml", example_rules()))
    sums = [result(one, "商家", "欺诈惩罚性赔偿")["amount_fen"]["max"] for one in found["parts"]]
    assert sums == [50000, 300000]
    assert date.fromisoformat(found["parts"][0]["trial"]) == date(2026, 6, 1)
