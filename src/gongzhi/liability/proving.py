"""Prove the invariants over every possible combination of facts, or show one that breaks them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongzhi.law import Book
from gongzhi.liability.circuits import NO, Circuit
from gongzhi.liability.compiling import Program, compile_rules
from gongzhi.liability.conditions import All, Condition, Named, Not
from gongzhi.liability.diagrams import Diagram
from gongzhi.liability.entries import PROVED_CONDUCT, PROVED_TRIAL
from gongzhi.liability.forms import depth_first
from gongzhi.liability.rulebook import Invariant, RuleSet
from gongzhi.liability.versions import Days, applicable

# The days on which invariants are proved unless they name their own.
PROVED_DAYS = Days(conduct=PROVED_CONDUCT, trial=PROVED_TRIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``against`` None: proved over all 2^``facts`` combinations; otherwise a combination that breaks it."""

    name: str
    place: str
    facts: int
    against: dict[str, bool] | None

    def __str__(self) -> str:
        if self.against is None:
            return f"{self.name}：对 {self.facts} 个事实的一切组合成立"
        said = "、".join(f"{name}：{'是' if value else '否'}" for name, value in self.against.items())
        return f"{self.place}：不变式“{self.name}”不成立，反例：{said or '任何事实'}。请改规则，或改这条不变式"


def prove_invariants(rules: RuleSet, book: Book) -> Iterator[Proof]:
    """One proof per invariant, in the order of the files."""
    programs: dict[frozenset[str], Program] = {}
    for one in rules.invariants:
        days = Days(conduct=one.conduct, trial=one.trial)
        numbers = applicable(rules, book, days, one.proposals).numbers
        if numbers not in programs:
            programs[numbers] = compile_rules(rules, numbers)
        yield prove(programs[numbers], one)


def prove(program: Program, one: Invariant) -> Proof:
    """Look for a possible combination that breaks the invariant."""
    circuit = program.circuit
    if one.unmoved is not None:
        return _prove_unmoved(program, one, *one.unmoved)
    if one.apart:
        roots = [program.root_of(name) for name in one.apart]
        bad = circuit.some(circuit.both(a, b) for i, a in enumerate(roots) for b in roots[:i])
    else:
        assert one.then is not None
        given = _node(program, one.given or All(()))
        bad = circuit.both(given, circuit.negate(_node(program, one.then)))
    facts, found = _possible_example(program, bad)
    return Proof(name=one.name, place=one.place, facts=facts, against=found)


def _prove_unmoved(program: Program, one: Invariant, concluded: Sequence[str], varied: Sequence[str]) -> Proof:
    names = set(_facts(program, varied))
    roots = [program.root_of(name) for name in _conclusions(program, concluded)]
    facts = len(program.circuit.support(roots))
    for root in roots:
        for index in program.circuit.support([root]):
            if program.asked[index] not in names:
                continue
            # Both halves in one circuit: the result with the fact so, and with it not so, must never differ.
            halves = Circuit()
            (so,) = program.circuit.copy_into(halves, [root], {index: 1})
            (not_so,) = program.circuit.copy_into(halves, [root], {index: 0})
            differ = halves.either(halves.both(so, halves.negate(not_so)), halves.both(not_so, halves.negate(so)))
            if differ != NO and (found := _example(program, halves, differ, [])) is not None:
                found[program.asked[index]] = True
                return Proof(name=one.name, place=one.place, facts=facts, against=found)
    return Proof(name=one.name, place=one.place, facts=facts, against=None)


def _possible_example(program: Program, bad: int) -> tuple[int, dict[str, bool] | None]:
    circuit = program.circuit
    support = set(circuit.support([bad]))
    deeming = [circuit.both(circuit.negate(circuit.variable(i)), node) for i, node in program.deemed]
    # Only conflicts over facts that can reach the proposition matter; the others can always be satisfied.
    pending, linked = [*program.conflicts, *deeming], list[int]()
    while near := [node for node in pending if support & set(circuit.support([node]))]:
        linked += near
        pending = [node for node in pending if node not in near]
        support |= set(circuit.support(near))
    return len(support), _example(program, circuit, bad, linked)


def _example(program: Program, circuit: Circuit, bad: int, conflicts: Sequence[int]) -> dict[str, bool] | None:
    diagram = Diagram(depth_first(circuit, [bad, *conflicts]))
    found, *impossible = diagram.build(circuit, [bad, *conflicts])
    for node in impossible:
        if found == NO:
            break
        found = diagram.both(found, diagram.negate(node))
    example = diagram.example(found)
    return None if example is None else {program.asked[index]: value for index, value in example.items()}


def _node(program: Program, condition: Condition) -> int:
    if isinstance(condition, Named):
        return program.root_of(condition.name)
    if isinstance(condition, Not):
        return program.circuit.negate(_node(program, condition.part))
    parts = [_node(program, part) for part in condition.parts]
    return program.circuit.every(parts) if isinstance(condition, All) else program.circuit.some(parts)


def _conclusions(program: Program, named: Iterable[str]) -> Iterator[str]:
    for name in named:
        if name in ("民事", "行政"):
            yield from (group for group, rules in program.rules.groups().items() if rules[0].field == name)
        else:
            yield name


def _facts(program: Program, named: Iterable[str]) -> Iterator[str]:
    for name in named:
        if name in ("民事", "行政"):
            yield from (fact.name for fact in program.rules.facts.values() if fact.field == name)
        else:
            yield name
