"""One result over any facts: settled or open, which known facts decide it, which unknown ones could."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from gongzhi.liability.circuits import Circuit
from gongzhi.liability.compiling import Program
from gongzhi.liability.forms import Form, Impossible, Limits, Planes, form_of

# Views kept per result; beyond it all are dropped, so that memory stays bounded on any population.
_KEPT = 20_000
_LARGEST_CHANGE = 3
# Sets of facts tried at once when looking for a smallest change.
_MOST_SETS = 4_000
Turn = tuple[int, ...]


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


class Component:
    """Conflicts that share facts, possible or not as a whole."""

    def __init__(self, program: Program, limits: Limits) -> None:
        self.limits = limits
        self.mask = mask_of((*program.circuit.support(limits.nodes()), *(fact for fact, _ in limits.deemed)))
        self._variables = {index: program.circuit.variable(index) for index in bits_of(self.mask)}
        self._form = form_of(program.circuit, list(self._variables.values()), limits)
        self._possible: dict[Planes, bool] = {}
        self._forced: dict[Planes, Planes] = {}

    def possible(self, known: Planes) -> bool:
        """Whether what is known leaves a way open."""
        key = (known[0] & self.mask, known[1] & self.mask)
        found = self._possible.get(key)
        if found is None:
            _keep_small(self._possible)
            found = self._possible[key] = self._form.possible_with(key)
        return found

    def forced(self, known: Planes) -> Planes:
        """The facts that can only be one way, given what is known."""
        key = (known[0] & self.mask, known[1] & self.mask)
        if key == (0, 0):
            return key
        found = self._forced.get(key)
        if found is None:
            _keep_small(self._forced)
            found = self._forced[key] = self._force(key)
        return found

    def _force(self, known: Planes) -> Planes:
        so = not_so = 0
        for index, node in self._variables.items():
            if not (known[0] | known[1]) >> index & 1:
                settled = self._form.settle(node, known)
                so |= (settled is True) << index
                not_so |= (settled is False) << index
        return so, not_so


class Result:
    """One ``谁/则`` of a program; remembers views by the facts that can matter to it."""

    def __init__(self, program: Program, name: str, components: Iterable[Component]) -> None:
        self.name, self._names, self._circuit = name, program.asked, program.circuit
        self._roots = {one: program.roots[one] for one in members_of(program, name)}
        self._own = mask_of(program.circuit.support(list(self._roots.values())))
        self._linked = [one for one in components if one.mask & self._own]
        self.mask = self._own
        for one in self._linked:
            self.mask |= one.mask
        self._form: Form | None = None
        self._seen: dict[Planes, View] = {}

    @property
    def form(self) -> Form:
        """Made when first asked: most results of most cases are settled without it."""
        if self._form is None:
            self._form = form_of(self._circuit, list(dict.fromkeys(self._roots.values())), self.anatomy()[1])
        return self._form

    def anatomy(self) -> tuple[Mapping[str, int], Limits, int]:
        """The nodes of the members, what is impossible beside them, and the facts they mention, as bits."""
        limits = Limits(
            [node for one in self._linked for node in one.limits.conflicts],
            [pair for one in self._linked for pair in one.limits.deemed],
        )
        return self._roots, limits, self._own

    def view(self, known: Planes) -> View:
        """The view of what is known, which must be possible."""
        key = (known[0] & self.mask, known[1] & self.mask)
        found = self._seen.get(key)
        if found is None:
            _keep_small(self._seen)
            found = self._seen[key] = self._look(key)
        return found

    def changes(self, known: Planes) -> list[tuple[str, ...]]:
        """The smallest sets of known facts which, all flipped, turn a settled result round for certain."""
        outcome = self.view(known).outcome
        if outcome is None:
            return []
        places = list(bits_of((known[0] | known[1]) & self._own))
        for size in range(1, _LARGEST_CHANGE + 1):
            turns = list(combinations(places, size))[:_MOST_SETS]
            turned = self._turned(known, turns, outcome)
            if turned:
                return [tuple(self._names[place] for place in turn) for turn in turned]
        return []

    def _look(self, known: Planes) -> View:
        settled = self._settle(known)
        outcome = settled[self.name]
        deciding: Iterable[str] = ()
        influences: dict[str, float] = {}
        if outcome is None:
            found = self.form.influences(self._roots[self.name], known)
            influences = {self._names[index]: share for index, share in found.items() if share}
        else:
            turns = [(place,) for place in bits_of((known[0] | known[1]) & self._own)]
            deciding = [self._names[place] for (place,) in self._turned(known, turns, outcome)]
        return View(
            name=self.name, outcome=outcome, settled=settled, deciding=frozenset(deciding), influences=influences
        )

    def _settle(self, known: Planes) -> dict[str, bool | None]:
        # What follows fact by fact needs no table; only what stays open is asked exactly.
        sure = surely(self._circuit, list(self._roots.values()), [known])
        settled: dict[str, bool | None] = {}
        for (name, node), (so, not_so) in zip(self._roots.items(), sure, strict=True):
            settled[name] = True if so else (False if not_so else self.form.settle(node, known))
        return settled

    def _turned(self, known: Planes, turns: Sequence[Turn], outcome: bool) -> list[Turn]:
        """Those of ``turns`` after which the result is surely the contrary, and which are possible."""
        if not turns:
            return []
        root, lanes = self._roots[self.name], [_flip(known, turn) for turn in turns]
        ((so, not_so),) = surely(self._circuit, [root], lanes)
        contrary, same = (not_so, so) if outcome else (so, not_so)
        found = []
        for place, (turn, lane) in enumerate(zip(turns, lanes, strict=True)):
            if same >> place & 1 or not all(one.possible(lane) for one in self._linked):
                continue
            if contrary >> place & 1 or (len(turn) == 1 and self._settle_one(root, lane) is (not outcome)):
                found.append(turn)
        return found

    def _settle_one(self, root: int, known: Planes) -> bool | None:
        try:
            return self.form.settle(root, known)
        except Impossible:
            return None


def members_of(program: Program, name: str) -> list[str]:
    """The names settled in one result: its rules that apply, their readings, and itself."""
    rules = [rule for rule in program.rules.groups()[name] if rule.number in program.numbers]
    readings = [f"{rule.number}/{reading.name}" for rule in rules for reading in rule.readings]
    return [*(rule.number for rule in rules), *readings, name]


def surely(circuit: Circuit, roots: Sequence[int], lanes: Sequence[Planes]) -> list[Planes]:
    """For each root, in which lanes it is surely so and surely not, fact by fact."""
    ones = (1 << len(lanes)) - 1
    planes = columns_of(lanes, circuit.support(roots))
    return circuit.evaluate_known(roots, planes, ones)


def columns_of(lanes: Sequence[Planes], facts: Iterable[int]) -> dict[int, Planes]:
    """Cases turned into columns: for each fact, in which lanes it is so and not so. Lanes differ little."""
    ones, (base_so, base_not) = (1 << len(lanes)) - 1, lanes[0]
    columns = {fact: (ones * (base_so >> fact & 1), ones * (base_not >> fact & 1)) for fact in facts}
    for place, (so, not_so) in enumerate(lanes):
        for fact in bits_of(so ^ base_so | not_so ^ base_not):
            if fact in columns:
                was_so, was_not = columns[fact]
                bit = 1 << place
                columns[fact] = (
                    was_so & ~bit | (so >> fact & 1) << place,
                    was_not & ~bit | (not_so >> fact & 1) << place,
                )
    return columns


def mask_of(places: Iterable[int]) -> int:
    """A set of positions as bits."""
    return sum(1 << place for place in set(places))


def bits_of(mask: int) -> Iterable[int]:
    """Bits as positions, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _flip(known: Planes, turn: Turn) -> Planes:
    flipped, (so, not_so) = mask_of(turn), known
    return so & ~flipped | not_so & flipped, not_so & ~flipped | so & flipped


def _keep_small(seen: dict[Planes, bool] | dict[Planes, Planes] | dict[Planes, View]) -> None:
    if len(seen) >= _KEPT:
        seen.clear()
