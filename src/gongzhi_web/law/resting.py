"""What rests on a provision: the rules that cite it, the measures, the duties and the deadlines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from gongzhi.decisions import cited_provisions as cited_by_decisions
from gongzhi.decisions import load_ladder
from gongzhi.law import Place, Uncitable, duties_of, load_duty_tables
from gongzhi.screening import load_checks, load_rules
from gongzhi_web.lawbook import book


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """One thing that cites a place: ``kind`` is rule, measure or duty; ``name`` its id, ``says`` what it does."""

    kind: str
    name: str
    says: str
    place: Place
    since: date | None = None
    role: str = ""


def resting_on(title: str, place: Place, on: date) -> dict[str, list[Resting]]:
    """Everything that cites this place, a part of it, or the article it lies in, by kind."""
    found = [*_by_rules_and_measures().get(title, ()), *_by_duties(on).get(title, ())]
    near = [one for one in found if place.holds(one.place) or one.place.holds(place)]
    return {kind: [one for one in near if one.kind == kind] for kind in ("rule", "measure", "duty")}


@cache
def _by_rules_and_measures() -> dict[str, list[Resting]]:
    by_title: dict[str, list[Resting]] = {}
    for provision, one in [*_rules(), *_measures()]:
        try:
            instrument, place = book().locate(provision)
        except Uncitable:
            continue
        kept = Resting(kind=one.kind, name=one.name, says=one.says, place=place, since=one.since)
        by_title.setdefault(instrument.title, []).append(kept)
    return by_title


def _rules() -> Iterator[tuple[str, Resting]]:
    # Checks look at a whole broadcast and rules at a line; a reader of the law asks for both.
    said = [(one.id, one.why, one.since, one.provisions) for one in load_rules().rules]
    said += [(one.id, one.why, one.since, one.provisions) for one in load_checks().checks]
    for name, why, since, provisions in said:
        for provision in provisions:
            yield provision, Resting(kind="rule", name=name, says=why, place=Place(""), since=since)


def _measures() -> Iterator[tuple[str, Resting]]:
    nowhere, ladder = Place(""), load_ladder()
    for where, provision, since in cited_by_decisions():
        entry = where.rpartition(" ")[2]
        measure = ladder.measures.get(entry.partition(".")[0])
        says = measure.name if measure else _PARTS.get(where.partition(".")[0], "处置")
        yield provision, Resting(kind="measure", name=entry, says=says, place=nowhere, since=since)


_PARTS = {"measures": "处置的程序", "considerations": "必须考虑的事项", "proportion": "过罚相当"}


@lru_cache(maxsize=8)
def _by_duties(on: date) -> dict[str, list[Resting]]:
    by_title: dict[str, list[Resting]] = {}
    for role in load_duty_tables().roles:
        for duty in duties_of(book(), role.name, on):
            instrument, place = book().locate(duty.citation.id)
            one = Resting(kind="duty", name=duty.code, says=duty.action, place=place, role=role.name)
            by_title.setdefault(instrument.title, []).append(one)
    return by_title
