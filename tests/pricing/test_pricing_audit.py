"""The audit of invented markets: what it alarms at, what it does not, and what a plain comparison would say."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pricing_cast import column, market, table_of

from gongzhi.pricing import Asked, NotATable, audit, false_discovery, load_plan, plain_audit

PLAN = load_plan(date(2026, 3, 1))


def test_an_honest_confounded_market_is_not_alarming_while_a_plain_comparison_is() -> None:
    found = audit(table_of(market()), Asked(group="old"), PLAN)
    assert found.indicator == "none"
    assert found.plain.p < 1e-6 and found.plain.effect > 0.2


def test_one_percent_on_a_third_of_the_items_is_seen_and_told_in_yuan() -> None:
    found = audit(table_of(market(seed=3, markup=0.01, share=1.0)), Asked(group="old"), PLAN)
    [old] = found.compared
    assert (old.value, old.indicator, found.indicator) == ("1", "abnormal", "abnormal")
    assert old.after.low < math.log(1.01) < old.after.high
    assert old.money.low < old.money.each < old.money.high
    # One percent of what old customers pay on average, in fen.
    assert old.money.each == pytest.approx(0.01 * 13_000, rel=0.5)


def test_a_declared_first_order_offer_explains_what_it_explains_and_both_are_told() -> None:
    made = table_of(market(seed=5, newcomers=0.06))
    covariate = audit(made, Asked(group="old", justify=("first",)), PLAN)
    excluded = audit(made, Asked(group="old", exclude=("first",)), PLAN)
    for found in (covariate, excluded):
        [old] = found.compared
        assert old.before.p < 1e-6 and old.before.effect > 0.008
        assert old.indicator == "none" and abs(old.after.effect) < 0.004


def test_too_few_people_is_no_clearance() -> None:
    found = audit(table_of(market(rows=40, users=20, items=1)), Asked(group="old"), PLAN)
    assert found.indicator == "insufficient"
    assert "不能判断" in plain_audit(found, PLAN)["says"]


def test_pairs_are_two_users_in_one_stratum_and_differ_as_the_estimate_does() -> None:
    made = market(seed=3, markup=0.03, share=1.0)
    found = audit(table_of(made), Asked(group="old"), PLAN)
    assert len(found.pairs) == 10
    for pair in found.pairs:
        one, two = pair.line - 2, pair.other_line - 2
        assert made.user[one] != made.user[two] and made.old[one] == 1 and made.old[two] == 0
        for same in (made.item, made.second // 3600, made.region, made.promotion):
            assert same[one] == same[two]
        assert pair.fen == made.price_fen[one] > pair.other_fen == made.price_fen[two]


def test_the_scan_finds_the_marked_group_confirms_it_on_other_users_and_no_noise() -> None:
    made = table_of(market(seed=7, markup=0.02, share=1.0, attributes=20))
    names = tuple(name for name in made.columns if name.startswith("trait"))
    half = np.random.default_rng(1).permutation(len(made.columns["user"].labels)) % 2 == 0
    found = audit(made, Asked(group="old", scan=("old", *names)), PLAN, half=half)
    assert [(one.column, one.confirmed) for one in found.scanned if one.confirmed] == [("old", True)]
    assert len(found.scanned) == 21


def test_a_column_with_one_value_or_too_many_words_is_refused_by_name_and_passed_over_in_a_scan() -> None:
    made = table_of(market(rows=500, users=100, items=3))
    with pytest.raises(NotATable, match="只有一个取值"):
        audit(_with(made, "one", ["同"] * 500), Asked(group="one"), PLAN)
    with pytest.raises(NotATable, match="无从分组"):
        audit(_with(made, "name", [f"甲{at}" for at in range(500)]), Asked(group="name"), PLAN)
    half = np.ones(100, dtype=bool)
    assert not audit(
        _with(made, "name", [f"甲{at}" for at in range(500)]), Asked(group="old", scan=("name",)), PLAN, half=half
    ).scanned


def test_numbers_of_many_values_are_cut_at_their_middle() -> None:
    made = table_of(market(rows=500, users=100, items=3))
    found = audit(_with(made, "spent", [str(at) for at in range(500)]), Asked(group="spent"), PLAN)
    assert [one.value for one in found.compared] == ["高于 249.5"]


def test_benjamini_and_hochberg_adjust_as_in_their_example() -> None:
    assert false_discovery([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert false_discovery([]) == []


def test_plain_values_hold_no_user_and_say_that_a_person_decides() -> None:
    plain = plain_audit(audit(table_of(market(seed=3, markup=0.05)), Asked(group="old"), PLAN), PLAN)
    assert "user" not in {key for pair in plain["pairs"] for key in pair}
    assert "由人作出决定" in plain["notice"] and plain["says"] == "指标异常，需平台说明"


def _with(table, name, values):
    return replace(table, columns={**table.columns, name: column(values)})
