"""What would change: one fact the other way round, and which answers contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongzhi.flow.analyse import FactAnswer, Inquiry, analyse, matter_of, with_answer
from gongzhi.liability import Contradiction, Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A result on one side of a comparison; the sums are in fen, None where the law gives none."""

    outcome: str
    form: str
    least_fen: int | None
    most_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A result that is another one after the fact was changed."""

    name: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The comparison. ``impossible`` says why the change cannot be, with the way out; then there are no turns."""

    fact: str
    to: FactAnswer
    turns: tuple[Turn, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Answers that cannot all be so: the engine's own words, and a smallest set of answers that contradict."""

    says: str
    facts: tuple[str, ...]


def what_if(engine: Engine, inquiry: Inquiry, *, fact: str, to: FactAnswer, today: date) -> WhatIf:
    """The inquiry as it is beside the same with ``fact`` said to be ``to``. Raises as ``analyse``, for what it is now."""
    before = {one["name"]: _side(one) for one in analyse(engine, inquiry, today)["results"]}
    try:
        changed = analyse(engine, with_answer(inquiry, fact, to), today)["results"]
    except Contradiction as error:
        return WhatIf(fact=fact, to=to, impossible=str(error))
    after = {one["name"]: _side(one) for one in changed}
    turns = tuple(
        Turn(name=name, before=side, after=after[name]) for name, side in before.items() if after[name] != side
    )
    return WhatIf(fact=fact, to=to, turns=turns)


def conflict_in(engine: Engine, inquiry: Inquiry, today: date) -> Conflict | None:
    """The contradiction among the answers; None when they can all be so.

    Answers are left out one by one, the newest last, so that what stays is a smallest contradictory set.
    """
    matter = matter_of(engine, inquiry, today)
    screening = engine.screening(engine.applicable(matter).numbers)

    def says(facts: Mapping[str, bool]) -> str:
        try:
            screening.admit(screening.planes(facts))
        except Contradiction as error:
            return str(error)
        return ""

    kept = dict(inquiry.facts)
    if not says(kept):
        return None
    for name in list(kept):
        fewer = {one: value for one, value in kept.items() if one != name}
        if says(fewer):
            kept = fewer
    return Conflict(says=says(kept), facts=tuple(kept))


def _side(one: Mapping[str, Any]) -> Side:
    limits = one.get("amount_fen") or {}
    # A result that does not hold has no form and no sum, whatever its rule would give.
    if one["outcome"] in ("不成立", "不适用"):
        return Side(outcome=one["outcome"], form="", least_fen=None, most_fen=None)
    return Side(outcome=one["outcome"], form=one["form"] or "", least_fen=limits.get("min"), most_fen=limits.get("max"))
