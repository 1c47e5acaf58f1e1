"""The log in a plain directory, byte for byte what tlog-tiles serves over HTTP."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import CHECKPOINT, ENTRIES, TILE_WIDTH, CheckpointMoved, tile_path

_LEVELS = 8


class LogFiles:
    """A LogStorage over one directory; the caller holds the single-writer lock around every write."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self._directory = directory
        self._disk = disk

    def read(self, path: str) -> bytes | None:
        """The bytes of a tile, a bundle or the checkpoint, or None."""
        return self._disk.read(self._directory / path)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write tiles and bundles and make them durable."""
        touched: set[Path] = set()
        for name, data in files.items():
            path = self._directory / name
            self._disk.make_directory(path.parent)
            self._disk.write(path, data)
            touched.add(path.parent)
        for directory in touched:
            self._disk.sync_directory(directory)

    def publish(self, checkpoint: bytes, *, seen: bytes | None) -> None:
        """Compare and set, under the caller's lock."""
        if self.read(CHECKPOINT) != seen:
            raise CheckpointMoved("检查点已被另一个进程更新")
        self._disk.make_directory(self._directory)
        self._disk.replace(self._directory / CHECKPOINT, checkpoint)

    def settle(self, size: int) -> None:
        """Remove tiles and bundles that a writer left beyond ``size`` leaves when it died before its checkpoint."""
        self._disk.remove(self._directory / f"{CHECKPOINT}.new")
        for level in (ENTRIES, *range(_LEVELS)):
            count = size >> 8 * (level if isinstance(level, int) else 0)
            number, width = divmod(count, TILE_WIDTH)
            for path in self._beyond(level, number, width):
                self._disk.remove(path)

    def drop_partials(self, tiles: Sequence[str]) -> None:
        """Remove the ``.p`` directories beside full tiles; what cannot be removed is only untidy."""
        for tile in tiles:
            shutil.rmtree(self._directory / f"{tile}.p", ignore_errors=True)

    def _beyond(self, level: int | str, number: int, width: int) -> Iterator[Path]:
        full = self._directory / tile_path(level, number)
        while True:
            partials = full.with_name(full.name + ".p")
            found = full.exists() or partials.exists()
            if full.exists():
                yield full
            with contextlib.suppress(OSError):
                yield from [path for path in partials.iterdir() if not path.name.isdigit() or int(path.name) > width]
            # The tile at the edge may lie beyond although the edge itself left nothing there.
            if not found and width == 0:
                return
            number, width = number + 1, 0
            full = self._directory / tile_path(level, number)
