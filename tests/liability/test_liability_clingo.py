"""clingo, an independent solver, agrees on which results are certain, impossible or open."""

import random
from collections.abc import Mapping

import pytest
from cast_of_liability import book, example_rules

from gongzhi.liability import Contradiction, Kind, Rule, RuleSet, Screening, applicable, compile_rules, load_rules
from gongzhi.liability.conditions import All, Condition, Named, Not
from gongzhi.liability.proving import PROVED_DAYS

clingo = pytest.importorskip("clingo")


class Program:
    """The rules as a logic program: facts are chosen freely, rules follow, what conflicts is forbidden."""

    def __init__(self, rules: RuleSet, numbers: frozenset[str]) -> None:
        self.facts = {name: place for place, name in enumerate(rules.facts)}
        self.rules = {number: place for place, number in enumerate(rules.rules)}
        self.groups = {name: place for place, name in enumerate(rules.groups())}
        self.lines = [f"{{g({self.facts[f.name]})}}." for f in rules.facts.values() if not f.derived]
        self.lines += [f"e({place}) :- g({place})." for place in self.facts.values()]
        for rule in rules.rules.values():
            if rule.number in numbers:
                self._rule(rules, rule, numbers)
        for conflict in rules.conflicts:
            self.lines.append(f":- {self._atom(conflict.conditions)}.")
        self.deemed = {
            fact: [n for n, r in rules.rules.items() if r.kind is Kind.DEEMED and r.target == fact and n in numbers]
            for fact in rules.facts
        }

    def _rule(self, rules: RuleSet, rule: Rule, numbers: frozenset[str]) -> None:
        beaten = [*rule.yields_to, *(n for n, r in rules.rules.items() if rule.number in r.overrides and n in numbers)]
        body = ", ".join([self._atom(rule.conditions), *(f"not r({self.rules[one]})" for one in beaten)])
        self.lines.append(f"r({self.rules[rule.number]}) :- {body}.")
        if rule.kind is Kind.DEEMED:
            self.lines.append(f"e({self.facts[rule.target]}) :- r({self.rules[rule.number]}).")
        if rule.group:
            self.lines.append(f"h({self.groups[rule.group]}) :- r({self.rules[rule.number]}).")

    def _atom(self, condition: Condition) -> str:
        if isinstance(condition, Named):
            return f"r({self.rules[condition.name]})" if condition.is_rule else f"e({self.facts[condition.name]})"
        if isinstance(condition, Not):
            inner = self._atom(condition.part)
            return f"not {inner if not inner.startswith('not ') else self._fresh([inner])}"
        parts = [self._atom(part) for part in condition.parts]
        if isinstance(condition, All):
            return self._fresh(parts)
        made = f"a({len(self.lines)})"
        self.lines += [f"{made} :- {part}." for part in parts]
        return made

    def _fresh(self, parts: list[str]) -> str:
        made = f"a({len(self.lines)})"
        self.lines.append(f"{made} :- {', '.join(parts) or '#true'}.")
        return made

    def outcomes(self, known: Mapping[str, bool]) -> dict[str, bool | None] | None:
        """True, False, None per result; None for everything when no combination is possible."""
        given = [f":- {'not ' if value else ''}g({self.facts[name]})." for name, value in known.items()]
        denied = [f":- r({self.rules[n]})." for name, value in known.items() if not value for n in self.deemed[name]]
        found = [self._consequences([*self.lines, *given, *denied], mode) for mode in ("brave", "cautious")]
        if found[0] is None or found[1] is None:
            return None
        brave, cautious = found
        return {n: True if p in cautious else (None if p in brave else False) for n, p in self.groups.items()}

    def _consequences(self, lines: list[str], mode: str) -> set[int] | None:
        control = clingo.Control(["--warn=none", f"--enum-mode={mode}", "0"])
        control.add("base", [], "\n".join(lines) + "\n#show h/1.")
        control.ground([("base", [])])
        last = None
        with control.solve(yield_=True) as handle:
            for model in handle:
                last = {symbol.arguments[0].number for symbol in model.symbols(shown=True)}
        return last


@pytest.mark.parametrize(("shipped", "cases"), [(False, 60), (True, 12)])
def test_clingo_agrees_on_random_cases(shipped: bool, cases: int) -> None:
    rules = load_rules() if shipped else example_rules()
    numbers = applicable(rules, book(), PROVED_DAYS).numbers
    program, screening = Program(rules, numbers), Screening(compile_rules(rules, numbers))
    chance = random.Random(38)
    names = screening.program.asked
    compared = 0
    for _ in range(cases):
        share = chance.choice((0.1, 0.3, 0.6))
        facts = {name: chance.random() < 0.4 for name in names if chance.random() < share}
        expected = program.outcomes(facts)
        try:
            known, right = screening.admit(screening.planes(facts))
        except Contradiction:
            assert expected is None
            continue
        if right:
            continue
        assert {view.name: view.outcome for view in screening.views(known)} == expected
        compared += 1
    assert compared
