"""The segment tree of one broadcast: leaf by leaf what was taken in, so that its whole can be shown to have no hole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.evidence.merkle import (
    EMPTY_ROOT,
    join_parts,
    leaf_hash,
    node_hash,
    prove_consistency,
    range_hash_of,
)
from gongzhi.values import encode_record


class SegmentKind(StrEnum):
    """What a leaf stands for. OPEN and CLOSE frame a capture, GAP declares a stretch that was not taken in."""

    OPEN = "open"
    MEDIA = "media"
    DANMU = "danmu"
    LISTING = "listing"
    PRICE = "price"
    STOCK = "stock"
    OTHER = "other"
    GAP = "gap"
    CLOSE = "close"


# The longest silence, in seconds, between two observations of one source that is not a gap. A capture may declare a
# shorter one; a longer one is not believed.
ALLOWED_SECONDS: Mapping[SegmentKind, int] = {SegmentKind.MEDIA: 120, SegmentKind.DANMU: 600}


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEntry:
    """A log entry that a leaf rests on: its index, the id of the exhibit, its size in bytes. No digest of content: the
    entry holds the salted commitment, and one index of one log is one entry."""

    index: int
    exhibit: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One leaf; its canonical bytes are what is hashed (RFC 6962).

    ``seq`` counts from 0, ``prev_root`` (hex) is the root over all leaves before it. ``entries`` are the sealed raw bytes
    and batches; ``source``, ``offset``, ``size`` say which bytes of which source; ``signals`` is [first, end) of the
    sequence numbers of the batch; ``begins`` .. ``ends`` is event time, ``clock`` says where it came from. ``sealed_at`` is
    the collector's clock. ``why`` is given for gaps and for captures that were taken up again.
    """

    broadcast: str
    kind: SegmentKind
    sealed_at: datetime
    collector: str
    tool: str
    seq: int = 0
    prev_root: str = ""
    entries: tuple[SegmentEntry, ...] = ()
    source: str | None = None
    offset: int | None = None
    size: int | None = None
    signals: tuple[int, int] | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    clock: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOpened:
    """A capture begins: with what, and which silences (seconds by kind of leaf) it will declare as gaps."""

    broadcast: str
    at: datetime
    collector: str
    tool: str
    allowed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRoot:
    """A rolling root: leaves ``first`` .. ``size - 1``, the root (hex) over all ``size`` leaves, and the consistency
    path (hex) from the tree of ``first`` leaves, empty when there was none."""

    broadcast: str
    first: int
    size: int
    root: str
    path: tuple[str, ...]
    leaves: tuple[Segment, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentClosed:
    """The capture is over: how many leaves, the root over them, how many of them are declared gaps."""

    broadcast: str
    count: int
    root: str
    gaps: int
    at: datetime


SEGMENT_RECORDS = (SegmentOpened.__name__, SegmentRoot.__name__, SegmentClosed.__name__)


class SegmentTree:
    """A growing tree. Memory is one hash per leaf; adding is O(log n)."""

    def __init__(self) -> None:
        self._hashes: list[bytes] = []
        self._parts: list[bytes] = []
        self._rolled = 0

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self._hashes)

    def root(self) -> bytes:
        """The root over all leaves."""
        return join_parts(self._parts) if self._parts else EMPTY_ROOT

    def add(self, leaf: Segment) -> Segment:
        """Append this leaf; returns it with its number and the root before it."""
        placed = replace(leaf, seq=self.size, prev_root=self.root().hex())
        self.take(placed)
        return placed

    def take(self, leaf: Segment) -> None:
        """Append a leaf as it stands: when a sealed tree is read again."""
        value, bits = leaf_hash(encode_record(leaf)), self.size
        self._hashes.append(value)
        while bits & 1:
            value, bits = node_hash(self._parts.pop(), value), bits >> 1
        self._parts.append(value)

    def roll(self, leaves: Sequence[Segment], *, broadcast: str, at: datetime) -> SegmentRoot:
        """Append these leaves and say so in one record."""
        first = self.size
        placed = tuple(self.add(leaf) for leaf in leaves)
        return SegmentRoot(
            broadcast=broadcast,
            first=first,
            size=self.size,
            root=self.root().hex(),
            path=tuple(one.hex() for one in self.path_from(first)),
            leaves=placed,
            at=at,
        )

    def path_from(self, old: int) -> list[bytes]:
        """The consistency path from the tree of the first ``old`` leaves to this one; empty from nothing."""
        return prove_consistency(old, self.size, range_hash_of(self._hashes)) if old else []


def allowed_silence(kind: SegmentKind, opened: SegmentOpened | None = None) -> timedelta | None:
    """The longest silence of one source that is no gap; None for kinds that come when they come."""
    longest = ALLOWED_SECONDS.get(kind)
    if longest is None:
        return None
    declared = opened.allowed.get(kind, longest) if opened is not None else longest
    return timedelta(seconds=min(longest, max(1, declared)))


class Holes:
    """Follows the leaves of a tree and says what lies unobserved between them: the same rule for who builds and who checks."""

    def __init__(self, opened: SegmentOpened | None = None) -> None:
        self._opened = opened
        self._ends: dict[str, datetime] = {}
        self._offsets: dict[str, int] = {}
        self._next = 0

    def before(self, leaf: Segment) -> list[Segment]:
        """The gaps (as leaves of kind GAP, without a number) that must be declared before this leaf."""
        return [gap for gap in (self._silence(leaf), self._skipped(leaf), self._jump(leaf)) if gap is not None]

    def take(self, leaf: Segment) -> None:
        """Go on behind this leaf; a declared gap moves the point to which its source has been followed."""
        if leaf.signals is not None:
            self._next = max(self._next, leaf.signals[1])
        if leaf.source is None:
            return
        if leaf.offset is not None and leaf.size is not None:
            self._offsets[leaf.source] = max(self._offsets.get(leaf.source, 0), leaf.offset + leaf.size)
        if leaf.ends is not None:
            self._ends[leaf.source] = max(self._ends.get(leaf.source, leaf.ends), leaf.ends)

    def _silence(self, leaf: Segment) -> Segment | None:
        allowed = allowed_silence(leaf.kind, self._opened)
        last = self._ends.get(leaf.source or "")
        if allowed is None or last is None or leaf.begins is None or leaf.begins - last <= allowed:
            return None
        silent = int((leaf.begins - last).total_seconds())
        why = f"来源 {leaf.source} 有 {silent} 秒没有内容，超过 {int(allowed.total_seconds())} 秒"
        return _gap(leaf, begins=last, ends=leaf.begins, why=why)

    def _skipped(self, leaf: Segment) -> Segment | None:
        known = self._offsets.get(leaf.source or "", 0)
        if leaf.source is None or leaf.kind is SegmentKind.GAP or leaf.offset is None or leaf.offset <= known:
            return None
        why = f"来源 {leaf.source} 第 {known} 至 {leaf.offset} 字节没有封存"
        return replace(_gap(leaf, why=why), offset=known, size=leaf.offset - known)

    def _jump(self, leaf: Segment) -> Segment | None:
        if leaf.signals is None or leaf.kind is SegmentKind.GAP or leaf.signals[0] <= self._next:
            return None
        why = f"信号序号从 {self._next} 跳到 {leaf.signals[0]}"
        return replace(_gap(leaf, why=why), source=None, signals=(self._next, leaf.signals[0]))


def _gap(leaf: Segment, *, why: str, begins: datetime | None = None, ends: datetime | None = None) -> Segment:
    return Segment(
        broadcast=leaf.broadcast,
        kind=SegmentKind.GAP,
        sealed_at=leaf.sealed_at,
        collector=leaf.collector,
        tool=leaf.tool,
        source=leaf.source,
        begins=begins,
        ends=ends,
        clock=leaf.clock,
        why=why,
    )
