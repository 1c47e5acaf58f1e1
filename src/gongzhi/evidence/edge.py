"""The right edge of a log: what must be known of a tree to extend it without reading the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongzhi.evidence.merkle import join_parts, leaf_hashes, node_hashes, perfect_parts, root_of
from gongzhi.evidence.tiles import ENTRIES, TILE_WIDTH, concatenated, join_entries, tile_path


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
        """The edge after these entries, and the files that are new; work and bytes are O(entries + one tile per level).

        Height by height: the nodes that are complete now, the waiting part from before on their left, paired upwards;
        one that stays without a pair is the part of the new edge. Each node is hashed once.
        """
        size, files = self.size + len(entries), dict[str, bytes]()
        pending = _cut(files, ENTRIES, self.size // TILE_WIDTH, [*self.pending, *entries], join_entries)
        waiting, parts, levels = list(self.parts), list[bytes](), list[tuple[bytes, ...]]()
        nodes, height = leaf_hashes(entries), 0
        while nodes or self.size >> height:
            if height % 8 == 0:
                levels.append(self._widened(files, height // 8, nodes))
            if self.size >> height & 1:
                nodes.insert(0, waiting.pop())
            if len(nodes) & 1:
                parts.append(nodes.pop())
            nodes, height = node_hashes(nodes), height + 1
        edge = RightEdge(size=size, levels=tuple(levels), pending=tuple(pending), parts=tuple(reversed(parts)))
        return Grown(edge=edge, files=files)

    def _widened(self, files: dict[str, bytes], level: int, nodes: list[bytes]) -> tuple[bytes, ...]:
        before = self.levels[level] if level < len(self.levels) else ()
        if not nodes:
            return before
        first = (self.size >> 8 * level) // TILE_WIDTH
        return tuple(_cut(files, level, first, [*before, *nodes], concatenated))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A longer edge and the tiles and bundles (path to bytes) that it needs on disk."""

    edge: RightEdge
    files: dict[str, bytes]


def _cut(
    files: dict[str, bytes], level: int | str, number: int, values: list[bytes], joined: Callable[[list[bytes]], bytes]
) -> list[bytes]:
    """Put the values into tiles from this number on, the last one perhaps partial, and return what fills none."""
    for at in range(0, len(values), TILE_WIDTH):
        tile = values[at : at + TILE_WIDTH]
        files[tile_path(level, number + at // TILE_WIDTH, len(tile))] = joined(tile)
    return values[len(values) // TILE_WIDTH * TILE_WIDTH :]


def _part(levels: Sequence[Sequence[bytes]], start: int, height: int) -> bytes:
    level, inner = divmod(height, 8)
    first = (start >> 8 * level) % TILE_WIDTH
    return root_of(levels[level][first : first + (1 << inner)])
