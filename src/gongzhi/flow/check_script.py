"""A merchant's script checked before it is said: findings with their law, promises it would make, what is still to be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gongzhi.flow.must_say import MustSay, Reminder, remind
from gongzhi.flow.rule_words import rule_in_words
from gongzhi.flow.scripts import Passage
from gongzhi.law import Book, Citation, Uncitable
from gongzhi.screening.findings import Certainty
from gongzhi.screening.lines import Hit, Line, PromiseHit
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.screening.semantic import Model


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, numbered in the order of the text from 1; ``passage`` counts from 0."""

    number: int
    passage: int
    hit: Hit
    title: str
    conditions: tuple[str, ...]
    law: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that will be owed once this passage (from 0) is said."""

    passage: int
    promise: PromiseHit


@dataclass(frozen=True, slots=True)
class ToSay:
    """A reminder with its law; ``law`` is None when the provision is not in force on the day."""

    reminder: Reminder
    law: Citation | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A run of a passage's characters under the same remarks; ``numbers`` are those that end here and want their mark."""

    text: str
    remarks: tuple[Remark, ...] = ()
    ending: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The whole check of one script."""

    passages: tuple[Passage, ...]
    category: str
    on: date
    remarks: tuple[Remark, ...]
    owed: tuple[Owed, ...]
    to_say: tuple[ToSay, ...]

    def count(self, certainty: Certainty) -> int:
        """How many remarks are this certain."""
        return sum(one.hit.certainty is certainty for one in self.remarks)


class ScriptChecker:
    """Rules, law and reminders, built once and asked often."""

    def __init__(self, rules: RuleSet, book: Book, reminders: Sequence[MustSay], *, model: Model | None = None) -> None:
        self._rules = {rule.id: rule for rule in (*rules.rules, *rules.leanings)}
        self._categories = rules.categories
        self._screener = Screener(rules, book, model=model)
        self._book = book
        self._reminders = tuple(reminders)

    def check(self, passages: Sequence[Passage], *, category: str, on: date, kind: str = "speech") -> Checked:
        """``kind`` is speech for what will be said, listing for what will stand on the page. Raises RuleFailed."""
        lines = [
            Line(id=f"第 {at + 1} 段", text=passage.text, kind=kind, on=on, category=category or None)
            for at, passage in enumerate(passages)
        ]
        screened = self._screener.screen_many(lines)
        hits = [(at, hit) for at, verdict in enumerate(screened) for hit in verdict.findings]
        # What evades is the seller's own wording: a reminder is done only by plain words, so the text is read as written.
        text = "\n".join(passage.text for passage in passages)
        reminders = remind(self._reminders, text, self._categories.read(category))
        return Checked(
            passages=tuple(passages),
            category=category,
            on=on,
            remarks=tuple(self._remark(number, at, hit, on) for number, (at, hit) in enumerate(hits, 1)),
            owed=tuple(Owed(at, one) for at, verdict in enumerate(screened) for one in verdict.promises),
            to_say=tuple(ToSay(one, self._cited(one.item.basis, on)) for one in reminders),
        )

    def _remark(self, number: int, passage: int, hit: Hit, on: date) -> Remark:
        rule = self._rules[hit.rule]
        law = [cited for one in hit.provisions if (cited := self._cited(one.id, on))]
        return Remark(number, passage, hit, rule.title, rule_in_words(rule), tuple(law))

    def _cited(self, provision: str, on: date) -> Citation | None:
        try:
            return self._book.cite(provision, on)
        except Uncitable:
            return None


def slices_of(text: str, remarks: Sequence[Remark]) -> tuple[Slice, ...]:
    """The passage cut wherever a remark begins or ends; put together again the slices are exactly the text."""
    cuts = sorted({0, len(text), *(one.hit.start for one in remarks), *(one.hit.end for one in remarks)})
    return tuple(
        Slice(
            text[start:end],
            tuple(one for one in remarks if one.hit.start <= start and end <= one.hit.end),
            tuple(one.number for one in remarks if one.hit.end == end),
        )
        for start, end in pairwise(cuts)
    )
