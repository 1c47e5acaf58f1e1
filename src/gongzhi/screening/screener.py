"""Screen: fold the lines, find words with one automaton and sounds with another, and judge only lines that hold some."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import Protocol

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.law import NotInForce
from gongzhi.screening.avoided import (
    Avoided,
    Variant,
    as_written,
    heard_amiss,
    heard_strictly,
    is_plausible,
    is_worth_hiding,
    load_avoided,
)
from gongzhi.screening.bulk import fold_and_hear
from gongzhi.screening.categories import Categories
from gongzhi.screening.disguise import Disguises
from gongzhi.screening.findings import Cited, Evasion
from gongzhi.screening.fold import (
    LINE_END,
    Reading,
    aligned,
    fold_line,
    is_aligned,
    is_plainly_written,
    read_with_sources,
)
from gongzhi.screening.hits import by_owner, hit_of, promise_of
from gongzhi.screening.judge import Contexts, Match, Plan, Seen, by_line, matches_of, widest
from gongzhi.screening.lines import Hit, Line, PromiseHit, Screened
from gongzhi.screening.papers import settle_hit
from gongzhi.screening.precedence import leave_one
from gongzhi.screening.promises import PromiseRule, load_promises
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
from gongzhi.screening.undo import Folded, Place, has_lone_filler, undo

_LONE_FILLER = "某"
_BATCH = 512
_NAMED = 64
_SHORT, _REMEMBERED = 80, 10_000
_SPEAKER_OF = {"speech": "presenter", "danmu": "viewer", "screen": "screen", "listing": "listing"}
# Making the tuple itself costs a fraction of calling the class, and it is done for every line.
_new = tuple.__new__


class RuleFailed(RuntimeError):
    """A rule broke while it judged a line. The line has no verdict and must not be shown as clean."""


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
class RuleSet:
    """Everything that screening knows as data: rules, promises, avoided words and categories."""

    rules: tuple[Rule, ...]
    promises: tuple[PromiseRule, ...]
    avoided: Avoided
    categories: Categories
    scopes: Scopes
    exemptions: tuple[Exemption, ...] = ()


def load_rules(rules: Traversable | None = None, promises: Traversable | None = None) -> RuleSet:
    """The shipped rules, or those of the folders given; raises NotReadable naming file, line and remedy."""
    lists, categories = load_lists(), load_categories()
    guards, exemptions = load_guards(lists), load_exemptions(lists)
    return RuleSet(
        RuleReader(lists, categories, guards, exemptions).read(rules),
        load_promises(lists, guards, promises),
        load_avoided(),
        categories,
        load_scopes(shipped("words"), categories),
        exemptions,
    )


class Screener:
    """Screens lines against a rule set and a book of law. Building takes a fraction of a second; verdicts depend on the line alone.

    With ``every_hit`` rules speak even where another says the same: for whoever looks at each rule on its own.
    """

    def __init__(
        self, rules: RuleSet, book: CitesLaw, *, statuses: Sequence[Status] = (Status.ACTIVE,), every_hit: bool = False
    ) -> None:
        self._rules, self._book = rules, book
        speaking = [rule for rule in rules.rules if rule.status in statuses]
        self._every_hit = every_hit
        self._yields = {rule.id: rule.yields_to for rule in speaking if rule.yields_to}
        owners: list[Rule | PromiseRule] = [*speaking, *rules.promises]
        self._plan = Plan(owners)
        self._plans: dict[tuple[str, frozenset[str]], Plan[Rule | PromiseRule]] = {}
        self._asked: dict[tuple[str, str | None, str | None], Plan[Rule | PromiseRule]] = {}
        # A list of thousands is looked for as it is written; words that a rule names one by one are worth hiding.
        telling = {shape.groups[0] for owner in owners for shape in owner.shapes if len(shape.groups[0]) <= _NAMED}
        hidden = sorted(filter(is_worth_hiding, set().union(*telling)))
        avoided, ordinary = rules.avoided.plain, rules.avoided.ordinary
        self._disguises = Disguises({*hidden, *avoided}, close=avoided, ordinary=ordinary)
        self._look_for({group for owner in owners for shape in owner.shapes for group in shape.groups})
        self._listen_for(hidden)
        self._contexts: dict[int, Contexts] = {}
        # Rooms repeat themselves: about half of all danmu has been typed before, word for word.
        self._judged: dict[tuple[object, ...], Screened | None] = {}
        self._cited: dict[tuple[tuple[str, ...], frozenset[str], date], tuple[Cited, ...]] = {}

    def alone(self, rule: Rule) -> "Screener":
        """The same screener with no rule speaking but this one of its own: made in a moment, for it shares all else."""
        one = copy(self)
        one._plan = self._plan.narrowed(lambda owner: owner is rule)
        one._plans, one._asked, one._judged = {}, {}, {}
        return one

    def _look_for(self, groups: Iterable[Iterable[str]]) -> None:
        """One automaton for the words that say which lines deserve a second look, and one for all others of ``groups``."""
        variants = {variant.form: variant for variant in self._rules.avoided.written}
        plain = set(map(fold_line, self._rules.avoided.plain))
        words = set[str]().union(*groups)
        # Words that lead, or that are avoided or disguised, decide which lines are looked at again for all the rest.
        marks = self._disguises.marks()
        leads, others = self._plan.leads(), {*variants, *plain, *marks, _LONE_FILLER}
        leading = [*leads, *others.difference(leads)]
        # Never empty: an automaton needs a word, and every word it sees needs its number.
        following = [*words.difference(leading)] or [_LONE_FILLER]
        numbers = {word: number for number, word in enumerate(leading)}
        self._variants = {numbers[form]: variant for form, variant in variants.items()}
        self._marks = frozenset(numbers[mark] for mark in marks)
        self._claims = {numbers[word]: word for word in plain}
        self._special = self._marks.union(self._variants, self._claims)
        self._plan.number([*leading, *following], self._special)
        # Words that only lead, often single characters, are none that anybody would write apart.
        self._silent = frozenset(numbers[word] for word in leads.difference(words, others))
        self._skim = CharwiseDoubleArrayAhoCorasick(leading)
        self._rest = CharwiseDoubleArrayAhoCorasick(following)
        self._leading = len(leading)

    def _listen_for(self, hidden: Iterable[str]) -> None:
        avoided = self._rules.avoided
        leads_heard = heard_strictly(word for word in hidden if len(word) >= 4)
        by_sound = _by_sound((*avoided.heard, *heard_amiss(avoided.plain), *leads_heard))
        self._sounds = list(by_sound.values())
        self._ear = CharwiseDoubleArrayAhoCorasick(list(by_sound))

    def screen(self, line: Line) -> Screened:
        """The verdict on one line; raises RuleFailed rather than let a broken rule pass for a clean line."""
        return self._screen_alone(line)

    def screen_many(self, lines: Sequence[Line]) -> list[Screened]:
        """Verdicts in the order of the lines. Many at once is faster: lines without any word are never looked at again."""
        verdicts: list[Screened] = []
        for at in range(0, len(lines), _BATCH):
            verdicts.extend(self._screen_batch(lines[at : at + _BATCH]))
        return verdicts

    def _screen_alone(self, line: Line) -> Screened:
        folded, sound = fold_and_hear(line.text)
        if LINE_END in folded:
            folded, sound = folded.replace(LINE_END, ""), sound.replace(LINE_END, "")
        seen = self._skim.find_overlapping(folded)
        heard = self._ear.find_overlapping(sound)
        judged = self._judge_or_fail(line, folded, seen, heard) if seen or heard else None
        return _new(Screened, (line.id, (), (), ())) if judged is None else judged

    def _screen_batch(self, lines: Sequence[Line]) -> list[Screened]:
        verdicts = [_new(Screened, (line.id, (), (), ())) for line in lines]
        # One pass over all lines; a line's own breaks become spaces so that the joints stay countable.
        text = LINE_END.join([line.text for line in lines])
        if text.count(LINE_END) >= len(lines):
            text = LINE_END.join([line.text.replace(LINE_END, " ") for line in lines])
        joined, sound = fold_and_hear(text)
        seen = self._skim.find_overlapping(joined)
        heard = self._ear.find_overlapping(sound)
        if not seen and not heard:
            return verdicts
        parts = joined.split(LINE_END)
        ends = list(accumulate(map((1).__add__, map(len, parts))))
        seen_in, heard_in = by_line(seen, ends), by_line(heard, ends)
        for at in sorted({*heard_in, *seen_in}):
            judged = self._judge_or_fail(lines[at], parts[at], seen_in.get(at, []), heard_in.get(at, []))
            if judged is not None:
                verdicts[at] = judged
        return verdicts

    def _judge_or_fail(self, line: Line, folded: str, seen: list[Seen], heard: list[Seen]) -> Screened | None:
        """The verdict on a line that holds some words or sounds; None when it turns out to be clean."""
        try:
            plan = self._plan_for(line)
            # Nearly every line ends here, before anyone asks whether it was judged before.
            if not heard and not plan.is_likely(seen, folded, lambda *one: self._gives_away(line, folded, *one)):
                return None
            key = (line.text, line.kind, line.actor, line.category, line.on, line.documents)
            judged = self._judged.get(key, self)
            if not isinstance(judged, Screener):
                return judged and judged._replace(id=line.id)
            judged = self._judge(line, folded, seen, heard, plan)
        except Exception as error:
            raise RuleFailed(
                f"筛查“{line.id}”时出错，本行没有结论，不得当作无问题：{error!r}。请修正规则后重新筛查"
            ) from error
        if len(line.text) <= _SHORT:
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            self._judged[key] = judged
        return judged

    def _judge(
        self, line: Line, folded: str, seen: list[Seen], heard: list[Seen], plan: Plan[Rule | PromiseRule]
    ) -> Screened | None:
        avoided = self._avoided(line, folded, seen, heard)
        if not avoided and not has_lone_filler(folded):
            # Separators only ever part words: what is not found without them is not found with them either.
            matches = matches_of(plan.candidates(seen, folded), folded)
            first = next(matches, None)
            if first is None:
                return None
            if is_aligned(line.text, folded) and is_plainly_written(line.text):
                return self._verdict(line, aligned(folded), (first, *matches), [])
        reading, sources = self._read(line.text, folded)
        places = [*avoided, *self._written_apart(line.text, folded, sources, seen)]
        reading, evasions = undo(Folded(line.text, folded, sources), reading, places)
        text = reading.text
        again = plan.candidates(self._skim.find_overlapping(text), text)
        return self._verdict(line, reading, matches_of(again, text), evasions)

    def _gives_away(self, line: Line, folded: str, seen: Seen, first: bool) -> bool:
        """Whether a word that was seen may be how another one is hidden: what ``_avoided`` would look into."""
        start, end, number = seen
        if number in self._variants and is_plausible(self._variants[number], folded, start, end):
            return True
        if first and number in self._claims and self._claims[number] not in line.text:
            return True
        return number in self._marks and self._disguises.gives_away(folded, start, end)

    def _written_apart(self, text: str, folded: str, sources: Sequence[int], seen: Iterable[Seen]) -> Iterator[Place]:
        """Plain words that are written in some other way than they are read; all others leave the reading as it is."""
        variants, silent = self._variants, self._silent
        for start, end, number in (*seen, *self._others(folded)):
            if number in variants or number in silent:
                continue
            if text[sources[start] : sources[end - 1] + 1] != folded[start:end]:
                yield Place(start, end, None)

    def _avoided(self, line: Line, folded: str, seen: list[Seen], heard: list[Seen]) -> list[Place]:
        """Where words were avoided, disguised or misheard; ``variant`` is None for a word that was only taken apart."""
        special, variants, marks, claims = self._special, self._variants, self._marks, self._claims
        seen = [one for one in seen if one[2] in special]
        places = [
            Place(start, end, variants[number])
            for start, end, number in seen
            if number in variants and is_plausible(variants[number], folded, start, end)
        ]
        for start, end, number in heard:
            if variant := self._misheard(folded, (start, end), number):
                places.append(Place(start, end, as_written(variant, line.kind)))
        if marked := [(start, end) for start, end, number in seen if number in marks]:
            for one in self._disguises.look(folded, marked):
                places.append(Place(one.start, one.end, as_written(Variant("", one.word, one.how), line.kind)))
        # What stands in the folded line and not in the line itself was written with marks, or in other characters.
        apart = {number for number in {one[2] for one in seen} if claims.get(number, "") not in line.text}
        places += [Place(start, end, None) for start, end, number in seen if number in apart]
        return places

    def _others(self, text: str) -> list[Seen]:
        """The words that lead nothing, numbered after those that do."""
        shift = self._leading
        return [(start, end, number + shift) for start, end, number in self._rest.find_overlapping(text)]

    def _misheard(self, folded: str, span: tuple[int, int], number: int) -> Variant | None:
        """The word that was meant by what sounds like it, None when it is written right or is an ordinary word."""
        written = folded[slice(*span)]
        if written in self._rules.avoided.ordinary:
            return None
        meant = [one for one in self._sounds[number] if one.meant_in(folded, *span)]
        return max(meant, key=lambda one: _alike(one.word, written), default=None)

    def _read(self, text: str, folded: str) -> tuple[Reading, Sequence[int]]:
        if is_aligned(text, folded):
            return aligned(folded), range(len(folded))
        return read_with_sources(text, folded)

    def _plan_for(self, line: Line) -> Plan[Rule | PromiseRule]:
        """The part of the plan that concerns this speaker and these goods."""
        asked = (line.kind, line.actor, line.category)
        plan = self._asked.get(asked)
        if plan is None:
            speaker = line.actor if line.kind == "danmu" and line.actor else _SPEAKER_OF[line.kind]
            categories = self._rules.categories.read(line.category)
            plan = self._plans.get((speaker, categories))
            if plan is None:
                plan = self._plan.narrowed(lambda owner: owner.applies_to(categories, speaker))
                self._plans[speaker, categories] = plan
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked[asked] = plan
        return plan

    def _verdict(
        self, line: Line, reading: Reading, matches: Iterable[Match[Rule | PromiseRule]], evasions: Sequence[Evasion]
    ) -> Screened:
        findings: list[Hit] = []
        promises: list[PromiseHit] = []
        for owner, found in by_owner(matches):
            contexts = self._contexts.get(id(owner)) or self._contexts.setdefault(id(owner), Contexts(owner))
            for match in widest(found):
                if contexts.let_off(reading.text, match.start, match.end):
                    continue
                if isinstance(owner, PromiseRule):
                    promises.append(promise_of(owner, line, reading, match))
                elif provisions := self._provisions(owner, line):
                    hit = hit_of(owner, provisions, line, reading, match, evasions)
                    findings += settle_hit(owner.asked, hit, line, reading.text[match.start : match.end])
        if len(findings) > 1 and not self._every_hit:
            findings = leave_one(findings, self._yields)
        return Screened(
            id=line.id,
            findings=tuple(sorted(findings, key=lambda hit: (hit.start, hit.end, hit.rule))),
            promises=tuple(sorted(promises, key=lambda promise: (promise.start, promise.end))),
            evasions=tuple(evasions),
        )

    def _provisions(self, rule: Rule, line: Line) -> tuple[Cited, ...]:
        """The rule's provisions in force on the day that govern such goods; empty when none does, and then it is silent.

        Empty too after the rule's own last day.
        """
        if rule.until is not None and line.on > rule.until:
            return ()
        categories = self._rules.categories.read(line.category)
        key = (rule.provisions, categories, line.on)
        cited = self._cited.get(key)
        if cited is None:
            found = {}
            for provision in rule.provisions:
                try:
                    citation = self._book.cite(provision, line.on)
                except NotInForce:
                    continue
                found[citation.id] = Cited(id=provision, title=citation.title, article=citation.article)
            governing = self._rules.scopes.governing(tuple(found), categories)
            cited = self._cited[key] = tuple(found[one] for one in governing)
        return cited


def cited_provisions(rules: RuleSet) -> Iterator[tuple[str, str, date]]:
    """Every citation of every rule and exemption as (place, provision id, day since which the rule holds), for ``law check``."""
    for rule in rules.rules:
        for provision in rule.provisions:
            yield f"{rule.place}（{rule.id}）", provision, rule.since
    for exemption in rules.exemptions:
        yield f"{exemption.place}（{exemption.id}）", exemption.provision, exemption.since


def _by_sound(variants: Iterable[Variant]) -> dict[str, list[Variant]]:
    """The words that can be meant by what is heard."""
    found: dict[str, list[Variant]] = {}
    for variant in variants:
        found.setdefault(variant.form, []).append(variant)
    return found


def _alike(word: str, written: str) -> int:
    """How many characters two sound-alikes share in place: 假一罚四 and 假一罚十 are heard alike, but written apart."""
    return sum(a == b for a, b in zip(fold_line(word), written, strict=False))
