"""An append-only log over a small storage: entries become tiles, tiles become durable, then the checkpoint names them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, open_checkpoint, sign_checkpoint
from gongzhi.evidence.edge import RightEdge
from gongzhi.evidence.merkle import (
    EMPTY_ROOT,
    join_parts,
    node_hashes,
    perfect_parts,
    prove_consistency,
    prove_inclusion,
)
from gongzhi.evidence.note import NotSigned, SignerKey, VerifierKey
from gongzhi.evidence.tiles import ENTRIES, TILE_WIDTH, NotATile, split_entries, split_hashes, tile_path

CHECKPOINT = "checkpoint"


class LogDamaged(Exception):
    """A log whose files contradict its checkpoint, or whose checkpoint its key did not sign."""


class CheckpointMoved(Exception):
    """Another writer published since this one looked: nothing was written; look again and retry."""


class LogStorage(Protocol):
    """What a log needs from outside. ``path`` is relative: ``checkpoint`` or a tile path."""

    def read(self, path: str) -> bytes | None:
        """The bytes there, or None."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write all files, replacing older ones; they are durable when this returns."""

    def publish(self, checkpoint: bytes, *, seen: bytes | None) -> None:
        """Replace the checkpoint atomically and durably; raises CheckpointMoved when it is not ``seen`` any more."""

    def settle(self, size: int) -> None:
        """Drop what lies beyond a tree of ``size`` leaves: what a writer left that died before its checkpoint."""

    def drop_partials(self, tiles: Sequence[str]) -> None:
        """Drop the partial tiles beside these full ones; failing to is no loss."""


class Log:
    """Reads and extends one log. Without ``signer`` it only reads."""

    def __init__(self, storage: LogStorage, *, key: VerifierKey, signer: SignerKey | None = None) -> None:
        self._storage = storage
        self.key = key
        self.signer = signer
        self._seen: bytes | None = None
        self._edge: RightEdge | None = None
        self._tile = lru_cache(maxsize=512)(self._read_tile)
        self.checkpoint = Checkpoint(origin=key.name, size=0, root=EMPTY_ROOT)

    @property
    def seen(self) -> bytes | None:
        """The bytes of the checkpoint that was last read or published."""
        return self._seen

    def create(self) -> None:
        """Publish the checkpoint of the empty log; raises CheckpointMoved when there is one already."""
        self._publish(Checkpoint(origin=self.key.name, size=0, root=EMPTY_ROOT))

    def refresh(self) -> bool:
        """Read the checkpoint again; True when it changed. Raises LogDamaged when it is missing, false or went back."""
        data = self._storage.read(CHECKPOINT)
        if data is not None and data == self._seen:
            return False
        if data is None:
            raise LogDamaged("日志没有检查点")
        try:
            checkpoint = open_checkpoint(data, self.key)
        except (NotACheckpoint, NotSigned) as error:
            raise LogDamaged(f"检查点不可信：{error}") from error
        if checkpoint.size < self.checkpoint.size:
            raise LogDamaged(f"日志被回退：曾有 {self.checkpoint.size} 项，现在只有 {checkpoint.size} 项")
        self._seen, self.checkpoint, self._edge = data, checkpoint, None
        return True

    def settle(self) -> None:
        """Bring the files into line with the checkpoint: the same steps after a crash and on every opening."""
        self._storage.settle(self.checkpoint.size)
        self._edge = self._load_edge()

    def forget(self) -> None:
        """Drop what is held in memory of the right edge, after a failed write; the next append reads it again."""
        self._edge = None

    def append(self, entries: Sequence[bytes]) -> int:
        """Append entries durably and return the index of the first.

        Order: (1) entries and tiles durable, (2) checkpoint replaced. A crash before (2) leaves files that no
        checkpoint names and that the next writer drops; after (2) the entries are in the log.
        """
        if self._storage.read(CHECKPOINT) != self._seen:
            # Before the first tile, because tiles of the same width would overwrite the other writer's.
            raise CheckpointMoved("检查点已被另一个进程更新")
        edge = self._edge or self._load_edge()
        grown = edge.grown(entries)
        self._storage.write(grown.files)
        self._publish(Checkpoint(origin=self.key.name, size=grown.edge.size, root=grown.edge.root()))
        first, self._edge = edge.size, grown.edge
        self._storage.drop_partials(_replaced(first, edge.size + len(entries)))
        return first

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """The entries [start, end); raises LogDamaged when a bundle is missing or cut short."""
        while start < end:
            number, first = divmod(start, TILE_WIDTH)
            stop = min(end, (number + 1) * TILE_WIDTH)
            bundle = self._read_entries(number)
            yield from bundle[first : stop - number * TILE_WIDTH]
            start = stop

    def range_hash(self, start: int, end: int) -> bytes:
        """The hash of leaves [start, end), from tiles; raises LogDamaged."""
        return join_parts([self._part(at, height) for at, height in perfect_parts(start, end)])

    def prove_inclusion(self, index: int, *, size: int | None = None) -> list[bytes]:
        """The inclusion path of one entry in the tree of ``size`` leaves (the checkpoint's when None)."""
        return prove_inclusion(index, self.checkpoint.size if size is None else size, self.range_hash)

    def prove_consistency(self, old: int, *, size: int | None = None) -> list[bytes]:
        """The consistency path from the tree of ``old`` leaves to that of ``size`` (the checkpoint's when None)."""
        return prove_consistency(old, self.checkpoint.size if size is None else size, self.range_hash)

    def _publish(self, checkpoint: Checkpoint) -> None:
        if self.signer is None:
            raise LogDamaged("没有日志私钥，不能写入")
        data = sign_checkpoint(checkpoint, self.signer)
        self._storage.publish(data, seen=self._seen)
        self._seen, self.checkpoint = data, checkpoint

    def _load_edge(self) -> RightEdge:
        size = self.checkpoint.size
        levels: list[list[bytes]] = []
        wide = size
        while wide:
            wide, width = divmod(wide, TILE_WIDTH)
            levels.append(self._hashes(len(levels), wide, width) if width else [])
        pending = self._read_entries(size // TILE_WIDTH) if size % TILE_WIDTH else []
        edge = RightEdge.rebuilt(size, levels, pending)
        if edge.root() != self.checkpoint.root:
            raise LogDamaged("瓦片算出的根与检查点不同")
        return edge

    def _part(self, start: int, height: int) -> bytes:
        level, inner = divmod(height, 8)
        at = start >> 8 * level
        number, first = divmod(at, TILE_WIDTH)
        # The right edge is read as wide as it is now; a full tile is cached once and for all.
        width = min(TILE_WIDTH, (self.checkpoint.size >> 8 * level) - number * TILE_WIDTH)
        return self._tile(level, number, width)[inner][first >> inner]

    def _read_tile(self, level: int, number: int, width: int) -> tuple[tuple[bytes, ...], ...]:
        """The perfect subtrees within a tile: its hashes, then the nodes over each pair of them, and so on."""
        heights = [tuple(self._hashes(level, number, width))]
        while len(heights[-1]) > 1:
            heights.append(tuple(node_hashes(heights[-1])))
        return tuple(heights)

    def _hashes(self, level: int, number: int, width: int) -> list[bytes]:
        try:
            return split_hashes(self._either(level, number, width), width)
        except NotATile as error:
            raise LogDamaged(f"{tile_path(level, number, width)} 损坏：{error}") from error

    def _read_entries(self, number: int) -> list[bytes]:
        width = min(TILE_WIDTH, self.checkpoint.size - number * TILE_WIDTH)
        try:
            return split_entries(self._either(ENTRIES, number, width), width)
        except NotATile as error:
            raise LogDamaged(f"{tile_path(ENTRIES, number, width)} 损坏：{error}") from error

    def _either(self, level: int | str, number: int, width: int) -> bytes:
        # A partial tile may be gone once the full one exists, in a writer that has moved on since we looked.
        path = tile_path(level, number, width)
        data = self._storage.read(path)
        if data is None and width < TILE_WIDTH:
            data = self._storage.read(tile_path(level, number))
        if data is None:
            raise LogDamaged(f"缺少 {path}")
        return data


def _replaced(old: int, new: int) -> list[str]:
    """The tiles that were partial at ``old`` leaves and are full at ``new``."""
    replaced: list[str] = []
    for level in range(8):
        number, width = divmod(old >> 8 * level, TILE_WIDTH)
        if new >> 8 * (level + 1) == number:
            break
        if width:
            replaced += [tile_path(level, number)] + ([tile_path(ENTRIES, number)] if level == 0 else [])
    return replaced
