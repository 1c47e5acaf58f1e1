"""Is a rule fit to be tried? Every complaint names the field of the form, and says in Chinese what to do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from gongzhi.flow.rule_text import RuleText, as_rule_set, read_texts
from gongzhi.law import Book, Uncitable
from gongzhi.screening.findings import Certainty, FindingType
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.notation import NotAPattern, compile_context, compile_pattern
from gongzhi.screening.rules import SPEAKERS, Example, Rule, Status, load_lists
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.screening.strict_yaml import NotReadable

FEWEST_EXAMPLES = 5
MOST_TEXT = 60_000
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_SHORTEST = {"title": (2, "名称"), "why": (8, "为什么"), "instead": (4, "可以这样说"), "author": (1, "作者")}
# What may stand between a line and a finding, in the order in which a person would look.
_CONDITIONS: tuple[tuple[str, str, Any], ...] = (
    ("category", "“只用于”的商品类别不含这一例的类别：给这一例写上类别，或放宽类别", frozenset()),
    ("category_not", "“不用于”的商品类别把它排除了", frozenset()),
    ("speakers", "“看谁的话”不含这一例说话的人", frozenset(SPEAKERS)),
    ("near", "“附近要有”的词不在附近", ()),
    ("near_not", "“附近不能有”的词就在附近", ()),
    ("excused", "“例外”里的写法把它放过了", ()),
    ("guards", "例外语境（否定、引用规定等）把它放过了：确应命中的，在“不理会的语境”里勾选", ()),
    ("covers", "命中的字数占不到这句话所要求的比例", 0),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one field; ``field`` is empty for the rule as a whole."""

    field: str
    said: str


@dataclass(frozen=True, slots=True)
class TriedExample:
    """One example, run: ``hit`` differs from ``expected`` when the rule does not do what it says, and ``why`` says why."""

    example: Example
    expected: bool
    hit: bool
    why: str = ""


class RuleNotReady(ValueError):
    """A rule that cannot be sealed yet; ``flaws`` say where."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("规则还不能用：" + "；".join(flaw.said for flaw in flaws))
        self.flaws = tuple(flaws)


def check_rule(text: RuleText, around: RuleSet, book: Book, on: date) -> tuple[Rule | None, tuple[Flaw, ...]]:
    """The rule, None when it cannot even be read, and all that is wrong with it. ``around`` gives words and categories."""
    flaws = [*_plain_flaws(text, book, on), *_pattern_flaws(text), *_example_flaws(text)]
    rule, unreadable = _read(text)
    if rule is None:
        # The reader complains of one thing at a time; what has its own field above need not be said twice.
        return None, tuple(flaws or [Flaw("", unreadable)])
    failed = [one for one in try_examples(rule, around, book, on) if one.hit is not one.expected]
    flaws += [Flaw("accepted" if one.expected else "refused", f"“{one.example.text}”{one.why}") for one in failed]
    return rule, tuple(flaws)


def try_examples(rule: Rule, around: RuleSet, book: Book, on: date) -> list[TriedExample]:
    """Every own example, run by this rule alone on its day or ``on``; raises RuleFailed."""
    active = replace(rule, status=Status.ACTIVE)
    if any(one is rule for one in around.rules):
        screener = _whole(around, book).alone(rule)
    else:
        screener = Screener(as_rule_set([active], around), book)
    tried = []
    for example, expected in (*((one, True) for one in rule.accepted), *((one, False) for one in rule.refused)):
        verdict = _screen(screener, example, on)
        hit = bool(verdict.findings)
        why = "" if hit is expected else _why_not(active, example, around, book, on) if expected else _why(verdict)
        tried.append(TriedExample(example, expected, hit, why))
    return tried


@lru_cache(maxsize=2)
def _whole(rules: RuleSet, book: Book) -> Screener:
    """Building one takes half a second, and a list of rules is shown one by one."""
    return Screener(rules, book, statuses=tuple(Status), every_hit=True)


def _why(verdict: Screened) -> str:
    quotes = "、".join(f"“{hit.quote}”" for hit in verdict.findings)
    return f"不应命中，却因{quotes}命中：收窄写法，或把这种说法写进“例外”"


def _why_not(rule: Rule, example: Example, around: RuleSet, book: Book, on: date) -> str:
    """The first condition without which the example would be found, asked by leaving out one after the other."""
    variants = [replace(rule, id=name, **{name: open_}) for name, _, open_ in _CONDITIONS]
    freed = replace(rule, id="all", **{name: open_ for name, _, open_ in _CONDITIONS})
    verdict = _screen(Screener(as_rule_set([*variants, freed], around), book), example, on)
    found = {hit.rule for hit in verdict.findings}
    for name, said, _ in _CONDITIONS:
        if name in found:
            return f"应命中而没有命中：{said}"
    if "all" in found:
        return "应命中而没有命中：几个条件一起把它挡住了，请逐个放宽再试"
    if not any(_in_force(provision, book, example.on or on) for provision in rule.provisions):
        return "应命中而没有命中：那一天没有一条依据有效"
    return "应命中而没有命中：没有一条写法对得上，请补一条写法或改这一例"


def _screen(screener: Screener, example: Example, on: date) -> Screened:
    # Whatever an example says of its line (and a line can be told) goes with it.
    told = {one.name: getattr(example, one.name) for one in fields(Line) if hasattr(example, one.name)}
    return screener.screen(Line(**{**told, "id": "example", "on": example.on or on}))


def _read(text: RuleText) -> tuple[Rule | None, str]:
    try:
        (rule,) = read_texts([text], Status.DRAFT)
    except (NotReadable, ValueError, TypeError, AttributeError) as error:
        return None, str(error)
    return rule, ""


def _plain_flaws(text: RuleText, book: Book, on: date) -> Iterator[Flaw]:
    given = text.fields
    if len(text.printed) > MOST_TEXT:
        yield Flaw("", f"整条规则超过 {MOST_TEXT} 字：请拆成几条")
    if not _ID.fullmatch(text.id) or len(text.id) > 100:
        yield Flaw("id", "编号要形如 price.fake_original：小写字母、数字、下划线，中间至少一个点，不超过 100 个字符")
    for name, (shortest, called) in _SHORTEST.items():
        if len(str(given.get(name, "")).strip()) < shortest:
            yield Flaw(name, f"“{called}”要写，至少 {shortest} 个字")
    yield from _chosen_flaws(given)
    if not given.get("provisions"):
        yield Flaw("provisions", "没有依据的规则不能用：至少写一条条款编号，例如 广告法/9(3)")
    for provision in given.get("provisions", []):
        try:
            book.cite(provision, on)
        except Uncitable as error:
            yield Flaw("provisions", str(error))


def _chosen_flaws(given: Mapping[str, Any]) -> Iterator[Flaw]:
    for name, kind, called in (("type", FindingType, "问题类型"), ("certainty", Certainty, "确定程度")):
        if given.get(name) not in set(map(str, kind)):
            yield Flaw(name, f"请选一个{called}")
    if given.get("severity") not in (1, 2, 3, 4, 5):
        yield Flaw("severity", "严重程度是 1 到 5：5 最重")
    try:
        date.fromisoformat(str(given.get("since", "")))
    except ValueError:
        yield Flaw("since", "“自哪天起”要是日期，例如 2026-03-01")


def _pattern_flaws(text: RuleText) -> Iterator[Flaw]:
    lists = {**load_lists(), **text.words}
    if not text.fields.get("patterns"):
        yield Flaw("patterns", "没有词的规则不能用：至少写一条写法")
    for source in text.fields.get("patterns", []):
        try:
            compile_pattern(source, lists)
        except NotAPattern as error:
            yield Flaw("patterns", str(error))
    conditions = text.fields.get("conditions", {})
    contexts = [("not", source) for source in conditions.get("not", [])]
    contexts += [
        (side, source)
        for side in ("near", "near_not")
        for one in conditions.get(side, [])
        for source in one["patterns"]
    ]
    for name, source in contexts:
        try:
            compile_context(source, lists)
        except NotAPattern as error:
            yield Flaw(name, str(error))


def _example_flaws(text: RuleText) -> Iterator[Flaw]:
    said: set[str] = set()
    for name, called in (("accepted", "应命中"), ("refused", "不应命中")):
        examples = text.fields.get(name, [])
        if len(examples) < FEWEST_EXAMPLES:
            yield Flaw(name, f"“{called}”的例子只有 {len(examples)} 例，至少 {FEWEST_EXAMPLES} 例，请补上")
        for example in examples:
            line = str(example["text"] if isinstance(example, dict) else example)
            if repr(example) in said:
                yield Flaw(name, f"“{line}”写了两次，请换一句")
            said.add(repr(example))


def _in_force(provision: str, book: Book, on: date) -> bool:
    try:
        book.cite(provision, on)
    except Uncitable:
        return False
    return True
