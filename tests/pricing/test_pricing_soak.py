"""Slow: how often the audit alarms at nothing, and how often it sees one percent, over many confounded markets."""

from datetime import date

import pytest
from pricing_cast import market, table_of

from gongzhi.pricing import Asked, audit, load_plan

PLAN = load_plan(date(2026, 3, 1))


def alarms(count: int, start: int, **scene: float) -> float:
    found = [
        audit(table_of(market(seed=start + at, **scene)), Asked(group="old"), PLAN).indicator == "abnormal"
        for at in range(count)
    ]
    return sum(found) / count


@pytest.mark.soak
def test_over_two_thousand_honest_confounded_markets_the_alarm_is_nominal() -> None:
    share = alarms(2000, 10_000)
    print(f"误报率 {share:.4f}（名义 0.05，2,000 个市场）")
    assert 0.04 <= share <= 0.06


@pytest.mark.soak
def test_one_percent_on_thirty_percent_of_the_items_is_seen_nine_times_in_ten() -> None:
    share = alarms(300, 50_000, markup=0.01)
    print(f"功效 {share:.3f}（三成商品加价 1%，300 个市场，各 2 万笔）")
    assert share >= 0.9
