"""What one sealed batch is in the segment tree of its broadcast: leaves over its raw bytes and over changes to what is sold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from gongzhi.broadcasts import ProblemKind, Signal, SignalBatch, SignalKind
from gongzhi.evidence import Segment, SegmentEntry, SegmentKind, SegmentOpened, allowed_silence
from gongzhi.flow.matters import RecordErased, read_sealed
from gongzhi.flow.ports import Archive, Placed

_CHANGES = {
    SignalKind.LISTING: SegmentKind.LISTING,
    SignalKind.PRICE: SegmentKind.PRICE,
    SignalKind.COUPON: SegmentKind.PRICE,
    SignalKind.STOCK: SegmentKind.STOCK,
}
_DECLARED = {ProblemKind.GAP, ProblemKind.SHED}
_FILMED = {SignalKind.SPEECH, SignalKind.SCREEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Who captures with what, and how often a root is rolled: after so many leaves, or when so long has gone by."""

    collector: str
    tool: str
    every: int = 64
    within: timedelta = timedelta(minutes=1)

    def leaf(self, broadcast: str, kind: SegmentKind, at: datetime, *, why: str = "") -> Segment:
        """A leaf without entries."""
        return Segment(broadcast=broadcast, kind=kind, sealed_at=at, collector=self.collector, tool=self.tool, why=why)


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """A batch, where it is sealed, and its raw bytes in the order of its chunks."""

    batch: SignalBatch
    placed: Placed
    raws: tuple[Placed, ...]


def sealed_since(archive: Archive, broadcast: str, reached: int) -> Iterator[SealedBatch]:
    """The batches sealed after this index, each with its raw bytes, which stand right before it; erased ones are left out."""
    raws: list[Placed] = []
    for placed in archive.placed(subject=broadcast, after=reached):
        if placed.kind == "raw":
            raws.append(placed)
        elif placed.kind == SignalBatch.__name__:
            try:
                batch = read_sealed(archive, placed, SignalBatch)
            except RecordErased:
                raws = []
                continue
            yield SealedBatch(batch, placed, tuple(raws[-len(batch.chunks) :]) if batch.chunks else ())
            raws = []


def leaves_of(sealed: SealedBatch, capture: Capture) -> Iterator[Segment]:
    """A leaf per stretch of raw bytes, then one per kind of change (cards, prices, stock); at least one in any case."""
    batch, placed = sealed.batch, sealed.placed
    numbers = (batch.first, batch.first + len(batch.signals))
    for chunk, raw in zip(batch.chunks, sealed.raws, strict=True):
        signals = _of_chunk(batch, chunk.sha256)
        leaf = _over(capture.leaf(batch.broadcast, _carries(signals), raw.at), signals)
        yield replace(
            leaf,
            entries=_entries(raw, placed),
            source=chunk.source,
            offset=chunk.offset,
            size=chunk.size,
            signals=numbers,
        )
    if not batch.chunks:
        leaf = capture.leaf(batch.broadcast, SegmentKind.OTHER, placed.at)
        yield replace(leaf, entries=_entries(placed), signals=numbers)
    for kind in (SegmentKind.LISTING, SegmentKind.PRICE, SegmentKind.STOCK):
        signals = [one for one in batch.signals if _CHANGES.get(one.kind) is kind]
        if signals:
            leaf = _over(capture.leaf(batch.broadcast, kind, placed.at), signals)
            span = signals[0].sequence, signals[-1].sequence + 1
            yield replace(leaf, entries=_entries(placed), signals=span)


def gaps_within(sealed: SealedBatch, capture: Capture, opened: SegmentOpened | None) -> Iterator[Segment]:
    """The gaps that a batch holds itself: those that its readers declared, and silences inside one stretch of bytes."""
    batch, placed = sealed.batch, sealed.placed
    for problem in batch.problems:
        if problem.kind in _DECLARED:
            why = f"{problem.what}（{problem.count} 条）" if problem.kind is ProblemKind.SHED else problem.what
            leaf = capture.leaf(batch.broadcast, SegmentKind.GAP, placed.at, why=why)
            yield replace(leaf, source=problem.source, begins=problem.begins, ends=problem.ends)
    for chunk in batch.chunks:
        signals = _of_chunk(batch, chunk.sha256)
        allowed = allowed_silence(_carries(signals), opened)
        if allowed is None:
            continue
        for before, after in pairwise(sorted(one.at for one in signals)):
            if after - before > allowed:
                silent = int((after - before).total_seconds())
                why = f"来源 {chunk.source} 有 {silent} 秒没有内容，超过 {int(allowed.total_seconds())} 秒"
                leaf = capture.leaf(batch.broadcast, SegmentKind.GAP, placed.at, why=why)
                yield replace(leaf, source=chunk.source, begins=before, ends=after)


def claims_of(leaf: Segment) -> tuple[object, ...]:
    """What a leaf says of its batch, whoever laid it and wherever it stands in the tree."""
    return (
        leaf.kind,
        leaf.entries,
        leaf.source,
        leaf.offset,
        leaf.size,
        leaf.signals,
        leaf.begins,
        leaf.ends,
        leaf.clock,
    )


def _of_chunk(batch: SignalBatch, sha256: str) -> list[Signal]:
    return [one for one in batch.signals if one.raw is not None and one.raw.chunk == sha256]


def _over(leaf: Segment, signals: Sequence[Signal]) -> Segment:
    if not signals:
        return leaf
    times = [one.at for one in signals]
    clock = "+".join(sorted({str(one.at_source) for one in signals}))
    return replace(leaf, begins=min(times), ends=max(times), clock=clock)


def _carries(signals: Sequence[Signal]) -> SegmentKind:
    kinds = {one.kind for one in signals}
    if kinds & _FILMED:
        return SegmentKind.MEDIA
    return SegmentKind.DANMU if SignalKind.DANMU in kinds else SegmentKind.OTHER


def _entries(*placed: Placed) -> tuple[SegmentEntry, ...]:
    return tuple(SegmentEntry(index=one.index, exhibit=one.exhibit, size=one.size) for one in placed)
