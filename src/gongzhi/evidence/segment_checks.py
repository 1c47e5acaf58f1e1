"""Whether the segments of a broadcast are all there: from its opening to its close, in order, every hole declared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gongzhi.evidence.merkle import NotProved, verify_consistency
from gongzhi.evidence.segments import (
    Holes,
    Segment,
    SegmentClosed,
    SegmentKind,
    SegmentOpened,
    SegmentRoot,
    SegmentTree,
)


class SegmentReason(StrEnum):
    """What is wrong with the segments of a broadcast."""

    UNREADABLE = "segments-unreadable"
    OPEN_MISSING = "segment-open-missing"
    MISSING = "segment-missing"
    FORKED = "segment-forked"
    OUT_OF_ORDER = "segment-out-of-order"
    ALTERED = "segment-altered"
    NOT_CONSISTENT = "segment-root-not-consistent"
    GAP_UNDECLARED = "segment-gap-undeclared"
    EXHIBIT_MISSING = "segment-exhibit-missing"
    EXHIBIT_UNNAMED = "segment-exhibit-unnamed"
    CLOSE_MISSING = "segment-close-missing"
    TRUNCATED = "segment-truncated"
    CLOSE_FALSE = "segment-close-false"


# Something is absent; nothing that is there is false.
ABSENT = frozenset(
    {
        SegmentReason.OPEN_MISSING,
        SegmentReason.MISSING,
        SegmentReason.EXHIBIT_MISSING,
        SegmentReason.CLOSE_MISSING,
        SegmentReason.TRUNCATED,
        SegmentReason.UNREADABLE,
    }
)
# What a whole broadcast consists of; each must be named by a segment.
SEGMENTED = frozenset({"raw", "SignalBatch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A log entry of the broadcast that is at hand: index, exhibit id, kind."""

    index: int
    exhibit: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRecords:
    """The segment records of one broadcast in log order, each root and close with its index in the log; ``held`` are the
    other entries of the broadcast that are at hand."""

    broadcast: str
    opened: Sequence[SegmentOpened] = ()
    roots: Sequence[tuple[int, SegmentRoot]] = ()
    closed: Sequence[tuple[int, SegmentClosed]] = ()
    held: Collection[Held] = ()
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTrouble:
    """A reason code and what exactly, in Chinese."""

    reason: SegmentReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentReport:
    """What was found: how many leaves hold, which of them are declared gaps, the root (hex), whether it is closed."""

    broadcast: str
    count: int
    gaps: tuple[Segment, ...]
    root: str
    closed: bool
    troubles: tuple[SegmentTrouble, ...]

    @property
    def ok(self) -> bool:
        """Nothing is false and nothing is absent."""
        return not self.troubles

    @property
    def false(self) -> bool:
        """Something contradicts something: more than an absence."""
        return any(one.reason not in ABSENT for one in self.troubles)

    def says(self) -> str:
        """One line, in Chinese."""
        if self.troubles:
            return "；".join(f"{one.detail}（{one.reason}）" for one in self.troubles[:8])
        gaps = f"缺口 {len(self.gaps)} 处（已声明）" if self.gaps else "没有缺口"
        return f"第 1 至 {self.count} 段齐全，{gaps}"


def check_segments(records: SegmentRecords) -> SegmentReport:
    """Check every leaf, every rolling root against the one before, the close against the last, and what the leaves name
    against what is at hand.

    (1) There is an opening. (2) Roots follow each other without a stretch missing or told twice. (3) Leaves are numbered
    and chained, and give the root; the consistency path holds. (4) A hole in time, bytes or sequence stands behind a
    declared gap. (5) What leaves name is at hand, and nothing at hand is unnamed. (6) The close says count and root.
    """
    check = _Check(records)
    check.run()
    return check.report()


@dataclass(slots=True)
class _Check:
    records: SegmentRecords
    tree: SegmentTree = field(default_factory=SegmentTree)
    gaps: list[Segment] = field(default_factory=list)
    troubles: list[SegmentTrouble] = field(default_factory=list)
    roots_at: dict[int, bytes] = field(default_factory=dict)
    reached: int = -1
    cut: bool = False

    def run(self) -> None:
        if self.records.unreadable:
            self.say(SegmentReason.UNREADABLE, f"{self.records.unreadable} 条分段记录没有内容或读不出")
        if not self.records.opened:  # (1)
            self.say(SegmentReason.OPEN_MISSING, "没有分段的开场记录")
        holes = Holes(self.records.opened[0] if self.records.opened else None)
        for _, root in self.records.roots:
            if self.follows(root):
                self.take(root, holes)
        self.compare_exhibits()
        self.compare_close()

    def say(self, reason: SegmentReason, detail: str) -> None:
        self.troubles.append(SegmentTrouble(reason=reason, detail=detail))

    def follows(self, root: SegmentRoot) -> bool:
        # (2)
        size = self.tree.size
        if root.first < size:
            self.say(SegmentReason.FORKED, f"第 {root.first + 1} 段起有两种说法")
            return False
        if root.first > size:
            self.say(SegmentReason.MISSING, f"缺第 {size + 1} 至 {root.first} 段")
            # What comes after a missing stretch cannot be hashed; its place in the log is all that holds.
            self.cut = True
        return not self.cut

    def take(self, root: SegmentRoot, holes: Holes) -> None:
        # (3)
        old, old_root = self.tree.size, self.tree.root()
        expected = old
        for leaf in root.leaves:
            if leaf.seq != expected or leaf.prev_root != self.tree.root().hex() or self.goes_back(leaf):
                self.say(SegmentReason.OUT_OF_ORDER, f"第 {expected + 1} 段的次序或前序根不对")
                self.cut = True
                return
            self.look_for_holes(leaf, holes)
            self.tree.take(leaf)
            expected += 1
        if root.size != self.tree.size or root.root != self.tree.root().hex():
            self.say(SegmentReason.ALTERED, f"第 {old + 1} 至 {root.size} 段算出的根与封存的根不同")
        self.prove(root, old, old_root)
        self.roots_at[self.tree.size] = self.tree.root()

    def goes_back(self, leaf: Segment) -> bool:
        # Leaves of one batch share it; the first entry that a leaf names never lies before that of the leaf before.
        first = leaf.entries[0].index if leaf.entries else self.reached
        back, self.reached = first < self.reached, max(first, self.reached)
        return back

    def look_for_holes(self, leaf: Segment, holes: Holes) -> None:
        # (4)
        if leaf.kind is SegmentKind.GAP:
            self.gaps.append(leaf)
        else:
            for hole in holes.before(leaf):
                self.say(SegmentReason.GAP_UNDECLARED, f"第 {leaf.seq + 1} 段之前有未声明的缺口：{hole.why}")
        holes.take(leaf)

    def prove(self, root: SegmentRoot, old: int, old_root: bytes) -> None:
        try:
            path = [bytes.fromhex(one) for one in root.path]
            if old:
                verify_consistency(old, root.size, path, old_root=old_root, new_root=bytes.fromhex(root.root))
        except (NotProved, ValueError):
            self.say(SegmentReason.NOT_CONSISTENT, f"第 {root.size} 段处的根不是第 {old} 段处的根的延续")

    def compare_exhibits(self) -> None:
        # (5)
        held: Mapping[int, Held] = {one.index: one for one in self.records.held}
        named = {
            one.index: one.exhibit for _, root in self.records.roots for leaf in root.leaves for one in leaf.entries
        }
        absent = [index for index, exhibit in named.items() if index not in held or held[index].exhibit != exhibit]
        if absent:
            self.say(
                SegmentReason.EXHIBIT_MISSING, f"各段所指的 {len(absent)} 件不在其中，最先是日志第 {min(absent)} 项"
            )
        # What was sealed after the last root waits for the next one; where a stretch is missing, so is what it named.
        kept = [index for index, closed in self.records.closed if closed.count in self.roots_at]
        last = -1 if self.cut else max([*named, *kept], default=-1)
        unnamed = [
            one.index for one in held.values() if one.kind in SEGMENTED and one.index not in named and one.index < last
        ]
        if unnamed:
            self.say(
                SegmentReason.EXHIBIT_UNNAMED, f"{len(unnamed)} 件没有归入任何一段，最先是日志第 {min(unnamed)} 项"
            )

    def compare_close(self) -> None:
        # (6)
        if not self.records.closed:
            self.say(SegmentReason.CLOSE_MISSING, f"没有收场记录：只能说明到第 {self.tree.size} 段为止")
        if self.cut or not self.records.closed:
            return
        for _, closed in self.records.closed:
            if closed.count > self.tree.size:
                self.say(SegmentReason.TRUNCATED, f"收场时有 {closed.count} 段，现在只有 {self.tree.size} 段")
            elif self.roots_at.get(closed.count, b"").hex() != closed.root:
                self.say(SegmentReason.CLOSE_FALSE, f"收场记录的段数或根与第 {closed.count} 段处不符")
        last = self.records.closed[-1][1]
        if last.count == self.tree.size and last.gaps != len(self.gaps):
            self.say(SegmentReason.CLOSE_FALSE, f"收场记录说有 {last.gaps} 处缺口，各段中有 {len(self.gaps)} 处")
        if last.count < self.tree.size:
            self.say(
                SegmentReason.CLOSE_MISSING,
                f"最后一次收场在第 {last.count} 段，其后又有 {self.tree.size - last.count} 段",
            )

    def report(self) -> SegmentReport:
        return SegmentReport(
            broadcast=self.records.broadcast,
            count=self.tree.size,
            gaps=tuple(self.gaps),
            root=self.tree.root().hex(),
            closed=bool(self.records.closed) and self.records.closed[-1][1].count == self.tree.size,
            troubles=tuple(self.troubles),
        )
