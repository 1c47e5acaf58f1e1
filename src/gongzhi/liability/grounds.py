"""Why a result holds, cut to what it rests on: the rules that hold, their conditions, and every fact that decides.

The tree has the form of ``trees``, without rules that neither hold nor contain a deciding fact.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from gongzhi.liability.conditions import All, Condition, Named, Not, names_in
from gongzhi.liability.rulebook import Kind, Rule, RuleSet
from gongzhi.liability.trees import ANSWER_NAMES, OUTCOME_NAMES, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a tree is drawn from: rules that hold, facts so, facts not so, facts that decide; the rest is unknown."""

    holding: Collection[str]
    so: Collection[str]
    not_so: Collection[str]
    deciding: Collection[str]


@dataclass(slots=True)
class Reach:
    """The rules that a result rests on, and for each fact the rules whose conditions name it."""

    rules: dict[str, Rule] = field(default_factory=dict)
    facts: dict[str, list[str]] = field(default_factory=dict)


def reach_of(rules: RuleSet, numbers: Collection[str], result: str) -> Reach:
    """Everything that a tree of this result may show."""
    found = Reach()
    pending = [rule.number for rule in rules.groups()[result]]
    while pending:
        number = pending.pop()
        if number in found.rules or number not in numbers:
            continue
        rule = found.rules[number] = rules.rules[number]
        pending += _defeats(rules, rule)
        for named in names_in(rule.conditions):
            if named.is_rule:
                pending.append(named.name)
            else:
                found.facts.setdefault(named.name, []).append(number)
                pending += [one.number for one in _deeming(rules, named.name)]
    return found


class Drawing:
    """Draws the grounds of results of one program."""

    def __init__(self, rules: RuleSet, numbers: frozenset[str]) -> None:
        self._rules, self._numbers = rules, numbers
        self._facts: dict[str, frozenset[str]] = {}

    def draw(self, seen: Seen, shown: Mapping[str, bool | None]) -> list[Tree]:
        """One tree per rule of ``shown``, which says how each stands: True, or None when only one of them surely holds."""
        return [self._rule(seen, self._rules.rules[number], outcome) for number, outcome in shown.items()]

    def _rule(self, seen: Seen, rule: Rule, outcome: bool | None) -> Tree:
        tree: Tree = {"rule": rule.number, "title": rule.title, "outcome": OUTCOME_NAMES[outcome]}
        tree["provisions"] = list(rule.provisions)
        tree["conditions"] = [self._condition(seen, part) for part in rule.conditions.parts]
        defeats = [one for one in _defeats(self._rules, rule) if one in self._numbers]
        drawn = [self._nested(seen, one) for one in defeats if self._tells(seen, one)]
        return tree | ({"yields_to": drawn} if drawn else {})

    def _nested(self, seen: Seen, number: str) -> Tree:
        return self._rule(seen, self._rules.rules[number], number in seen.holding)

    def _condition(self, seen: Seen, condition: Condition) -> Tree:
        if isinstance(condition, Named):
            return self._nested(seen, condition.name) if condition.is_rule else self._fact(seen, condition.name)
        if isinstance(condition, Not):
            return {"not": self._condition(seen, condition.part)}
        word = "all" if isinstance(condition, All) else "any"
        return {word: [self._condition(seen, part) for part in condition.parts]}

    def _fact(self, seen: Seen, name: str) -> Tree:
        value = True if name in seen.so else (False if name in seen.not_so else None)
        tree: Tree = {"fact": name, "value": ANSWER_NAMES[value], "deciding": name in seen.deciding}
        deeming = [one.number for one in _deeming(self._rules, name) if one.number in self._numbers]
        drawn = [self._nested(seen, one) for one in deeming if one in seen.holding or self._tells(seen, one)]
        return tree | ({"deemed_by": drawn} if drawn else {})

    def _tells(self, seen: Seen, number: str) -> bool:
        """Whether the rule, or one that it rests on, names a deciding fact."""
        return not self._mentioned(number).isdisjoint(seen.deciding)

    def _mentioned(self, number: str) -> frozenset[str]:
        """The facts that the rule, or any that it rests on, names; worked out once for each rule."""
        found = self._facts.get(number)
        if found is None:
            rule = self._rules.rules[number]
            named = list(names_in(rule.conditions))
            facts = {one.name for one in named if not one.is_rule}
            behind = [*_defeats(self._rules, rule), *(one.name for one in named if one.is_rule)]
            behind += [one.number for fact in facts for one in _deeming(self._rules, fact)]
            found = self._facts[number] = frozenset(facts).union(*(self._mentioned(one) for one in behind))
        return found


def _defeats(rules: RuleSet, rule: Rule) -> tuple[str, ...]:
    return (*rule.yields_to, *rules.overriding().get(rule.number, ()))


def _deeming(rules: RuleSet, fact: str) -> list[Rule]:
    return [rule for rule in rules.targeting().get(fact, ()) if rule.kind is Kind.DEEMED]
