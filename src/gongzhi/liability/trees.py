"""Say why: the rules behind a result, their conditions with what is known of each, and which facts decide."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gongzhi.liability.conditions import All, Condition, Named, Not
from gongzhi.liability.rulebook import Rule, RuleSet

Value = bool | None
Tree = dict[str, Any]
OUTCOME_NAMES: dict[Value, str] = {True: "成立", False: "不成立", None: "取决于"}
ANSWER_NAMES: dict[Value, str] = {True: "是", False: "否", None: "不明"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a tree is drawn from. ``value``: of a fact with all that law deems of it, or of a rule.

    ``assumed``: unproved facts that the burden of proof or a presumption settled, with the words for it.
    """

    rules: RuleSet
    numbers: frozenset[str]
    value: Callable[[str], Value]
    deciding: Collection[str]
    assumed: Mapping[str, str]


def why_result(known: Known, name: str) -> list[Tree]:
    """One tree per rule of the result that applies."""
    return [_rule(known, rule)[0] for rule in known.rules.groups()[name] if rule.number in known.numbers]


def why_rule(known: Known, number: str) -> Tree:
    """The tree of one rule."""
    return _rule(known, known.rules.rules[number])[0]


def _rule(known: Known, rule: Rule, *, nested: bool = False) -> tuple[Tree, bool]:
    """The tree and whether it tells anything: something so, open or deciding."""
    outcome = known.value(rule.number)
    tree: Tree = {"rule": rule.number, "title": rule.title, "outcome": OUTCOME_NAMES[outcome]}
    tree["provisions"] = list(rule.provisions)
    drawn = [_condition(known, part) for part in rule.conditions.parts]
    defeats = [_rule(known, known.rules.rules[n], nested=True) for n in _defeats(known, rule)]
    telling = outcome is not False or any(tells for _, tells in (*drawn, *defeats))
    if telling or not nested:
        tree["conditions"] = [one for one, _ in drawn]
        if defeats:
            tree["yields_to"] = [one for one, _ in defeats]
    return tree, telling


def _defeats(known: Known, rule: Rule) -> list[str]:
    overriding = known.rules.overriding().get(rule.number, ())
    return [number for number in (*rule.yields_to, *overriding) if number in known.numbers]


def _condition(known: Known, condition: Condition) -> tuple[Tree, bool]:
    if isinstance(condition, Named):
        if condition.is_rule:
            return _rule(known, known.rules.rules[condition.name], nested=True)
        return _fact(known, condition.name)
    if isinstance(condition, Not):
        tree, tells = _condition(known, condition.part)
        return {"not": tree}, tells
    drawn = [_condition(known, part) for part in condition.parts]
    word = "all" if isinstance(condition, All) else "any"
    return {word: [tree for tree, _ in drawn]}, any(tells for _, tells in drawn)


def _fact(known: Known, name: str) -> tuple[Tree, bool]:
    value, fact = known.value(name), known.rules.facts[name]
    deciding = name in known.deciding
    tree: Tree = {"fact": name, "value": ANSWER_NAMES[value], "deciding": deciding}
    if value is None or name in known.assumed:
        tree["burden"] = fact.burden
    if name in known.assumed:
        tree["assumed"] = known.assumed[name]
    rules = [rule for rule in known.rules.targeting().get(name, ()) if rule.number in known.numbers]
    drawn = [_rule(known, rule, nested=True) for rule in rules]
    if drawn:
        tree["deemed_by"] = [one for one, _ in drawn]
    return tree, deciding or value is None or any(tells for _, tells in drawn)
