"""Which rules apply on the days of a case: each provision asked of the book of law on its own axis."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.law import Book, Citation, NotInForce, Uncitable
from gongzhi.liability.chinese_yaml import NotReadable
from gongzhi.liability.rulebook import Axis, Rule, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The day of the conduct and the day of the trial."""

    conduct: date
    trial: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicable:
    """Which rules apply, with the citations of their day; rules of proposals not asked for are in neither."""

    citations: Mapping[str, tuple[Citation, ...]]
    refusals: Mapping[str, str]

    @property
    def numbers(self) -> frozenset[str]:
        """Numbers of the rules that apply."""
        return frozenset(self.citations)


def applicable(rules: RuleSet, book: Book, days: Days, proposals: Collection[str] = ()) -> Applicable:
    """Decide for every rule. ``refusals`` says why a rule does not apply. Raises NotReadable on an unknown provision."""
    citations: dict[str, tuple[Citation, ...]] = {}
    refusals: dict[str, str] = {}
    for rule in rules.rules.values():
        if rule.proposal and rule.proposal not in proposals:
            continue
        found = _decide(rules, book, rule, days)
        if isinstance(found, str):
            refusals[rule.number] = found
        else:
            citations[rule.number] = found
    return Applicable(citations=citations, refusals=refusals)


def cite(rules: RuleSet, book: Book, provision: str, day: date) -> Citation | None:
    """The provision on that day; None for a proposal, which is not law. Raises Uncitable."""
    short, _, place = provision.partition("/")
    source = rules.sources[short]
    return None if source.proposal else book.cite(f"{source.title}/{place}" if place else source.title, day)


def _decide(rules: RuleSet, book: Book, rule: Rule, days: Days) -> tuple[Citation, ...] | str:
    axis = rules.axis_of(rule)
    if axis is Axis.LIGHTER:
        # 行政处罚法第三十七条: what favours the party applies under either text, what burdens it only under both.
        tries = [_on(rules, book, rule, day) for day in (days.conduct, days.trial)]
        held = [one for one in tries if not isinstance(one, str)]
        if len(held) == 2 or (held and rule.direction == "减轻"):
            return held[0]
        return next(one for one in tries if isinstance(one, str))
    return _on(rules, book, rule, days.conduct if axis is Axis.CONDUCT else days.trial)


def _on(rules: RuleSet, book: Book, rule: Rule, day: date) -> tuple[Citation, ...] | str:
    if (rule.since and day < rule.since) or (rule.until and day >= rule.until):
        return f"规则 {rule.number} 只适用于 {rule.since or ''} 至 {rule.until or ''}，{day} 不在其中"
    try:
        needed = [cite(rules, book, provision, day) for provision in rule.provisions]
    except NotInForce as error:
        return str(error)
    except Uncitable as error:
        raise NotReadable(f"{rule.place}：规则 {rule.number} 的依据查不到（{error}），请改正条号") from error
    also = (cite_if_in_force(rules, book, provision, day) for provision in rule.also_see)
    return tuple(one for one in (*needed, *also) if one is not None)


def cite_if_in_force(rules: RuleSet, book: Book, provision: str, day: date) -> Citation | None:
    """The provision when it was in force on that day."""
    try:
        return cite(rules, book, provision, day)
    except Uncitable:
        return None
