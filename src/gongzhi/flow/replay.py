"""Try other rules on what is already sealed: which findings and leads would be new, gone or differently certain. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson

from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
from gongzhi.cases import LeadLevel, lead_level
from gongzhi.evidence import ExhibitDamaged
from gongzhi.flow.matters import SealBroken, read_sealed
from gongzhi.flow.ports import Archive, Placed
from gongzhi.flow.watch import screen_with
from gongzhi.screening.findings import Certainty, Finding
from gongzhi.screening.screener import RuleSet, Screener
from gongzhi.screening.whole import load_checks
from gongzhi.values import decode_record, parse_instant

_MOST_CONTEXT = 120
_WORDED = frozenset({"speech", "danmu", "screen", "listing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding as far as a comparison needs it; ``line`` is the text around the quote."""

    signal: str
    rule: str
    type: str
    start: int
    end: int
    quote: str
    certainty: Certainty
    severity: int
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One sealed batch with the findings that were sealed after it, as bytes: small to send to another process."""

    broadcast: str
    number: int
    category: str | None
    batch: bytes
    findings: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDifference:
    """What differs in one batch; ``before`` and ``after`` are the gravest severity that would open a lead, None for no lead."""

    broadcast: str
    number: int
    signals: int
    kept: Counter[str] = field(default_factory=Counter)
    new: tuple[Found, ...] = ()
    gone: tuple[Found, ...] = ()
    changed: tuple[tuple[Found, Found], ...] = ()
    before: int | None = None
    after: int | None = None
    beside: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """What differs for one rule; ``changed`` holds (before, after)."""

    rule: str
    kept: int
    new: tuple[Found, ...]
    gone: tuple[Found, ...]
    changed: tuple[tuple[Found, Found], ...]

    @property
    def size(self) -> int:
        """How many findings differ."""
        return len(self.new) + len(self.gone) + len(self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDifference:
    """A broadcast whose lead would be new (``before`` None), gone (``after`` None) or of another level."""

    broadcast: str
    before: LeadLevel | None
    after: LeadLevel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The whole comparison; rules with most differences first. ``beside`` counts, by rule that was not compared, the
    sealed findings that share words with what the compared rules find."""

    broadcasts: int
    batches: int
    signals: int
    kept: int
    rules: tuple[RuleDifference, ...]
    leads: tuple[LeadDifference, ...]
    beside: Counter[str] = field(default_factory=Counter)

    def count(self, what: str) -> int:
        """How many findings are ``new``, ``gone`` or ``changed``."""
        return sum(len(getattr(rule, what)) for rule in self.rules)


def with_edits(shipped: RuleSet, edited: RuleSet) -> RuleSet:
    """The shipped rules with those of ``edited`` put in their place by id, new ones added."""
    rules = {rule.id: rule for rule in (*shipped.rules, *edited.rules)}
    return replace(shipped, rules=tuple(rules.values()))


def sealed_work(archive: Archive, *, broadcasts: Collection[str] = (), since: datetime | None = None) -> Iterator[Work]:
    """Every batch with its findings, in log order; narrowed to these broadcasts and to what was sealed since. Raises SealBroken."""
    about: dict[str, str | None] = {}
    numbers: Counter[str] = Counter()
    held: dict[str, tuple[Placed, list[Placed]]] = {}
    for placed in _of_interest(archive, broadcasts):
        subject = placed.subject
        if placed.kind == Broadcast.__name__:
            about[subject] = read_sealed(archive, placed, Broadcast).category
        elif placed.kind == Finding.__name__:
            if subject in held:
                held[subject][1].append(placed)
        else:
            if subject in held:
                yield _work(archive, *held.pop(subject), numbers[subject], about.get(subject))
                numbers[subject] += 1
            if since is None or placed.at >= since:
                held[subject] = (placed, [])
    for subject, (batch, findings) in held.items():
        yield _work(archive, batch, findings, numbers[subject], about.get(subject))


class Replayer:
    """Screens batches again. ``before`` None compares with the findings that were sealed, else with what those rules find.

    With ``only`` nothing but these rules is compared, and what others found stands as it was sealed. Findings of whole
    broadcasts are never compared: no rule of a line makes them.
    """

    def __init__(self, after: Screener, before: Screener | None = None, *, only: Collection[str] | None = None) -> None:
        self._after, self._before, self._only = after, before, only
        self._whole = frozenset(check.id for check in load_checks().checks)

    def compare(self, work: Work) -> BatchDifference:
        """Raises RuleFailed: a comparison that left a line out would be taken for the whole."""
        worded, signals = _worded(work.batch)
        said = {signal.id: signal for signal in worded}
        sealed = [decode_record(Finding, one) for one in work.findings]
        # What whole-broadcast checks found stands whatever the rules: it is not compared, but it keeps a lead open.
        standing = [_found(one, None) for one in sealed if not self._is_compared(one.rule)]
        after = self._compared(_screened(self._after, worded, work.category))
        if self._before is None:
            before = self._compared([_found(one, said.get(one.signal)) for one in sealed])
        else:
            before = self._compared(_screened(self._before, worded, work.category))
        paired, new, gone = _paired(before, after)
        return BatchDifference(
            broadcast=work.broadcast,
            number=work.number,
            signals=signals,
            kept=Counter(old.rule for old, now in paired if old.certainty == now.certainty),
            new=tuple(new),
            gone=tuple(gone),
            changed=tuple((old, now) for old, now in paired if old.certainty != now.certainty),
            before=_gravest([*before, *standing]),
            after=_gravest([*after, *standing]),
            beside=_beside(after, standing),
        )

    def _is_compared(self, rule: str) -> bool:
        return rule not in self._whole and (self._only is None or rule in self._only)

    def _compared(self, found: Sequence[Found]) -> list[Found]:
        return [one for one in found if self._is_compared(one.rule)]


def sum_up(differences: Iterable[BatchDifference]) -> Replay:
    """One comparison from those of the batches, whatever order they come in."""
    ordered = sorted(differences, key=lambda one: (one.broadcast, one.number))
    kept: Counter[str] = Counter()
    rules: dict[str, _Collected] = defaultdict(_Collected)
    for one in ordered:
        kept.update(one.kept)
        for found in one.new:
            rules[found.rule].new.append(found)
        for found in one.gone:
            rules[found.rule].gone.append(found)
        for pair in one.changed:
            rules[pair[1].rule].changed.append(pair)
    different = [rules[rule].told(rule, kept[rule]) for rule in rules]
    return Replay(
        broadcasts=len({one.broadcast for one in ordered}),
        batches=len(ordered),
        signals=sum(one.signals for one in ordered),
        kept=kept.total(),
        rules=tuple(sorted(different, key=lambda one: (-one.size, one.rule))),
        leads=tuple(_leads(ordered)),
        beside=sum((one.beside for one in ordered), Counter()),
    )


@dataclass(slots=True)
class _Collected:
    new: list[Found] = field(default_factory=list)
    gone: list[Found] = field(default_factory=list)
    changed: list[tuple[Found, Found]] = field(default_factory=list)

    def told(self, rule: str, kept: int) -> RuleDifference:
        return RuleDifference(
            rule=rule, kept=kept, new=tuple(self.new), gone=tuple(self.gone), changed=tuple(self.changed)
        )


def _of_interest(archive: Archive, broadcasts: Collection[str]) -> Iterator[Placed]:
    kinds = {Broadcast.__name__, SignalBatch.__name__, Finding.__name__}
    if not broadcasts:
        yield from (placed for placed in archive.placed() if placed.kind in kinds)
    for broadcast in dict.fromkeys(broadcasts):
        yield from (placed for placed in archive.placed(subject=broadcast) if placed.kind in kinds)


def _work(archive: Archive, batch: Placed, findings: Sequence[Placed], number: int, category: str | None) -> Work:
    try:
        read = [archive.read(one) for one in (batch, *findings)]
    except ExhibitDamaged as error:
        raise SealBroken(f"第 {batch.index} 号封存记录读不出：{error}。请运行 gongzhi evidence fsck") from error
    return Work(
        broadcast=batch.subject, number=number, category=category, batch=read[0], findings=tuple(read[1:])
    )  # fmt: skip


def _worded(batch: bytes) -> tuple[list[Signal], int]:
    """The signals that carry words, with the fields that screening reads, and how many signals there are in all.

    The bytes have just been held against their digest and were read strictly when they were sealed; to do so again for
    every like and every entry would take nine tenths of a replay.
    """
    rows = orjson.loads(batch)["signals"]
    return [_signal(row) for row in rows if row["kind"] in _WORDED and ("text" in row or "listing" in row)], len(rows)


def _signal(row: dict[str, Any]) -> Signal:
    card, actor = row.get("listing"), row.get("actor")
    return Signal(
        broadcast=row["broadcast"],
        sequence=row["sequence"],
        kind=SignalKind(row["kind"]),
        at=parse_instant(row["at"]),
        at_source=TimeSource(row["at_source"]),
        actor=Actor(role=ActorRole(actor["role"])) if actor else None,
        text=row.get("text"),
        category=row.get("category"),
        listing=Listing(product=card["product"], title=card.get("title"), category=card.get("category"))
        if card
        else None,
    )


def _screened(screener: Screener, signals: Sequence[Signal], category: str | None) -> list[Found]:
    screened = screen_with(screener, category)(signals)
    return [
        _found(finding, signal)
        for signal, found in zip(signals, screened, strict=True)
        for finding in found.findings
    ]  # fmt: skip


def _found(finding: Finding, signal: Signal | None) -> Found:
    text = (signal.text or (signal.listing.title if signal.listing else "") or "") if signal else ""
    around = max(0, finding.start - _MOST_CONTEXT // 2)
    return Found(
        signal=finding.signal,
        rule=finding.rule,
        type=str(finding.type),
        start=finding.start,
        end=finding.end,
        quote=finding.quote,
        certainty=finding.certainty,
        severity=finding.severity,
        line=text[around : around + _MOST_CONTEXT],
    )


def _paired(
    before: Sequence[Found], after: Sequence[Found]
) -> tuple[list[tuple[Found, Found]], list[Found], list[Found]]:
    """Findings of one rule in one signal are the same when their spans overlap: an edited pattern may end a word later."""
    left: dict[tuple[str, str], list[Found]] = {}
    for old in before:
        left.setdefault((old.signal, old.rule), []).append(old)
    paired, new = [], []
    for now in after:
        olds = left.get((now.signal, now.rule), [])
        same = next((old for old in olds if old.start < now.end and now.start < old.end), None)
        if same is None:
            new.append(now)
        else:
            olds.remove(same)
            paired.append((same, now))
    return paired, new, [old for olds in left.values() for old in olds]


def _beside(found: Sequence[Found], standing: Sequence[Found]) -> Counter[str]:
    of_signal: dict[str, list[Found]] = defaultdict(list)
    for other in standing:
        of_signal[other.signal].append(other)
    return Counter(
        rule
        for one in found
        for rule in {
            other.rule for other in of_signal.get(one.signal, ()) if other.start < one.end and one.start < other.end
        }
    )


def _gravest(found: Sequence[Found]) -> int | None:
    return max((one.severity for one in found if one.certainty is not Certainty.DOUBTFUL), default=None)


def _leads(ordered: Sequence[BatchDifference]) -> Iterator[LeadDifference]:
    """The first batch with findings that are not doubtful opens the lead and gives it its level."""
    for broadcast, batches in groupby(ordered, key=attrgetter("broadcast")):
        own = list(batches)
        before = next((one.before for one in own if one.before is not None), None)
        after = next((one.after for one in own if one.after is not None), None)
        levels = [None if gravest is None else lead_level([gravest]) for gravest in (before, after)]
        if levels[0] is not levels[1]:
            yield LeadDifference(broadcast=broadcast, before=levels[0], after=levels[1])
