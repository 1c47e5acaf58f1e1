"""The records a rule file becomes: sources, facts, rules, readings, relations, examples."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from gongzhi.liability.conditions import All
from gongzhi.liability.formulas import Formula

T = TypeVar("T")


class Axis(StrEnum):
    """The date that selects the version of a provision."""

    CONDUCT = "事实日"
    TRIAL = "审理日"
    LIGHTER = "从旧兼从轻"


class Kind(StrEnum):
    """What a rule concludes."""

    CLAIM = "责任"
    DEEMED = "视为"
    PRESUMED = "推定"
    EXCEPTION = "例外"


FORMS = ("单独", "连带", "补充", "按份", "不真正连带", "先赔后追", "相应责任")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An instrument under its short name. A ``proposal`` is not law and is never looked up."""

    short: str
    title: str
    axis: Axis
    proposal: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number that formulas use; ``unit`` 分 means fen."""

    name: str
    question: str
    unit: str
    default: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact: the question, who bears the burden, what an unproved one counts as. Derived ones are never asked."""

    name: str
    question: str
    burden: str
    unproved: bool
    provisions: tuple[str, ...]
    note: str
    field: str
    derived: bool
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recourse:
    """Who has paid may turn to ``against``, for all of it or for what exceeds the own share."""

    against: str
    extent: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One contested reading of a rule: its form, shares, further conditions and supporting case."""

    name: str
    form: str
    shares: Mapping[str, Fraction]
    case: str
    recourse: Recourse | None
    also: All
    formula: Formula | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Article + conclusion + conditions + what it yields to. ``target`` is the fact of a deeming or presumption."""

    number: str
    title: str
    kind: Kind
    provisions: tuple[str, ...]
    also_see: tuple[str, ...]
    conditions: All
    yields_to: tuple[str, ...]
    axis: Axis | None
    since: date | None
    until: date | None
    defendant: str
    claim: str
    target: str
    form: str
    field: str
    modality: str
    direction: str
    formula: Formula | None
    recourse: Recourse | None
    readings: tuple[Reading, ...]
    overrides: tuple[str, ...]
    caps: tuple[str, ...]
    proposal: str
    note: str
    place: str

    @property
    def group(self) -> str:
        """Rules of one defendant and claim are one result."""
        return f"{self.defendant}/{self.claim}" if self.kind is Kind.CLAIM else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concurrence:
    """How claims stand to each other: 择一 (somebody elects), 取高, 并存."""

    relation: str
    rules: tuple[str, ...]
    chooser: str
    provisions: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Facts that cannot all be so, why, and the way out."""

    conditions: All
    why: str
    remedy: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """A part of the law that no rule says; the rules it touches carry the remark."""

    provision: str
    what: str
    rules: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A proposition about every combination of facts. Exactly one of the three forms is filled."""

    name: str
    given: All | None
    then: All | None
    apart: tuple[str, ...]
    unmoved: tuple[tuple[str, ...], tuple[str, ...]] | None
    conduct: date
    trial: date
    proposals: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts, days and what has to come out; run on every check."""

    name: str
    conduct: date
    trial: date
    adjudicate: bool
    facts: Mapping[str, bool]
    rest_false: bool
    amounts: Mapping[str, int]
    proposals: tuple[str, ...]
    outcomes: Mapping[str, str]
    sums: Mapping[str, int]
    place: str


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """All files together, linked: every name in it exists."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    concurrences: tuple[Concurrence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    examples: tuple[Example, ...] = ()
    digest: str = ""

    def groups(self) -> Mapping[str, tuple[Rule, ...]]:
        """Claim rules by ``谁/则``, in the order of the files."""
        return self._groups

    def targeting(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules that deem or presume a fact, by the fact."""
        return self._targeting

    def overriding(self) -> Mapping[str, tuple[str, ...]]:
        """Numbers of the rules of proposals that put a rule out of action, by its number."""
        return self._overriding

    @cached_property
    def _groups(self) -> Mapping[str, tuple[Rule, ...]]:
        return _by((rule.group, rule) for rule in self.rules.values() if rule.kind is Kind.CLAIM)

    @cached_property
    def _targeting(self) -> Mapping[str, tuple[Rule, ...]]:
        return _by((rule.target, rule) for rule in self.rules.values() if rule.target)

    @cached_property
    def _overriding(self) -> Mapping[str, tuple[str, ...]]:
        return _by((number, rule.number) for rule in self.rules.values() for number in rule.overrides)

    def axis_of(self, rule: Rule) -> Axis:
        """The rule's own axis, or that of the source of its first provision."""
        return rule.axis or self.sources[rule.provisions[0].split("/")[0]].axis


def _by(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}
