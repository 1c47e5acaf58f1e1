"""The shipped rules keep their own examples, cite law of their day, and cover what the contract names."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gongzhi.law import load_book
from gongzhi.screening import (
    FindingType,
    Line,
    NotReadable,
    Screener,
    check_examples,
    check_exemptions,
    cited_provisions,
    lint_rules,
    load_hit_rates,
    load_rules,
)

RULES = load_rules()
BOOK = load_book()
DAY = date(2026, 3, 1)
_RULE = """\
subject: 试验
rules:
  - id: trial.one
    version: 1
    title: 试验规则
    type: absolute_claim
    status: active
    author: Lin
    since: 2026-02-01
    severity: 3
    certainty: likely
    provisions: [广告法/9(3)]
    patterns: [顶级蜜桃]
    why: 这是为试验而写的理由
    instead: 说糖度和产地
    accepted: [顶级蜜桃来了, 我家顶级蜜桃, 顶级蜜桃包邮]
    refused: [蜜桃来了, 普通蜜桃, 不是顶级蜜桃]
"""


def test_every_example_of_every_rule_comes_out_as_its_rule_says() -> None:
    assert [f"{one.rule}: {one.said}" for one in check_examples(RULES, BOOK, on=DAY)] == []


def test_every_exemption_excuses_its_own_lines_and_no_others() -> None:
    assert [f"{one.rule}: {one.said}" for one in check_exemptions(RULES, BOOK, on=DAY)] == []


def test_an_exemption_that_excuses_nothing_is_named() -> None:
    first = RULES.exemptions[0]
    idle = replace(RULES, exemptions=(replace(first, lets_off=first.still_flags, still_flags=first.lets_off),))
    assert len(list(check_exemptions(idle, BOOK, on=DAY))) == len(first.lets_off) + len(first.still_flags)


def test_an_exemption_that_its_rules_do_not_heed_is_named_for_each_line_that_it_lets_off() -> None:
    first = RULES.exemptions[0]
    heedless = tuple(
        replace(rule, excused=tuple(one for one in rule.excused if one not in first.patterns)) for rule in RULES.rules
    )
    found = list(check_exemptions(replace(RULES, rules=heedless, exemptions=(first,)), BOOK, on=DAY))
    assert [one.said for one in found] == [f"应放过而未放过：{example.text}" for example in first.lets_off]


def test_no_rule_reads_badly() -> None:
    assert list(lint_rules(RULES)) == []


def test_an_active_rule_needs_five_examples_each_way(tmp_path: Path) -> None:
    remarks = list(lint_rules(load_rules(_written(tmp_path, _RULE))))
    assert [remark.partition("：")[2] for remark in remarks] == [
        "启用的规则应有正反各至少 5 例，accepted 只有 3 例，请补上",
        "启用的规则应有正反各至少 5 例，refused 只有 3 例，请补上",
    ]
    draft = load_rules(_written(tmp_path, _RULE.replace("status: active", "status: draft")))
    assert list(lint_rules(draft)) == []


def test_a_rule_that_was_not_measured_or_speaks_too_often_is_named(tmp_path: Path) -> None:
    rules, measured = load_rules(_written(tmp_path, _RULE)), load_hit_rates()
    often = replace(measured, rules={"trial.one": ("1", measured.lines)})
    old = replace(measured, rules={"trial.one": ("0", 0)})
    seldom = replace(measured, rules={"trial.one": ("1", 1)})
    assert any("每千行命中 1000.0 行" in remark for remark in lint_rules(rules, often))
    assert any("没有测过" in remark for remark in lint_rules(rules, old))
    assert not any("命中" in remark for remark in lint_rules(rules, seldom))


def test_the_shipped_measurement_knows_every_active_rule() -> None:
    rates = load_hit_rates()
    assert rates.lines > 200_000
    unknown = [rule.id for rule in RULES.rules if rates.hits_of(rule.id, rule.version) is None]
    assert unknown == []
    assert sum(corpus.flagged for corpus in rates.corpora) * 100 < rates.lines


def test_a_word_that_only_looks_like_a_denial_excuses_nothing() -> None:
    screener = Screener(RULES, BOOK)
    for text, flagged in (
        ("效果好得不得了能治高血压", True),
        ("特别推荐能治高血压", True),
        ("这个不能治高血压", False),
    ):
        findings = screener.screen(Line(id="1", text=text, kind="speech", on=DAY)).findings
        assert any(hit.rule == "medical.cure_disease" for hit in findings) is flagged, text


def test_there_are_rules_for_every_type_that_one_line_can_show() -> None:
    of_broadcasts = {FindingType.MISSING_DISCLOSURE, FindingType.CONTRADICTS_LISTING}
    counts = Counter(rule.type for rule in RULES.rules)
    assert set(counts) == set(FindingType) - of_broadcasts
    assert len(RULES.rules) >= 260


def test_every_citation_holds_on_the_day_since_which_the_rule_holds() -> None:
    for place, provision, day in cited_provisions(RULES):
        assert BOOK.cite(provision, day).wording, f"{place} {provision} 没有核实过的要旨"


def test_a_line_of_2024_is_not_judged_by_the_measures_of_2026() -> None:
    said = {"id": "1", "text": "平时线下都是卖九十九元一瓶", "kind": "speech"}
    then, now = (
        next(
            hit
            for hit in Screener(RULES, BOOK).screen(Line(**said, on=day)).findings
            if hit.rule == "price.fake_original"
        )
        for day in (date(2024, 4, 2), date(2026, 4, 2))
    )
    assert "直播电商监督管理办法/32" not in {cited.id for cited in then.provisions}
    assert "直播电商监督管理办法/32" in {cited.id for cited in now.provisions}


def _written(directory: Path, text: str) -> Path:
    (directory / "trial.yaml").write_text(text, encoding="utf-8")
    return directory


def test_a_rule_of_ones_own_is_loaded_and_kept_to_its_examples(tmp_path: Path) -> None:
    rules = load_rules(_written(tmp_path, _RULE))
    assert [rule.id for rule in rules.rules] == ["trial.one"]
    assert list(check_examples(rules, BOOK, on=DAY)) == []


def test_a_rule_speaks_on_its_last_day_and_is_silent_after_it(tmp_path: Path) -> None:
    aged = _RULE.replace("    severity: 3\n", "    severity: 3\n    until: 2026-03-31\n    source: 春季专项监测\n")
    rules = load_rules(_written(tmp_path, aged))
    screener = Screener(rules, BOOK)
    days = (date(2026, 3, 31), date(2026, 4, 1))
    said = [screener.screen(Line(id="1", text="顶级蜜桃来了", kind="speech", on=day)).findings for day in days]
    assert [len(one) for one in said] == [1, 0]
    assert rules.rules[0].source == "春季专项监测"


def test_an_example_that_fails_is_named_with_its_rule(tmp_path: Path) -> None:
    rules = load_rules(_written(tmp_path, _RULE.replace("普通蜜桃", "顶级蜜桃打折")))
    failed = [one for one in check_examples(rules, BOOK, on=DAY) if one.rule == "trial.one"]
    assert [one.said for one in failed] == ["不应命中而命中：顶级蜜桃打折"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    severity: 3\n", "", "缺少 severity"),
        ("severity: 3", "severity: 9", "1 到 5"),
        ("title: 试验规则", "titel: 试验规则", "缺少 title"),
        ("    severity: 3\n", "    severity: 3\n    weight: 3\n", "不认识的字段 weight"),
        ("since: 2026-02-01", "since: 今年", "日期"),
        ("    severity: 3\n", "    severity: 3\n    until: 年底\n", "最后一天"),
        ("    severity: 3\n", "    severity: 3\n    until: 2026-01-31\n", "最后一天"),
        ("type: absolute_claim", "type: absolut", "absolut"),
        ("[顶级蜜桃]", "[顶级蜜桃*]", "没有重复"),
        ("[顶级蜜桃]", "[最]", "太宽"),
        ("[顶级蜜桃]", "[<水果>]", "没有名单"),
        ("[顶级蜜桃]", "[(顶级蜜桃]", "右括号"),
        ("[广告法/9(3)]", "[]", "不能为空"),
        ("accepted: [顶级蜜桃来了, 我家顶级蜜桃, 顶级蜜桃包邮]", "accepted: [顶级蜜桃来了]", "至少三例"),
        ("subject: 试验", "subject: [", "YAML"),
        ("    version: 1\n", "    version: 1\n    version: 2\n", "重复"),
    ],
)
def test_a_bad_rule_file_is_refused_with_place_and_remedy(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in _RULE
    with pytest.raises(NotReadable, match=says) as refused:
        load_rules(_written(tmp_path, _RULE.replace(before, after)))
    assert "trial.yaml" in str(refused.value)


def test_a_rule_that_cites_no_known_law_gives_no_clean_verdict(tmp_path: Path) -> None:
    from gongzhi.screening import RuleFailed

    rules = load_rules(_written(tmp_path, _RULE.replace("广告法/9(3)", "广告法/999")))
    with pytest.raises(RuleFailed, match="不得当作无问题"):
        Screener(rules, BOOK).screen(Line(id="7", text="顶级蜜桃", kind="speech", on=DAY))
