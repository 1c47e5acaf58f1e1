"""Reduced ordered binary decision diagrams: exact answers where a truth table would be too wide."""

from collections.abc import Iterable, Mapping, Sequence

from gongzhi.liability.circuits import NO, YES, Circuit


class Diagram:
    """Diagrams over one order of facts. A node is a number; 0 is never, 1 is always; equal functions are one node."""

    def __init__(self, order: Sequence[int]) -> None:
        self._rank = {index: rank for rank, index in enumerate(order)}
        self._order = tuple(order)
        self._nodes: list[tuple[int, int, int]] = [(len(order), 0, 0), (len(order), 1, 1)]
        self._unique: dict[tuple[int, int, int], int] = {}
        self._choices: dict[tuple[int, int, int], int] = {}
        self._shares: dict[int, int] = {NO: 0, YES: 1 << len(order)}

    def __len__(self) -> int:
        return len(self._nodes)

    def knows(self, index: int) -> bool:
        """Whether this fact stands in the order."""
        return index in self._rank

    def fact(self, index: int) -> int:
        """The function that is the fact itself."""
        return self._node(self._rank[index], NO, YES)

    def steps(self, roots: Iterable[int]) -> list[tuple[int, int, int, int]]:
        """Every node below the roots as itself, its fact, its half without the fact and its half with it; lower first."""
        below = set[int]().union(*(self._below(root) for root in roots))
        # A node is made after its halves.
        return [(node, self._order[self._nodes[node][0]], *self._nodes[node][1:]) for node in sorted(below)]

    def build(self, circuit: Circuit, roots: Sequence[int]) -> tuple[int, ...]:
        """The functions of these circuit nodes."""
        made = {NO: NO, YES: YES}
        for node in circuit.cone(roots):
            kind, a, b = circuit.nodes[node]
            if kind == "variable":
                made[node] = self._node(self._rank[a], NO, YES)
            elif kind == "not":
                made[node] = self.negate(made[a])
            elif kind == "and":
                made[node] = self.both(made[a], made[b])
            else:
                made[node] = self.choose(made[a], YES, made[b])
        return tuple(made[root] for root in roots)

    def negate(self, f: int) -> int:
        """Not ``f``."""
        return self.choose(f, NO, YES)

    def both(self, f: int, g: int) -> int:
        """``f`` and ``g``."""
        return self.choose(f, g, NO)

    def differ(self, f: int, g: int) -> int:
        """Where ``f`` and ``g`` are not alike."""
        return self.choose(f, self.negate(g), g)

    def choose(self, f: int, g: int, h: int) -> int:
        """If ``f`` then ``g`` else ``h``."""
        if f in (NO, YES):
            return g if f else h
        if g == h:
            return g
        if (g, h) == (YES, NO):
            return f
        key = (f, g, h)
        found = self._choices.get(key)
        if found is None:
            top = min(self._nodes[f][0], self._nodes[g][0], self._nodes[h][0])
            (f0, f1), (g0, g1), (h0, h1) = (self._halves(one, top) for one in (f, g, h))
            found = self._node(top, self.choose(f0, g0, h0), self.choose(f1, g1, h1))
            self._choices[key] = found
        return found

    def fix(self, f: int, index: int, value: bool) -> int:
        """``f`` when this fact has that value."""
        return self.restrict(f, {index: value})

    def restrict(self, f: int, values: Mapping[int, bool]) -> int:
        """``f`` when these facts have these values."""
        fixed = {self._rank[index]: value for index, value in values.items()}
        known = {NO: NO, YES: YES}

        def visit(node: int) -> int:
            if node not in known:
                rank, low, high = self._nodes[node]
                if rank in fixed:
                    known[node] = visit(high if fixed[rank] else low)
                else:
                    known[node] = self._node(rank, visit(low), visit(high))
            return known[node]

        return visit(f) if fixed else f

    def count(self, f: int) -> int:
        """How many of the 2^n combinations fulfil ``f``."""
        found = self._shares.get(f)
        if found is None:
            _, low, high = self._nodes[f]
            found = self._shares[f] = (self.count(low) + self.count(high)) >> 1
        return found

    def example(self, f: int) -> Mapping[int, bool] | None:
        """One combination that fulfils ``f``, facts that do not matter left out; None when there is none."""
        if f == NO:
            return None
        chosen: dict[int, bool] = {}
        while f != YES:
            rank, low, high = self._nodes[f]
            chosen[self._order[rank]] = low == NO
            f = high if low == NO else low
        return chosen

    def influence(self, f: int, index: int, possible: int) -> float:
        """As ``tables.influence``: the share of possible pairs in which flipping this fact changes ``f``."""
        pairs = self.both(self.fix(possible, index, False), self.fix(possible, index, True))
        total = self.count(pairs)
        if not total:
            return 0.0
        changed = self.differ(self.fix(f, index, False), self.fix(f, index, True))
        return self.count(self.both(changed, pairs)) / total

    def slopes(self, f: int) -> dict[int, int]:
        """For each fact: how many more combinations fulfil ``f`` with it so than not so, times 2^n; in one pass.

        For a fact that only ever counts one way this is, but for the sign, how often flipping it changes ``f``.
        """
        reach, found = {f: 1 << len(self._order)}, dict[int, int]()
        for node in sorted(self._below(f), key=lambda one: self._nodes[one][0]):
            rank, low, high = self._nodes[node]
            slope = reach[node] * (self.count(high) - self.count(low))
            found[self._order[rank]] = found.get(self._order[rank], 0) + slope
            for half in (low, high):
                reach[half] = reach.get(half, 0) + (reach[node] >> 1)
        return found

    def _below(self, f: int) -> set[int]:
        seen: set[int] = set()
        pending = [f]
        while pending:
            node = pending.pop()
            if node > YES and node not in seen:
                seen.add(node)
                pending += self._nodes[node][1:]
        return seen

    def _halves(self, node: int, top: int) -> tuple[int, int]:
        rank, low, high = self._nodes[node]
        return (low, high) if rank == top else (node, node)

    def _node(self, rank: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (rank, low, high)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self._nodes)
            self._nodes.append(key)
        return found
