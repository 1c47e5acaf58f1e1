"""Ties bear on the order of inspection: right numbers, told causes, and never a tier."""

from pathlib import Path

import numpy as np
import pytest
from credit_cast import DAY, SCALE, START, event

import gongzhi
from gongzhi.credit import (
    BadTie,
    Network,
    NetworkPriority,
    Seed,
    Tie,
    Ties,
    inspection_order,
    read_ties,
    score_on,
    seeds_of,
    tier_of,
    tier_on,
)

TIES = [
    Tie(party="qiao", kind="mcn", thing="星火"),
    Tie(party="lin", kind="mcn", thing="星火"),
    Tie(party="lin", kind="warehouse", thing="东仓"),
    Tie(party="tea", kind="warehouse", thing="东仓"),
    Tie(party="zhou", kind="script", thing="s9"),
]
SEEDS = (Seed(party="qiao", basis="平P-7", weight=20.0), Seed(party="tea", basis="平P-9", weight=1.0))


def random_network(seed: int, nodes: int = 60, ties: int = 150) -> tuple[Network, np.ndarray]:
    chance = np.random.default_rng(seed)
    ends = chance.integers(0, nodes, (2, ties))
    weights = chance.integers(1, 5, ties).astype(float)
    full = np.zeros((nodes, nodes))
    np.add.at(full, (ends[0], ends[1]), weights)
    return Network(nodes, ends[0], ends[1], weights), full + full.T


@pytest.mark.parametrize("seed", range(5))
def test_nearness_solves_its_equation(seed: int) -> None:
    network, full = random_network(seed)
    start = np.random.default_rng(seed).random(network.size)
    strength = full.sum(axis=0)
    passing = full / np.where(strength, strength, 1)
    exact = np.linalg.solve(np.eye(len(full)) - 0.85 * passing, 0.15 * start)
    assert np.abs(network.near(start, rounds=200) - exact).max() < 1e-6 * exact.max()
    assert np.abs(network.near(start) - exact).max() < 0.02 * exact.max()


def test_after_so_many_rounds_no_more_is_missing_than_was_proved() -> None:
    network, _ = random_network(3)
    start = np.random.default_rng(3).random(network.size)
    whole = network.near(start, rounds=300).sum()
    for rounds in (1, 4, 12, 30):
        found = network.near(start, rounds=rounds)
        assert (found >= 0).all() and abs(found.sum() - whole) <= 0.85**rounds * start.sum() + 1e-4
        apart = np.abs(found - network.near(start, rounds=300)).sum()
        assert apart <= 2 * 0.85**rounds * start.sum()


@pytest.mark.parametrize("seed", range(5))
def test_what_reaches_a_node_explains_all_of_its_nearness(seed: int) -> None:
    network, _ = random_network(seed)
    start = np.random.default_rng(seed).random(network.size)
    reaching = network.reaching(7, rounds=300)
    told = float(start @ reaching)
    assert told == pytest.approx(network.near(start, rounds=300)[7], rel=1e-5)


def test_causes_name_the_decision_and_what_is_shared() -> None:
    ties = Ties(TIES, SCALE)
    near = {one.party: one.nearness for one in ties.priorities(SEEDS)}
    causes = ties.causes("lin", SEEDS)
    assert [one.basis for one in causes] == ["平P-7", "平P-9"]
    assert sum(one.share for one in causes) == pytest.approx(near["lin"], rel=0.01)
    assert ties.shared("lin", "qiao") == ("mcn 星火",)
    assert near["zhou"] == 0 and ties.causes("zhou", SEEDS) == () and ties.causes("nobody", SEEDS) == ()


def test_ties_change_the_order_within_a_tier_and_no_score_and_no_tier() -> None:
    histories = {"qiao": [event("q", amount=9)], "lin": [], "aaa": []}
    tiers = {party: tier_on(events, SCALE, DAY) for party, events in histories.items()}
    before = inspection_order(tiers, (), SCALE)
    after = inspection_order(tiers, Ties(TIES, SCALE).priorities(SEEDS), SCALE)
    assert (before, after) == (("qiao", "aaa", "lin"), ("qiao", "lin", "aaa"))
    assert {party: tier_on(events, SCALE, DAY) for party, events in histories.items()} == tiers


def test_a_priority_cannot_become_a_tier() -> None:
    priority = NetworkPriority(party="lin", nearness=3.0)
    for wrong in (priority, priority.nearness):
        with pytest.raises(TypeError):
            tier_of(wrong, SCALE)  # type: ignore[arg-type]
    assert tier_of(score_on("lin", [], SCALE, DAY), SCALE).id == "normal"


@pytest.mark.soak
def test_the_type_checker_refuses_a_priority_where_a_score_belongs(tmp_path, monkeypatch) -> None:
    from mypy import api

    monkeypatch.setenv("MYPYPATH", str(Path(gongzhi.__file__).parents[1]))

    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from gongzhi.credit import NetworkPriority, load_scale, tier_of\n"
        "tier_of(NetworkPriority(party='lin', nearness=3.0), load_scale())\n"
    )
    told, _, status = api.run(["--config-file=", "--follow-imports=silent", "--cache-dir", str(tmp_path), str(wrong)])
    assert status == 1 and "NetworkPriority" in told and "OwnScore" in told


def test_an_unknown_kind_of_tie_is_refused_and_an_empty_network_is_fine() -> None:
    with pytest.raises(BadTie, match="mcn"):
        Ties([Tie(party="lin", kind="gossip", thing="x")], SCALE)
    assert Ties([], SCALE).priorities(SEEDS) == ()


def test_seeds_are_what_counts_against_a_party_today() -> None:
    history = [event("bad", amount=2), event("kind", "settled_promptly"), event("gone", "late_delivery", expires=START)]
    assert seeds_of({"lin": history, "tea": []}, SCALE, DAY) == (Seed(party="lin", basis="bad-D", weight=8.0),)


def test_bad_ties_are_refused_by_line_and_the_rest_goes_on() -> None:
    good = {"party": "lin", "kind": "mcn", "thing": "星火"}
    lines = [good, good, {"party": "lin"}, good | {"kind": "gossip"}, good | {"thing": " "}, 7, ValueError("坏行")]
    ties, refused = read_ties(enumerate([*lines, good | {"party": "tea"}], 1), SCALE)
    assert [one.party for one in ties] == ["lin", "tea"]
    assert [one.line for one in refused] == [2, 3, 4, 5, 6, 7] and refused[-1].why == "坏行"
