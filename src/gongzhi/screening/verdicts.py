"""Verdicts: matches become hits and promises, unless their context excuses them or no law of that day governs such goods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gongzhi.law import NotInForce
from gongzhi.screening.categories import Categories
from gongzhi.screening.contexts import Contexts
from gongzhi.screening.findings import Cited, Evasion
from gongzhi.screening.fold import Reading
from gongzhi.screening.hits import hit_of, promise_of
from gongzhi.screening.judge import Span, widest
from gongzhi.screening.lines import Hit, Line, PromiseHit, Screened
from gongzhi.screening.papers import settle_hit
from gongzhi.screening.precedence import leave_one
from gongzhi.screening.promises import PromiseRule
from gongzhi.screening.rules import Rule
from gongzhi.screening.scopes import Scopes

# A rule or promise, and where it stands in a reading.
Matched = tuple[Rule | PromiseRule, list[Span]]
_REMEMBERED = 10_000


class CitationLike(Protocol):
    """What a book answers, as far as screening needs it."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def article(self) -> str: ...


class CitesLaw(Protocol):
    """A book of dated law: answers with a citation, or raises NotInForce or UnknownProvision of gongzhi.law."""

    def cite(self, provision: str, on: date) -> CitationLike: ...


@dataclass(frozen=True, slots=True)
class Law:
    """The law as rules ask for it: the book, how goods are called, and which provisions govern which goods."""

    book: CitesLaw
    categories: Categories
    scopes: Scopes


class Verdicts:
    """Gives the verdict on lines whose matches are known. ``yields`` as in ``leave_one``, None when every rule is to speak."""

    def __init__(self, law: Law, yields: Mapping[str, frozenset[str]] | None) -> None:
        self._law, self._yields = law, yields
        self._contexts: dict[int, Contexts] = {}
        self._cited: dict[tuple[tuple[str, ...], str | None, date], tuple[Cited, ...]] = {}

    def verdict(
        self, line: Line, reading: Reading, matches: Iterable[Matched], evasions: Sequence[Evasion]
    ) -> Screened:
        """The verdict on a line that reads so, given where each rule and promise stands in it."""
        findings: list[Hit] = []
        promises: list[PromiseHit] = []
        for owner, found in matches:
            contexts = self._contexts.get(id(owner)) or self._contexts.setdefault(id(owner), Contexts(owner))
            for match in widest(found):
                if contexts.let_off(reading.text, *match):
                    continue
                if isinstance(owner, PromiseRule):
                    promises.append(promise_of(owner, line, reading, match))
                elif provisions := self.provisions(owner, line):
                    hit = hit_of(owner, provisions, line, reading, match, evasions)
                    findings += settle_hit(owner.asked, hit, line, reading.text[slice(*match)])
        promises.sort(key=lambda promise: (promise.start, promise.end))
        return Screened(line.id, self._in_order(findings), tuple(promises), tuple(evasions))

    def _in_order(self, findings: list[Hit]) -> tuple[Hit, ...]:
        if len(findings) < 2:
            return tuple(findings)
        left = findings if self._yields is None else leave_one(findings, self._yields)
        return tuple(sorted(left, key=lambda hit: (hit.start, hit.end, hit.rule)))

    def provisions(self, rule: Rule, line: Line) -> tuple[Cited, ...]:
        """The rule's provisions in force on the day that govern such goods; empty when none does, and then it is silent.

        Empty too after the rule's own last day.
        """
        if rule.until is not None and line.on > rule.until:
            return ()
        key = (rule.provisions, line.category, line.on)
        cited = self._cited.get(key)
        if cited is None:
            if len(self._cited) >= _REMEMBERED:
                self._cited.clear()
            cited = self._cited[key] = self._cite(rule, line)
        return cited

    def _cite(self, rule: Rule, line: Line) -> tuple[Cited, ...]:
        found = {}
        for provision in rule.provisions:
            try:
                citation = self._law.book.cite(provision, line.on)
            except NotInForce:
                continue
            found[citation.id] = Cited(id=provision, title=citation.title, article=citation.article)
        governing = self._law.scopes.governing(tuple(found), self._law.categories.read(line.category))
        return tuple(found[one] for one in governing)
