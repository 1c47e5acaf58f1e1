"""The few ways in which the store touches a disk, in one place so that a test can make each of them fail."""

import contextlib
import ctypes
import errno
import functools
import os
from collections.abc import Callable
from pathlib import Path

PRIVATE = 0o600
_HERE, _EXCHANGE = -100, 2


class Disk:
    """Durable writing: what these return from survives a power cut, as far as the file system keeps its word."""

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file, or None when there is none."""
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file and sync it; the caller syncs the directory."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE)
        try:
            self._write_all(descriptor, data)
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def write_new(self, path: Path, data: bytes) -> None:
        """Write a file that does not exist yet and sync it; raises FileExistsError."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
        try:
            self._write_all(descriptor, data)
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def keep(self, path: Path, data: bytes) -> None:
        """Make sure that an existing file durably holds these bytes: its first writer may have died before syncing it."""
        if self.read(path) != data:
            self.replace(path, data)
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def write_at(self, path: Path, offset: int, data: bytes) -> None:
        """Overwrite a slice of a file, which is created when missing, and sync it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            os.lseek(descriptor, offset, os.SEEK_SET)
            self._write_all(descriptor, data)
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, path: Path, data: bytes) -> None:
        """Replace a file atomically: a reader sees the old bytes or the new ones, before and after a crash."""
        beside = path.with_name(path.name + ".new")
        self.write(beside, data)
        beside.replace(path)
        self.sync_directory(path.parent)

    def make_directory(self, path: Path) -> None:
        """Create a directory and its missing parents, each durable in its own parent."""
        if path.is_dir():
            return
        self.make_directory(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
        self.sync_directory(path.parent)

    def sync_directory(self, path: Path) -> None:
        """Make the names in a directory durable."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file if it is there; a crash may bring it back."""
        path.unlink(missing_ok=True)

    def _write_all(self, descriptor: int, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]

    def _sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def _sync_bytes(self, descriptor: int) -> None:
        """Sync bytes that were written over others; where nothing else changed, the file system commits nothing."""
        os.fdatasync(descriptor)


def exchange(fresh: Path, path: Path) -> None:
    """Let an unsynced file take the place of another at once, without the disk access that a plain rename brings.

    Renaming over a file makes ext4 write the new one out and wait for the old one's pages; exchanging the two names
    and removing the old file does neither. Only for files whose bytes are durable elsewhere, here in the journal.
    """
    call = _renameat2()
    if call is None or call(_HERE, os.fsencode(fresh), _HERE, os.fsencode(path), _EXCHANGE) != 0:
        fresh.replace(path)
        return
    # The exchange was the commit: an old file that cannot be removed is dropped by the next settling.
    with contextlib.suppress(OSError):
        fresh.unlink()


@functools.cache
def _renameat2() -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def why_unwritable(directory: Path, error: OSError) -> str:
    """What to tell the user of a store that cannot be written, with the way out."""
    place = f"证据库 {directory} 写不进去"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{place}：磁盘已满。已确认的记录都在，这一批没有记入；请腾出空间后再试"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{place}：只读或没有权限。已确认的记录都在；请检查目录权限和挂载方式后再试"
    return f"{place}：{error.strerror or error}。已确认的记录都在；请检查磁盘后再试"
