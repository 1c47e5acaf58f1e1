"""The segments of a broadcast, built from what watching seals: leaves over batches and raw bytes, rolled into roots."""

from datetime import datetime

from gongzhi.evidence import (
    ALLOWED_SECONDS,
    SEGMENTED,
    Held,
    Holes,
    Segment,
    SegmentClosed,
    SegmentKind,
    SegmentOpened,
    SegmentRecords,
    SegmentRoot,
    SegmentTree,
)
from gongzhi.flow.matters import SealBroken, item_of, read_sealed, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.segment_leaves import Capture, SealedBatch, claims_of, gaps_within, leaves_of, sealed_since

__all__ = ["Capture", "SealedBatch", "Segmenting", "segment_records", "segmented_broadcasts", "unlike_the_batches"]


class Segmenting:
    """The segments of one broadcast so far. All of it is read from sealed records, so that a run killed at any moment
    goes on where the sealed records end: what was sealed after the last root is what the next root covers.

    A leaf names log entries, so it is made after they are sealed and rolled with the batch that follows.
    """

    def __init__(self, archive: Archive, broadcast: str, capture: Capture, *, now: datetime) -> None:
        self._archive, self._broadcast, self._capture = archive, broadcast, capture
        self._tree = SegmentTree()
        self._waiting: list[Segment] = []
        self._gaps = 0
        self._last: SegmentKind | None = None
        self._rolled_at = now
        self._opened = next((one.record for one in sealed_records(archive, SegmentOpened, broadcast)), None)
        self._holes = Holes(self._opened)
        for sealed in sealed_since(archive, broadcast, self._reread()):
            self.took(sealed)

    def roll(self, now: datetime, *, closing: bool = False) -> list[Item]:
        """What to seal with the next ``append``: the opening, a root when one is due, the close.

        When that append fails, this object runs ahead of the archive and must be dropped: build it anew.
        """
        records: list[SegmentOpened | SegmentRoot | SegmentClosed] = []
        if self._opened is None:
            records.append(self._open(now))
        if closing and self._last is not SegmentKind.CLOSE:
            self._lay(self._capture.leaf(self._broadcast, SegmentKind.CLOSE, now))
        due = len(self._waiting) >= self._capture.every or now - self._rolled_at >= self._capture.within
        if self._waiting and (due or closing):
            records.append(self._tree.roll(self._waiting, broadcast=self._broadcast, at=now))
            self._waiting, self._rolled_at = [], now
            if closing:
                records.append(self._closed(now))
        return [item_of(record, subject=self._broadcast, at=now) for record in records]

    def took(self, sealed: SealedBatch) -> None:
        """Lay down the leaves of a batch that was just sealed; the next root covers them."""
        if self._last in (None, SegmentKind.CLOSE):
            why = "" if self._last is None else "收场之后续录"
            self._lay(self._capture.leaf(self._broadcast, SegmentKind.OPEN, sealed.placed.at, why=why))
        for leaf in leaves_of(sealed, self._capture):
            for gap in self._holes.before(leaf):
                self._lay(gap)
            self._lay(leaf)
        # Behind the leaves: a gap inside of a batch must not hide one before it.
        for gap in gaps_within(sealed, self._capture, self._opened):
            self._lay(gap)

    def _reread(self) -> int:
        reached = -1
        for sealed in sealed_records(self._archive, SegmentRoot, self._broadcast):
            for leaf in sealed.record.leaves:
                self._tree.take(leaf)
                self._note(leaf)
                reached = max([reached, *(one.index for one in leaf.entries)])
            self._rolled_at = sealed.record.at
        return reached

    def _lay(self, leaf: Segment) -> None:
        self._waiting.append(leaf)
        self._note(leaf)

    def _note(self, leaf: Segment) -> None:
        self._holes.take(leaf)
        if leaf.kind is SegmentKind.GAP:
            self._gaps += 1
        else:
            self._last = leaf.kind

    def _open(self, now: datetime) -> SegmentOpened:
        self._opened = SegmentOpened(
            broadcast=self._broadcast,
            at=now,
            collector=self._capture.collector,
            tool=self._capture.tool,
            allowed={str(kind): seconds for kind, seconds in ALLOWED_SECONDS.items()},
        )
        return self._opened

    def _closed(self, now: datetime) -> SegmentClosed:
        root = self._tree.root().hex()
        return SegmentClosed(broadcast=self._broadcast, count=self._tree.size, root=root, gaps=self._gaps, at=now)


def segment_records(archive: Archive, broadcast: str) -> SegmentRecords:
    """What a store holds of the segments of a broadcast, for ``gongzhi.evidence.check_segments``."""
    held: list[Held] = []
    opened: list[SegmentOpened] = []
    roots: list[tuple[int, SegmentRoot]] = []
    closed: list[tuple[int, SegmentClosed]] = []
    unreadable = 0
    for placed in archive.placed(subject=broadcast):
        try:
            if placed.kind == SegmentOpened.__name__:
                opened.append(read_sealed(archive, placed, SegmentOpened))
            elif placed.kind == SegmentRoot.__name__:
                roots.append((placed.index, read_sealed(archive, placed, SegmentRoot)))
            elif placed.kind == SegmentClosed.__name__:
                closed.append((placed.index, read_sealed(archive, placed, SegmentClosed)))
            elif placed.kind in SEGMENTED:
                held.append(Held(index=placed.index, exhibit=placed.exhibit, kind=placed.kind))
        except SealBroken:
            unreadable += 1
    return SegmentRecords(
        broadcast=broadcast, opened=opened, roots=roots, closed=closed, held=held, unreadable=unreadable
    )


def segmented_broadcasts(archive: Archive) -> list[str]:
    """The broadcasts of which a store holds an opening of segments, in that order."""
    return list(dict.fromkeys(placed.subject for placed in archive.placed(kind=SegmentOpened.__name__)))


def unlike_the_batches(archive: Archive, records: SegmentRecords) -> list[str]:
    """Where leaves say of a batch what the sealed batch does not say, in Chinese: an operator who built the tree over
    words of its own is found by the signals themselves. What was erased says nothing."""
    said: dict[int, list[tuple[object, ...]]] = {}
    for _, root in records.roots:
        for leaf in root.leaves:
            if leaf.entries:
                said.setdefault(leaf.entries[-1].index, []).append(claims_of(leaf))
    capture = Capture(collector="", tool="")
    return [
        f"日志第 {sealed.placed.index} 项：各段所说与封存的批次不符"
        for sealed in sealed_since(archive, records.broadcast, -1)
        if sealed.placed.index in said
        and said[sealed.placed.index] != [claims_of(leaf) for leaf in leaves_of(sealed, capture)]
    ]
