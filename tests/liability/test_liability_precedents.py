"""Decided cases as records: each fits the rules, like cases are found, different forms are shown side by side."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gongzhi.law import load_book
from gongzhi.liability import Engine, Matter, NotReadable, load_rules
from gongzhi.liability.precedents import (
    Precedent,
    like_cases,
    load_precedents,
    read_precedents,
    splits_among,
    write_precedent,
)

RECORD = """判例:
- 号: 样例一
  名: 样例
  类: 民事判决
  机关: 样例法院
  日: "2026"
  行为日: 2026-03-01
  置信: 待核
  来源: 测试
  当事人: {商家: 农户 Lin, 消费者: Wen}
  给: {存在损害: 是, 食品: 否}
  结论:
  - {谁: 商家, 则: 损害赔偿, 结果: 成立, 金额: 100元}
  要旨: 样例
"""


@cache
def shipped() -> tuple[Precedent, ...]:
    return load_precedents(load_rules())


def test_there_are_a_dozen_cases_each_with_a_source_and_a_grade_of_confidence():
    assert len(shipped()) >= 12
    assert all(one.source and one.gist and one.parties and one.facts for one in shipped())


def test_no_provision_is_cited_that_was_not_in_force():
    book = load_book()
    for one in shipped():
        for holding in one.holdings:
            for provision in holding.provisions:
                assert book.cite(provision, one.trial if provision.startswith("法释") else one.conduct)


def test_no_civil_holding_is_impossible_under_the_rules():
    engine = Engine(load_rules(), load_book())
    judged = [one for one in shipped() if "民事" in one.kind]
    assert len(judged) >= 4
    for one in judged:
        matter = Matter(name="", conduct=one.conduct, trial=one.trial, facts=one.facts, amounts=one.amounts)
        results = {f"{r['defendant']}/{r['claim']}": r for r in engine.answer(matter)["results"]}
        for holding in one.holdings:
            result = results[f"{holding.defendant}/{holding.claim}"]
            assert result["outcome"] in ("成立", "取决于"), one.number
            if holding.reading:
                reading = next(r for r in result["readings"] if r["name"] == holding.reading)
                assert (reading["form"], reading["case"]) == (holding.form, one.number)
            if holding.amount_fen is not None:
                assert result["amount_fen"]["max"] == holding.amount_fen


def test_the_nearest_case_shares_the_most_facts():
    facts = {"虚假广告": True, "食品": True, "主播以自己名义推荐证明": True}
    best, *rest = like_cases(facts, shipped())
    assert set(best.alike) == set(facts) and best.unlike == ()
    assert all(one.score <= best.score for one in rest)


def test_a_case_without_a_common_fact_is_not_offered():
    assert like_cases({"商业诋毁": True}, shipped()) == []


def test_three_judgments_gave_the_same_claim_three_forms():
    forms = {form for one in splits_among(shipped()) for form in (one.first_form, one.second_form)}
    assert forms == {"连带", "补充", "按份"}


def test_differing_facts_are_not_a_split():
    first = RECORD.replace("结果: 成立,", "结果: 成立, 形态: 连带,")
    second = first.replace("样例一", "样例二").replace("食品: 否", "食品: 是").replace("连带", "补充")
    assert splits_among(read_precedents({"a.yaml": first, "b.yaml": second}, load_rules())) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("食品: 否", "视品: 否", "第 11 行.*视品.*食品"),
        ("置信: 待核", "置信: 大概", "第 8 行.*置信"),
        ("结果: 成立", "结果: 胜", "结果.*成立"),
        ("  要旨: 样例\n", "", "缺少“要旨”"),
        ("行为日: 2026-03-01", "行为日: 不详", "行为日.*日期"),
    ],
)
def test_a_bad_record_names_the_line_and_the_remedy(old, new, said):
    with pytest.raises(NotReadable, match=said):
        read_precedents({"a.yaml": RECORD.replace(old, new)}, load_rules())


def test_a_number_used_twice_is_refused():
    with pytest.raises(NotReadable, match=r"样例一.*写过"):
        read_precedents({"a.yaml": RECORD, "b.yaml": RECORD}, load_rules())


def test_the_example_of_the_format_page_can_be_read():
    page = (Path(__file__).parents[2] / "docs/formats/liability-precedents.md").read_text(encoding="utf-8")
    text = page.split("```yaml\n")[1].split("```")[0]
    (one,) = read_precedents({"page.yaml": text}, load_rules())
    assert one.holdings[0].amount_fen == 1_000_000 and one.trial > one.conduct


def test_a_record_written_out_reads_back_the_same():
    for one in shipped():
        (again,) = read_precedents({"one.yaml": write_precedent(one)}, load_rules())
        assert replace(again, place="") == replace(one, place="")


def test_a_case_of_which_only_the_reading_is_known_says_so():
    unread = [one for one in shipped() if one.confidence == "待核" and "民事" in one.kind]
    assert len(unread) == 3
    assert all("案情未见" in one.source and set(one.facts) == {"存在损害", "关系生命健康"} for one in unread)
