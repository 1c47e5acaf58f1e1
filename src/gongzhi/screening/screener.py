"""Screen: fold the lines, find words with one automaton and sounds with another, and judge only lines that hold some."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from itertools import compress, repeat
from typing import NamedTuple

from gongzhi.screening.avoided import Avoided, load_avoided
from gongzhi.screening.bulk import fold_and_hear, lines_at, seen_between, seen_in_each
from gongzhi.screening.categories import Categories
from gongzhi.screening.fold import (
    LINE_END,
    Reading,
    aligned,
    is_aligned,
    is_plainly_written,
    read_evenly,
    read_with_sources,
)
from gongzhi.screening.judge import Plan, Seen
from gongzhi.screening.leanings import Leanings
from gongzhi.screening.lines import Line, Screened
from gongzhi.screening.lookout import Lookout
from gongzhi.screening.promises import PromiseRule, load_promises
from gongzhi.screening.remembered import Circumstances, Remembered, circumstances_of
from gongzhi.screening.rules import (
    Exemption,
    Rule,
    RuleReader,
    Status,
    load_categories,
    load_exemptions,
    load_guards,
    load_lists,
    shipped,
)
from gongzhi.screening.scopes import Scopes, load_scopes
from gongzhi.screening.semantic.model import Model
from gongzhi.screening.semantic.suggesting import is_sellers
from gongzhi.screening.undo import Folded, Place, has_lone_filler, undo
from gongzhi.screening.verdicts import CitesLaw, Law, Verdicts

_BATCH = 512
_REMEMBERED = 10_000
_SPEAKER_OF = {"speech": "presenter", "danmu": "viewer", "screen": "screen", "listing": "listing"}
_CLEAN = Screened("")


class RuleFailed(RuntimeError):
    """A rule broke while it judged a line. The line has no verdict and must not be shown as clean."""


class _Suspect(NamedTuple):
    """A line that is to be judged, its folded form, and the words and sounds in it."""

    line: Line
    folded: str
    seen: list[Seen]
    heard: list[Seen]


def _evenly(one: _Suspect) -> Reading | None:
    """How the line is read when nothing can be undone in it, None when something may be."""
    text = one.line.text
    return read_evenly(text) if is_plainly_written(text) and not has_lone_filler(one.folded) else None


class _Naming:
    """Whatever breaks inside is a rule that failed on this line."""

    __slots__ = ("_line",)

    def __init__(self, line: Line) -> None:
        self._line = line

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            raise RuleFailed(
                f"筛查“{self._line.id}”时出错，本行没有结论，不得当作无问题：{error!r}。请修正规则后重新筛查"
            ) from error


def _about(line: Line, judged: Screened) -> Screened:
    """The verdict under the line's own name. Making the tuple itself costs a fraction of calling the class."""
    return tuple.__new__(Screened, (line.id, *judged[1:]))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that screening knows as data: rules, promises, avoided words and categories."""

    rules: tuple[Rule, ...]
    promises: tuple[PromiseRule, ...]
    avoided: Avoided
    categories: Categories
    scopes: Scopes
    exemptions: tuple[Exemption, ...] = ()
    leanings: tuple[Rule, ...] = ()


def load_rules(rules: Traversable | None = None, promises: Traversable | None = None) -> RuleSet:
    """The shipped rules, or those of the folders given; raises NotReadable naming file, line and remedy.

    The rules of the semantic layer come with the shipped ones only.
    """
    lists, categories = load_lists(), load_categories()
    guards, exemptions = load_guards(lists), load_exemptions(lists)
    leaning = RuleReader(lists, categories, guards, exemptions, leaning=True)
    return RuleSet(
        RuleReader(lists, categories, guards, exemptions).read(rules),
        load_promises(lists, guards, promises),
        load_avoided(),
        categories,
        load_scopes(shipped("words"), categories),
        exemptions,
        leaning.read(shipped("semantic/rules")) if rules is None else (),
    )


class Screener:
    """Screens lines against a rule set and a book of law. Building takes a fraction of a second; verdicts depend on the line alone.

    With ``every_hit`` rules speak even where another says the same: for whoever looks at each rule on its own. With a ``model``
    the rules of the semantic layer speak too, of single statements that no rule has found anything in.
    """

    def __init__(
        self,
        rules: RuleSet,
        book: CitesLaw,
        *,
        statuses: Sequence[Status] = (Status.ACTIVE,),
        every_hit: bool = False,
        model: Model | None = None,
    ) -> None:
        self._rules = rules
        speaking = [rule for rule in rules.rules if rule.status in statuses]
        owners: list[Rule | PromiseRule] = [*speaking, *rules.promises]
        self._plan = Plan(owners)
        self._lookout = Lookout(rules.avoided, owners, self._plan.leads())
        self._plan.number(self._lookout.words, self._lookout.leading, self._lookout.cue)
        self._plans: dict[tuple[str, frozenset[str]], Plan[Rule | PromiseRule]] = {}
        self._asked: dict[tuple[str, str | None, str | None], Plan[Rule | PromiseRule]] = {}
        yields = {rule.id: rule.yields_to for rule in speaking if rule.yields_to}
        self._verdicts = Verdicts(Law(book, rules.categories, rules.scopes), None if every_hit else yields)
        self._remembered = Remembered()
        leanings = [rule for rule in rules.leanings if rule.status in statuses]
        self._leanings = Leanings(model, leanings) if model is not None else None

    def alone(self, rule: Rule) -> "Screener":
        """The same screener with no rule speaking but this one of its own: made in a moment, for it shares all else."""
        one = copy(self)
        one._plan = self._plan.narrowed(lambda owner: owner is rule)
        one._plans, one._asked, one._remembered, one._leanings = {}, {}, Remembered(), None
        return one

    def screen(self, line: Line) -> Screened:
        """The verdict on one line; raises RuleFailed rather than let a broken rule pass for a clean line."""
        circumstances = circumstances_of(line)
        judged = self._remembered.under(circumstances).get(line.text)
        if judged is None:
            judged = self._screen_alone(line)
            self._remembered.keep(circumstances, {line.text: judged})
        return _about(line, judged)

    def screen_many(self, lines: Sequence[Line]) -> list[Screened]:
        """Verdicts in the order of the lines. Many at once is faster: lines without any word are never looked at again."""
        verdicts: list[Screened] = []
        for at in range(0, len(lines), _BATCH):
            verdicts.extend(self._screen_batch(lines[at : at + _BATCH]))
        return verdicts

    def _screen_batch(self, lines: Sequence[Line]) -> Iterable[Screened]:
        circumstances = [*map(circumstances_of, lines)]
        if circumstances.count(circumstances[0]) == len(lines):
            return self._screen_alike(circumstances[0], lines)
        alike: dict[Circumstances, list[int]] = {}
        for at, one in enumerate(circumstances):
            alike.setdefault(one, []).append(at)
        verdicts: dict[int, Screened] = {}
        for one, places in alike.items():
            verdicts.update(zip(places, self._screen_alike(one, [lines[at] for at in places]), strict=True))
        return map(verdicts.__getitem__, range(len(lines)))

    def _screen_alike(self, circumstances: Circumstances, lines: Sequence[Line]) -> Iterable[Screened]:
        """Verdicts on lines of one kind, speaker, category, day and documents: text alone tells them apart."""
        texts = [line.text for line in lines]
        verdicts = [*map(self._remembered.under(circumstances).get, texts)]
        if missing := verdicts.count(None):
            pairs = zip(texts, lines, strict=True)
            fresh = dict(pairs if missing == len(lines) else compress(pairs, [one is None for one in verdicts]))
            judged = dict(zip(fresh, self._judge_many([*fresh.values()]), strict=True))
            self._remembered.keep(circumstances, judged)
            verdicts = [one or judged[text] for text, one in zip(texts, verdicts, strict=True)]
        # Column by column, and no step of Python for each line: it would cost as much as matching it.
        _, *said = zip(*verdicts, strict=True)
        return map(tuple.__new__, repeat(Screened), zip([line.id for line in lines], *said, strict=True))

    def _screen_alone(self, line: Line) -> Screened:
        look = self._lookout
        folded, sound = fold_and_hear(line.text)
        if LINE_END in folded:
            folded, sound = folded.replace(LINE_END, ""), sound.replace(LINE_END, "")
        verdicts = [_CLEAN]
        seen, heard = look.see(folded), look.hear(sound)
        if seen or heard:
            with _Naming(line):
                plan = self._plan_for(line)
                worth = plan.likely(seen, folded) or look.parted(line, seen) or look.amiss(heard, folded)
            if worth:
                verdicts = [*self._judge_suspects([_Suspect(line, folded, seen, heard)], plan)]
        return self._lean([line], folded, verdicts)[0]

    def _judge_many(self, lines: Sequence[Line]) -> list[Screened]:
        """What is to be said of these lines, of one kind, speaker and category: all words and sounds are looked for in one pass."""
        if len(lines) == 1:
            return [self._screen_alone(lines[0])]
        # A line's own breaks become spaces so that the joints stay countable.
        text = LINE_END.join([line.text for line in lines])
        if text.count(LINE_END) >= len(lines):
            text = LINE_END.join([line.text.replace(LINE_END, " ") for line in lines])
        joined, sound = fold_and_hear(text)
        look = self._lookout
        seen, heard = look.see(joined), look.hear(sound)
        try:
            plan = self._plan_for(lines[0])
            places = sorted([*plan.likely(seen, joined), *look.amiss(heard, joined)])
            claimed = look.claimed(seen)
        except Exception:
            # One by one the line can be named in which a rule broke.
            return [self._screen_alone(line) for line in lines]
        suspects: dict[int, _Suspect] = {}
        for at, low, high in lines_at(joined, [*places, *claimed]):
            line, here = lines[at], seen_between(seen, low, high)
            # Nearly every line with an avoided word in it has it written plainly, and nothing else.
            if bisect_left(places, low) < bisect_right(places, high) or look.parted(line, here):
                suspects[at] = _Suspect(line, joined[low:high], here, seen_between(heard, low, high))
        verdicts = [_CLEAN] * len(lines)
        for at, verdict in zip(suspects, self._judge_suspects([*suspects.values()], plan), strict=True):
            verdicts[at] = verdict
        return self._lean(lines, joined, verdicts)

    def _lean(self, lines: Sequence[Line], joined: str, verdicts: list[Screened]) -> list[Screened]:
        """The verdicts, with what the semantic layer finds where no rule found anything."""
        leanings = self._leanings
        # No leaning speaks of viewers: their lines, the most by far, are not even added up.
        if leanings is None or not is_sellers(lines[0]):
            return verdicts
        for at in leanings.near(joined):
            line, said = lines[at], verdicts[at]
            if not said.findings and (leant := leanings.leant(line)):
                with _Naming(line):
                    rules = leanings.rules_for(leant, self._rules.categories.read(line.category), _speaker_of(line))
                    matches = [(rule, [leant.span]) for rule in rules]
                    found = self._verdicts.verdict(line, leant.reading, matches, said.evasions).findings
                verdicts[at] = said._replace(findings=tuple(leant.explained(hit) for hit in found))
        return verdicts

    def _judge_suspects(self, suspects: Sequence[_Suspect], plan: Plan[Rule | PromiseRule]) -> Iterator[Screened]:
        """The verdict on each; what they are read as is looked over once more for all of them together."""
        look = self._lookout
        hidden = [look.hidden(*one) for one in suspects]
        evens = [None if away else _evenly(one) for away, one in zip(hidden, suspects, strict=True)]
        marked = [at for at, even in enumerate(evens) if even and even.text != suspects[at].folded]
        read = [even.text for at in marked if (even := evens[at])]
        again = dict(zip(marked, seen_in_each(look.see, read), strict=True))
        others = zip(
            seen_in_each(look.see_others, [suspects[at].folded for at in marked]),
            seen_in_each(look.see_others, read),
            strict=True,
        )
        # Marks may stand inside a word: then fewer words are seen where it is read.
        for at, (before, after) in zip(marked, others, strict=True):
            if len(again[at]) != len(suspects[at].seen) or len(before) != len(after):
                evens[at] = None
        for at, (one, even) in enumerate(zip(suspects, evens, strict=True)):
            with _Naming(one.line):
                if even is None:
                    yield self._judge(one, hidden[at], plan)
                else:
                    matches = plan.matches(again.get(at, one.seen), even.text)
                    yield self._verdicts.verdict(one.line, even, matches, ()) if matches else _CLEAN

    def _judge(self, one: _Suspect, hidden: Sequence[Place], plan: Plan[Rule | PromiseRule]) -> Screened:
        """The verdict on a line in which something may have to be undone."""
        look, text, folded = self._lookout, one.line.text, one.folded
        avoided = [*hidden, *look.parted(one.line, one.seen)]
        # Separators only ever part words: what is not found without them is not found with them either.
        if not avoided and not has_lone_filler(folded) and not plan.matches(one.seen, folded):
            return _CLEAN
        reading, sources = self._read(text, folded)
        places = [*avoided, *look.written_apart(text, folded, sources, one.seen)]
        reading, evasions = undo(Folded(text, folded, sources), reading, places)
        matches = plan.matches(look.see(reading.text), reading.text)
        return self._verdicts.verdict(one.line, reading, matches, evasions)

    def _read(self, text: str, folded: str) -> tuple[Reading, Sequence[int]]:
        if is_aligned(text, folded):
            return aligned(folded), range(len(folded))
        return read_with_sources(text, folded)

    def _plan_for(self, line: Line) -> Plan[Rule | PromiseRule]:
        """The part of the plan that concerns this speaker and these goods."""
        asked = (line.kind, line.actor, line.category)
        plan = self._asked.get(asked)
        if plan is None:
            speaker = _speaker_of(line)
            categories = self._rules.categories.read(line.category)
            plan = self._plans.get((speaker, categories))
            if plan is None:
                plan = self._plan.narrowed(lambda owner: owner.applies_to(categories, speaker))
                self._plans[speaker, categories] = plan
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked[asked] = plan
        return plan


def _speaker_of(line: Line) -> str:
    return line.actor if line.kind == "danmu" and line.actor else _SPEAKER_OF[line.kind]


def cited_provisions(rules: RuleSet) -> Iterator[tuple[str, str, date]]:
    """Every citation of every rule and exemption as (place, provision id, day since which the rule holds), for ``law check``."""
    for rule in (*rules.rules, *rules.leanings):
        for provision in rule.provisions:
            yield f"{rule.place}（{rule.id}）", provision, rule.since
    for exemption in rules.exemptions:
        yield f"{exemption.place}（{exemption.id}）", exemption.provision, exemption.since
