"""Run every rule's own examples, and look over rule files for what strict loading cannot see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Example, Rule, Status
from gongzhi.screening.screener import CitesLaw, RuleSet, Screener


@dataclass(frozen=True, slots=True)
class ExampleFailed:
    """One example that did not come out as its rule says, in words for the rule's author."""

    place: str
    rule: str
    said: str


def check_examples(rules: RuleSet, book: CitesLaw, *, on: date) -> Iterator[ExampleFailed]:
    """Every example that fails. Drafts and shadow rules are tested too; ``on`` is the day of examples without one."""
    screener = Screener(rules, book, statuses=(Status.DRAFT, Status.SHADOW, Status.ACTIVE))
    for rule in rules.rules:
        if rule.status is not Status.RETIRED:
            for example, expected in _expected(rule):
                hits = _screen(screener, example, on).findings
                if any(hit.rule == rule.id for hit in hits) is not expected:
                    yield ExampleFailed(example.place, rule.id, _said(example.text, expected))
    for promise in rules.promises:
        for example, expected in _expected(promise):
            found = _screen(screener, example, on).promises
            if any(hit.kind is promise.kind for hit in found) is not expected:
                yield ExampleFailed(example.place, promise.id, _said(example.text, expected))


def _expected(owner: Rule | PromiseRule) -> Iterator[tuple[Example, bool]]:
    yield from ((example, True) for example in owner.accepted)
    yield from ((example, False) for example in owner.refused)


def lint_rules(rules: RuleSet) -> Iterator[str]:
    """Remarks in Chinese on rules that load but read badly: no reason, no way out, copied examples."""
    for rule in rules.rules:
        where = f"{rule.place}（{rule.id}）"
        if len(rule.why) < 8 or len(rule.instead) < 4:
            yield f"{where}：why 或 instead 太短，当事人看不懂为什么、该怎么说，请写完整"
        texts = [example.text for example in (*rule.accepted, *rule.refused)]
        if len(set(texts)) != len(texts):
            yield f"{where}：同一句话出现两次，请换一句"
        if len(set(rule.provisions)) != len(rule.provisions):
            yield f"{where}：同一条依据写了两次，请删去一个"


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
