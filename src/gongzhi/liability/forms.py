"""Exact answers about some results over some facts: a truth table while it is narrow, a decision diagram beyond."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gongzhi.liability.circuits import Circuit
from gongzhi.liability.diagrams import Diagram
from gongzhi.liability.tables import WIDEST, column, influence, ones

# Which facts are known to be so, and which not: one bit per fact.
Planes = tuple[int, int]


class Form(Protocol):
    """All questions are about the possible completions of what is known."""

    def settle(self, root: int, known: Planes) -> bool | None:
        """Always so, never so, or None when it depends. Raises Impossible when nothing known is possible."""

    def influences(self, root: int, known: Planes) -> dict[int, float]:
        """For each unknown fact, the share of possible completions in which flipping it changes the result."""

    def possible_with(self, known: Planes) -> bool:
        """Whether what is known contradicts no conflict."""


class Impossible(Exception):
    """What is known contradicts itself."""


def form_of(circuit: Circuit, roots: Sequence[int], conflicts: Sequence[int], widest: int = WIDEST) -> Form:
    """The fitting form for these roots; combinations that fulfil a conflict are impossible."""
    facts = circuit.support([*roots, *conflicts])
    if len(facts) <= widest:
        return _Table(circuit, roots, conflicts, facts)
    return _Diagram(circuit, roots, conflicts, facts)


class _Table:
    def __init__(self, circuit: Circuit, roots: Sequence[int], conflicts: Sequence[int], facts: Sequence[int]) -> None:
        self.facts, self.width = facts, len(facts)
        columns = {fact: column(place, self.width) for place, fact in enumerate(facts)}
        every = ones(self.width)
        values = circuit.evaluate([*roots, *conflicts], columns, every)
        self.tables = dict(zip(roots, values, strict=False))
        self.possible = every
        for bad in values[len(roots) :]:
            self.possible &= ~bad

    def settle(self, root: int, known: Planes) -> bool | None:
        return _verdict(self.tables[root] & (rows := self._rows(known)), rows)

    def influences(self, root: int, known: Planes) -> dict[int, float]:
        rows, table = self._rows(known), self.tables[root]
        decided = known[0] | known[1]
        return {
            fact: influence(table, place, self.width, rows)
            for place, fact in enumerate(self.facts)
            if not decided >> fact & 1
        }

    def possible_with(self, known: Planes) -> bool:
        try:
            return bool(self._rows(known))
        except Impossible:
            return False

    def _rows(self, known: Planes) -> int:
        rows, (so, not_so) = self.possible, known
        for place, fact in enumerate(self.facts):
            if so >> fact & 1:
                rows &= column(place, self.width)
            elif not_so >> fact & 1:
                rows &= ~column(place, self.width)
        if not rows:
            raise Impossible
        return rows


class _Diagram:
    def __init__(self, circuit: Circuit, roots: Sequence[int], conflicts: Sequence[int], facts: Sequence[int]) -> None:
        self.facts = facts
        self.diagram = Diagram(depth_first(circuit, [*roots, *conflicts]))
        built = self.diagram.build(circuit, [*roots, *conflicts])
        self.built: Mapping[int, int] = dict(zip(roots, built, strict=False))
        self.possible = 1
        for bad in built[len(roots) :]:
            self.possible = self.diagram.both(self.possible, self.diagram.negate(bad))

    def settle(self, root: int, known: Planes) -> bool | None:
        function, rows = self._fixed(self.built[root], known), self._rows(known)
        return _verdict(self.diagram.both(function, rows), rows)

    def influences(self, root: int, known: Planes) -> dict[int, float]:
        function, rows = self._fixed(self.built[root], known), self._rows(known)
        decided = known[0] | known[1]
        return {fact: self.diagram.influence(function, fact, rows) for fact in self.facts if not decided >> fact & 1}

    def possible_with(self, known: Planes) -> bool:
        try:
            return bool(self._rows(known))
        except Impossible:
            return False

    def _rows(self, known: Planes) -> int:
        rows = self._fixed(self.possible, known)
        if not rows:
            raise Impossible
        return rows

    def _fixed(self, function: int, known: Planes) -> int:
        so, not_so = known
        fixed = {fact: bool(so >> fact & 1) for fact in self.facts if (so | not_so) >> fact & 1}
        return self.diagram.restrict(function, fixed)


def depth_first(circuit: Circuit, roots: Sequence[int]) -> tuple[int, ...]:
    """Facts in the order in which the roots mention them: neighbours in a rule stay neighbours in the diagram."""
    order: dict[int, None] = {}
    seen: set[int] = set()
    pending = list(reversed(roots))
    while pending:
        node = pending.pop()
        if node <= 1 or node in seen:
            continue
        seen.add(node)
        kind, a, b = circuit.nodes[node]
        if kind == "variable":
            order[a] = None
        else:
            pending += (a,) if kind == "not" else (b, a)
    return tuple(order)


def _verdict(hit: int, rows: int) -> bool | None:
    return True if hit == rows else (None if hit else False)
