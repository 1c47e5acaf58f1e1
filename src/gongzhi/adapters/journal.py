"""One sync per batch: what a batch writes goes into a journal first, and its files follow in the operating system's time."""

import contextlib
import ctypes
import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gongzhi.adapters.disk import PRIVATE, Disk, exchange

_MAGIC, _FIRST_MAGIC = b"GZJRNL2\n", b"GZJRNL1\n"
# Magic, round, length of the body, SHA-256 of round and body. A frame of an earlier round is no frame.
_HEAD = struct.Struct(">8sQQ32s")
_FIRST_HEAD = struct.Struct(">8sQ32s")
_ROUND = struct.Struct(">Q")
_WRITE = struct.Struct(">HQQ")
_WHOLE = 2**64 - 1
# Beyond this many bytes a file is synced itself: copying it through the journal would cost more than its sync.
_LARGE = 1 << 20
_FULL = 64 << 20
# The journal grows by its own size between these, in zeros, and is then written over: a sync of bytes that exist
# already takes no commit of the file system, and so neither its time nor that of everybody's new files.
_GROWTH = (256 << 10, 16 << 20)
# Up to so many files are synced one by one rather than with the whole file system.
_FEW = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write of a batch: path below the store, bytes, and the offset in the file (None replaces the whole file)."""

    path: str
    data: bytes
    offset: int | None = None


class JournaledDisk(Disk):
    """A Disk that between ``begin`` and ``commit`` writes without syncing and keeps what it wrote for the journal.

    Order of a batch: (1) its files, unsynced; (2) the new checkpoint beside the old one; (3) the journal, synced: from
    here the batch is durable; (4) the checkpoint renamed. A process that dies before (3) leaves files that nobody
    names; after (3), or when the power fails at any time, ``recover`` writes the batch again from the journal.
    """

    def __init__(self, store: Path) -> None:
        self._store = store
        self._prefix = len(str(store / "x")) - 1
        self._path = store / "journal"
        self._batch: list[Write] | None = None
        self._round = 0
        self._tail = 0

    def begin(self) -> None:
        """Start a batch; the caller holds the single-writer lock."""
        self._batch = []
        self._find_tail()

    def abandon(self) -> None:
        """Forget a batch that failed; its files are not named by any checkpoint."""
        self._batch = None

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file: unsynced within a batch, unless it is large."""
        if self._batch is None:
            super().write(path, data)
        elif len(data) > _LARGE:
            super().write(path, data)
            super().sync_directory(path.parent)
        else:
            self._write_unsynced(path, data)
            self._note(path, data, None)

    def write_new(self, path: Path, data: bytes) -> None:
        """Write a file that does not exist yet; raises FileExistsError."""
        if self._batch is None or len(data) > _LARGE:
            super().write_new(path, data)
            super().sync_directory(path.parent)
            return
        self._write_unsynced(path, data, os.O_EXCL)
        self._note(path, data, None)

    def keep(self, path: Path, data: bytes) -> None:
        """Make sure that an existing file durably holds these bytes."""
        if self._batch is None or len(data) > _LARGE:
            super().keep(path, data)
            return
        if self.read(path) != data:
            self._replace_unsynced(path, data)
        self._note(path, data, None)

    def write_at(self, path: Path, offset: int, data: bytes) -> None:
        """Overwrite a slice of a file."""
        if self._batch is None or len(data) > _LARGE:
            super().write_at(path, offset, data)
            return
        self._write_at_unsynced(path, offset, data)
        self._note(path, data, offset)

    def replace(self, path: Path, data: bytes) -> None:
        """Within a batch this is its last step: commit the batch together with this file, then let the file appear."""
        if self._batch is None:
            super().replace(path, data)
            return
        self._note(path, data, None)
        beside = path.with_name(path.name + ".new")
        beside.unlink(missing_ok=True)
        self._write_unsynced(beside, data)
        self._commit()
        exchange(beside, path)

    def sync_directory(self, path: Path) -> None:
        """Make the names in a directory durable; within a batch the journal does."""
        if self._batch is None:
            super().sync_directory(path)

    def recover(self, goes_forward: Callable[[bytes | None, bytes], bool]) -> None:
        """Bring the files into line with the journal, make all of them durable, and empty it.

        The last write of a batch is its commit; only the last batch's is repeated, and only when it ``goes_forward``
        from what the file holds.
        """
        self.abandon()
        commit: Write | None = None
        paths: set[Path] = set()
        for batch in self._batches():
            commit = batch[-1]
            for write in batch:
                paths.add(self._store / write.path)
                if write is not commit:
                    self._apply(write)
        if commit is not None and goes_forward(self.read(self._store / commit.path), commit.data):
            self._apply(commit)
        if len(paths) <= _FEW:
            self._sync_files(paths)
            self._truncate(0)
        else:
            self.empty()

    def empty(self) -> None:
        """Make every file of the store durable, then forget the journal."""
        if self._length():
            # Every file of the file system, and so ours: cheaper than thousands of syncs, dearer than a few.
            _sync_file_system(self._store)
            self._truncate(0)

    def scrub(self) -> None:
        """Empty the journal and write zeros over what it held: nothing that was erased may be read out of it."""
        length = self._length()
        self.empty()
        if length:
            super().write_at(self._path, 0, bytes(length))
            self._truncate(0)

    def _sync_files(self, paths: Iterable[Path]) -> None:
        directories: set[Path] = set()
        for path in paths:
            # A partial tile may be gone by now: the full one replaced it.
            if path.exists():
                descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    self._sync(descriptor)
                finally:
                    os.close(descriptor)
            directories |= {path.parent, path.parent.parent}
        for directory in sorted(directories):
            if directory.is_dir():
                super().sync_directory(directory)

    def _note(self, path: Path, data: bytes, offset: int | None) -> None:
        assert self._batch is not None
        # Sliced, not relative_to: this runs for every file of every batch.
        self._batch.append(Write(path=str(path)[self._prefix :], data=data, offset=offset))

    def _commit(self) -> None:
        frame = _frame(self._batch or [], self._round)
        self._batch = None
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            self._write_frame(descriptor, frame)
        except BaseException:
            # A frame whose batch was refused must not be found by a later recovery.
            with contextlib.suppress(OSError):
                os.pwrite(descriptor, bytes(_HEAD.size), self._tail)
            raise
        finally:
            os.close(descriptor)
        self._tail += len(frame)
        if self._tail > _FULL:
            # The batch is durable: a disk that cannot be synced now must not make it look refused.
            with contextlib.suppress(OSError):
                self._start_over()

    def _write_frame(self, descriptor: int, frame: bytes) -> None:
        end, length = self._tail + len(frame), os.fstat(descriptor).st_size
        os.lseek(descriptor, self._tail, os.SEEK_SET)
        if end <= length:
            self._write_all(descriptor, frame)
            self._sync_bytes(descriptor)
            return
        room = min(max(length, _GROWTH[0]), _GROWTH[1])
        self._write_all(descriptor, frame + bytes(room - end % room))
        self._sync(descriptor)
        if not length:
            super().sync_directory(self._store)

    def _start_over(self) -> None:
        _sync_file_system(self._store)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, bytes(_HEAD.size), 0)
            self._sync_bytes(descriptor)
        finally:
            os.close(descriptor)
        self._round, self._tail = self._round + 1, 0

    def _find_tail(self) -> None:
        """Where the next frame goes: behind ours, and behind those that other writers have put there since."""
        if not self._length():
            self._round, self._tail = 1, 0
            return
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            first = os.pread(descriptor, _HEAD.size, 0)
            if first.startswith(_FIRST_MAGIC):
                self.empty()
                self._round, self._tail = 1, 0
                return
            self._walk(descriptor, _round_of(first))
        finally:
            os.close(descriptor)

    def _walk(self, descriptor: int, round_: int | None) -> None:
        # An emptied journal still holds old frames beyond its start; the next round must be none of theirs.
        if round_ is None:
            self._round, self._tail = max(self._round, int.from_bytes(os.urandom(7), "big")) + 1, 0
            return
        if round_ != self._round:
            self._round, self._tail = round_, 0
        while True:
            head = os.pread(descriptor, _HEAD.size, self._tail)
            if _round_of(head) != self._round:
                return
            self._tail += _HEAD.size + int(_HEAD.unpack(head)[2])

    def _length(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def _truncate(self, length: int) -> None:
        if not self._length():
            return
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(descriptor, length)
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def _batches(self) -> Iterator[list[Write]]:
        data = self.read(self._path) or b""
        return _first_batches(data) if data.startswith(_FIRST_MAGIC) else _batches(data)

    def _apply(self, write: Write) -> None:
        # Only what differs is written, so that a reader never meets a file half rewritten with its own bytes.
        path = self._store / write.path
        super().make_directory(path.parent)
        there = self.read(path)
        if write.offset is None:
            if there != write.data:
                self._replace_unsynced(path, write.data)
        elif there is None or there[write.offset : write.offset + len(write.data)] != write.data:
            self._write_at_unsynced(path, write.offset, write.data)

    def _replace_unsynced(self, path: Path, data: bytes) -> None:
        beside = path.with_name(path.name + ".new")
        self._write_unsynced(beside, data)
        beside.replace(path)

    def _write_unsynced(self, path: Path, data: bytes, how: int = os.O_TRUNC) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how | os.O_CLOEXEC, PRIVATE)
        try:
            self._write_all(descriptor, data)
        finally:
            os.close(descriptor)

    def _write_at_unsynced(self, path: Path, offset: int, data: bytes) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            os.lseek(descriptor, offset, os.SEEK_SET)
            self._write_all(descriptor, data)
        finally:
            os.close(descriptor)


def boot_id() -> bytes:
    """What names this start of the machine: files written since it are in memory even if they are not yet on disk."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_bytes().strip()
    except OSError:
        return b""


def _frame(batch: list[Write], round_: int) -> bytes:
    parts: list[bytes] = []
    for write in batch:
        path = write.path.encode()
        offset = _WHOLE if write.offset is None else write.offset
        parts += (_WRITE.pack(len(path), offset, len(write.data)), path, write.data)
    body = b"".join(parts)
    return _HEAD.pack(_MAGIC, round_, len(body), hashlib.sha256(_ROUND.pack(round_) + body).digest()) + body


def _round_of(head: bytes) -> int | None:
    return int(_HEAD.unpack(head)[1]) if len(head) == _HEAD.size and head.startswith(_MAGIC) else None


def _batches(data: bytes) -> Iterator[list[Write]]:
    """The batches of the round that stands at the beginning; a torn last one was never acknowledged."""
    at, round_ = 0, _round_of(data[: _HEAD.size])
    while round_ is not None and _round_of(data[at : at + _HEAD.size]) == round_:
        _, _, length, digest = _HEAD.unpack_from(data, at)
        body = data[at + _HEAD.size : at + _HEAD.size + length]
        if hashlib.sha256(_ROUND.pack(round_) + body).digest() != digest:
            return
        yield list(_writes(body))
        at += _HEAD.size + length


def _first_batches(data: bytes) -> Iterator[list[Write]]:
    """The batches of a journal in its first format, which was cut off where its last frame ended."""
    at = 0
    while at + _FIRST_HEAD.size <= len(data):
        magic, length, digest = _FIRST_HEAD.unpack_from(data, at)
        body = data[at + _FIRST_HEAD.size : at + _FIRST_HEAD.size + length]
        if magic != _FIRST_MAGIC or hashlib.sha256(body).digest() != digest:
            return
        yield list(_writes(body))
        at += _FIRST_HEAD.size + length


def _writes(body: bytes) -> Iterator[Write]:
    at = 0
    while at < len(body):
        named, offset, length = _WRITE.unpack_from(body, at)
        at += _WRITE.size
        path = body[at : at + named].decode()
        at += named
        yield Write(path=path, data=body[at : at + length], offset=None if offset == _WHOLE else offset)
        at += length


def _sync_file_system(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if call is None:
            os.sync()
        elif call(descriptor) != 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(directory))
    finally:
        os.close(descriptor)
