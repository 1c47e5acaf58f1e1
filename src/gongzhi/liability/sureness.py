"""Which results are surely so, surely not, and turned by one fact, exactly, in many cases at once.

A decision diagram asks for each fact at most once on any path, so it says of many partly known cases at once in which of
them a proposition holds whatever the unknown may be: a node holds when both of its halves do, or the fact picks one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.liability.analysing import Screening
from gongzhi.liability.circuits import NO, YES
from gongzhi.liability.diagrams import Diagram
from gongzhi.liability.forms import Limits, depth_first
from gongzhi.liability.results import bits_of


@dataclass(frozen=True, slots=True)
class Turn:
    """Diagram nodes of one result with one fact the other way round: surely so, surely not, impossible."""

    always: int
    never: int
    impossible: int


class Sureness:
    """Diagrams of all results of one program, and of each with every one of its facts fixed. Made once."""

    def __init__(self, screening: Screening) -> None:
        program = screening.program
        self.facts = len(program.asked)
        self._program = program
        self._diagram = Diagram(self._order())
        # By rule, reading or result: surely so and surely not. By result and fact: once it is so, once it is not.
        self._members: dict[str, tuple[int, int]] = {}
        self._turns: dict[str, dict[int, tuple[Turn, Turn]]] = {}
        for name in program.rules.groups():
            self._add(screening, name)
        nodes = {node for pair in self._members.values() for node in pair}
        for by_fact in self._turns.values():
            for turns in by_fact.values():
                nodes |= {node for turn in turns for node in (turn.always, turn.never, turn.impossible)}
        self._place, self._steps = _compact(self._diagram, nodes)

    def __len__(self) -> int:
        return len(self._steps)

    def of(self, so: Sequence[int], not_so: Sequence[int], ones: int) -> "Sure":
        """Of admitted cases, as columns by fact."""
        # A deeming rule that would hold is impossible only beside a fact *known* not to be so: that is a fact of its own.
        yes, no = [*so, *not_so], [*not_so, *(ones ^ column for column in not_so)]
        value = [0, ones]
        for index, low, high in self._steps:
            value.append((value[low] | yes[index]) & (value[high] | no[index]))
        return Sure(self, value, so, not_so, ones)

    def applies(self, name: str) -> bool:
        return name in self._members

    def member(self, name: str) -> tuple[int, int]:
        always, never = self._members[name]
        return self._place[always], self._place[never]

    def turns(self, result: str) -> Mapping[int, tuple[Turn, Turn]]:
        return self._turns[result]

    def place(self, node: int) -> int:
        return self._place[node]

    def _order(self) -> tuple[int, ...]:
        program = self._program
        deemed = {fact for fact, _ in program.deemed}
        first = depth_first(program.circuit, [program.roots[name] for name in program.rules.groups()])
        order: list[int] = []
        for fact in dict.fromkeys((*first, *range(self.facts))):
            order += (fact, self.facts + fact) if fact in deemed else (fact,)
        return tuple(order)

    def _add(self, screening: Screening, name: str) -> None:
        roots, limits, own = screening.anatomy(name)
        impossible = self._impossible(limits)
        made = self._diagram.build(self._program.circuit, list(roots.values()))
        for member, node in zip(roots, made, strict=True):
            always = self._diagram.choose(node, YES, impossible)
            never = self._diagram.choose(self._diagram.negate(node), YES, impossible)
            self._members[member] = (always, never)
        always, never = self._members[name]
        self._turns[name] = {
            fact: (
                self._turn(fact, False, always, never, impossible),
                self._turn(fact, True, always, never, impossible),
            )
            for fact in bits_of(own)
        }

    def _turn(self, fact: int, value: bool, always: int, never: int, impossible: int) -> Turn:
        fixed = {fact: value}
        if self._diagram.knows(self.facts + fact):
            fixed[self.facts + fact] = not value
        fix = self._diagram.restrict
        return Turn(fix(always, fixed), fix(never, fixed), fix(impossible, fixed))

    def _impossible(self, limits: Limits) -> int:
        circuit, diagram, bad = self._program.circuit, self._diagram, NO
        for node in diagram.build(circuit, list(limits.conflicts)):
            bad = diagram.choose(bad, YES, node)
        for fact, node in limits.deemed:
            (holds,) = diagram.build(circuit, [node])
            bad = diagram.choose(bad, YES, diagram.both(holds, diagram.fact(self.facts + fact)))
        return bad


class Sure:
    """What is sure in each of many cases, as columns."""

    def __init__(
        self, asked: Sureness, value: Sequence[int], so: Sequence[int], not_so: Sequence[int], ones: int
    ) -> None:
        self._asked, self._value, self._so, self._not_so, self.ones = asked, value, so, not_so, ones

    def settled(self, name: str) -> tuple[int, int]:
        """In which cases the rule, reading or result is surely so, and surely not."""
        always, never = self._asked.member(name)
        return self._value[always], self._value[never]

    def surely(self, number: str) -> int:
        """In which cases a rule surely holds; in none when it does not apply on these days."""
        return self.settled(number)[0] if self._asked.applies(number) else 0

    def deciding(self, result: str, outcome: bool = True) -> dict[int, int]:
        """For each fact of the result, in which cases of this outcome flipping it surely and possibly turns it round."""
        within = self.settled(result)[not outcome]
        if not within:
            return {}
        found = {}
        for fact, (unset, set_) in self._asked.turns(result).items():
            column = within & (
                self._so[fact] & self._turned(unset, outcome) | self._not_so[fact] & self._turned(set_, outcome)
            )
            if column:
                found[fact] = column
        return found

    def _turned(self, turn: Turn, outcome: bool) -> int:
        contrary = self._value[self._asked.place(turn.never if outcome else turn.always)]
        return contrary & ~self._value[self._asked.place(turn.impossible)]


def _compact(diagram: Diagram, nodes: Iterable[int]) -> tuple[dict[int, int], list[tuple[int, int, int]]]:
    """The nodes in use, renumbered from 2, and for each its fact and its halves; lower ones first."""
    place = {NO: 0, YES: 1}
    steps = []
    for node, fact, low, high in diagram.steps(nodes):
        place[node] = len(place)
        steps.append((fact, place[low], place[high]))
    return place, steps
