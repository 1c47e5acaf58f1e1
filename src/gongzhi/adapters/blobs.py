"""Sealed bytes by their digest, and beside them the salts that open the log's commitments."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import SALT_BYTES, ExhibitDamaged

_PER_FILE = 1 << 16


class BlobFiles:
    """``sha256/ab/cdef...``: content under its SHA-256, written once, private to its owner."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self.directory = directory
        self._disk = disk
        self._shelves: dict[str, Path] = {}

    def path(self, sha256: str) -> Path:
        """Where bytes with this digest (hex) lie."""
        return self.directory / "sha256" / sha256[:2] / sha256[2:]

    def write(self, blobs: dict[str, bytes]) -> None:
        """Keep these bytes, by digest (hex), durably."""
        touched: set[Path] = set()
        for sha256, data in blobs.items():
            directory = self._shelf(sha256)
            path = directory / sha256[2:]
            try:
                self._disk.write_new(path, data)
            except FileExistsError:
                # Acknowledged bytes are never overwritten in place: a crash in the middle would tear them.
                self._disk.keep(path, data)
            touched.add(directory)
        for directory in touched:
            self._disk.sync_directory(directory)

    def _shelf(self, sha256: str) -> Path:
        shelf = self._shelves.get(sha256[:2])
        if shelf is None:
            shelf = self.directory / "sha256" / sha256[:2]
            self._disk.make_directory(shelf)
            self._shelves[sha256[:2]] = shelf
        return shelf

    def read(self, sha256: str) -> bytes:
        """The bytes with this digest; raises ExhibitDamaged when they are missing or changed."""
        data = self._disk.read(self.path(sha256))
        if data is None:
            raise ExhibitDamaged(
                f"封存的原件 {sha256} 不见了：请从备份恢复 {self.path(sha256)}，再运行 gongzhi evidence fsck"
            )
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ExhibitDamaged(
                f"封存的原件 {sha256} 已被改动：请从备份恢复 {self.path(sha256)}，再运行 gongzhi evidence fsck"
            )
        return data

    def bytes_as_they_are(self, sha256: str) -> bytes | None:
        """Whatever lies in the place of these bytes, damaged or not."""
        return self._disk.read(self.path(sha256))

    def stored(self) -> Iterator[Path]:
        """Every file below the directory, in the order of names."""
        return (path for path in sorted(self.directory.rglob("*")) if path.is_file())


class OpeningFiles:
    """Salt and digest of every log entry, 64 bytes each at a fixed place; zeros once they were erased."""

    WIDTH = SALT_BYTES + 32

    def __init__(self, directory: Path, disk: Disk) -> None:
        self.directory = directory
        self._disk = disk

    def path(self, index: int) -> Path:
        """The file that holds the opening of this entry."""
        return self.directory / f"{index // _PER_FILE:08d}"

    def write(self, first: int, openings: Sequence[bytes]) -> None:
        """Keep the openings of consecutive entries durably; what lay there beyond the checkpoint is overwritten."""
        self._disk.make_directory(self.directory)
        at = 0
        while at < len(openings):
            place = (first + at) % _PER_FILE
            part = openings[at : at + _PER_FILE - place]
            path = self.path(first + at)
            fresh = not path.exists()
            self._disk.write_at(path, place * self.WIDTH, b"".join(part))
            if fresh:
                self._disk.sync_directory(self.directory)
            at += len(part)

    def read(self, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
        """(salt, digest) of the entries [start, end); zeros where erased, shorter than asked where the file is cut."""
        while start < end:
            stop = min(end, (start // _PER_FILE + 1) * _PER_FILE)
            place = start % _PER_FILE * self.WIDTH
            yield from self._slice(self.path(start), place, stop - start)
            start = stop

    def _slice(self, path: Path, offset: int, count: int) -> Iterator[tuple[bytes, bytes]]:
        try:
            with path.open("rb") as file:
                file.seek(offset)
                data = file.read(count * self.WIDTH)
        except FileNotFoundError:
            data = b""
        data = data.ljust(count * self.WIDTH, b"\0")
        for at in range(0, len(data), self.WIDTH):
            yield data[at : at + SALT_BYTES], data[at + SALT_BYTES : at + self.WIDTH]
