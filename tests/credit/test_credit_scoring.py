"""Scores add up, and what was repaired, revoked or has expired leaves nothing behind, in the score or in the tier."""

from datetime import timedelta
from math import fsum

import pytest
from credit_cast import DAY, SCALE, ending, event, histories
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.credit import BadEvent, CreditEvent, changes_between, counting_events, score_on, tier_on

days = st.integers(0, 1200)


@given(histories, days)
def test_contributions_add_up_to_the_score_and_each_names_its_decision(history: list[CreditEvent], on: int) -> None:
    score = score_on("lin", history, SCALE, DAY + timedelta(days=on))
    assert abs(score.base + fsum(one.points for one in score.contributions) - score.value) < 1e-9
    assert abs(score.base + sum(score.of_dimension(id) for id in SCALE.dimensions) - score.value) < 1e-9
    assert all(one.event.basis == f"{one.event.id}-D" for one in score.contributions)


@given(histories, st.data(), days, days, st.sampled_from(["repair", "revocation"]))
@settings(max_examples=40)
def test_repaired_or_revoked_equals_never_happened_in_score_and_tier(
    history: list[CreditEvent], data: st.DataObject, when: int, later: int, kind: str
) -> None:
    gone = data.draw(st.sampled_from(history))
    end = ending(gone, kind, when)
    on = end.day + timedelta(days=later)
    never = [one for one in history if one is not gone]
    assert abs(score_on("lin", [*history, end], SCALE, on).value - score_on("lin", never, SCALE, on).value) < 1e-9
    assert tier_on([*history, end], SCALE, on) == tier_on(never, SCALE, on)


@given(histories, days)
@settings(max_examples=30)
def test_expired_equals_never_happened_in_score_and_tier(history: list[CreditEvent], later: int) -> None:
    on = DAY + timedelta(days=later)
    alive = [one for one in history if on < one.ends(SCALE)]
    assert abs(score_on("lin", history, SCALE, on).value - score_on("lin", alive, SCALE, on).value) < 1e-9
    assert tier_on(history, SCALE, on) == tier_on(alive, SCALE, on)


@given(histories, days, days)
@settings(max_examples=50)
def test_the_moves_between_two_days_add_up_to_the_difference(history: list[CreditEvent], one: int, other: int) -> None:
    before, after = DAY + timedelta(days=one), DAY + timedelta(days=other)
    moved = fsum(change.points for change in changes_between(history, SCALE, before, after))
    difference = score_on("lin", history, SCALE, after).value - score_on("lin", history, SCALE, before).value
    assert abs(moved - difference) < 1e-9


def test_an_event_halves_with_its_dimension_and_ends_with_the_term_of_the_law() -> None:
    penalty = event("p", "light_penalty")
    points = [score_on("lin", [penalty], SCALE, DAY + timedelta(days=at)).value - 80 for at in (-1, 0, 90, 91, 92)]
    assert points[:2] == [0, -10]
    assert points[2] == pytest.approx(-10 * 2**-0.5)
    assert penalty.ends(SCALE).isoformat() == "2026-06-01" and points[4] == 0.0


def test_a_month_that_is_shorter_ends_on_its_last_day() -> None:
    late = event("p", "light_penalty", 275)
    assert (late.day.isoformat(), late.ends(SCALE).isoformat()) == ("2026-12-01", "2027-03-01")
    assert SCALE.kinds["light_penalty"].ends(late.day.replace(month=11, day=30)).isoformat() == "2027-02-28"


def test_good_deeds_never_buy_off_a_violation() -> None:
    bad = event("bad", amount=5)
    good = [event(f"g{at}", "settled_promptly", amount=40) for at in range(50)]
    score = score_on("lin", [bad, *good], SCALE, DAY)
    assert score.of_dimension("violations") == -20
    assert score.of_dimension("fulfilment") == pytest.approx(SCALE.dimensions["fulfilment"].most)


def test_why_a_score_moved_is_told_event_by_event() -> None:
    old, fresh = event("old"), event("new", day=10)
    struck, healed = event("struck"), event("healed")
    history = [
        old,
        fresh,
        struck,
        healed,
        event("short", expires=old.at + timedelta(days=5)),
        ending(healed, "repair", 5),
    ]
    moves = {one.event.id: one.how for one in changes_between(history, SCALE, DAY, DAY + timedelta(days=20))}
    assert moves == {"old": "faded", "new": "new", "struck": "faded", "healed": "repaired", "short": "expired"}
    assert struck in counting_events(history, SCALE, DAY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"amount": -1}, "amount"), ({"cancels": "x"}, "cancels"), ({"kind": "repair"}, "cancels")],
)
def test_an_event_that_makes_no_sense_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(BadEvent, match=words):
        event("e", **changes)  # type: ignore[arg-type]
