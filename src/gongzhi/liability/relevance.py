"""What of a case is certain, what is open and matters, and what rests until somebody raises it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gongzhi.liability.analysing import Screening
from gongzhi.liability.answering import DEFENDANTS, Engine
from gongzhi.liability.forms import Planes
from gongzhi.liability.issues import Issue, Issues
from gongzhi.liability.matters import Matter
from gongzhi.liability.results import View

NO_ISSUES = Issues()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Results of one field by ``谁/则``. Nothing here changes what the law says of the case.

    ``certain`` hold whatever the rest may be. ``unless`` hold as long as the issues named are not raised.
    ``open`` depend, the nearest to its decision first. ``aside`` are closed while the issues named are not raised, or
    concern a party (``当事方：…``) that is not in the case. ``closed`` do not hold whatever the rest may be.
    ``questions``: in the form of ``Engine.questions``; ``issues``: issues put aside that could change a result.
    """

    certain: tuple[str, ...]
    unless: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...]
    aside: Mapping[str, tuple[str, ...]]
    closed: tuple[str, ...]
    questions: tuple[dict[str, Any], ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Resting:
    """``known`` with the facts of ``by_fact`` taken as unproved because nobody raised their issue."""

    known: Planes
    by_fact: Mapping[str, Issue]


def relevant(
    engine: Engine,
    matter: Matter,
    issues: Issues = NO_ISSUES,
    *,
    parties: Collection[str] = DEFENDANTS,
    raised: Collection[str] = (),
    field: str = "民事",
) -> Relevance:
    """Cut a case to what matters: issues nobody raised rest, as do parties (商家, 平台 …) that are not in it.

    An issue is raised by its name in ``raised``, or by a fact of it that is known to be otherwise than an unproved one.
    Raises Contradiction.
    """
    numbers = engine.applicable(matter).numbers
    screening = engine.screening(numbers)
    known, _ = screening.admit(screening.planes(matter.facts))
    resting = rest(engine, known, numbers, issues, raised)
    cut = _Cut(engine, frozenset(parties), resting.by_fact)
    groups = engine.rules.groups()
    for name in groups:
        if groups[name][0].field == field and any(rule.number in numbers for rule in groups[name]):
            cut.sort(screening.view(name, known), screening.view(name, resting.known))
    return cut.relevance(issues)


def rest(engine: Engine, known: Planes, numbers: frozenset[str], issues: Issues, raised: Collection[str]) -> Resting:
    """What is known, and the facts of issues nobody raised as if unproved. ``known`` must be admitted."""
    screening = engine.screening(numbers)
    by_fact: dict[str, Issue] = {}
    for issue in issues.every:
        if issue.name in raised or _is_raised(engine, screening, known, issue):
            continue
        for name in issue.facts:
            index = screening.position[name]
            if (known[0] | known[1]) >> index & 1:
                continue
            so = engine.rules.facts[name].unproved
            taken = (known[0] | so << index, known[1] | (not so) << index)
            # What law deems otherwise, or a conflict excludes, stays a question.
            if screening.possible(taken, index):
                known, by_fact[name] = taken, issue
    return Resting(known, by_fact)


def _is_raised(engine: Engine, screening: Screening, known: Planes, issue: Issue) -> bool:
    for name in issue.facts:
        plane = known[1] if engine.rules.facts[name].unproved else known[0]
        if plane >> screening.position[name] & 1:
            return True
    return False


class _Cut:
    def __init__(self, engine: Engine, parties: frozenset[str], by_fact: Mapping[str, Issue]) -> None:
        self._engine, self._parties, self._by_fact = engine, parties, by_fact
        self.certain: list[str] = []
        self.closed: list[str] = []
        self.unless: dict[str, tuple[str, ...]] = {}
        self.aside: dict[str, tuple[str, ...]] = {}
        self.open: list[View] = []

    def sort(self, plain: View, rested: View) -> None:
        name, who = plain.name, plain.name.partition("/")[0]
        if plain.outcome is not None:
            (self.certain if plain.outcome else self.closed).append(name)
        elif who not in self._parties:
            self.aside[name] = (f"当事方：{who}",)
        elif rested.outcome is None:
            self.open.append(rested)
        else:
            (self.unless if rested.outcome else self.aside)[name] = self._issues(plain)

    def relevance(self, issues: Issues) -> Relevance:
        named = {one for names in (*self.unless.values(), *self.aside.values()) for one in names}
        ordered = sorted(self.open, key=lambda view: -max(view.influences.values(), default=0.0))
        return Relevance(
            certain=tuple(self.certain),
            unless=self.unless,
            open=tuple(view.name for view in ordered),
            aside=self.aside,
            closed=tuple(self.closed),
            questions=tuple(self._questions(issues.first)),
            issues=tuple(issue for issue in issues.every if issue.name in named),
        )

    def _issues(self, plain: View) -> tuple[str, ...]:
        touched = (self._by_fact[fact].name for fact in plain.influences if fact in self._by_fact)
        return tuple(dict.fromkeys(touched))

    def _questions(self, first: Collection[str]) -> list[dict[str, Any]]:
        found: dict[str, dict[str, float]] = {}
        for view in self.open:
            for fact, share in view.influences.items():
                found.setdefault(fact, {})[view.name] = share
        # The facts that open or close much lead; among the rest the sum over all open results counts.
        order = sorted(found, key=lambda fact: (fact not in first, -sum(found[fact].values()), fact))
        return [self._engine.question(fact, found[fact]) for fact in order]
