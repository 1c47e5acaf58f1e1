"""The rules of this process: found by words, run on their own examples, counted within a person's reach."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count

from gongzhi.flow.rule_words import rule_in_words
from gongzhi.law import Citation, Uncitable
from gongzhi.screening import Line, Rule, RuleSet, Screener, Status, load_rules
from gongzhi_web.accounts.models import User
from gongzhi_web.lawbook import book
from gongzhi_web.screening.scope import findings_of

STATUSES = {Status.DRAFT: "草稿", Status.SHADOW: "影子", Status.ACTIVE: "启用", Status.RETIRED: "停用"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One of a rule's own examples, run now: ``expected`` and ``hit`` differ when the rule does not do what it says."""

    text: str
    category: str
    expected: bool
    hit: bool


@cache
def rule_set() -> RuleSet:
    """The shipped rules; loaded once in a process."""
    return load_rules()


def found_rules(words: str, kind: str, status: str) -> list[Rule]:
    """By id, title or reason; in the order of the files."""
    return [
        rule
        for rule in rule_set().rules
        if kind in ("", rule.type) and status in ("", rule.status) and words in f"{rule.id} {rule.title} {rule.why}"
    ]


def outcomes_of(user: User, rules: Iterable[str]) -> dict[str, Counter[str]]:
    """By rule, how many findings within this person's reach are in which state."""
    counted: dict[str, Counter[str]] = {}
    rows = (
        findings_of(user)
        .filter(rule__in=list(rules))
        .values_list("rule", "state")
        .annotate(found=Count("exhibit"))
        .order_by()
    )
    for rule, state, found in rows:
        counted.setdefault(rule, Counter())[state] += found
    return counted


def conditions_of(rule: Rule) -> tuple[str, ...]:
    """In words; a rule without any says so."""
    return rule_in_words(rule) or ("各类商品、卖方的各种话都看",)


def law_of(rule: Rule, on: date) -> list[tuple[str, Citation | None]]:
    """Provision ids with what they say on that day; None where they are not in force."""
    return [(provision, _cited(provision, on)) for provision in rule.provisions]


def try_examples(rule: Rule, on: date) -> list[Tried]:
    """Raises RuleFailed."""
    tried = [(example, True) for example in rule.accepted] + [(example, False) for example in rule.refused]
    lines = [
        Line(
            id=str(at), text=one.text, kind=one.kind, on=one.on or on, category=one.category, actor=one.actor
        )
        for at, (one, _) in enumerate(tried)
    ]  # fmt: skip
    verdicts = _screener().screen_many(lines)
    return [
        Tried(one.text, one.category or "", expected, any(hit.rule == rule.id for hit in verdict.findings))
        for (one, expected), verdict in zip(tried, verdicts, strict=True)
    ]


@cache
def _screener() -> Screener:
    return Screener(rule_set(), book(), statuses=(Status.DRAFT, Status.SHADOW, Status.ACTIVE))


def _cited(provision: str, on: date) -> Citation | None:
    try:
        return book().cite(provision, on)
    except Uncitable:
        return None
