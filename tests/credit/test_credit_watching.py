"""A round of looking: everybody can be drawn, the share follows the tier, and the reason is said."""

import numpy as np
import pytest
from credit_cast import SCALE

from gongzhi.credit import Why, inspection_order, least_share, round_of

TIERS = {f"{tier.id}{at}": tier for tier in SCALE.tiers for at in range(25)}
ORDER = inspection_order(TIERS, (), SCALE)


def chances(seed: int) -> dict[str, float]:
    drawn = np.random.default_rng(seed).random(len(TIERS))
    return dict(zip(TIERS, drawn.tolist(), strict=True))


def test_over_many_rounds_everybody_is_looked_at_and_the_lower_tier_more_often() -> None:
    rounds = [round_of(ORDER, TIERS, chances(seed), SCALE, 60) for seed in range(300)]
    times = {party: sum(turn.party == party for each in rounds for turn in each) for party in TIERS}
    assert min(times.values()) > 0
    by_tier = [sum(times[party] for party in TIERS if TIERS[party] == tier) for tier in SCALE.tiers]
    assert by_tier == sorted(by_tier)
    assert min(times[f"focus{at}"] for at in range(25)) == 300


def test_the_part_drawn_by_chance_is_blind_to_tiers() -> None:
    drawn = [
        turn.tier.id
        for seed in range(400)
        for turn in round_of(ORDER, TIERS, chances(seed), SCALE, 60)
        if turn.why is Why.CHANCE
    ]
    assert len(drawn) == 400 * 6
    assert {tier.id: drawn.count(tier.id) / len(drawn) for tier in SCALE.tiers} == pytest.approx(
        {tier.id: 0.25 for tier in SCALE.tiers}, abs=0.04
    )


def test_nobody_has_two_places_and_no_more_places_are_given_than_there_are() -> None:
    turns = round_of(ORDER, TIERS, chances(1), SCALE, 60)
    assert len({turn.party for turn in turns}) == len(turns) <= 60
    assert round_of(ORDER, TIERS, chances(1), SCALE, 0) == ()
    assert len(round_of(("a",), {"a": SCALE.tiers[0]}, {"a": 0.9}, SCALE, 5)) == 1


def test_the_least_chance_is_told() -> None:
    assert least_share(SCALE, 60, 100) == pytest.approx(0.06)
    assert least_share(SCALE, 60, 0) == 0.0
    assert all(why.chinese for why in Why)
