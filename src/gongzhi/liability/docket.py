"""Many cases at once: every result settled exactly; of each that holds why, in what form and for how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gongzhi.liability.analysing import Screening
from gongzhi.liability.circuits import Column
from gongzhi.liability.forms import Planes
from gongzhi.liability.grounds import Drawing, Reach, Seen, reach_of
from gongzhi.liability.lanes import bits_in, columns_from, rows_at
from gongzhi.liability.paying import Pay, Paying, pays_of
from gongzhi.liability.sureness import Sure, Sureness
from gongzhi.liability.trees import Tree

# Cases worked on at once: their columns stay in the processor's cache.
BATCH = 16_384
# Grounds kept per result; beyond it all are dropped, so that memory stays bounded on any population.
_KEPT = 50_000
_NO_AMOUNTS: Mapping[str, int] = {}


class Grounds(NamedTuple):
    """Why a result holds. Shared between cases: do not change.

    ``form``: of the first rule that holds. ``pays``: the readings that hold or, when it is open which rule does, may
    hold: place in the row of sums, reading, and whether it surely does. ``why``: one tree per rule behind the result.
    """

    name: str
    form: str
    deciding: frozenset[str]
    pays: tuple[tuple[int, Pay, bool | None], ...]
    why: list[Tree]


# One result that holds in one case: its grounds, and the sums in fen of all readings of the result.
Held = tuple[Grounds, Sequence[int]]


def sums_of(held: Held) -> list[tuple[Pay, int, bool | None]]:
    """Each reading behind the result, its fen, and whether it surely holds."""
    grounds, row = held
    return [(pay, row[place], outcome) for place, pay, outcome in grounds.pays]


@dataclass(frozen=True, slots=True)
class _Row:
    """What the grounds of one result are drawn from, in the order of its key columns."""

    result: str
    rules: tuple[str, ...]
    nested: tuple[str, ...]
    facts: tuple[str, ...]
    members: tuple[str, ...]
    pays: tuple[Pay, ...]
    reach: Reach


class Docket:
    """Explains admitted cases of one program. Made once; remembers grounds, never what a case was."""

    def __init__(self, screening: Screening) -> None:
        self._program = screening.program
        self._sureness = Sureness(screening)
        self._positions = screening.position
        self._drawing = Drawing(self._program.rules, self._program.numbers)
        self._rows = [self._row(name) for name in self._program.rules.groups()]
        names = {name for row in self._rows for name in (*row.nested, *row.facts)}
        self._shown = {name: self._program.root_of(name) for name in sorted(names)}
        self._grounds: dict[str, dict[bytes, Grounds]] = {row.result: {} for row in self._rows}

    def explain(self, cases: Sequence[Planes], amounts: Sequence[Mapping[str, int]] | None = None) -> list[list[Held]]:
        """For each case the results that hold, in the order of the files. ``amounts``: of each case, in fen.

        Raises NotAFormula when a formula divides by nothing in any case.
        """
        given = amounts or [_NO_AMOUNTS] * len(cases)
        found: list[list[Held]] = []
        for start in range(0, len(cases), BATCH):
            found += self._explain(cases[start : start + BATCH], given[start : start + BATCH])
        return found

    def settle(self, so: Sequence[Column], not_so: Sequence[Column], count: int) -> Sure:
        """What is sure in each of ``count`` admitted cases, given as columns by fact."""
        return self._sureness.of(so, not_so, (1 << count) - 1)

    def _explain(self, cases: Sequence[Planes], amounts: Sequence[Mapping[str, int]]) -> list[list[Held]]:
        count = len(cases)
        so, not_so = columns_from(cases, self._sureness.facts)
        sure = self.settle(so, not_so, count)
        paying = Paying(self._program.rules, amounts, sure.surely)
        planes = {fact: (so[fact], not_so[fact]) for fact in range(self._sureness.facts)}
        values = self._program.circuit.evaluate_known(list(self._shown.values()), planes, sure.ones)
        known = dict(zip(self._shown, values, strict=True))
        found: list[list[Held]] = [[] for _ in cases]
        for row in self._rows:
            holds = sure.settled(row.result)[0]
            if not holds:
                continue
            lanes = np.flatnonzero(bits_in(holds, count))
            keys = rows_at(self._key(row, sure, known, holds), count, lanes)
            sums = np.stack([paying.fen(pay, lanes) for pay in row.pays], axis=1).tolist() if row.pays else []
            grounds = self._known(row, keys)
            for lane, held in zip(lanes.tolist(), zip(grounds, sums or [()] * len(keys), strict=True), strict=True):
                found[lane].append(held)
        return found

    def _known(self, row: _Row, keys: Sequence[bytes]) -> list[Grounds]:
        seen = self._grounds[row.result]
        if len(seen) > _KEPT:
            seen.clear()
        for key in {*keys} - seen.keys():
            seen[key] = self._draw(row, key)
        return [seen[key] for key in keys]

    def _row(self, name: str) -> _Row:
        rules = self._program.rules
        applied = [rule for rule in rules.groups()[name] if rule.number in self._program.numbers]
        reach = reach_of(rules, self._program.numbers, name)
        own = tuple(rule.number for rule in applied)
        return _Row(
            result=name,
            rules=own,
            nested=tuple(number for number in reach.rules if number not in own),
            facts=tuple(reach.facts),
            members=tuple(f"{rule.number}/{one.name}" for rule in applied for one in rule.readings),
            pays=tuple(pays_of(applied)),
            reach=reach,
        )

    def _key(
        self, row: _Row, sure: Sure, known: Mapping[str, tuple[Column, Column]], holds: Column
    ) -> Iterator[Column]:
        """What the grounds rest on and nothing else, so that as many cases as can be share them."""
        settled = [sure.settled(number) for number in row.rules]
        any_sure = 0
        for so, _ in settled:
            any_sure |= so
        behind: dict[str, Column] = {}
        for number, (so, not_so) in zip(row.rules, settled, strict=True):
            # A rule that may hold stands behind the result only when none surely does.
            behind[number] = holds & (so | ~(any_sure | not_so))
            yield holds & so
            yield behind[number] & ~so
        for number in row.nested:
            behind[number] = holds & known[number][0]
            yield behind[number]
        yield from self._key_of_facts(row, sure, known, behind)
        for member in row.members:
            so, not_so = sure.settled(member)
            shown = behind[member.partition("/")[0]]
            yield shown & so
            yield shown & not_so

    def _key_of_facts(
        self, row: _Row, sure: Sure, known: Mapping[str, tuple[Column, Column]], behind: Mapping[str, Column]
    ) -> Iterator[Column]:
        deciding = sure.deciding(row.result)
        for name in row.facts:
            decides = deciding.get(self._positions.get(name, -1), 0)
            shown = decides
            for number in row.reach.facts[name]:
                shown |= behind[number]
            so, not_so = known[name]
            yield shown & so
            yield shown & not_so
            yield decides

    def _draw(self, row: _Row, key: bytes) -> Grounds:
        bits = iter(bits_in(int.from_bytes(key, "little"), len(key) * 8).tolist())
        stands = {number: (next(bits), next(bits)) for number in row.rules}
        holding = {number for number, (so, _) in stands.items() if so} | {one for one in row.nested if next(bits)}
        facts = {name: (next(bits), next(bits), next(bits)) for name in row.facts}
        members = {member: (next(bits), next(bits)) for member in row.members}
        seen = Seen(
            holding=holding,
            so={name for name, (so, _, _) in facts.items() if so},
            not_so={name for name, (_, not_so, _) in facts.items() if not_so},
            deciding=frozenset(name for name, (_, _, decides) in facts.items() if decides),
        )
        shown: dict[str, bool | None] = {n: True if so else None for n, (so, may) in stands.items() if so or may}
        pays = []
        for place, pay in enumerate(row.pays):
            so, not_so = members.get(f"{pay.rule}/{pay.reading}", (int(shown.get(pay.rule) is True), 0))
            if pay.rule in shown and not not_so:
                pays.append((place, pay, True if so else None))
        first = self._program.rules.rules[next(iter(shown), row.rules[0])]
        return Grounds(row.result, first.form, frozenset(seen.deciding), tuple(pays), self._drawing.draw(seen, shown))
