"""The burden sheet: what each side has to prove in a case, on what basis, and what happens while it is unproved."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.law import Citation
from gongzhi.liability.answering import DEFENDANTS, NOTICE, Engine
from gongzhi.liability.issues import Issues
from gongzhi.liability.matters import Matter
from gongzhi.liability.relevance import NO_ISSUES, rest
from gongzhi.liability.results import View
from gongzhi.liability.rulebook import Axis, Fact
from gongzhi.liability.showing import Shown
from gongzhi.liability.versions import cite_if_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """One fact to be proved.

    ``said``: how it stands in the case, None when nobody stated it. ``taken``: how a decision takes it.
    ``how``: why an unproved fact is so taken. ``turns``: each result that proving the contrary would turn round alone,
    and what it is now. ``also``: open results that depend on it together with others. ``shown``: the exhibits that
    show it. ``basis``: the provisions on their day; some facts have none but the general rule.
    """

    fact: str
    question: str
    bearer: str
    basis: tuple[Citation, ...]
    said: bool | None
    taken: bool
    how: str
    turns: Mapping[str, bool]
    also: tuple[str, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenSheet:
    """``sides``: by who bears the burden. ``resting``: issues that nobody raised, whose facts are left out."""

    sides: Mapping[str, tuple[Burden, ...]]
    resting: tuple[str, ...]
    notice: str = NOTICE


def burden_sheet(
    engine: Engine,
    matter: Matter,
    issues: Issues = NO_ISSUES,
    *,
    parties: Collection[str] = DEFENDANTS,
    raised: Collection[str] = (),
    field: str = "民事",
) -> BurdenSheet:
    """What each side has to prove, in the order of weight: what turns a result alone first. Raises Contradiction."""
    numbers = engine.applicable(matter).numbers
    screening = engine.screening(numbers)
    known, _ = screening.admit(screening.planes(matter.facts))
    resting = rest(engine, known, numbers, issues, raised)
    adjudged = engine.adjudication(numbers).judge(known)
    groups = engine.rules.groups()
    wanted = [name for name in groups if groups[name][0].field == field and name.partition("/")[0] in parties]
    turns = _turned_by([view for view in adjudged.views if view.name in wanted])
    also = _open_on([screening.view(name, resting.known) for name in wanted])
    sides: dict[str, list[Burden]] = {}
    for name, fact in engine.rules.facts.items():
        if fact.derived or name in resting.by_fact or name not in {*turns, *also, *matter.facts}:
            continue
        alone = turns.get(name, {})
        line = Burden(
            fact=name,
            question=fact.question,
            bearer=fact.burden,
            basis=tuple(_basis(engine, matter, fact)),
            said=matter.facts.get(name),
            taken=adjudged.values[name],
            how=adjudged.assumed.get(name, ""),
            turns=alone,
            also=tuple(one for one in also.get(name, ()) if one not in alone),
            shown=tuple(one for one in matter.shown if one.fact == name),
        )
        sides.setdefault(fact.burden, []).append(line)
    for lines in sides.values():
        lines.sort(key=lambda one: (-len(one.turns), -len(one.also)))
    names = dict.fromkeys(issue.name for issue in resting.by_fact.values())
    return BurdenSheet(sides={side: tuple(lines) for side, lines in sides.items()}, resting=tuple(names))


def _turned_by(views: Sequence[View]) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for view in views:
        for fact in view.deciding:
            found.setdefault(fact, {})[view.name] = bool(view.outcome)
    return found


def _open_on(views: Sequence[View]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for view in views:
        for fact in view.influences:
            found.setdefault(fact, []).append(view.name)
    return found


def _basis(engine: Engine, matter: Matter, fact: Fact) -> Iterator[Citation]:
    for provision in fact.provisions:
        axis = engine.rules.sources[provision.partition("/")[0]].axis
        day = matter.conduct if axis is Axis.CONDUCT else matter.trial or matter.conduct
        citation = cite_if_in_force(engine.rules, engine.book, provision, day)
        if citation is not None:
            yield citation
