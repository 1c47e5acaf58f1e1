"""Boolean circuits over facts: shared nodes, straight-line evaluation of many cases at once, two- and three-valued."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import CodeType, FunctionType

NO, YES = 0, 1
_VARIABLE, _NOT, _AND, _OR = "variable", "not", "and", "or"
# One bit per case: bit i of a column says whether the fact is so in case i.
Column = int
Evaluate = Callable[[Sequence[Column], Column], tuple[Column, ...]]


class Circuit:
    """Nodes are numbers; 0 is never, 1 is always. Equal nodes are one node, so cost is that of distinct parts."""

    def __init__(self) -> None:
        self.nodes: list[tuple[str, int, int]] = [(_VARIABLE, -1, -1), (_VARIABLE, -1, -1)]
        self._known: dict[tuple[str, int, int], int] = {}
        self._cones: dict[tuple[int, ...], list[int]] = {}

    def variable(self, index: int) -> int:
        """The fact with this index."""
        return self._node(_VARIABLE, index, 0)

    def negate(self, a: int) -> int:
        """Not ``a``."""
        if a in (NO, YES):
            return YES - a
        kind, inner, _ = self.nodes[a]
        return inner if kind == _NOT else self._node(_NOT, a, 0)

    def both(self, a: int, b: int) -> int:
        """``a`` and ``b``."""
        if a == b or b == YES:
            return a
        if a == YES:
            return b
        if NO in (a, b) or self.negate(a) == b:
            return NO
        return self._node(_AND, *sorted((a, b)))

    def either(self, a: int, b: int) -> int:
        """``a`` or ``b``."""
        if a == b or b == NO:
            return a
        if a == NO:
            return b
        if YES in (a, b) or self.negate(a) == b:
            return YES
        return self._node(_OR, *sorted((a, b)))

    def every(self, parts: Iterable[int]) -> int:
        """All of ``parts``."""
        node = YES
        for part in parts:
            node = self.both(node, part)
        return node

    def some(self, parts: Iterable[int]) -> int:
        """At least one of ``parts``."""
        node = NO
        for part in parts:
            node = self.either(node, part)
        return node

    def cone(self, roots: Iterable[int]) -> list[int]:
        """Every node that the roots rest on, lower ones first."""
        key = tuple(roots)
        if key in self._cones:
            return self._cones[key]
        seen: set[int] = set()
        pending = [root for root in key if root > YES]
        while pending:
            node = pending.pop()
            if node not in seen:
                seen.add(node)
                kind, a, b = self.nodes[node]
                if kind != _VARIABLE:
                    pending += (a,) if kind == _NOT else (a, b)
        # A node is made after its parts, so ascending numbers are a topological order.
        found = self._cones[key] = sorted(seen)
        return found

    def support(self, roots: Iterable[int]) -> tuple[int, ...]:
        """Indices of the variables that the roots mention."""
        found = {self.nodes[node][1] for node in self.cone(roots) if self.nodes[node][0] == _VARIABLE}
        return tuple(sorted(found))

    def copy_into(self, other: "Circuit", roots: Sequence[int], fixed: Mapping[int, int]) -> tuple[int, ...]:
        """The roots rebuilt in ``other`` with some variables replaced by its nodes (``fixed``: index -> node)."""
        made = {NO: NO, YES: YES}
        for node in self.cone(roots):
            kind, a, b = self.nodes[node]
            if kind == _VARIABLE:
                made[node] = fixed[a] if a in fixed else other.variable(a)
            elif kind == _NOT:
                made[node] = other.negate(made[a])
            elif kind == _AND:
                made[node] = other.both(made[a], made[b])
            else:
                made[node] = other.either(made[a], made[b])
        return tuple(made[root] for root in roots)

    def evaluate(self, roots: Sequence[int], columns: Mapping[int, Column], ones: Column) -> tuple[Column, ...]:
        """Two-valued: one column per root. ``columns`` by variable index; ``ones`` has one set bit per case."""
        value = {NO: 0, YES: ones}
        for node in self.cone(roots):
            kind, a, b = self.nodes[node]
            if kind == _AND:
                value[node] = value[a] & value[b]
            elif kind == _OR:
                value[node] = value[a] | value[b]
            elif kind == _NOT:
                value[node] = value[a] ^ ones
            else:
                value[node] = columns[a]
        return tuple(value[root] for root in roots)

    def evaluate_known(
        self, roots: Sequence[int], columns: Mapping[int, tuple[Column, Column]], ones: Column
    ) -> list[tuple[Column, Column]]:
        """Three-valued: for each root, the cases in which it is surely so, and surely not, taking facts one by one."""
        value = {NO: (0, ones), YES: (ones, 0)}
        for node in self.cone(roots):
            kind, a, b = self.nodes[node]
            if kind == _VARIABLE:
                value[node] = columns[a]
            elif kind == _NOT:
                so, not_so = value[a]
                value[node] = (not_so, so)
            else:
                (a_so, a_not), (b_so, b_not) = value[a], value[b]
                value[node] = (a_so & b_so, a_not | b_not) if kind == _AND else (a_so | b_so, a_not & b_not)
        return [value[root] for root in roots]

    def straight_line(self, roots: Sequence[int]) -> Evaluate:
        """``f(columns by index, ones)`` -> one column per root, as straight-line code."""
        return _function(list(self._two_valued(roots)), [_name(root) for root in roots])

    def straight_line_known(self, roots: Sequence[int]) -> Evaluate:
        """Three-valued: ``f([so 0, not so 0, so 1, …], ones)`` -> two columns per root: surely, surely not."""
        lines = list(self._three_valued(roots))
        return _function(lines, [f"{sign}{root}" for root in roots for sign in ("t", "f")])

    def _two_valued(self, roots: Sequence[int]) -> Iterable[str]:
        yield "n0 = 0"
        yield "n1 = ones"
        for node in self.cone(roots):
            kind, a, b = self.nodes[node]
            if kind == _VARIABLE:
                yield f"n{node} = columns[{a}]"
            elif kind == _NOT:
                yield f"n{node} = n{a} ^ ones"
            else:
                yield f"n{node} = n{a} {'&' if kind == _AND else '|'} n{b}"

    def _three_valued(self, roots: Sequence[int]) -> Iterable[str]:
        yield "t0 = f1 = 0"
        yield "f0 = t1 = ones"
        for node in self.cone(roots):
            kind, a, b = self.nodes[node]
            if kind == _VARIABLE:
                yield f"t{node} = columns[{2 * a}]"
                yield f"f{node} = columns[{2 * a + 1}]"
            elif kind == _NOT:
                yield f"t{node} = f{a}"
                yield f"f{node} = t{a}"
            else:
                sign, dual = ("&", "|") if kind == _AND else ("|", "&")
                yield f"t{node} = t{a} {sign} t{b}"
                yield f"f{node} = f{a} {dual} f{b}"

    def _node(self, kind: str, a: int, b: int) -> int:
        key = (kind, a, b)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.nodes)
            self.nodes.append(key)
        return found


def _name(node: int) -> str:
    return f"n{node}"


def _function(lines: Sequence[str], results: Sequence[str]) -> Evaluate:
    # The text holds only node numbers made here, never a word of a rule file.
    body = "\n".join(f"    {line}" for line in lines)
    source = f"def f(columns, ones):\n{body}\n    return ({''.join(f'{one}, ' for one in results)})"
    module = compile(ast.parse(source), "<rules>", "exec")
    code = next(one for one in module.co_consts if isinstance(one, CodeType))
    made: Evaluate = FunctionType(code, {})
    return made
