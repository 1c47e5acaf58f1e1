"""An oracle that shares nothing with the compiler: it tries every combination and reads the rules naively."""

from collections.abc import Iterator, Mapping
from itertools import product

from gongzhi.liability import Kind, Rule, RuleSet
from gongzhi.liability.conditions import All, Condition, Named, Not


class Reading:
    """One full assignment of facts, read rule by rule."""

    def __init__(self, rules: RuleSet, numbers: frozenset[str], facts: Mapping[str, bool]) -> None:
        self.rules, self.numbers, self.facts = rules, numbers, facts

    def fact(self, name: str) -> bool:
        if self.facts.get(name, False):
            return True
        return any(r.kind is Kind.DEEMED and r.target == name and self.rule(r) for r in self.rules.rules.values())

    def rule(self, rule: Rule) -> bool:
        if rule.number not in self.numbers or not self.true(rule.conditions):
            return False
        beaten = [self.rules.rules[n] for n in rule.yields_to]
        beaten += [r for r in self.rules.rules.values() if rule.number in r.overrides]
        return not any(self.rule(other) for other in beaten)

    def true(self, condition: Condition) -> bool:
        if isinstance(condition, Named):
            named = condition.name
            return self.rule(self.rules.rules[named]) if condition.is_rule else self.fact(named)
        if isinstance(condition, Not):
            return not self.true(condition.part)
        found = [self.true(part) for part in condition.parts]
        return all(found) if isinstance(condition, All) else any(found)

    def result(self, group: str) -> bool:
        return any(r.group == group and self.rule(r) for r in self.rules.rules.values() if r.kind is Kind.CLAIM)

    def possible(self, denied: frozenset[str]) -> bool:
        if any(self.true(conflict.conditions) for conflict in self.rules.conflicts):
            return False
        return not any(self.fact(name) for name in denied)


def every_completion(rules: RuleSet, numbers: frozenset[str], known: Mapping[str, bool]) -> Iterator[Reading]:
    """All possible full assignments that agree with what is known."""
    unknown = [fact.name for fact in rules.facts.values() if not fact.derived and fact.name not in known]
    denied = frozenset(name for name, value in known.items() if not value)
    for values in product((False, True), repeat=len(unknown)):
        reading = Reading(rules, numbers, {**known, **dict(zip(unknown, values, strict=True))})
        if reading.possible(denied):
            yield reading


def settle(rules: RuleSet, numbers: frozenset[str], known: Mapping[str, bool], group: str) -> bool | None:
    """True, False, or None when it depends."""
    found = {reading.result(group) for reading in every_completion(rules, numbers, known)}
    return found.pop() if len(found) == 1 else None
