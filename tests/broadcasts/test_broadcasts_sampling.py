"""How soon a room is looked at again, and what reading it may cost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import Purse, Sampling, earn, open_purse, price_of, spend, wait_ms

CALM = Sampling(shortest_ms=1000, longest_ms=9000, share=0, alert_ms=10_000)
TIMES = st.integers(0, 10**7)
POLICIES = st.builds(
    Sampling,
    shortest_ms=st.integers(1, 2000),
    longest_ms=st.integers(2000, 60_000),
    share=st.integers(0, 100),
    budget=st.integers(1, 1000),
    reading_ms=st.integers(1, 3000),
    moments=st.lists(TIMES, max_size=4).map(lambda found: tuple(sorted(found))),
)


def test_a_room_where_nothing_happens_is_looked_at_rarely_and_change_brings_the_next_look_near() -> None:
    assert wait_ms(CALM, at_ms=0, changed=0) == 9000
    assert wait_ms(CALM, at_ms=0, changed=50) == 5000
    assert wait_ms(CALM, at_ms=0, changed=100) == wait_ms(CALM, at_ms=0, changed=1000) == 1000


def test_the_worse_the_credit_the_closer_the_watch() -> None:
    waits = [wait_ms(replace(CALM, share=share), at_ms=0, changed=0) for share in (0, 25, 50, 100)]
    assert waits == [9000, 7000, 5000, 1000]


def test_another_card_or_price_is_watched_closely_and_not_slept_through() -> None:
    policy = replace(CALM, moments=(20_000,))
    assert wait_ms(policy, at_ms=15_000, changed=0) == 5000
    assert wait_ms(policy, at_ms=20_000, changed=0) == wait_ms(policy, at_ms=29_999, changed=0) == 1000
    assert wait_ms(policy, at_ms=30_000, changed=0) == 9000


@given(POLICIES, TIMES, st.integers(-10, 2000), st.integers(0, 1000))
def test_a_wait_stays_between_its_bounds_and_more_change_never_lengthens_it(
    policy: Sampling, at: int, changed: int, more: int
) -> None:
    wait = wait_ms(policy, at_ms=at, changed=changed)
    assert policy.shortest_ms <= wait <= policy.longest_ms
    assert wait_ms(policy, at_ms=at, changed=changed + more) <= wait
    assert wait_ms(replace(policy, share=100), at_ms=at, changed=changed) <= wait


@given(POLICIES, st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 4)), max_size=40))
def test_what_is_spent_never_exceeds_the_first_picture_and_the_budget(
    policy: Sampling, looks: list[tuple[int, int]]
) -> None:
    purse, at, spent = open_purse(policy, 0), 0, 0
    for pause, quarter in looks:
        at += pause
        purse = earn(purse, policy, at)
        price = price_of(policy, [quarter], 4)
        paid = spend(purse, price)
        if paid is not None:
            spent += price
            purse = paid
    assert purse.left_ms >= 0 and spent <= policy.reading_ms + policy.budget * at // 1000


@given(POLICIES)
def test_after_a_long_pause_a_whole_picture_can_always_be_afforded(policy: Sampling) -> None:
    rested = earn(Purse(left_ms=0, earned_to_ms=0), policy, 10**9)
    assert spend(rested, price_of(policy, [1], 1)) is not None


def test_a_region_costs_by_area_a_quarter_at_least_and_never_more_than_the_whole() -> None:
    policy = Sampling(reading_ms=800)
    assert price_of(policy, [1], 100) == 200
    assert price_of(policy, [50], 100) == 400
    assert price_of(policy, [50, 40, 30], 100) == 800


@pytest.mark.parametrize(
    "wrong", [{"shortest_ms": 0}, {"longest_ms": 10}, {"share": 101}, {"budget": 0}, {"reading_ms": -1}]
)
def test_a_policy_that_cannot_be_kept_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="请改"):
        Sampling(**wrong)
