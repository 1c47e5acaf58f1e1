"""Exhibits show facts: known sorts of records by themselves, others as the case file says; contradictions are refused."""

import pytest

from gongzhi.liability import NotReadable, load_rules, read_matter, record_kinds, shown_by

HEAD = "事实日: 2026-03-01\n"


def facts(text: str) -> dict[str, bool]:
    return dict(read_matter(HEAD + text, "案.yaml", load_rules()).facts)


def test_every_known_sort_of_record_shows_facts_that_exist_and_says_what_to_look_for():
    asked = {one.name for one in load_rules().facts.values() if not one.derived}
    shown = [one for kind in record_kinds() for one in shown_by("EX", kind)]
    assert len(shown) >= 10 and {one.fact for one in shown} <= asked and all(one.needs for one in shown)


def test_a_shown_fact_counts_as_stated():
    assert facts("证据: [{号: EX1, 名: 准入记录}]\n") == {"平台已审核资质": True}


def test_a_case_file_may_say_what_an_exhibit_shows():
    assert facts("证据: [{号: EX1, 名: 检验报告, 证: {不符合食品安全标准: 否}}]\n") == {"不符合食品安全标准": False}


def test_an_exhibit_against_the_stated_facts_is_refused_with_the_way_out():
    with pytest.raises(
        NotReadable, match=r"案.yaml 第 3 行：展品 EX1（准入记录）说明“平台已审核资质”为是.*改正其中一处"
    ):
        facts("事实: {平台已审核资质: 否}\n证据: [{号: EX1, 名: 准入记录}]\n")


def test_an_unknown_sort_of_record_is_refused_with_the_nearest():
    with pytest.raises(NotReadable, match=r"“准入纪录”证明什么不清楚，最接近的是 准入记录"):
        facts("证据: [{号: EX1, 名: 准入纪录}]\n")


def test_an_exhibit_cannot_show_a_fact_that_does_not_exist():
    with pytest.raises(NotReadable, match=r"没有名为“平台审核资质”的事实，最接近的是 平台已审核资质"):
        facts("证据: [{号: EX1, 名: 材料, 证: {平台审核资质: 是}}]\n")
    assert shown_by("EX1", "没有的记录") == ()
