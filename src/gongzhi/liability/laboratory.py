"""The policy laboratory: one population under two versions of the law, two readings, or with a proposal; what changes.

Every case is decided: what is not proved falls to presumptions and the burden of proof. A proposal is never law in force:
the version that has one says so in its layers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongzhi.liability.analysing import Contradiction
from gongzhi.liability.answering import NOTICE, Engine
from gongzhi.liability.chinese_yaml import NotReadable
from gongzhi.liability.circuits import Column
from gongzhi.liability.forms import Planes
from gongzhi.liability.lanes import bits_in
from gongzhi.liability.linking import nearest
from gongzhi.liability.money import STATUTE
from gongzhi.liability.paying import Paying, pays_of
from gongzhi.liability.populating import Story
from gongzhi.liability.rulebook import FORMS, Rule
from gongzhi.liability.versions import Days

_EXAMPLES = 5
_FORMS = ("", *FORMS)
Fen = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Law to try: its days, the proposals on top of it, and contested readings chosen by name (说); others stay open."""

    days: Days
    proposals: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """What it consists of, law in force first."""
        proposed = (f"立法建议：{one}" for one in self.proposals)
        chosen = (f"采 {one}" for one in self.readings)
        return (f"现行法（事实日 {self.days.conduct}，审理日 {self.days.trial}）", *proposed, *chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Fen over the whole population: the least and the most that the readings left open make of it."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One result, ``谁/则``. ``gained`` and ``lost``: cases in which it comes to hold, or no longer does.

    ``reformed`` and ``repriced``: it holds under both, in another form, or for another sum. ``examples``: places in the
    population of the first cases that change in any way.
    """

    result: str
    before: int
    after: int
    gained: int
    lost: int
    reformed: int
    repriced: int
    sum_before: Sum
    sum_after: Sum
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySum:
    """What one party has to pay. Claims of which one must be chosen, or the higher counts, are counted once."""

    party: str
    before: Sum
    after: Sum
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``changed``: cases in which any result changes. ``refused``: cases left out as contradictory, with the reason."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    cases: int
    changed: int
    changes: tuple[Change, ...]
    parties: tuple[PartySum, ...]
    refused: tuple[tuple[int, str], ...]
    notice: str = NOTICE


@dataclass(frozen=True, slots=True)
class _Judged:
    """One result in all cases: whether it holds, its form as a number, least and most fen."""

    holds: NDArray[np.bool_]
    form: NDArray[np.int16]
    least: Fen
    most: Fen


def compare(
    engine: Engine, stories: Sequence[Story], before: Version, after: Version, *, field: str = "民事"
) -> Comparison:
    """What changes from one version to the other. Raises NotAFormula, and NotReadable for an unknown proposal or reading."""
    for version in (before, after):
        _check(engine, version)
    kept, refused = _admissible(engine, stories, (before, after))
    chosen = [stories[place] for place in kept]
    names = [name for name, rules in engine.rules.groups().items() if rules[0].field == field]
    old, new = (_judge(engine, chosen, version, names) for version in (before, after))
    any_change = np.zeros(len(chosen), dtype=bool)
    changes = []
    for name in names:
        differs = _differs(old[name], new[name])
        any_change |= differs
        if differs.any():
            places = tuple(kept[lane] for lane in np.flatnonzero(differs)[:_EXAMPLES].tolist())
            changes.append(_change(name, old[name], new[name], places))
    return Comparison(
        before=before.layers,
        after=after.layers,
        cases=len(chosen),
        changed=int(any_change.sum()),
        changes=tuple(sorted(changes, key=lambda one: -(one.gained + one.lost + one.reformed + one.repriced))),
        parties=tuple(_parties(engine, names, old, new)),
        refused=tuple(refused),
    )


def _check(engine: Engine, version: Version) -> None:
    proposals = {rule.proposal for rule in engine.rules.rules.values()} - {""}
    readings = {one.name for rule in engine.rules.rules.values() for one in rule.readings}
    for said, known, what in ((version.proposals, proposals, "立法建议"), (version.readings, readings, "说法")):
        for one in said:
            if one not in known:
                raise NotReadable(
                    f"没有名为“{one}”的{what}{nearest(one, known)}；请改名，可用：{'、'.join(sorted(known))}"
                )


def _admissible(
    engine: Engine, stories: Sequence[Story], versions: Iterable[Version]
) -> tuple[list[int], list[tuple[int, str]]]:
    kept, refused = [], []
    screenings = [engine.screening(engine.applicable_on(one.days, one.proposals).numbers) for one in versions]
    for place, story in enumerate(stories):
        try:
            for screening in screenings:
                screening.admit(screening.planes(story.facts))
        except Contradiction as error:
            refused.append((place, str(error)))
        else:
            kept.append(place)
    return kept, refused


def _judge(engine: Engine, stories: Sequence[Story], version: Version, names: Sequence[str]) -> dict[str, _Judged]:
    numbers = engine.applicable_on(version.days, version.proposals).numbers
    screening = engine.screening(numbers)
    cases: list[Planes] = [screening.admit(screening.planes(one.facts))[0] for one in stories]
    settled = engine.adjudication(numbers).settle_many(cases)
    paying = Paying(engine.rules, [one.amounts for one in stories], lambda number: settled.get(number, 0))
    groups = engine.rules.groups()
    judging = _Judging(version, settled, paying, len(stories))
    return {name: judging.judge([rule for rule in groups[name] if rule.number in numbers]) for name in names}


class _Judging:
    def __init__(self, version: Version, settled: Mapping[str, Column], paying: Paying, count: int) -> None:
        self._readings, self._settled, self._paying = frozenset(version.readings), settled, paying
        self._count = count

    def judge(self, rules: Sequence[Rule]) -> _Judged:
        holds, form = self._never(bool), self._never(np.int16)
        least, most, paid = self._never(np.int64), self._never(np.int64), self._never(bool)
        for rule in rules:
            chosen = [one for one in rule.readings if one.name in self._readings]
            so = self._lanes(f"{rule.number}/{chosen[0].name}" if chosen else rule.number)
            form[so & ~holds] = _FORMS.index(chosen[0].form if chosen else rule.form)
            holds |= so
            # The sum of a rule that caps others is a limit, and nothing that anybody pays.
            for pay in [] if rule.caps else pays_of([rule]):
                if chosen and pay.reading != chosen[0].name:
                    continue
                due = so & self._lanes(rule.number if pay.reading == STATUTE else f"{rule.number}/{pay.reading}")
                lanes = np.flatnonzero(due)
                fen = self._paying.fen(pay, lanes)
                if fen.dtype == object:
                    least, most = least.astype(object), most.astype(object)
                least[lanes] = np.where(paid[lanes], np.minimum(least[lanes], fen), fen)
                most[lanes] = np.maximum(most[lanes], fen)
                paid |= due
        return _Judged(holds, form, least, most)

    def _lanes(self, name: str) -> NDArray[np.bool_]:
        return bits_in(self._settled.get(name, 0), self._count).astype(bool)

    def _never(self, kind: type) -> NDArray[Any]:
        return np.zeros(self._count, dtype=kind)


def _differs(old: _Judged, new: _Judged) -> NDArray[np.bool_]:
    both = old.holds & new.holds
    found: NDArray[np.bool_] = (old.holds != new.holds) | both & ((old.form != new.form) | _repriced(old, new))
    return found


def _repriced(old: _Judged, new: _Judged) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = ((old.least != new.least) | (old.most != new.most)).astype(bool)
    return found


def _change(name: str, old: _Judged, new: _Judged, places: tuple[int, ...]) -> Change:
    both = old.holds & new.holds
    return Change(
        result=name,
        before=int(old.holds.sum()),
        after=int(new.holds.sum()),
        gained=int((new.holds & ~old.holds).sum()),
        lost=int((old.holds & ~new.holds).sum()),
        reformed=int((both & (old.form != new.form)).sum()),
        repriced=int((both & _repriced(old, new)).sum()),
        sum_before=_sum(old.least, old.most),
        sum_after=_sum(new.least, new.most),
        examples=places,
    )


def _sum(least: Fen, most: Fen) -> Sum:
    return Sum(least=sum(least.tolist()), most=sum(most.tolist()))


def _parties(
    engine: Engine, names: Sequence[str], old: Mapping[str, _Judged], new: Mapping[str, _Judged]
) -> Iterator[PartySum]:
    for party in dict.fromkeys(name.partition("/")[0] for name in names):
        bundles = _bundles(engine, [name for name in names if name.startswith(f"{party}/")])
        (least, most), (new_least, new_most) = _owed(bundles, old), _owed(bundles, new)
        cases = int(((least != new_least) | (most != new_most)).sum())
        before, after = _sum(least, most), _sum(new_least, new_most)
        if before.most or after.most:
            yield PartySum(party=party, before=before, after=after, cases=cases)


def _owed(bundles: Iterable[Sequence[str]], judged: Mapping[str, _Judged]) -> tuple[Fen, Fen]:
    highest = [
        (np.maximum.reduce([judged[n].least for n in names]), np.maximum.reduce([judged[n].most for n in names]))
        for names in bundles
    ]
    return np.sum([least for least, _ in highest], axis=0), np.sum([most for _, most in highest], axis=0)


def _bundles(engine: Engine, names: Sequence[str]) -> list[list[str]]:
    """Results of which one is to be chosen, or the higher counts, together; every other by itself."""
    bundles = [[name] for name in names]
    for relation in engine.rules.concurrences:
        if relation.relation == "并存":
            continue
        joined = {engine.rules.rules[number].group for number in relation.rules}
        touched = [bundle for bundle in bundles if joined & set(bundle)]
        rest = [bundle for bundle in bundles if bundle not in touched]
        bundles = [*rest, [name for bundle in touched for name in bundle]] if touched else rest
    return bundles
