"""The rules of this process: found by words, run on their own examples, counted within a person's reach."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from gongzhi.flow.rule_book import RuleState
from gongzhi.flow.rule_checks import try_examples as run_examples
from gongzhi.flow.rule_records import Change
from gongzhi.flow.rule_text import parse_text, read_texts
from gongzhi.flow.rule_words import rule_in_words
from gongzhi.law import Citation, Uncitable
from gongzhi.screening import Rule, RuleSet, Status
from gongzhi_web.accounts.models import User
from gongzhi_web.lawbook import book
from gongzhi_web.rules import desk
from gongzhi_web.screening.scope import findings_of

OVERLAP_OVER = 500
STATUSES = {Status.DRAFT: "草稿", Status.SHADOW: "影子", Status.ACTIVE: "启用", Status.RETIRED: "停用"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One of a rule's own examples, run now: ``expected`` and ``hit`` differ when the rule does not do what it says."""

    text: str
    category: str
    expected: bool
    hit: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as it is listed: ``rule`` is what speaks, or the draft while nothing does; ``notes`` say what is under way."""

    rule: Rule
    status: Status
    notes: tuple[str, ...] = ()


def rule_set() -> RuleSet:
    """The shipped rules."""
    return desk.shipped()


def all_rules(user: User) -> list[Shown]:
    """In the order of the files, then those of this platform; drafts only for people of the platform."""
    states, held = desk.states_of(user), desk.held_for(user).held
    sees = desk.sees_drafts(user)
    found = [Shown(rule, rule.status, _notes(states.get(rule.id), sees)) for rule in held.rules.rules]
    if sees:
        known = {one.rule.id for one in found}
        fresh = [one for one in states.values() if one.rule not in known and one.drafts]
        found += [_unborn(one) for one in fresh]
    return found


def found_rules(rules: Iterable[Shown], words: str, kind: str, status: str) -> list[Shown]:
    """By id, title or reason, in the order given. A status also finds what is on its way there (``waiting``, ``local``)."""
    return [
        one
        for one in rules
        if kind in ("", one.rule.type)
        and (status in ("", one.status) or status in one.notes)
        and words in f"{one.rule.id} {one.rule.title} {one.rule.why}"
    ]


def _notes(state: RuleState | None, sees: bool) -> tuple[str, ...]:
    """``local``: changed here; ``draft``, ``shadow``, ``waiting``: what the standing change has come to."""
    if state is None:
        return ()
    notes = ["local"] if state.approved or state.retired else []
    if state.standing is not None and sees:
        waits = state.tried is not None or state.standing.change is Change.RETIRE
        notes += [Status.SHADOW.value] if state.tried else [Status.DRAFT.value]
        notes += ["waiting"] if waits else []
    return tuple(notes)


def _unborn(state: RuleState) -> Shown:
    """A rule that never was in force: its last text."""
    (rule,) = read_texts([parse_text(state.drafts[-1].text)], Status.DRAFT)
    status = Status.SHADOW if state.shadow else Status.DRAFT if state.standing else Status.RETIRED
    return Shown(rule, status, _notes(state, True))


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
    tried = run_examples(rule, rule_set(), book(), on)
    return [Tried(one.example.text, one.example.category or "", one.expected, one.hit, one.why) for one in tried]


def overlap_of(user: User, rule: str) -> list[tuple[str, int]]:
    """Which other rules speak in the same lines, over the rule's newest hits within reach."""
    signals = list(
        findings_of(user).filter(rule=rule).order_by("-index").values_list("signal", flat=True)[:OVERLAP_OVER]
    )
    others = findings_of(user).filter(signal__in=signals).exclude(rule=rule).values_list("rule", flat=True)
    return Counter(others).most_common(5)


def _cited(provision: str, on: date) -> Citation | None:
    try:
        return book().cite(provision, on)
    except Uncitable:
        return None
