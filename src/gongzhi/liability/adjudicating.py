"""Settle what is not proved by presumption and burden of proof, and say which facts then decide each result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.liability.analysing import Screening
from gongzhi.liability.compiling import Program
from gongzhi.liability.forms import Planes
from gongzhi.liability.lanes import columns_from
from gongzhi.liability.results import View, columns_of, members_of
from gongzhi.liability.rulebook import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudged:
    """All results settled. ``assumed``: how each unproved fact was taken; ``values`` of all facts and rules."""

    views: tuple[View, ...]
    assumed: Mapping[str, str]
    values: Mapping[str, bool]


class Adjudication:
    """Every fact is settled; one pass over as many lanes as facts says what each of them decides."""

    def __init__(self, screening: Screening, program: Program) -> None:
        self._screening, self._program = screening, program
        self._names = [*program.facts, *program.roots]
        self._roots = [program.root_of(name) for name in self._names]

        self._members = {name: members_of(program, name) for name in program.rules.groups()}

    def judge(self, known: Planes) -> Adjudged:
        """``known`` must be admitted. Lane 0 is the case, lane i+1 the case with fact i the other way round."""
        base = self._screening.forced(known)
        first = self._lane_values([base])
        lanes = [base, *(self._flipped(known, index, first) for index in range(len(self._program.asked)))]
        values = self._lane_values(lanes)
        settled = {name: bool(column & 1) for name, column in values.items()}
        views = [self._view(name, values, settled, lanes) for name in self._program.rules.groups()]
        return Adjudged(views=tuple(views), assumed=self._assumed(base, settled), values=settled)

    def settle(self, known: Planes) -> dict[str, bool]:
        """Every fact and rule of admitted facts, without what decides it."""
        values = self._lane_values([self._screening.forced(known)])
        return {name: bool(column) for name, column in values.items()}

    def settle_many(self, cases: Sequence[Planes]) -> dict[str, int]:
        """Every fact and rule of many admitted cases: a column each, one bit per case."""
        so, not_so = columns_from([self._screening.forced(known) for known in cases], len(self._program.asked))
        halves = {2 * fact + plane: column for plane, by in enumerate((so, not_so)) for fact, column in enumerate(by)}
        values = self._program.circuit.evaluate(self._roots, halves, (1 << len(cases)) - 1)
        return dict(zip(self._names, values, strict=True))

    def _flipped(self, known: Planes, index: int, first: Mapping[str, int]) -> Planes:
        bit = 1 << index
        was = bool(first[self._program.asked[index]])
        other = (known[0] & ~bit, known[1] | bit) if was else (known[0] | bit, known[1] & ~bit)
        # A fact that cannot be otherwise beside what is known, or that law deems so, shows nothing in its lane.
        return self._screening.forced(other) if self._screening.possible(other, index) else known

    def _lane_values(self, lanes: list[Planes]) -> dict[str, int]:
        columns = columns_of(lanes, range(len(self._program.asked)))
        halves = {2 * fact + plane: column[plane] for fact, column in columns.items() for plane in (0, 1)}
        values = self._program.circuit.evaluate(self._roots, halves, (1 << len(lanes)) - 1)
        return dict(zip(self._names, values, strict=True))

    def _view(self, name: str, values: Mapping[str, int], settled: Mapping[str, bool], lanes: list[Planes]) -> View:
        own = {one: settled[one] for one in self._members[name]}
        turned = values[name] ^ (-settled[name] & ((1 << len(lanes)) - 1))
        deciding = {fact for index, fact in enumerate(self._program.asked) if turned >> (index + 1) & 1}
        return View(name=name, outcome=settled[name], settled=own, deciding=frozenset(deciding), influences={})

    def _assumed(self, base: Planes, settled: Mapping[str, bool]) -> dict[str, str]:
        rules = self._program.rules
        assumed = {}
        for index, name in enumerate(self._program.asked):
            if (base[0] | base[1]) >> index & 1:
                continue
            targeting = [rule for rule in rules.rules.values() if rule.target == name and settled[rule.number]]
            fact, answer = rules.facts[name], "是" if settled[name] else "否"
            if targeting and settled[name]:
                kind = "推定" if targeting[0].kind is Kind.PRESUMED else "视为"
                assumed[name] = f"依 {targeting[0].number} {kind}为是"
            else:
                assumed[name] = f"未证明，由{fact.burden}举证，按{answer}处理"
        return assumed
