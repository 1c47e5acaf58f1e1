"""Run every rule's own examples, and look over rule files for what strict loading cannot see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gongzhi.screening.hit_rates import HitRates
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Example, Exemption, Rule, Status
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.verdicts import CitesLaw

_ENOUGH = 5
# A rule that speaks in more than one of two hundred ordinary lines tells a reviewer nothing.
_MOST_PER_MILLE = 5
_TRIED = (Status.DRAFT, Status.SHADOW, Status.ACTIVE)


@dataclass(frozen=True, slots=True)
class ExampleFailed:
    """One example that did not come out as its rule says, in words for the rule's author."""

    place: str
    rule: str
    said: str


def check_examples(rules: RuleSet, book: CitesLaw, *, on: date) -> Iterator[ExampleFailed]:
    """Every example that fails. Drafts and shadow rules are tested too; ``on`` is the day of examples without one."""
    screener = Screener(rules, book, statuses=_TRIED, every_hit=True)
    for rule in rules.rules:
        if rule.status is not Status.RETIRED:
            yield from _check_rule(rule, screener, on)
    for promise in rules.promises:
        for example, expected in _expected(promise):
            found = _screen(screener, example, on).promises
            if any(hit.kind is promise.kind for hit in found) is not expected:
                yield ExampleFailed(example.place, promise.id, _said(example.text, expected))


def check_leanings(rules: RuleSet, book: CitesLaw, model: Model, *, on: date) -> Iterator[ExampleFailed]:
    """Every example of the rules of the semantic layer that fails, with this model and all rules beside it."""
    screener = Screener(rules, book, statuses=_TRIED, model=model)
    for rule in rules.leanings:
        yield from _check_rule(rule, screener, on)


def check_exemptions(rules: RuleSet, book: CitesLaw, *, on: date) -> Iterator[ExampleFailed]:
    """Every example of an exemption that fails, given the whole shipped set: rules of one's own may hold nothing to excuse."""
    bare = [_without(exemption, rule) for exemption in rules.exemptions for rule in rules.rules]
    everyone = replace(rules, rules=(*rules.rules, *filter(None, bare)))
    # One screener for all of them, in which every rule speaks whatever another says, made in the time of one.
    screener = Screener(everyone, book, statuses=_TRIED, every_hit=True)
    for exemption in rules.exemptions:
        yield from _check_exemption(exemption, rules, screener, on)


def _check_rule(rule: Rule, screener: Screener, on: date) -> Iterator[ExampleFailed]:
    for example, expected in _expected(rule):
        hits = _screen(screener, example, on).findings
        if any(hit.rule == rule.id for hit in hits) is not expected:
            yield ExampleFailed(example.place, rule.id, _said(example.text, expected))


def _check_exemption(exemption: Exemption, rules: RuleSet, screener: Screener, on: date) -> Iterator[ExampleFailed]:
    """An exemption must excuse its own lines, which would be flagged without it, and none of the others."""
    with_it = {rule.id for rule in rules.rules if exemption in rule.exemptions}
    without = {_bare_id(exemption, rule) for rule in rules.rules if exemption in rule.exemptions}
    for example in exemption.lets_off:
        spoke = {hit.rule for hit in _screen(screener, example, on).findings}
        if spoke & with_it:
            yield ExampleFailed(example.place, exemption.id, f"应放过而未放过：{example.text}")
        elif not spoke & without:
            yield ExampleFailed(example.place, exemption.id, f"没有这项例外也不会命中，换一例：{example.text}")
    for example in exemption.still_flags:
        if with_it.isdisjoint(hit.rule for hit in _screen(screener, example, on).findings):
            yield ExampleFailed(example.place, exemption.id, f"不应放过而放过：{example.text}")


def _without(exemption: Exemption, rule: Rule) -> Rule | None:
    """The same rule under a name of its own, as if the exemption were not written; None where it is none of this rule's."""
    if exemption not in rule.exemptions:
        return None
    excused = tuple(one for one in rule.excused if one not in exemption.patterns)
    return replace(rule, id=_bare_id(exemption, rule), excused=excused)


def _bare_id(exemption: Exemption, rule: Rule) -> str:
    return f"{rule.id} {exemption.id}"


def _expected(owner: Rule | PromiseRule) -> Iterator[tuple[Example, bool]]:
    yield from ((example, True) for example in owner.accepted)
    yield from ((example, False) for example in owner.refused)


def lint_rules(rules: RuleSet, rates: HitRates | None = None) -> Iterator[str]:
    """Remarks in Chinese on rules that load but read badly: no reason, no way out, few or copied examples, no measured hit rate.

    ``rates`` are looked at only when given: a folder of one's own has not been measured yet.
    """
    known = {rule.id for rule in rules.rules}
    for rule in rules.rules:
        where = f"{rule.place}（{rule.id}）"
        yield from _lint_words(rule, where)
        for missing in sorted(rule.yields_to - known):
            yield f"{where}：yields_to 写了不存在的规则 {missing}，请改或删去"
        if rates is not None and rule.status is Status.ACTIVE:
            yield from _lint_rate(rule, where, rates)
    for rule in rules.leanings:
        yield from _lint_words(rule, f"{rule.place}（{rule.id}）")


def _lint_words(rule: Rule, where: str) -> Iterator[str]:
    for key, examples in (("accepted", rule.accepted), ("refused", rule.refused)):
        if rule.status is Status.ACTIVE and len(examples) < _ENOUGH:
            yield f"{where}：启用的规则应有正反各至少 {_ENOUGH} 例，{key} 只有 {len(examples)} 例，请补上"
    if len(rule.why) < 8 or len(rule.instead) < 4:
        yield f"{where}：why 或 instead 太短，当事人看不懂为什么、该怎么说，请写完整"
    said = [replace(example, place="") for example in (*rule.accepted, *rule.refused)]
    if any(one in said[:at] for at, one in enumerate(said)):
        yield f"{where}：同一句话出现两次，请换一句"
    if len(set(rule.provisions)) != len(rule.provisions):
        yield f"{where}：同一条依据写了两次，请删去一个"


def _lint_rate(rule: Rule, where: str, rates: HitRates) -> Iterator[str]:
    hits = rates.hits_of(rule.id, rule.version)
    if hits is None:
        yield f"{where}：这一版没有测过在普通文字里的命中率，请运行 scripts/measure_hit_rates.py"
    elif hits * 1000 > rates.lines * _MOST_PER_MILLE:
        yield f"{where}：在普通文字里每千行命中 {hits * 1000 / rates.lines:.1f} 行，超过 {_MOST_PER_MILLE} 行，请收窄或改为 doubtful"


def _screen(screener: Screener, example: Example, on: date) -> Screened:
    return screener.screen(
        Line(
            id=example.place,
            text=example.text,
            kind=example.kind,
            on=example.on or on,
            category=example.category,
            actor=example.actor,
            documents=example.documents,
        )
    )


def _said(text: str, expected: bool) -> str:
    return f"应命中而未命中：{text}" if expected else f"不应命中而命中：{text}"
