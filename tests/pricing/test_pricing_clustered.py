"""The test beside a plain jackknife written out, its invariants, and Student's t against the tables."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.pricing import Layout
from gongzhi.pricing.tails import quantile, two_sided


@pytest.mark.parametrize(
    ("t", "df", "p"), [(2.228139, 10, 0.05), (12.7062, 1, 0.05), (1.959964, 1e7, 0.05), (4.0, 5, 0.01032)]
)
def test_the_tails_of_student_agree_with_the_tables(t: float, df: float, p: float) -> None:
    assert two_sided(t, df) == pytest.approx(p, rel=1e-3)
    assert two_sided(-t, df) == two_sided(t, df)
    assert quantile(1 - p, df) == pytest.approx(t, rel=1e-3)


def test_no_distance_and_no_number_are_no_evidence() -> None:
    assert two_sided(0, 5) == 1 and two_sided(math.nan, 5) == 1


def purchases(seed: int, rows: int = 300, users: int = 40, strata: int = 25) -> tuple[np.ndarray, ...]:
    chance = np.random.default_rng(seed)
    user, stratum = chance.integers(0, users, rows), chance.integers(0, strata, rows)
    prices = chance.normal(0, 0.1, rows) + stratum * 0.2 + (chance.normal(0, 0.05, users))[user]
    return stratum, user, prices, chance.random(users)[user] < 0.5


def slope(stratum: np.ndarray, prices: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """Score and information inside strata, by the book."""
    top = bottom = 0.0
    for one in np.unique(stratum):
        at = stratum == one
        d, y = group[at] - group[at].mean(), prices[at] - prices[at].mean()
        top, bottom = top + float(d @ y), bottom + float(d @ d)
    return top, bottom


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_estimate_and_what_each_user_moves_are_those_of_leaving_them_out_one_by_one(seed: int) -> None:
    stratum, user, prices, group = purchases(seed)
    layout = Layout(stratum, user)
    kept = layout.rows
    found = layout.test(layout.centred(prices), group[kept])
    s, u, y, d = stratum[kept], user[kept], prices[kept], group[kept].astype(float)
    top, bottom = slope(s, y, d)
    assert found.effect == pytest.approx(top / bottom, rel=1e-9)
    moved, carrying = [], 0
    for one in np.unique(u):
        less_top, less_bottom = slope(s[u != one], y[u != one], d[u != one])
        moved.append(less_top / less_bottom - top / bottom)
        carrying += bottom - less_bottom > 1e-12 * bottom
    jackknife = math.sqrt(sum(one * one for one in moved) * (carrying - 1) / carrying)
    # What is taken off again is never more than the share n/(n-1) of small strata.
    assert 0.5 * jackknife <= found.error <= jackknife * (1 + 1e-9)
    assert found.users == carrying


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.integers(0, 10_000))
def test_neither_the_unit_of_money_nor_the_order_of_rows_nor_the_names_of_users_change_the_result(
    seed: int, unit: float, shuffle: int
) -> None:
    stratum, user, prices, group = purchases(seed)
    layout = Layout(stratum, user)
    before = layout.test(layout.centred(prices), group[layout.rows])
    chance = np.random.default_rng(shuffle)
    order, names = chance.permutation(len(user)), chance.permutation(user.max() + 1)
    other = Layout(stratum[order], names[user[order]])
    after = other.test(other.centred(prices[order] + math.log(unit)), group[order][other.rows])
    assert after.effect == pytest.approx(before.effect, abs=1e-9)
    assert after.error == pytest.approx(before.error, rel=1e-6)
    opposite = layout.test(layout.centred(prices), ~group[layout.rows])
    assert opposite.effect == pytest.approx(-before.effect, abs=1e-12)
    assert opposite.p == pytest.approx(before.p, rel=1e-9)


def test_a_stratum_with_one_user_compares_nothing_and_an_empty_table_says_so() -> None:
    layout = Layout(np.array([0, 0, 1]), np.array([5, 5, 6]))
    assert len(layout.rows) == 0
    found = layout.test(layout.centred(np.zeros(3)), np.zeros(0, dtype=bool))
    assert found.p == 1 and math.isnan(found.effect)
    assert len(Layout(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).rows) == 0


def test_a_group_to_which_everybody_belongs_compares_nothing() -> None:
    stratum, user, prices, _ = purchases(1)
    layout = Layout(stratum, user)
    assert layout.test(layout.centred(prices), np.ones(len(layout.rows), dtype=bool)).p == 1


def test_blocks_are_seams_that_nobody_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    stratum, user, prices, group = purchases(3, rows=2000, users=300, strata=200)
    whole = Layout(stratum, user)
    monkeypatch.setattr("gongzhi.pricing.clustered._BLOCK", 7)
    cut = Layout(stratum, user)
    assert len(cut.blocks) > 20 > len(whole.blocks)
    one, two = (each.test(each.centred(prices), group[each.rows]) for each in (whole, cut))
    assert (one.effect, one.error, one.users) == pytest.approx((two.effect, two.error, two.users), rel=1e-9)


def test_a_declared_reason_that_explains_everything_leaves_nothing() -> None:
    stratum, user, prices, group = purchases(4)
    marked = prices + 0.5 * group
    layout = Layout(stratum, user)
    reason = layout.centred(group.astype(float) + np.random.default_rng(1).normal(0, 0.01, len(group)))
    before = layout.test(layout.centred(marked), group[layout.rows])
    after = layout.test(layout.centred(marked), group[layout.rows], [reason])
    assert before.p < 1e-3 and before.effect == pytest.approx(0.5, abs=0.1)
    assert after.p > 0.001
