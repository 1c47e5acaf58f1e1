"""What only the whole broadcast shows, beside the lines: followed as batches are drawn, rebuilt from what was sealed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from gongzhi.broadcasts import Broadcast, Promise, Signal, SignalBatch
from gongzhi.flow.ports import Archive
from gongzhi.screening.findings import Finding
from gongzhi.screening.verdicts import CitesLaw
from gongzhi.screening.whole import Checks, Outline, PastPrices, Watcher
from gongzhi.values import decode_record

R = TypeVar("R")
_MISSING = "missing."


class Follower(Protocol):
    """Follows one broadcast. The same signals always give the same findings, however they are cut into batches."""

    def take(self, signal: Signal, promises: Sequence[Promise] = ()) -> Sequence[Finding]:
        """What this signal reveals; ``promises`` are those read out of it."""

    def finish(self) -> Sequence[Finding]:
        """What the end of the broadcast reveals."""

    def outline(self) -> Outline | None:
        """The broadcast in little, None for an empty one."""


Follow = Callable[[Broadcast], Follower]


def follow_with(
    checks: Checks, book: CitesLaw, past: Callable[[Broadcast], PastPrices] = lambda _broadcast: PastPrices()
) -> Follow:
    """Followers that share the checks and the book of law; ``past`` tells the prices of earlier broadcasts of a room."""
    return lambda broadcast: Watcher(broadcast, checks, book, past=past(broadcast))


class Following:
    """One follower over one broadcast of an archive, brought back to where the sealed batches end."""

    def __init__(self, follow: Follow, broadcast: Broadcast, archive: Archive) -> None:
        self._follower = follow(broadcast)
        self._known = {_mark(finding) for finding in _sealed(Finding, archive, broadcast.id)}
        promises = _by_signal(_sealed(Promise, archive, broadcast.id))
        for batch in _sealed(SignalBatch, archive, broadcast.id):
            for signal in batch.signals:
                # What it finds again was sealed with its batch, or was not yet looked for when that was sealed.
                self._follower.take(signal, promises.get(signal.id, ()))

    def take(self, signals: Sequence[Signal], promises: Iterable[Promise]) -> tuple[Finding, ...]:
        """The findings that this batch reveals, to be sealed with it."""
        by_signal = _by_signal(promises)
        return tuple(
            finding
            for signal in signals
            for finding in self._new(self._follower.take(signal, by_signal.get(signal.id, ())))
        )

    def finish(self) -> tuple[Finding, ...]:
        """The findings that the end reveals, without those that an earlier end already did."""
        return tuple(self._new(self._follower.finish()))

    def outline(self) -> Outline | None:
        """The broadcast in little, as far as it was followed."""
        return self._follower.outline()

    def _new(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            mark = _mark(finding)
            if mark not in self._known:
                self._known.add(mark)
                yield finding


class Rewatching:
    """A sealed broadcast watched again, as far as it is sealed, and on from there each time it is asked."""

    def __init__(self, archive: Archive, broadcast: Broadcast, *, checks: Checks, book: CitesLaw) -> None:
        self._archive, self._subject = archive, broadcast.id
        self._watcher = Watcher(broadcast, checks, book)
        self._after = -1

    def catch_up(self) -> Watcher:
        """The watcher with everything that is sealed by now: its checklist, its ledger of promises, its sketch."""
        batches = list(self._archive.placed(kind=SignalBatch.__name__, subject=self._subject, after=self._after))
        if batches:
            # Promises are sealed behind their batch, in the same append.
            promises = _by_signal(_sealed(Promise, self._archive, self._subject, after=self._after))
            for placed in batches:
                for signal in decode_record(SignalBatch, self._archive.read(placed)).signals:
                    self._watcher.take(signal, promises.get(signal.id, ()))
            self._after = batches[-1].index
        return self._watcher


def sealed_batches(archive: Archive, broadcast: str) -> Iterator[SignalBatch]:
    """The batches of a broadcast in order."""
    return _sealed(SignalBatch, archive, broadcast)


def rebuild(archive: Archive, broadcast: Broadcast, *, checks: Checks, book: CitesLaw) -> Watcher:
    """The watcher of a sealed broadcast, for its checklist, its ledger of promises and the sketch of its script."""
    return Rewatching(archive, broadcast, checks=checks, book=book).catch_up()


def _mark(finding: Finding) -> tuple[str, ...]:
    # What is missing is missing once, on whichever signal the broadcast then ended.
    if finding.rule.startswith(_MISSING):
        return (finding.rule,)
    return (finding.rule, finding.signal, str(finding.start), str(finding.end))


def _sealed(kind: type[R], archive: Archive, broadcast: str, *, after: int = -1) -> Iterator[R]:
    for placed in archive.placed(kind=kind.__name__, subject=broadcast, after=after):
        yield decode_record(kind, archive.read(placed))


def _by_signal(promises: Iterable[Promise]) -> dict[str, tuple[Promise, ...]]:
    found: dict[str, tuple[Promise, ...]] = {}
    for promise in promises:
        found[promise.signal] = (*found.get(promise.signal, ()), promise)
    return found
