"""What the engine says of any facts is exactly what trying every combination says, and what it shows as deciding decides."""

from collections.abc import Mapping
from typing import Any

import plain_liability
import pytest
from cast_of_liability import book, example_engine, example_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.liability import Contradiction, Days, Engine, Matter, RuleSet, Screening, applicable, compile_rules
from gongzhi.liability.circuits import Circuit
from gongzhi.liability.diagrams import Diagram
from gongzhi.liability.forms import Limits, form_of
from gongzhi.liability.proving import PROVED_DAYS
from gongzhi.liability.tables import column, every_combination, influence, ones

# The civil facts of the example leave few enough combinations to try them all.
FACTS = [name for name, fact in example_rules().facts.items() if fact.field == "民事"]
RULES = RuleSet(
    sources=example_rules().sources,
    quantities=example_rules().quantities,
    facts={name: fact for name, fact in example_rules().facts.items() if fact.field == "民事"},
    rules={number: rule for number, rule in example_rules().rules.items() if rule.field == "民事"},
    conflicts=example_rules().conflicts,
)
NUMBERS = applicable(RULES, book(), PROVED_DAYS).numbers
SCREENING = Screening(compile_rules(RULES, NUMBERS))
answers = st.dictionaries(st.sampled_from(FACTS), st.booleans(), min_size=6)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_every_result_is_what_trying_every_combination_gives(facts: dict[str, bool]) -> None:
    try:
        known, right = SCREENING.admit(SCREENING.planes(facts))
    except Contradiction:
        assert not list(plain_liability.every_completion(RULES, NUMBERS, facts))
        return
    said = {**facts, **dict.fromkeys(right, True)}
    for view in SCREENING.views(known):
        assert view.outcome is plain_liability.settle(RULES, NUMBERS, said, view.name), view.name


def _outcomes(engine: Engine, facts: Mapping[str, bool], mode: str) -> dict[str, Any]:
    matter = Matter(name="", conduct=PROVED_DAYS.conduct, trial=PROVED_DAYS.trial, facts=facts, amounts={})
    found = engine.answer(matter, "adjudication" if mode == "adjudication" else "screening")
    return {f"{one['defendant']}/{one['claim']}": one for one in found["results"]}


@pytest.mark.parametrize("mode", ["screening", "adjudication"])
@settings(max_examples=40, deadline=None)
@given(facts=st.dictionaries(st.sampled_from(FACTS), st.booleans()))
def test_flipping_a_fact_shown_as_deciding_turns_the_result_round(mode: str, facts: dict[str, bool]) -> None:
    engine = example_engine()
    try:
        before = _outcomes(engine, facts, mode)
    except Contradiction:
        return
    for name, one in before.items():
        shown = dict(_facts_in(one["why"]["rules"]))
        for fact in one["why"]["deciding"]:
            assert fact in shown, f"{fact} decides {name} and is not in its tree"
            after = _outcomes(engine, {**facts, fact: shown[fact] != "是"}, mode)
            assert {one["outcome"], after[name]["outcome"]} == {"成立", "不成立"}


def _facts_in(tree: Any) -> Any:
    if isinstance(tree, list):
        for one in tree:
            yield from _facts_in(one)
    elif isinstance(tree, dict):
        if "fact" in tree:
            yield tree["fact"], tree["value"]
        for one in tree.values():
            yield from _facts_in(one)


@settings(max_examples=30, deadline=None)
@given(answers)
def test_a_smallest_change_turns_the_result_round_and_nothing_smaller_does(facts: dict[str, bool]) -> None:
    try:
        known, right = SCREENING.admit(SCREENING.planes(facts))
    except Contradiction:
        return
    if right:
        return
    for view in SCREENING.views(known):
        changes = SCREENING.changes(view.name, known)
        assert ({one for turn in changes for one in turn} == set(view.deciding)) or len(changes[0]) > 1
        for turn in changes[:3]:
            flipped = {**facts, **{fact: not facts[fact] for fact in turn}}
            assert SCREENING.view(view.name, SCREENING.planes(flipped)).outcome is (not view.outcome)


gates = st.lists(st.tuples(st.sampled_from("&|~"), st.integers(0, 30), st.integers(0, 30)), min_size=5, max_size=25)


@settings(max_examples=60, deadline=None)
@given(gates, st.integers(0, 63), st.integers(0, 63))
def test_a_diagram_answers_as_a_table_does(gates: list[tuple[str, int, int]], so: int, not_so: int) -> None:
    circuit = Circuit()
    nodes = [circuit.variable(index) for index in range(6)]
    for kind, a, b in gates:
        x, y = nodes[a % len(nodes)], nodes[b % len(nodes)]
        made = circuit.negate(x) if kind == "~" else (circuit.both if kind == "&" else circuit.either)(x, y)
        nodes.append(made)
    root, known = nodes[-1], (so & ~not_so, not_so & ~so)
    limits = Limits([circuit.both(nodes[0], nodes[1])] if known[0] & 3 != 3 else [])
    table, diagram = form_of(circuit, [root], limits), form_of(circuit, [root], limits, widest=0)
    assert table.settle(root, known) is diagram.settle(root, known)
    wide, narrow = diagram.influences(root, known), table.influences(root, known)
    assert wide == pytest.approx(narrow)


@settings(max_examples=40, deadline=None)
@given(gates, st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_straight_line_code_says_what_the_circuit_says(gates: list[tuple[str, int, int]], cases: list[int]) -> None:
    circuit = Circuit()
    nodes = [circuit.variable(index) for index in range(6)]
    for kind, a, b in gates:
        x, y = nodes[a % len(nodes)], nodes[b % len(nodes)]
        nodes.append(circuit.negate(x) if kind == "~" else (circuit.both if kind == "&" else circuit.either)(x, y))
    columns = {index: column(index, 6) for index in range(6)}
    (plain,) = circuit.evaluate([nodes[-1]], columns, ones(6))
    assert circuit.straight_line([nodes[-1]])(list(columns.values()), ones(6)) == (plain,)
    planes = {index: (int(case == 0), int(case == 1)) for index, case in enumerate(cases)}
    flat = [bit for pair in planes.values() for bit in pair]
    assert circuit.straight_line_known([nodes[-1]])(flat, 1) == tuple(circuit.evaluate_known([nodes[-1]], planes, 1)[0])


def test_all_combinations_in_blocks_are_the_whole_table() -> None:
    circuit = Circuit()
    root = circuit.both(circuit.variable(0), circuit.negate(circuit.variable(3)))
    blocks = every_combination(circuit.straight_line([root]), 4, block=2)
    joined = sum(part << (4 * place) for place, (part,) in enumerate(blocks))
    assert joined == column(0, 4) & ~column(3, 4)


def test_influence_is_the_share_of_pairs_that_a_fact_turns() -> None:
    both = column(0, 2) & column(1, 2)
    assert influence(both, 0, 2, ones(2)) == 0.5
    assert influence(both, 0, 2, ones(2) & ~both) == 0.0
    circuit = Circuit()
    root = circuit.both(circuit.variable(0), circuit.variable(1))
    diagram = Diagram((0, 1))
    (built,) = diagram.build(circuit, [root])
    assert (diagram.count(built), diagram.influence(built, 0, 1)) == (1, 0.5)
    assert Days(conduct=PROVED_DAYS.conduct, trial=PROVED_DAYS.trial) == PROVED_DAYS
