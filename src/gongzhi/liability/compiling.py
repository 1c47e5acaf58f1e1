"""Compile the rules that apply into one circuit: every fact, rule, reading and result is a node of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from gongzhi.liability.circuits import NO, YES, Circuit
from gongzhi.liability.conditions import All, Condition, Named, Not
from gongzhi.liability.linking import rules_in_order
from gongzhi.liability.rulebook import Kind, Rule, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Rules as a circuit. ``asked`` are the facts in the order of their bits and variables.

    In an adjudicating program variable 2i says that fact i is proved, 2i+1 that its contrary is; what is neither
    follows from presumptions and the burden of proof. Otherwise variable i is fact i. ``deemed``: variable of a fact,
    node of the rules that deem it so; a fact is never possible as 否 while they hold.
    """

    rules: RuleSet
    numbers: frozenset[str]
    asked: tuple[str, ...]
    circuit: Circuit
    facts: Mapping[str, int]
    roots: Mapping[str, int]
    conflicts: tuple[int, ...]
    deemed: tuple[tuple[int, int], ...]

    def position(self, fact: str) -> int:
        """The bit of an asked fact."""
        return self.asked.index(fact)

    def root_of(self, name: str) -> int:
        """The node of a rule, a reading (``P08/连带责任说``), a result (``平台/相应责任``) or a fact."""
        return self.roots[name] if name in self.roots else self.facts[name]


def compile_rules(rules: RuleSet, numbers: Collection[str], *, adjudicate: bool = False) -> Program:
    """The circuit of the rules in ``numbers``; the others never hold."""
    asked = tuple(name for name, fact in rules.facts.items() if not fact.derived)
    made = _Making(rules, frozenset(numbers), asked, adjudicate)
    made.run()
    return Program(
        rules=rules,
        numbers=made.numbers,
        asked=asked,
        circuit=made.circuit,
        facts=made.all_facts(),
        roots=made.roots,
        conflicts=tuple(made.condition(conflict.conditions) for conflict in rules.conflicts),
        deemed=() if adjudicate else tuple(made.deemed()),
    )


class _Making:
    def __init__(self, rules: RuleSet, numbers: frozenset[str], asked: Iterable[str], adjudicate: bool) -> None:
        self.rules, self.numbers, self.adjudicate = rules, numbers, adjudicate
        self.circuit = Circuit()
        self.roots: dict[str, int] = {number: NO for number in rules.rules}
        self._index = {name: index for index, name in enumerate(asked)}
        self._facts: dict[str, int] = {}
        self._overriding: dict[str, list[str]] = {}
        self._targeting: dict[str, list[Rule]] = {}
        for rule in rules.rules.values():
            if rule.number in numbers:
                for number in rule.overrides:
                    self._overriding.setdefault(number, []).append(rule.number)
                if rule.target:
                    self._targeting.setdefault(rule.target, []).append(rule)

    def run(self) -> None:
        for rule in rules_in_order(self.rules.rules.values()):
            if rule.number in self.numbers:
                self.roots[rule.number] = self._rule(rule)
                for reading in rule.readings:
                    also = self.condition(reading.also)
                    self.roots[f"{rule.number}/{reading.name}"] = self.circuit.both(self.roots[rule.number], also)
        for name, group in self.rules.groups().items():
            self.roots[name] = self.circuit.some(self.roots[rule.number] for rule in group)

    def all_facts(self) -> dict[str, int]:
        return {name: self._fact(name) for name in self.rules.facts}

    def deemed(self) -> Iterable[tuple[int, int]]:
        for name, targeting in self._targeting.items():
            numbers = [rule.number for rule in targeting if rule.kind is Kind.DEEMED]
            if numbers and name in self._index:
                yield self._index[name], self.circuit.some(self.roots[number] for number in numbers)

    def condition(self, condition: Condition) -> int:
        if isinstance(condition, Named):
            return self.roots[condition.name] if condition.is_rule else self._fact(condition.name)
        if isinstance(condition, Not):
            return self.circuit.negate(self.condition(condition.part))
        parts = [self.condition(part) for part in condition.parts]
        return self.circuit.every(parts) if isinstance(condition, All) else self.circuit.some(parts)

    def _rule(self, rule: Rule) -> int:
        defeated = [*rule.yields_to, *self._overriding.get(rule.number, ())]
        defeat = self.circuit.some(self.roots[number] for number in defeated)
        return self.circuit.both(self.condition(rule.conditions), self.circuit.negate(defeat))

    def _fact(self, name: str) -> int:
        found = self._facts.get(name)
        if found is None:
            targeting = self._targeting.get(name, ())
            deemed = [self.roots[rule.number] for rule in targeting if rule.kind is Kind.DEEMED]
            found = self._facts[name] = self.circuit.some([self._given(name), *deemed])
        return found

    def _given(self, name: str) -> int:
        if self.rules.facts[name].derived:
            return NO
        index = self._index[name]
        if not self.adjudicate:
            return self.circuit.variable(index)
        presumed = [self.roots[r.number] for r in self._targeting.get(name, ()) if r.kind is Kind.PRESUMED]
        unproved = YES if self.rules.facts[name].unproved else self.circuit.some(presumed)
        proved, disproved = self.circuit.variable(2 * index), self.circuit.variable(2 * index + 1)
        return self.circuit.either(proved, self.circuit.both(self.circuit.negate(disproved), unproved))
