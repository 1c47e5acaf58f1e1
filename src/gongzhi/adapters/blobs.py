"""Content and openings of stores from before encryption, and the files of fixed width that both formats use."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import SALT_BYTES, ExhibitDamaged

_PER_FILE = 1 << 16


class BlobFiles:
    """``sha256/ab/cdef...``: content in the clear under its SHA-256, read and destroyed but no longer written."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self.directory = directory
        self._disk = disk

    def path(self, sha256: str) -> Path:
        """Where bytes with this digest (hex) lie."""
        return self.directory / "sha256" / sha256[:2] / sha256[2:]

    def destroy(self, sha256: str) -> None:
        """Zeros over the bytes, then the file removed; nothing when it is gone already."""
        path = self.path(sha256)
        data = self._disk.read(path)
        if data is None:
            return
        self._disk.write_at(path, 0, bytes(len(data)))
        self._disk.remove(path)
        self._disk.sync_directory(path.parent)

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
        return (path for path in sorted((self.directory / "sha256").rglob("*")) if path.is_file())


class FixedFiles:
    """One slot of fixed width for every log entry, 65,536 slots to a file; zeros where nothing was written."""

    def __init__(self, directory: Path, disk: Disk, *, width: int) -> None:
        self.directory = directory
        self._disk = disk
        self._width = width

    def path(self, index: int) -> Path:
        """The file that holds the slot of this entry."""
        return self.directory / f"{index // _PER_FILE:08d}"

    def write(self, first: int, slots: Sequence[bytes]) -> None:
        """Keep the slots of consecutive entries durably; what lay there beyond the checkpoint is overwritten."""
        self._disk.make_directory(self.directory)
        at = 0
        while at < len(slots):
            place = (first + at) % _PER_FILE
            part = slots[at : at + _PER_FILE - place]
            path = self.path(first + at)
            fresh = not path.exists()
            self._disk.write_at(path, place * self._width, b"".join(part))
            if fresh:
                self._disk.sync_directory(self.directory)
            at += len(part)

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The slots [start, end), zeros where the file is missing or cut."""
        while start < end:
            stop = min(end, (start // _PER_FILE + 1) * _PER_FILE)
            yield from self._slice(self.path(start), start % _PER_FILE * self._width, stop - start)
            start = stop

    def _slice(self, path: Path, offset: int, count: int) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                file.seek(offset)
                data = file.read(count * self._width)
        except FileNotFoundError:
            data = b""
        data = data.ljust(count * self._width, b"\0")
        for at in range(0, len(data), self._width):
            yield data[at : at + self._width]


class OpeningFiles(FixedFiles):
    """Salt and digest of every log entry of stores from before encryption, 64 bytes each; zeros once erased."""

    WIDTH = SALT_BYTES + 32

    def __init__(self, directory: Path, disk: Disk) -> None:
        super().__init__(directory, disk, width=self.WIDTH)
