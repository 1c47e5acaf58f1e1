"""Exact answers about some results over some facts: a truth table while it is narrow, a decision diagram beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What is impossible: a conflict always; of ``deemed`` (fact, node) the node, once the fact is known not so."""

    conflicts: Sequence[int] = ()
    deemed: Sequence[tuple[int, int]] = ()

    def nodes(self) -> list[int]:
        """Every node whose being so may be impossible."""
        return [*self.conflicts, *(node for _, node in self.deemed)]

    def active(self, known: Planes) -> list[int]:
        """The deeming nodes that are impossible beside what is known."""
        return [node for fact, node in self.deemed if known[1] >> fact & 1]


def form_of(circuit: Circuit, roots: Sequence[int], limits: Limits, widest: int = WIDEST) -> Form:
    """The fitting form for these roots."""
    facts = tuple(sorted({*circuit.support([*roots, *limits.nodes()]), *(fact for fact, _ in limits.deemed)}))
    if len(facts) <= widest:
        return _Table(circuit, roots, limits, facts)
    return _Diagram(circuit, roots, limits, facts)


class _Table:
    def __init__(self, circuit: Circuit, roots: Sequence[int], limits: Limits, facts: Sequence[int]) -> None:
        self.facts, self.width, self._limits = facts, len(facts), limits
        columns = {fact: column(place, self.width) for place, fact in enumerate(facts)}
        every = ones(self.width)
        nodes = [*roots, *limits.nodes()]
        self.tables = dict(zip(nodes, circuit.evaluate(nodes, columns, every), strict=True))
        self.possible = every
        for bad in limits.conflicts:
            self.possible &= ~self.tables[bad]
        self._last: tuple[Planes, int] = ((-1, -1), 0)

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
        if self._last[0] == known:
            return self._last[1]
        rows, (so, not_so) = self.possible, known
        for place, fact in enumerate(self.facts):
            if so >> fact & 1:
                rows &= column(place, self.width)
            elif not_so >> fact & 1:
                rows &= ~column(place, self.width)
        for node in self._limits.active(known):
            rows &= ~self.tables[node]
        if not rows:
            raise Impossible
        self._last = (known, rows)
        return rows


class _Diagram:
    def __init__(self, circuit: Circuit, roots: Sequence[int], limits: Limits, facts: Sequence[int]) -> None:
        self.facts, self._circuit, self._limits = facts, circuit, limits
        self._both_ways: dict[int, frozenset[int]] = {}
        nodes = [*roots, *limits.nodes()]
        order = dict.fromkeys((*depth_first(circuit, nodes), *facts))
        self.diagram = Diagram(tuple(order))
        self.built: Mapping[int, int] = dict(zip(nodes, self.diagram.build(circuit, nodes), strict=True))
        self.possible = 1
        for bad in limits.conflicts:
            self.possible = self.diagram.both(self.possible, self.diagram.negate(self.built[bad]))

    def settle(self, root: int, known: Planes) -> bool | None:
        function, rows = self._fixed(self.built[root], known), self._rows(known)
        return _verdict(self.diagram.both(function, rows), rows)

    def influences(self, root: int, known: Planes) -> dict[int, float]:
        function, rows = self._fixed(self.built[root], known), self._rows(known)
        decided = known[0] | known[1]
        unknown = [fact for fact in self.facts if not decided >> fact & 1]
        linked = {*self._circuit.support([*self._limits.conflicts, *self._limits.active(known)]), *self._mixed(root)}
        plain = [fact for fact in unknown if fact not in linked]
        slopes = self.diagram.slopes(self.diagram.both(function, rows))
        total = self.diagram.count(rows)
        found = {fact: abs(slopes.get(fact, 0)) / (total << len(self.facts)) for fact in plain}
        for fact in unknown:
            if fact not in found:
                found[fact] = self.diagram.influence(function, fact, rows)
        return found

    def _mixed(self, root: int) -> frozenset[int]:
        if root not in self._both_ways:
            self._both_ways[root] = both_ways(self._circuit, root)
        return self._both_ways[root]

    def possible_with(self, known: Planes) -> bool:
        try:
            return bool(self._rows(known))
        except Impossible:
            return False

    def _rows(self, known: Planes) -> int:
        rows = self._fixed(self.possible, known)
        for node in self._limits.active(known):
            rows = self.diagram.both(rows, self.diagram.negate(self._fixed(self.built[node], known)))
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


def both_ways(circuit: Circuit, root: int) -> frozenset[int]:
    """Facts that count for the root in one place and against it in another; the others only ever push one way."""
    seen: set[tuple[int, bool]] = set()
    ways: dict[int, set[bool]] = {}
    pending = [(root, True)]
    while pending:
        one = pending.pop()
        node, way = one
        if node <= 1 or one in seen:
            continue
        seen.add(one)
        kind, a, b = circuit.nodes[node]
        if kind == "variable":
            ways.setdefault(a, set()).add(way)
        else:
            pending += [(a, not way)] if kind == "not" else [(a, way), (b, way)]
    return frozenset(fact for fact, found in ways.items() if len(found) > 1)


def _verdict(hit: int, rows: int) -> bool | None:
    return True if hit == rows else (None if hit else False)
