"""The right edge of a log: what must be known of a tree to extend it without reading the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.evidence.merkle import join_parts, leaf_hash, node_hash, perfect_parts, root_of
from gongzhi.evidence.tiles import ENTRIES, TILE_WIDTH, concatenated, join_entries, tile_path

# From so many entries on, whole tiles at a time are quicker than keeping the perfect subtrees entry by entry.
_MANY = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class RightEdge:
    """Size of the tree, the hashes of each level's partial tile, the entries of the partial bundle, and the perfect
    subtrees from the left (one per bit of the size)."""

    size: int = 0
    levels: tuple[tuple[bytes, ...], ...] = ()
    pending: tuple[bytes, ...] = ()
    parts: tuple[bytes, ...] = ()

    @classmethod
    def rebuilt(cls, size: int, levels: Sequence[Sequence[bytes]], pending: Sequence[bytes]) -> "RightEdge":
        """The edge of a stored log, from its partial tiles (level 0 first, empty where none) and its partial bundle."""
        parts = tuple(_part(levels, start, height) for start, height in perfect_parts(0, size))
        return cls(size=size, levels=tuple(map(tuple, levels)), pending=tuple(pending), parts=parts)

    def root(self) -> bytes:
        """The root of the tree."""
        return join_parts(self.parts)

    def grown(self, entries: Sequence[bytes]) -> "Grown":
        """The edge after these entries, and the files that are new; work and bytes are O(entries + one tile)."""
        if len(entries) >= _MANY:
            return _grown_by_many(self, entries)
        growth = _Growth(self)
        for entry in entries:
            growth.add(entry)
        return growth.result()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A longer edge and the tiles and bundles (path to bytes) that it needs on disk."""

    edge: RightEdge
    files: dict[str, bytes]


class _Growth:
    """The one mutable thing here: an edge while entries are being added."""

    def __init__(self, edge: RightEdge) -> None:
        self.size = edge.size
        self.levels = [list(level) for level in edge.levels]
        self.pending = list(edge.pending)
        self.parts = list(edge.parts)
        self.files: dict[str, bytes] = {}
        self.touched: set[int] = set()

    def add(self, entry: bytes) -> None:
        self.pending.append(entry)
        if len(self.pending) == TILE_WIDTH:
            self.files[tile_path(ENTRIES, self.size // TILE_WIDTH)] = join_entries(self.pending)
            self.pending = []
        value, height, bits = leaf_hash(entry), 0, self.size
        self._place(0, value)
        while bits & 1:
            value, height, bits = node_hash(self.parts.pop(), value), height + 1, bits >> 1
            if height % 8 == 0:
                self._place(height // 8, value)
        self.parts.append(value)
        self.size += 1

    def _place(self, level: int, value: bytes) -> None:
        if level == len(self.levels):
            self.levels.append([])
        hashes = self.levels[level]
        hashes.append(value)
        self.touched.add(level)
        if len(hashes) == TILE_WIDTH:
            number = (self.size + 1 >> 8 * level) // TILE_WIDTH - 1
            self.files[tile_path(level, number)] = concatenated(hashes)
            self.levels[level] = []

    def result(self) -> Grown:
        if self.pending:
            path = tile_path(ENTRIES, self.size // TILE_WIDTH, len(self.pending))
            self.files[path] = join_entries(self.pending)
        for level in self.touched:
            hashes = self.levels[level]
            if hashes:
                number = (self.size >> 8 * level) // TILE_WIDTH
                self.files[tile_path(level, number, len(hashes))] = concatenated(hashes)
        edge = RightEdge(
            size=self.size,
            levels=tuple(map(tuple, self.levels)),
            pending=tuple(self.pending),
            parts=tuple(self.parts),
        )
        return Grown(edge=edge, files=self.files)


def _grown_by_many(edge: RightEdge, entries: Sequence[bytes]) -> Grown:
    files: dict[str, bytes] = {}
    pending = _cut_bundles(files, edge.size // TILE_WIDTH, [*edge.pending, *entries])
    size, level = edge.size + len(entries), 0
    levels: list[tuple[bytes, ...]] = []
    hashes = [leaf_hash(entry) for entry in entries]
    while hashes or level < len(edge.levels):
        before = edge.levels[level] if level < len(edge.levels) else ()
        first = (edge.size >> 8 * level) // TILE_WIDTH
        rest, above = _cut_tiles(files, level, first, [*before, *hashes] if hashes else list(before))
        if hashes and rest:
            files[tile_path(level, (size >> 8 * level) // TILE_WIDTH, len(rest))] = concatenated(rest)
        levels.append(tuple(rest))
        hashes, level = above, level + 1
    return Grown(edge=RightEdge.rebuilt(size, levels, pending), files=files)


def _cut_bundles(files: dict[str, bytes], number: int, entries: list[bytes]) -> list[bytes]:
    for at in range(0, len(entries), TILE_WIDTH):
        part = entries[at : at + TILE_WIDTH]
        files[tile_path(ENTRIES, number + at // TILE_WIDTH, len(part))] = join_entries(part)
    return entries[len(entries) // TILE_WIDTH * TILE_WIDTH :]


def _cut_tiles(
    files: dict[str, bytes], level: int, number: int, hashes: list[bytes]
) -> tuple[list[bytes], list[bytes]]:
    """The hashes that fill no tile, and the roots of the tiles that they fill."""
    above: list[bytes] = []
    full = len(hashes) // TILE_WIDTH * TILE_WIDTH
    for at in range(0, full, TILE_WIDTH):
        tile = hashes[at : at + TILE_WIDTH]
        files[tile_path(level, number + at // TILE_WIDTH)] = concatenated(tile)
        above.append(root_of(tile))
    return hashes[full:], above


def _part(levels: Sequence[Sequence[bytes]], start: int, height: int) -> bytes:
    level, inner = divmod(height, 8)
    first = (start >> 8 * level) % TILE_WIDTH
    return root_of(levels[level][first : first + (1 << inner)])
