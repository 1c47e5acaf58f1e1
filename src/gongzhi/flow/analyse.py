"""An inquiry into who answers: facts as far as known, the result narrowed to what was asked, sealed as it was shown."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from gongzhi.flow.matters import seal, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.reading_days import ReadingDays
from gongzhi.flow.topics import issues_of, load_topics, raised_by, results_in
from gongzhi.liability import Engine, Matter, Reading, Rule, RuleSet, Shown, recourse_chains, relevant
from gongzhi.parties import NotAllowed, Person
from gongzhi.values import BEIJING

# Who answers in the second place pays what the first one did not: no formula names this amount, every such form uses it.
_PAID_ALREADY = "主责任人已赔"
_FIELDS = ("民事", "行政")
_PARTS = ("results", "other_results", "administrative")


class FactAnswer(StrEnum):
    """What is said of a fact: so, not so, or not to be told. The last is not asked again."""

    YES = "是"
    NO = "否"
    UNKNOWN = "不明"


class InquiryRefused(ValueError):
    """An inquiry that cannot be made as it stands; the message says what to change."""


class UnknownAnalysis(LookupError):
    """An analysis number that was never given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One fact answered. ``source`` and ``exhibits`` say where the record shows it; both are empty when a person said so."""

    fact: str
    answer: FactAnswer
    source: str = ""
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is asked. ``amounts`` in fen (counts where the unit is no money); ``hints`` are what a case shows without settling.

    ``trial`` None: not yet tried, the day of asking is taken. ``topics`` empty: everything. ``raised``: issues that came up
    beside those of the topics. ``adjudicate``: what stays unproved is settled by the burden of proof. ``amount_sources``
    says where a record shows an amount; ``lead`` is the entry of the register from which it was opened.
    """

    title: str
    conduct: date
    trial: date | None = None
    adjudicate: bool = False
    topics: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    amounts: Mapping[str, int] = field(default_factory=dict)
    proposals: tuple[str, ...] = ()
    case: str = ""
    hints: tuple[Answered, ...] = ()
    raised: tuple[str, ...] = ()
    # None and not empty: what was sealed before these fields came must read back as it was written.
    amount_sources: Mapping[str, str] | None = None
    lead: str | None = None

    @property
    def facts(self) -> dict[str, bool]:
        """The facts that are known."""
        return {one.fact: one.answer is FactAnswer.YES for one in self.answers if one.answer is not FactAnswer.UNKNOWN}

    @property
    def untold(self) -> frozenset[str]:
        """The facts that were asked and could not be told."""
        return frozenset(one.fact for one in self.answers if one.answer is FactAnswer.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityAnalysed:
    """An analysis as it stood. ``result`` is JSON text as ``analyse`` gives it; ``rules_digest`` names the rules it rests on."""

    id: str
    party: str
    inquiry: Inquiry
    rules_digest: str
    result: str
    by: Person
    at: datetime


def with_answer(inquiry: Inquiry, fact: str, answer: FactAnswer | None) -> Inquiry:
    """The inquiry with this fact answered by a person, in the place of what was said before; None takes the answer back."""
    rest = tuple(one for one in inquiry.answers if one.fact != fact)
    added = () if answer is None else (Answered(fact=fact, answer=answer),)
    return replace(inquiry, answers=(*rest, *added))


def with_amounts(inquiry: Inquiry, amounts: Mapping[str, int]) -> Inquiry:
    """The inquiry with these amounts; one that a person changed no longer comes from the record."""
    kept = {
        name: says
        for name, says in (inquiry.amount_sources or {}).items()
        if amounts.get(name) == inquiry.amounts[name]
    }
    return replace(inquiry, amounts=dict(amounts), amount_sources=kept or None)


def with_shown(inquiry: Inquiry, shown: Iterable[Shown]) -> Inquiry:
    """The inquiry with each fact that an exhibit shows answered by it; one more exhibit for the same answer is added."""
    for one in shown:
        answer = FactAnswer.YES if one.so else FactAnswer.NO
        before = next((said for said in inquiry.answers if said.fact == one.fact and said.answer is answer), None)
        exhibits = (*(before.exhibits if before else ()), one.exhibit)
        said = Answered(fact=one.fact, answer=answer, source=one.kind, exhibits=tuple(dict.fromkeys(exhibits)))
        rest = tuple(each for each in inquiry.answers if each.fact != one.fact)
        inquiry = replace(inquiry, answers=(*rest, said))
    return inquiry


def matter_of(engine: Engine, inquiry: Inquiry, today: date) -> Matter:
    """The inquiry as the engine is asked. Raises InquiryRefused for facts, amounts or days that it cannot take."""
    rules = engine.rules
    for name in (one.fact for one in inquiry.answers):
        if name not in rules.facts or rules.facts[name].derived:
            raise InquiryRefused(f"没有可以回答的事实“{name}”：请从页面上的问题中选")
    for name in inquiry.amounts:
        if name not in rules.quantities:
            raise InquiryRefused(f"没有名为“{name}”的金额：请从页面上的金额中选")
    trial = inquiry.trial or max(today, inquiry.conduct)
    if trial < inquiry.conduct:
        raise InquiryRefused(f"审理日 {trial} 早于事实日 {inquiry.conduct}：请核对两个日期")
    return Matter(
        name=inquiry.title,
        conduct=inquiry.conduct,
        trial=trial,
        facts=inquiry.facts,
        amounts=inquiry.amounts,
        proposals=inquiry.proposals,
    )


def analyse(engine: Engine, inquiry: Inquiry, today: date) -> dict[str, Any]:
    """The answer of contracts.md narrowed to the topics: ``results`` in one list, ``questions`` by what they move in all.

    Each result has its ``name``, how many questions it still depends on (``left``), the amounts that its sums use but
    nobody stated (``unset``), and the issues that would change it if they were raised (``unless`` when it holds without
    them, ``aside`` when it does not); a provision has the day ``on`` which it was read. ``issues`` rest unraised.
    Raises Contradiction, InquiryRefused, NotReadable, NotAFormula.
    """
    matter, rules = matter_of(engine, inquiry, today), engine.rules
    topics = load_topics(rules)
    asked = results_in(inquiry.topics, topics, rules)
    raised = raised_by(inquiry.topics, topics) | set(inquiry.raised)
    answer = engine.answer(matter, "adjudication" if inquiry.adjudicate else "screening")
    results = [one for part in _PARTS for one in answer[part] if result_name(one) in asked]
    cut = _cut(engine, matter, asked, raised)
    for one in results:
        name = one["name"] = result_name(one)
        one["left"] = sum(name in question["on"] for question in cut.questions)
        one["unset"] = [
            amount for amount in amounts_in(rules, (name,), inquiry.proposals) if amount not in inquiry.amounts
        ]
        # With the burden of proof nothing is left open, so nothing rests either.
        one["unless"] = [] if inquiry.adjudicate else list(cut.unless.get(name, ()))
        one["aside"] = [] if inquiry.adjudicate else list(cut.aside.get(name, ()))
    ReadingDays(engine, matter.conduct, matter.trial or matter.conduct).mark(results)
    shown = facts_in([one["why"]["rules"] for one in results])
    kept = {key: answer[key] for key in ("mode", "layer", "conduct", "trial", "rules_digest", "remarks", "notice")}
    return {
        **kept,
        "results": results,
        "elections": _elections(answer["elections"], asked),
        "recourse_chains": recourse_chains([one for one in results if not one["aside"]]),
        "questions": cut.questions,
        "issues": cut.issues,
        "assumed": [one for one in answer.get("assumed", ()) if one["fact"] in shown],
    }


@dataclass(frozen=True, slots=True)
class _Cut:
    questions: list[dict[str, Any]]
    unless: Mapping[str, tuple[str, ...]]
    aside: Mapping[str, tuple[str, ...]]
    issues: list[dict[str, str]]


def _cut(engine: Engine, matter: Matter, asked: Collection[str], raised: Collection[str]) -> _Cut:
    """What of the results asked about is open and matters, and what rests until somebody raises it."""
    issues = issues_of(engine.rules)
    who = {name.partition("/")[0] for name in asked}
    parts = [relevant(engine, matter, issues, parties=who, raised=raised, field=field) for field in _FIELDS]
    unless = {name: ones for part in parts for name, ones in part.unless.items() if name in asked}
    aside = {name: ones for part in parts for name, ones in part.aside.items() if name in asked}
    questions = [_narrow(one, asked) for part in parts for one in part.questions]
    resting = {one for ones in (*unless.values(), *aside.values()) for one in ones}
    return _Cut(
        questions=sorted((one for one in questions if one["on"]), key=lambda one: _by_reach(one, issues.first)),
        unless=unless,
        aside=aside,
        issues=[{"name": one.name, "question": one.question} for one in issues.every if one.name in resting],
    )


def seal_analysis(
    archive: Archive, engine: Engine, *, inquiry: Inquiry, party: str, by: Person, at: datetime
) -> LiabilityAnalysed:
    """Seal the inquiry with its result as it stands now; the day of trial, where open, is fixed to the day of sealing.

    Raises what ``analyse`` raises, InquiryRefused without a title, NotAllowed in the name of another organisation.
    """
    if by.organisation != party:
        raise NotAllowed(f"{by.name}不能替别的单位保存责任分析：请以本单位的名义保存")
    if not inquiry.title.strip():
        raise InquiryRefused("保存前要有名称：请写一个看得出是哪件事的名称")
    today = at.astimezone(BEIJING).date()
    fixed = replace(inquiry, trial=inquiry.trial or max(today, inquiry.conduct))
    result = analyse(engine, fixed, today)
    with archive.writing():
        analysed = LiabilityAnalysed(
            id=f"Z{today.year}-{archive.size():06d}",
            party=party,
            inquiry=fixed,
            rules_digest=engine.rules.digest,
            result=json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            by=by,
            at=at,
        )
        # Under its own number, not the case's: a case file is handed to the parties, an analysis is its maker's paper.
        seal(archive, at, (analysed.id, analysed))
    return analysed


def analysis_of(archive: Archive, number: str) -> LiabilityAnalysed:
    """The sealed analysis; raises UnknownAnalysis."""
    for sealed in sealed_records(archive, LiabilityAnalysed, number):
        return sealed.record
    raise UnknownAnalysis(f"没有编号为“{number}”的责任分析：请核对编号")


def amounts_in(rules: RuleSet, results: Collection[str], proposals: Collection[str] = ()) -> tuple[str, ...]:
    """The amounts that the sums of these results are worked out from, in the order of the files."""
    used: set[str] = set()
    for rule in (rule for name in results for rule in rules.groups()[name]):
        if rule.proposal and rule.proposal not in proposals:
            continue
        ones: tuple[Rule | Reading, ...] = (rule, *rule.readings)
        for one in ones:
            used |= one.formula.names if one.formula is not None else frozenset()
            used |= {_PAID_ALREADY} if one.form == "补充" else frozenset()
    return tuple(name for name in rules.quantities if name in used)


def result_name(one: Mapping[str, Any]) -> str:
    """``平台/相应责任``."""
    return f"{one['defendant']}/{one['claim']}"


def _narrow(question: Mapping[str, Any], asked: Collection[str]) -> dict[str, Any]:
    on = {name: share for name, share in question["on"].items() if name in asked}
    return {**question, "on": on, "reach": round(sum(on.values()), 6)}


def _by_reach(question: Mapping[str, Any], first: Collection[str]) -> tuple[bool, float, float, str]:
    """What opens or closes much leads, then what turns the most: the engine's exact shares, added up over the results."""
    return question["fact"] not in first, -question["reach"], -max(question["on"].values()), question["fact"]


def _elections(elections: Collection[Mapping[str, Any]], asked: Collection[str]) -> list[dict[str, Any]]:
    """The choices of which at least two options were asked about, with those options only."""
    found = [{**one, "options": [each for each in one["options"] if result_name(each) in asked]} for one in elections]
    return [one for one in found if len(one["options"]) > 1]


def facts_in(trees: Any) -> dict[str, str]:
    """The facts that these trees name, with their values there: 是, 否 or 不明."""
    found: dict[str, str] = {}
    pending: list[Any] = [trees]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if "fact" in node:
                found[node["fact"]] = node["value"]
            pending.extend(value for value in node.values() if isinstance(value, list | dict))
        elif isinstance(node, list):
            pending.extend(node)
    return found
