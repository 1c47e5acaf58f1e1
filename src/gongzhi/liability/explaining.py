"""Explain many cases fast: a result's view and tree depend on few facts, so equal answers are worked out once."""

from collections.abc import Iterator
from typing import NamedTuple

from gongzhi.liability.analysing import Screening
from gongzhi.liability.conditions import names_in
from gongzhi.liability.forms import Planes
from gongzhi.liability.results import View, mask_of
from gongzhi.liability.trees import Known, Tree, why_result

# Explanations kept per result; beyond it all are dropped, so that memory stays bounded on any population.
_KEPT = 20_000


class Explained(NamedTuple):
    """One result of one case with its tree, one entry per rule that applies. Shared between cases: do not change."""

    view: View
    why: list[Tree]


class Explaining:
    """Explains admitted cases of one program, in screening."""

    def __init__(self, screening: Screening) -> None:
        self._screening = screening
        self._seen: list[tuple[str, int, dict[Planes, Explained]]] = [
            (name, screening.mask(name) | self._mentioned(name), {}) for name in screening.program.rules.groups()
        ]

    def explain(self, known: Planes) -> list[Explained]:
        """Every result of one case, in the order of the files."""
        so, not_so = known
        found = []
        values: dict[str, bool | None] = {}
        for name, mask, seen in self._seen:
            key = (so & mask, not_so & mask)
            one = seen.get(key)
            if one is None:
                if len(seen) >= _KEPT:
                    seen.clear()
                values = values or self._screening.values(known)
                one = seen[key] = self._explain(name, key, values)
            found.append(one)
        return found

    def _explain(self, name: str, known: Planes, values: dict[str, bool | None]) -> Explained:
        view = self._screening.view(name, known)
        program = self._screening.program
        drawn = Known(
            rules=program.rules,
            numbers=program.numbers,
            value=lambda one: view.settled.get(one, values[one]),
            deciding=view.deciding,
            assumed={},
        )
        return Explained(view, why_result(drawn, name))

    def _mentioned(self, name: str) -> int:
        """Facts that the tree shows, some of which may have been simplified out of the circuit."""
        rules = self._screening.program.rules
        pending = [rule.number for rule in rules.groups()[name]]
        seen: set[str] = set()
        facts: set[str] = set()
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            rule = rules.rules[number]
            pending += [*rule.yields_to, *rules.overriding().get(number, ())]
            for named in names_in(rule.conditions):
                if named.is_rule:
                    pending.append(named.name)
                else:
                    facts.add(named.name)
                    pending += [one.number for one in rules.targeting().get(named.name, ())]
        return mask_of(self._positions(facts))

    def _positions(self, facts: set[str]) -> Iterator[int]:
        positions = self._screening.position
        return (positions[fact] for fact in facts if fact in positions)
