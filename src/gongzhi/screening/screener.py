"""Screen: fold the lines, find words with one automaton and sounds with another, and judge only lines that hold some."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import Protocol, TypeVar

from daachorse import CharwiseDoubleArrayAhoCorasick

from gongzhi.law import NotInForce
from gongzhi.screening.avoided import Avoided, Variant, load_avoided
from gongzhi.screening.categories import Categories
from gongzhi.screening.findings import Cited
from gongzhi.screening.fold import LINE_END, Reading, fold, fold_line, fold_with_sources, read
from gongzhi.screening.judge import Match, Owner, Plan, is_excused, is_guarded, stands_near, widest
from gongzhi.screening.lines import Hit, Line, PromiseHit, Screened
from gongzhi.screening.promises import PromiseRule, load_promises
from gongzhi.screening.rules import Rule, RuleReader, Status, load_categories, load_guards, load_lists
from gongzhi.screening.sounds import sound_of
from gongzhi.screening.undo import Place, undo

_LONE_FILLER = "某"
_BATCH = 512
_SPEAKER_OF = {"speech": "presenter", "danmu": "viewer", "screen": "screen", "listing": "listing"}


class RuleFailed(RuntimeError):
    """A rule broke while it judged a line. The line has no verdict and must not be shown as clean."""


class CitationLike(Protocol):
    """What a book answers, as far as screening needs it."""

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


def load_rules(rules: Traversable | None = None, promises: Traversable | None = None) -> RuleSet:
    """The shipped rules, or those of the folders given; raises NotReadable naming file, line and remedy."""
    lists, categories = load_lists(), load_categories()
    guards = load_guards(lists)
    return RuleSet(
        RuleReader(lists, categories, guards).read(rules),
        load_promises(lists, guards, promises),
        load_avoided(),
        categories,
    )


class Screener:
    """Screens lines against a rule set and a book of law. Building takes a fraction of a second; screening keeps no state."""

    def __init__(self, rules: RuleSet, book: CitesLaw, *, statuses: Sequence[Status] = (Status.ACTIVE,)) -> None:
        self._rules = rules
        self._book = book
        self._judged = Plan[Rule]([rule for rule in rules.rules if rule.status in statuses])
        self._promised = Plan[PromiseRule](rules.promises)
        variants = {variant.form: variant for variant in rules.avoided.written}
        words = sorted({*self._judged.groups_of, *self._promised.groups_of, *variants, _LONE_FILLER})
        self._words: list[tuple[str, Variant | None]] = [(word, variants.get(word)) for word in words]
        self._automaton = CharwiseDoubleArrayAhoCorasick(words)
        by_sound: dict[str, list[Variant]] = {}
        for variant in rules.avoided.heard:
            by_sound.setdefault(variant.form, []).append(variant)
        self._sounds = list(by_sound.values())
        self._ear = CharwiseDoubleArrayAhoCorasick(list(by_sound))
        self._cited: dict[tuple[tuple[str, ...], date], tuple[Cited, ...]] = {}

    def screen(self, line: Line) -> Screened:
        """The verdict on one line; raises RuleFailed rather than let a broken rule pass for a clean line."""
        return self.screen_many([line])[0]

    def screen_many(self, lines: Sequence[Line]) -> list[Screened]:
        """Verdicts in the order of the lines. Many at once is faster: lines without any word are never looked at again."""
        verdicts: list[Screened] = []
        for at in range(0, len(lines), _BATCH):
            verdicts.extend(self._screen_batch(lines[at : at + _BATCH]))
        return verdicts

    def _screen_batch(self, lines: Sequence[Line]) -> list[Screened]:
        verdicts = [Screened(id=line.id) for line in lines]
        # One pass over all lines; a line's own breaks become spaces so that the joints stay countable.
        joined = fold(LINE_END.join([line.text.replace(LINE_END, " ") for line in lines]))
        seen = self._automaton.find_overlapping(joined)
        heard = self._ear.find_overlapping(sound_of(joined))
        if not seen and not heard:
            return verdicts
        ends = list(accumulate(len(part) + 1 for part in joined.split(LINE_END)))
        places: dict[int, list[Place]] = {}
        for start, end, number in seen:
            at = bisect_right(ends, start)
            begin = ends[at - 1] if at else 0
            places.setdefault(at, []).append(Place(start - begin, end - begin, self._words[number][1]))
        for start, end, number in heard:
            written = joined[start:end]
            if written not in self._rules.avoided.ordinary:
                variant = max(self._sounds[number], key=lambda one: _alike(one.word, written))
                at = bisect_right(ends, start)
                begin = ends[at - 1] if at else 0
                places.setdefault(at, []).append(Place(start - begin, end - begin, variant))
        for at, found in places.items():
            try:
                verdicts[at] = self._judge(lines[at], found)
            except Exception as error:
                raise RuleFailed(
                    f"筛查“{lines[at].id}”时出错，本行没有结论，不得当作无问题：{error!r}。请修正规则后重新筛查"
                ) from error
        return verdicts

    def _judge(self, line: Line, places: Sequence[Place]) -> Screened:
        _, sources = fold_with_sources(line.text)
        reading, evasions = undo(line.text, read(line.text), sources, places)
        text = reading.text
        seen = [(start, end, self._words[number][0]) for start, end, number in self._automaton.find_overlapping(text)]
        speaker = line.actor if line.kind == "danmu" and line.actor else _SPEAKER_OF[line.kind]
        categories = self._rules.categories.read(line.category)
        wanted: Callable[[Rule], bool] = lambda rule: rule.applies_to(categories, speaker)  # noqa: E731
        findings = [
            self._hit(rule, line, reading, match)
            for rule, matches in _by_owner(self._judged.matches(text, seen, wanted))
            if self._provisions(rule, line.on)
            for match in widest(matches)
            if not _is_let_off(rule, text, match)
        ]
        return Screened(
            id=line.id,
            findings=tuple(sorted(findings, key=lambda hit: (hit.start, hit.end, hit.rule))),
            promises=tuple(self._promises(line, reading, seen)) if speaker != "viewer" else (),
            evasions=tuple(evasions),
        )

    def _hit(self, rule: Rule, line: Line, reading: Reading, match: Match[Rule]) -> Hit:
        start, end = reading.span(match.start, match.end)
        return Hit(
            type=rule.type,
            rule=rule.id,
            rule_version=rule.version,
            start=start,
            end=end,
            quote=line.text[start:end],
            reading=reading.text[match.start : match.end],
            certainty=rule.certainty,
            severity=rule.severity,
            provisions=self._provisions(rule, line.on),
            why=rule.why,
            instead=rule.instead,
        )

    def _promises(self, line: Line, reading: Reading, seen: Sequence[tuple[int, int, str]]) -> Iterator[PromiseHit]:
        found = []
        for owner, matches in _by_owner(self._promised.matches(reading.text, seen, lambda _: True)):
            for match in widest(matches):
                excused = is_excused(owner.excused, reading.text, match.start, match.end)
                if not excused and not is_guarded(owner.guards, reading.text, match.start, match.end):
                    start, end = reading.span(match.start, match.end)
                    terms = owner.read_terms(reading.text[match.start : match.end])
                    found.append(
                        PromiseHit(kind=owner.kind, start=start, end=end, quote=line.text[start:end], terms=terms)
                    )
        return iter(sorted(found, key=lambda promise: (promise.start, promise.end)))

    def _provisions(self, rule: Rule, on: date) -> tuple[Cited, ...]:
        """The rule's provisions that were in force on the day; empty when none was, and then the rule is silent."""
        key = (rule.provisions, on)
        cited = self._cited.get(key)
        if cited is None:
            found = []
            for provision in rule.provisions:
                try:
                    citation = self._book.cite(provision, on)
                except NotInForce:
                    continue
                found.append(Cited(id=provision, title=citation.title, article=citation.article))
            cited = self._cited[key] = tuple(found)
        return cited


def cited_provisions(rules: RuleSet) -> Iterator[tuple[str, str, date]]:
    """Every citation of every rule as (place, provision id, day since which the rule holds), for ``law check``."""
    for rule in rules.rules:
        for provision in rule.provisions:
            yield f"{rule.place}（{rule.id}）", provision, rule.since


Owned = TypeVar("Owned", bound=Owner)


def _by_owner(matches: Iterable[Match[Owned]]) -> list[tuple[Owned, list[Match[Owned]]]]:
    grouped: dict[int, tuple[Owned, list[Match[Owned]]]] = {}
    for match in matches:
        grouped.setdefault(id(match.owner), (match.owner, []))[1].append(match)
    return list(grouped.values())


def _alike(word: str, written: str) -> int:
    """How many characters two sound-alikes share in place: 假一罚四 and 假一罚十 are heard alike, but written apart."""
    return sum(a == b for a, b in zip(fold_line(word), written, strict=False))


def _is_let_off(rule: Rule, text: str, match: Match[Rule]) -> bool:
    start, end = match.start, match.end
    return (
        (end - start) * 100 < rule.covers * len(text)
        or is_excused(rule.excused, text, start, end)
        or is_guarded(rule.guards, text, start, end)
        or (bool(rule.near) and not all(stands_near([near], text, start, end) for near in rule.near))
        or stands_near(rule.near_not, text, start, end)
    )
