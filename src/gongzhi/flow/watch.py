"""The main job without a browser: sources in; batches, findings and promises sealed together; a lead opened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from gongzhi.broadcasts import Broadcast, Promise, Signal, SignalBatch
from gongzhi.cases import Lead, LeadOrigin, lead_level
from gongzhi.flow.ingest import Arrival, Drawn, Intake, Source
from gongzhi.flow.matters import item_of
from gongzhi.flow.past import close_outline
from gongzhi.flow.ports import Archive, Item, Placed
from gongzhi.flow.rule_records import ShadowFinding
from gongzhi.flow.screen import Found, screen_signals
from gongzhi.flow.sealed_before import SealedBefore
from gongzhi.flow.segmenting import Capture, SealedBatch, Segmenting
from gongzhi.flow.shelf import Shelf
from gongzhi.flow.whole import Follow, Following, sealed_batches
from gongzhi.screening import Screener
from gongzhi.screening.findings import Certainty, Evaded, Finding
from gongzhi.values import decode_record, encode_record

# What was found in each signal, in the order of the signals.
Screened = Sequence[Found]
Screen = Callable[[Sequence[Signal]], Screened]
# What rules on trial would have found in signals that were just screened.
Shadow = Callable[[Sequence[Signal], Screened], Sequence[ShadowFinding]]
OpenLead = Callable[[Broadcast, Sequence[Finding], datetime], Any]
Pace = Callable[[Iterator[Arrival]], Iterator[Arrival]]


class TakenElsewhere(RuntimeError):
    """Another process sealed signals of the same broadcast meanwhile."""


def screen_with(screener: Screener, category: str | None = None) -> Screen:
    """A screen for goods of this category; a signal that names a category of its own is read as of that one."""

    def screen(signals: Sequence[Signal]) -> list[Found]:
        return [
            found
            for own, alike in groupby(signals, key=attrgetter("category"))
            for found in screen_signals(screener, list(alike), own or category)
        ]

    return screen


def draft_lead(broadcast: Broadcast, findings: Sequence[Finding], at: datetime) -> Lead:
    """The lead that monitoring opens with the first findings that are not doubtful."""
    return Lead(
        broadcast=broadcast.id,
        opened_at=at,
        origin=LeadOrigin.MONITORING,
        level=lead_level(finding.severity for finding in findings),
        summary=f"{broadcast.platform} {broadcast.title or broadcast.room}：监测发现“{findings[0].quote or findings[0].reading}”等 {len(findings)} 处",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What watching needs from outside. ``open_lead`` returns the Lead record; ``pace`` holds arrivals back in time.

    ``key`` is the secret of the pseudonyms, ``clock`` tells the time of reading and sealing. ``follow`` looks at the
    whole broadcast beside its lines; without it only the lines are screened. ``shadow`` counts for rules on trial.
    ``capture`` says who captures with what; with it the broadcast gets a segment tree.
    """

    archive: Archive
    screen: Screen
    clock: Callable[[], datetime]
    key: bytes
    pace: Pace = iter
    open_lead: OpenLead = draft_lead
    follow: Follow | None = None
    shadow: Shadow | None = None
    capture: Capture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A batch is sealed when it holds this many readings or bytes, or when nothing more has arrived."""

    readings: int = 1024
    size: int = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What one ``append`` sealed; ``lead`` only when this batch opened the broadcast's lead."""

    batch: SignalBatch
    findings: tuple[Finding, ...]
    promises: tuple[Promise, ...]
    lead: Any
    placed: tuple[Placed, ...]
    evaded: tuple[Evaded, ...] = ()


def last_batch(archive: Archive, broadcast: str) -> tuple[SignalBatch | None, int]:
    """The last sealed batch of a broadcast and its index in the log; (None, -1) when there is none."""
    last = None
    for placed in archive.placed(kind=SignalBatch.__name__, subject=broadcast):
        last = placed
    if last is None:
        return None, -1
    return decode_record(SignalBatch, archive.read(last)), last.index


def watch(
    broadcast: Broadcast,
    sources: Sequence[Source],
    *,
    ports: Ports,
    limits: Limits | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[Sealed]:
    """Seal what the archive does not hold yet of these sources, batch by batch, and say what was found.

    A batch goes in with one ``append``: raw chunks, signals, findings, promises and the lead, all or nothing. Killed
    before it, the messages are read again; killed after it, they are not: none is lost, none is doubled. What the whole
    broadcast shows is sealed with the batch that reveals it; its state is no record, but rebuilt from the batches.
    """
    watching = _Watching(broadcast, ports, again=any(source.again for source in sources))
    arrivals = ports.pace(watching.intake.arrivals(sources))
    for due in _batches(watching.intake, arrivals, limits or Limits()):
        drawn = watching.intake.draw() if due else None
        if drawn is not None:
            yield watching.seal(drawn)
        if should_stop():
            return
    # Not after a stop: a broadcast that was only left is not over, and nothing is missing from it yet.
    closing = watching.close()
    if closing is not None:
        yield closing


def _batches(intake: Intake, arrivals: Iterable[Arrival], limits: Limits) -> Iterator[bool]:
    """Fill the intake; True each time its batch is due, False in a pause without anything new."""
    taken = 0
    for arrival in arrivals:
        if arrival.reading.raw:
            intake.add(arrival.source, arrival.reading)
            taken += 1
            if taken < limits.readings and intake.taken < limits.size:
                continue
        yield taken > 0
        taken = 0
    yield taken > 0


class _Watching:
    """One run over one broadcast."""

    def __init__(self, broadcast: Broadcast, ports: Ports, *, again: bool) -> None:
        self._broadcast = broadcast
        self._ports = ports
        last, self._index = last_batch(ports.archive, broadcast.id)
        self._first = last is None
        self._lead_open = any(True for _ in ports.archive.placed(kind="Lead", subject=broadcast.id))
        before = SealedBefore(_signals(ports.archive, broadcast.id) if again else ())
        self.intake = Intake(broadcast, key=ports.key, opened_at=ports.clock(), last=last, before=before)
        self._shelf = Shelf()
        self._following = Following(ports.follow, broadcast, ports.archive) if ports.follow else None
        self._segments = self._segmenting(ports)
        for signal in _signals(ports.archive, broadcast.id):
            self._shelf.take(signal)

    def _segmenting(self, ports: Ports) -> Segmenting | None:
        if ports.capture is None:
            return None
        return Segmenting(ports.archive, self._broadcast.id, ports.capture, now=ports.clock())

    def close(self) -> Sealed | None:
        """Seal what the end of the broadcast reveals, in a batch of no signals; None when it reveals nothing new."""
        findings = self._following.finish() if self._following else ()
        drawn = self.intake.draw(even_empty=True) if findings else None
        closing = self._seal(drawn, findings, ()) if drawn is not None else None
        # Last, so that a crash before it leaves only outline and segments to be closed, which the next run does.
        self._seal_end()
        return closing

    def _seal_end(self) -> None:
        archive, now = self._ports.archive, self._ports.clock()
        outline = self._following.outline() if self._following else None
        with archive.writing():
            items = close_outline(archive, outline, lead_open=self._lead_open, at=now) if outline else []
            if self._segments is not None and not self._first:
                items += self._segments.roll(now, closing=True)
            if items:
                archive.append(items)

    def seal(self, drawn: Drawn) -> Sealed:
        """Screen a batch, follow it, and seal it with what was found."""
        # A rule that raises stops the run before anything of the batch is sealed: a broadcast screened in part must
        # never look as if it had been found clean.
        laid_out = self._shelf.lay_out(drawn.batch.signals)
        screened = self._ports.screen(laid_out)
        findings = tuple(finding for found in screened for finding in found.findings)
        promises = tuple(promise for found in screened for promise in found.promises)
        evaded = tuple(one for found in screened for one in found.evaded)
        if self._following is not None:
            findings += self._following.take(drawn.batch.signals, promises)
        shadow = self._ports.shadow(laid_out, screened) if self._ports.shadow else ()
        return self._seal(drawn, findings, promises, shadow, evaded)

    def _seal(
        self,
        drawn: Drawn,
        findings: tuple[Finding, ...],
        promises: tuple[Promise, ...],
        shadow: Sequence[ShadowFinding] = (),
        evaded: tuple[Evaded, ...] = (),
    ) -> Sealed:
        now = self._ports.clock()
        lead = self._lead(findings, now)
        items = self._items(drawn, (*findings, *promises, *evaded), now)
        # Under the rule, not under the broadcast: nobody who follows the room, its lead or its case may meet them.
        items += [item_of(one, one.finding.rule, now) for one in shadow]
        if lead is not None:
            items.append(self._item(lead, now))
        items += self._segments.roll(now) if self._segments is not None else []
        placed = self._append(items, lead)
        if self._segments is not None:
            self._segments.took(_as_sealed(drawn.batch, placed))
        return Sealed(
            batch=drawn.batch,
            findings=findings,
            promises=promises,
            lead=lead,
            placed=tuple(placed),
            evaded=evaded,
        )

    def _lead(self, findings: Sequence[Finding], now: datetime) -> Any:
        sure = [finding for finding in findings if finding.certainty is not Certainty.DOUBTFUL]
        return self._ports.open_lead(self._broadcast, sure, now) if sure and not self._lead_open else None

    def _items(self, drawn: Drawn, records: Sequence[Any], now: datetime) -> list[Item]:
        raws = [
            Item(kind="raw", subject=self._broadcast.id, data=chunk, at=now, media_type="application/octet-stream")
            for chunk in drawn.chunks
        ]
        opening = [self._item(self._broadcast, now)] if self._first else []
        return [*opening, *raws, *(self._item(record, now) for record in (drawn.batch, *records))]

    def _item(self, record: Any, now: datetime) -> Item:
        return Item(kind=type(record).__name__, subject=self._broadcast.id, data=encode_record(record), at=now)

    def _append(self, items: Sequence[Item], lead: Any) -> list[Placed]:
        archive = self._ports.archive
        with archive.writing():
            others = archive.placed(kind=SignalBatch.__name__, subject=self._broadcast.id, after=self._index)
            if any(True for _ in others):
                raise TakenElsewhere("另一个进程正在处理同一场次：请只保留一个 gongzhi watch，再次运行会从封存处续读")
            placed = archive.append(items)
        self._index = next(one.index for one in placed if one.kind == SignalBatch.__name__)
        self._first = False
        self._lead_open = self._lead_open or lead is not None
        return placed


def _signals(archive: Archive, broadcast: str) -> Iterator[Signal]:
    return (signal for batch in sealed_batches(archive, broadcast) for signal in batch.signals)


def _as_sealed(batch: SignalBatch, placed: Sequence[Placed]) -> SealedBatch:
    [at] = [one for one in placed if one.kind == SignalBatch.__name__]
    return SealedBatch(batch, at, tuple(one for one in placed if one.kind == "raw"))
