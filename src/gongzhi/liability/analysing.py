"""Exact answers for one case: contradictions refused, each result settled or open, the questions that matter."""

from collections.abc import Mapping

from gongzhi.liability.compiling import Program
from gongzhi.liability.forms import Form, Impossible, Limits, Planes, form_of
from gongzhi.liability.results import Component, Result, View, mask_of, surely


class Contradiction(ValueError):
    """Facts that cannot all be so; the message names them, says why and what to change."""


class Screening:
    """Unknown stays unknown. Made once per program; remembers what it worked out, never what a case was."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.position = {name: index for index, name in enumerate(program.asked)}
        self._components = [Component(program, group) for group in _connected(program)]
        self._deemed = [(index, form_of(program.circuit, [node], Limits()), node) for index, node in program.deemed]
        self._results = {name: Result(program, name, self._components) for name in program.rules.groups()}
        self._shown = {name: program.root_of(name) for name in (*program.facts, *program.roots)}

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
        if not all(component.possible(known) for component in self._components):
            raise Contradiction(self._conflict(known))
        return known, tuple(right)

    def possible(self, known: Planes, index: int) -> bool:
        """Whether what is known contradicts no conflict that speaks of this fact."""
        return all(one.possible(known) for one in self._components if one.mask >> index & 1)

    def forced(self, known: Planes) -> Planes:
        """What is known and what follows because the contrary is impossible."""
        for component in self._components:
            so, not_so = component.forced(known)
            known = (known[0] | so, known[1] | not_so)
        return known

    def values(self, known: Planes) -> dict[str, bool | None]:
        """What is surely known of every fact and rule, fact by fact; for the display of a tree."""
        planes = surely(self.program.circuit, list(self._shown.values()), [known])
        return {
            name: True if so else (False if not_so else None)
            for name, (so, not_so) in zip(self._shown, planes, strict=True)
        }

    def mask(self, name: str) -> int:
        """The facts that can matter to a result, as bits."""
        return self._results[name].mask

    def anatomy(self, name: str) -> tuple[Mapping[str, int], Limits, int]:
        """Of a result: its members' nodes, what is impossible beside it, and the facts it mentions, as bits."""
        return self._results[name].anatomy()

    def view(self, name: str, known: Planes) -> View:
        """The view of one result (``平台/相应责任``). ``known`` must be admitted."""
        return self._results[name].view(known)

    def views(self, known: Planes) -> list[View]:
        """Every result, in the order of the files."""
        return [result.view(known) for result in self._results.values()]

    def changes(self, name: str, known: Planes) -> list[tuple[str, ...]]:
        """The smallest sets of known facts which, all flipped, turn a settled result round."""
        return self._results[name].changes(known)

    def _conflict(self, known: Planes) -> str:
        rules, names = self.program.rules, self.program.asked
        for node, conflict in zip(self.program.conflicts, rules.conflicts, strict=True):
            if _settle(form_of(self.program.circuit, [node], Limits()), node, known):
                support = self.program.circuit.support([node])
                said = "、".join(
                    f"{names[i]}：{'是' if known[0] >> i & 1 else '否'}"
                    for i in support
                    if (known[0] | known[1]) >> i & 1
                )
                return f"事实互相矛盾：{said}。{conflict.why}。{conflict.remedy}"
        whys = "；".join(conflict.why for conflict in rules.conflicts)
        return f"事实合在一起不可能同时成立（{whys}），请核对后改正其中一项"


def _connected(program: Program) -> list[Limits]:
    """Conflicts and deemings that share facts, together."""
    found: list[tuple[int, Limits]] = []
    support = program.circuit.support
    ones = [(mask_of(support([node])), Limits((node,))) for node in program.conflicts]
    ones += [(mask_of((fact, *support([node]))), Limits((), ((fact, node),))) for fact, node in program.deemed]
    for mask, limits in ones:
        for one in [one for one in found if one[0] & mask]:
            found.remove(one)
            mask |= one[0]
            limits = Limits((*one[1].conflicts, *limits.conflicts), (*one[1].deemed, *limits.deemed))
        found.append((mask, limits))
    return [limits for mask, limits in found if mask]


def _settle(form: Form, node: int, known: Planes) -> bool:
    try:
        return form.settle(node, known) is True
    except Impossible:
        return False
