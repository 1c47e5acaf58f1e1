"""Exact answers for one case: each result settled or open, the facts that decide it, the questions that matter."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from gongzhi.liability.compiling import Program
from gongzhi.liability.forms import Form, Impossible, Planes, form_of

# Views kept per result; beyond it all are dropped, so that memory stays bounded on any population.
_KEPT = 20_000
_LARGEST_CHANGE = 3


class Contradiction(ValueError):
    """Facts that cannot all be so; the message names them, says why and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One result of one case. ``settled``: rules, readings and the result; True, False, or None when it depends.

    Flipping any one fact of ``deciding`` turns the result round. ``influences``: exact, for the unknown facts.
    """

    name: str
    outcome: bool | None
    settled: Mapping[str, bool | None]
    deciding: frozenset[str]
    influences: Mapping[str, float]


class Screening:
    """Unknown stays unknown. Made once per program; remembers what it worked out, never what a case was."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.position = {name: index for index, name in enumerate(program.asked)}
        self._shown = [*program.facts, *program.roots]
        self._display = program.circuit.straight_line_known([program.root_of(name) for name in self._shown])
        self._components = [_Component(program, group) for group in _connected(program)]
        self._deemed = [(index, form_of(program.circuit, [node], []), node) for index, node in program.deemed]
        self._results = {name: _Result(program, name, self._components) for name in program.rules.groups()}

    def planes(self, facts: Mapping[str, bool]) -> Planes:
        """Answers as two bit planes."""
        so = not_so = 0
        for name, value in facts.items():
            bit = 1 << self.position[name]
            so, not_so = (so | bit, not_so) if value else (so, not_so | bit)
        return so, not_so

    def admit(self, known: Planes) -> tuple[Planes, tuple[str, ...]]:
        """What is known, with facts said not to be so but deemed so by law set right, and their names.

        Raises Contradiction when what is known cannot all be so.
        """
        right: list[str] = []
        for index, form, node in self._deemed:
            if known[1] >> index & 1 and _settle(form, node, (known[0], known[1] & ~(1 << index))):
                known = (known[0] | 1 << index, known[1] & ~(1 << index))
                right.append(self.program.asked[index])
        self.check(known)
        return known, tuple(right)

    def forced(self, known: Planes) -> Planes:
        """What is known and what follows because the contrary is impossible."""
        for component in self._components:
            so, not_so = component.forced(known)
            known = (known[0] | so, known[1] | not_so)
        return known

    def check(self, known: Planes) -> None:
        """Raises Contradiction naming the conflict and the way out."""
        for component in self._components:
            if not component.possible(known):
                raise Contradiction(self._conflict(known))

    def view(self, name: str, known: Planes) -> View:
        """The view of one result (``平台/相应责任``). ``known`` must be free of contradictions."""
        return self._results[name].view(known)

    def views(self, known: Planes) -> Iterable[View]:
        """Every result, in the order of the files."""
        return [result.view(known) for result in self._results.values()]

    def values(self, known: Planes) -> Mapping[str, bool | None]:
        """What is surely known of every fact and rule, taken one by one; for the display of a tree."""
        columns = [known[plane] >> index & 1 for index in range(len(self.program.asked)) for plane in (0, 1)]
        planes = self._display(columns, 1)
        return {
            name: True if planes[2 * place] else (False if planes[2 * place + 1] else None)
            for place, name in enumerate(self._shown)
        }

    def changes(self, name: str, known: Planes) -> list[tuple[str, ...]]:
        """The smallest sets of known facts which, all flipped, turn a settled result round."""
        return self._results[name].changes(known)

    def _conflict(self, known: Planes) -> str:
        rules, names = self.program.rules, self.program.asked
        for node, conflict in zip(self.program.conflicts, rules.conflicts, strict=True):
            form = form_of(self.program.circuit, [node], [])
            if form.settle(node, known) is True:
                support = self.program.circuit.support([node])
                said = "、".join(
                    f"{names[i]}：{'是' if known[0] >> i & 1 else '否'}" for i in support if _bit(known, i)
                )
                return f"事实互相矛盾：{said}。{conflict.why}。{conflict.remedy}"
        whys = "；".join(conflict.why for conflict in rules.conflicts)
        return f"事实合在一起不可能同时成立（{whys}），请核对后改正其中一项"


class _Component:
    """Conflicts that share facts, possible or not as a whole."""

    def __init__(self, program: Program, nodes: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.mask = _mask(program.circuit.support(nodes))
        self._variables = {index: program.circuit.variable(index) for index in _bits(self.mask)}
        self._form = form_of(program.circuit, list(self._variables.values()), nodes)
        self._known: dict[Planes, bool] = {}

    def possible(self, known: Planes) -> bool:
        key = (known[0] & self.mask, known[1] & self.mask)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._form.possible_with(key)
            if len(self._known) > _KEPT:
                self._known.clear()
        return found

    def forced(self, known: Planes) -> Planes:
        if not (known[0] | known[1]) & self.mask:
            return 0, 0
        so = not_so = 0
        for index, node in self._variables.items():
            if not _bit(known, index):
                settled = self._form.settle(node, known)
                so |= (settled is True) << index
                not_so |= (settled is False) << index
        return so, not_so


class _Result:
    def __init__(self, program: Program, name: str, components: Iterable[_Component]) -> None:
        self.name, self._names = name, program.asked
        numbers = [rule.number for rule in program.rules.groups()[name] if rule.number in program.numbers]
        self._roots = {one: node for one, node in program.roots.items() if one == name or one.split("/")[0] in numbers}
        self._own = _mask(program.circuit.support(list(self._roots.values())))
        linked = [one for one in components if one.mask & self._own]
        self._conflicts = [node for one in linked for node in one.nodes]
        self.mask = self._own
        for one in linked:
            self.mask |= one.mask
        self._circuit = program.circuit
        self._form: Form | None = None
        self._seen: dict[Planes, View] = {}

    @property
    def form(self) -> Form:
        if self._form is None:
            self._form = form_of(self._circuit, list(dict.fromkeys(self._roots.values())), self._conflicts)
        return self._form

    def view(self, known: Planes) -> View:
        key = (known[0] & self.mask, known[1] & self.mask)
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            found = self._seen[key] = self._look(key)
        return found

    def changes(self, known: Planes) -> list[tuple[str, ...]]:
        root = self._roots[self.name]
        outcome = self.form.settle(root, known)
        if outcome is None:
            return []
        places = list(_bits((known[0] | known[1]) & self._own))
        for size in range(1, _LARGEST_CHANGE + 1):
            found = [tuple(self._names[i] for i in chosen) for chosen in combinations(places, size)
                     if self._turned(root, known, chosen) is (not outcome)]  # fmt: skip
            if found:
                return found
        return []

    def _look(self, known: Planes) -> View:
        settled = {name: self.form.settle(node, known) for name, node in self._roots.items()}
        root, outcome = self._roots[self.name], settled[self.name]
        deciding: Collection[str] = ()
        influences: dict[str, float] = {}
        if outcome is None:
            found = self.form.influences(root, known)
            influences = {self._names[i]: share for i, share in found.items() if share}
        else:
            places = _bits((known[0] | known[1]) & self._own)
            deciding = [self._names[i] for i in places if self._turned(root, known, (i,)) is (not outcome)]
        return View(
            name=self.name, outcome=outcome, settled=settled, deciding=frozenset(deciding), influences=influences
        )

    def _turned(self, root: int, known: Planes, places: tuple[int, ...]) -> bool | None:
        flipped = _mask(places)
        so, not_so = known
        try:
            return self.form.settle(root, (so & ~flipped | not_so & flipped, not_so & ~flipped | so & flipped))
        except Impossible:
            return None


def _impossible(program: Program) -> Iterable[int]:
    yield from program.conflicts
    circuit = program.circuit
    for index, node in program.deemed:
        yield circuit.both(circuit.negate(circuit.variable(index)), node)


def _connected(program: Program) -> list[tuple[int, ...]]:
    groups: list[tuple[int, list[int]]] = []
    for node in _impossible(program):
        mask, nodes = _mask(program.circuit.support([node])), [node]
        if not mask:
            continue
        for one in [one for one in groups if one[0] & mask]:
            groups.remove(one)
            mask, nodes = mask | one[0], [*one[1], *nodes]
        groups.append((mask, nodes))
    return [tuple(nodes) for _, nodes in groups]


def _settle(form: Form, node: int, known: Planes) -> bool:
    try:
        return form.settle(node, known) is True
    except Impossible:
        return False


def _mask(places: Iterable[int]) -> int:
    return sum(1 << place for place in set(places))


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _bit(known: Planes, index: int) -> int:
    return (known[0] | known[1]) >> index & 1
