"""Which unit is competent for a lead: each rule's answer with its provision, and where the answers differ, the conflict."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from gongzhi.flow.routing_rules import RoutingRule, RoutingRules, Where
from gongzhi.flow.units import Unit, Units
from gongzhi.law import Book, Citation

NOTICE = "以上仅供指派时参考，由人确定管辖并指派。"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingQuestion:
    """``places`` maps a kind of place (实际经营地 ...) to an address, absent when not known; ``holds`` answers conditions, absent when not known."""

    matter: str
    identity: str
    on: date
    places: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, bool] = field(default_factory=dict)
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Competent:
    """A rule's answer: the place and the unit there, None when the place lies outside the register or is unknown.

    ``if_so`` is what has to be found out before it is certain; empty when it is.
    """

    rule: str
    cited: Citation
    place: str
    address: str
    level: str
    unit: Unit | None
    beside: bool = False
    if_so: str = ""

    @property
    def line(self) -> str:
        """One line, as it is sealed with the assignment."""
        if self.unit is not None:
            who = f"的{self.unit.name}"
        else:
            who = f"（{self.address}，不在本单位名册）的{self.level}部门" if self.address else "（不明）的部门"
        maybe = f"（如{self.if_so}）" if self.if_so else ""
        also = "也可由" if self.beside else "由"
        return f"{also}{self.place}{who}管辖{maybe}：{self.rule}，{self.cited}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """The whole answer. ``conflicts`` are shown, never resolved here; ``settled_by`` says what decides between several."""

    competent: tuple[Competent, ...]
    conflicts: tuple[str, ...]
    ask: tuple[str, ...]
    settled_by: tuple[str, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units named, the first answer first, each once."""
        return tuple({one.unit.id: one.unit for one in self.competent if one.unit is not None}.values())

    @property
    def lines(self) -> tuple[str, ...]:
        """As it is sealed and printed."""
        shown = [one.line for one in self.competent] or ["没有规则能回答：请由人确定管辖"]
        shown += [f"冲突：{one}" for one in self.conflicts]
        shown += [f"须查明：{one}" for one in self.ask]
        return (*shown, *self.settled_by, NOTICE)


def route(question: RoutingQuestion, rules: RoutingRules, units: Units, book: Book) -> Routing:
    """Ask every rule that applies on the day. Raises what ``book.cite`` raises when the file cites what is not in force."""
    applying = [
        rule for rule in rules.rules if rule.applies(question.matter, question.identity, question.fields, question.on)
    ]
    answers = {
        rule.name: tuple(_answers(_Asked(rule, question, units, book.cite(rule.provision, question.on))))
        for rule in applying
    }
    competent = tuple(one for each in answers.values() for one in each)
    conflicts = tuple(_conflicts(answers, rules))
    differing = len(_seats(competent)) > 1
    return Routing(
        competent=competent,
        conflicts=conflicts,
        ask=tuple(dict.fromkeys(_asked(competent))),
        settled_by=tuple(_settled(question, rules, book)) if differing else (),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    rule: RoutingRule
    question: RoutingQuestion
    units: Units
    cited: Citation


def _answers(asked: _Asked) -> Iterator[Competent]:
    rule, question = asked.rule, asked.question
    for where in rule.ordered:
        holds = _holds(where, question)
        # An unknown first place is the law's own reason to go on to the next; only the last one is asked for.
        if holds is False or (where.place not in question.places and where is not rule.ordered[-1]):
            continue
        yield _competent(asked, where, certain=holds is True)
        if holds is True:
            break
    for where in rule.beside:
        holds = _holds(where, question)
        if holds is not False and where.place in question.places:
            yield _competent(asked, where, certain=holds is True, beside=True)


def _competent(asked: _Asked, where: Where, *, certain: bool, beside: bool = False) -> Competent:
    address, level = asked.question.places.get(where.place, ""), asked.rule.level
    return Competent(
        rule=asked.rule.name,
        cited=asked.cited,
        place=where.place,
        address=address,
        level=level,
        # A provincial unit is never in a city's register: its place is named, a county must not be taken for it.
        unit=asked.units.in_charge_of(address) if address and level != "省级" else None,
        beside=beside,
        if_so="" if certain else where.condition or "",
    )


def _holds(where: Where, question: RoutingQuestion) -> bool | None:
    if where.condition is None:
        return True
    given = question.holds.get(where.condition)
    if given is None and where.condition in _OPPOSITE:
        other = question.holds.get(_OPPOSITE[where.condition])
        return None if other is None else not other
    return given


_OPPOSITE = {"已登记": "未登记", "未登记": "已登记"}


def _asked(competent: tuple[Competent, ...]) -> Iterator[str]:
    for one in competent:
        if one.if_so:
            yield f"是否{'已登记' if one.if_so in _OPPOSITE else one.if_so}"
        if not one.address:
            yield f"{one.place}在哪里"


def _conflicts(answers: Mapping[str, tuple[Competent, ...]], rules: RoutingRules) -> Iterator[str]:
    known = {one.rules: one.says for one in rules.conflicts}
    for (first, ones), (second, others) in combinations(answers.items(), 2):
        seats, other_seats = _seats(ones), _seats(others)
        # Where a place is not known yet there is something to find out, not a conflict.
        if not seats or not other_seats or seats == other_seats:
            continue
        says = known.get(frozenset((first, second)), "两条规则给出的单位不同，请由人判断适用哪一条")
        yield f"“{first}”与“{second}”：{says}"


def _seats(answers: Iterable[Competent]) -> set[tuple[str, str]]:
    return {
        (one.unit.id if one.unit else one.address, "省级" if one.level == "省级" else "")
        for one in answers
        if one.address
    }


def _settled(question: RoutingQuestion, rules: RoutingRules, book: Book) -> Iterator[str]:
    for one in rules.several:
        if question.matter in one.matters and question.on >= one.since:
            basis = "、".join(str(book.cite(provision, question.on)) for provision in one.provisions)
            yield f"{one.says}（{basis}）"
