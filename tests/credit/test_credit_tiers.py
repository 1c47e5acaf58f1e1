"""Tiers: hysteresis, the way up, and that nothing but own conduct comes in."""

import ast
from datetime import date, timedelta
from importlib.resources import files
from typing import get_type_hints

import pytest
from credit_cast import DAY, SCALE, event

import gongzhi.credit.tiers as tiers
from gongzhi.credit import next_rise, score_on, tier_of, tier_on, ways_up


def day(after: int):
    return DAY + timedelta(days=after)


def test_a_tier_is_lost_at_its_floor_and_regained_only_above_the_margin() -> None:
    history = [event("e", amount=6)]  # 80 - 24 = 56, below 60
    found = [(score_on("lin", history, SCALE, day(at)).value, tier_on(history, SCALE, day(at)).id) for at in range(300)]
    assert found[0] == (56.0, "attention")
    between = [tier for value, tier in found if 60 <= value < 65]
    assert between and set(between) == {"attention"}
    assert {tier for value, tier in found if value >= 65} == {"normal"}


def test_a_clean_record_is_normal_and_good_standing_has_to_be_earned() -> None:
    assert tier_on([], SCALE, DAY).id == "normal"
    kinds = ("rectified_early", "sampling_passed", "reviews_good", "settled_promptly")
    earned = [event(kind, kind, amount=1000) for kind in kinds]
    assert score_on("lin", earned, SCALE, DAY).value == pytest.approx(100)
    assert tier_on(earned, SCALE, day(0)).id == "good"


def test_each_way_up_says_what_repair_brings_and_when_time_does_it() -> None:
    history = [event("small", amount=1), event("big", amount=6)]
    big, small = ways_up(history, SCALE, DAY)
    assert (big.event.id, big.gain, big.tier.id) == ("big", 24.0, "normal")
    assert (small.event.id, small.tier.id) == ("small", "attention")
    assert "申诉" in big.how
    rise = next_rise(history, SCALE, DAY)
    assert rise is not None
    assert tier_on(history, SCALE, rise[0] - timedelta(days=1)).id == "attention"
    assert (tier_on(history, SCALE, rise[0]).id, rise[1].id) == ("normal", "normal")


def test_who_is_not_lowered_has_nowhere_to_rise_by_time() -> None:
    assert next_rise([], SCALE, date.max) is None
    assert next_rise([], SCALE, DAY) is None and ways_up([], SCALE, DAY) == ()


def test_no_function_of_tiers_takes_anything_but_own_conduct() -> None:
    with pytest.raises(TypeError):
        tier_of(41.0, SCALE)  # type: ignore[arg-type]
    tree = ast.parse(files("gongzhi.credit").joinpath("tiers.py").read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {
        "collections.abc", "dataclasses", "datetime", "gongzhi.credit.events", "gongzhi.credit.scale", "gongzhi.credit.scoring"
    }  # fmt: skip
    hints = {str(hint) for one in (tier_of, tier_on, ways_up, tiers._step) for hint in get_type_hints(one).values()}
    assert not any("network" in hint for hint in hints)
