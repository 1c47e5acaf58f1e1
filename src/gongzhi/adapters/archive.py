"""The archive of a store directory: sealed records under one signed log, written by one process at a time."""

import contextlib
import fcntl
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from gongzhi.adapters.blob_packs import PackFiles, PackStore
from gongzhi.adapters.case_keys import CaseKeys, KeyWrapper
from gongzhi.adapters.disk import why_unwritable
from gongzhi.adapters.exhibit_index import ExhibitIndex
from gongzhi.adapters.journal import JournaledDisk, boot_id
from gongzhi.adapters.log_files import LogFiles
from gongzhi.adapters.log_head import LogHead
from gongzhi.adapters.log_keys import load_keys
from gongzhi.adapters.s3_blobs import S3Packs, read_account
from gongzhi.adapters.sealing import Sealed, placed_of, seal_item
from gongzhi.adapters.vault import Vault
from gongzhi.evidence import (
    CHECKPOINT,
    Checkpoint,
    Exhibit,
    ExhibitDamaged,
    Log,
    LogDamaged,
    NotACheckpoint,
    NotANote,
    StoreDamaged,
    StoreUnwritable,
    commit,
    parse_checkpoint,
    parse_note,
)
from gongzhi.flow.ports import Item, Placed
from gongzhi.values import NotThisRecord, decode_record

__all__ = ["DirectoryArchive", "ExhibitDamaged", "StoreDamaged", "StoreUnwritable", "open_archive"]

_REINDEX = 4096
_IDLE, _WRITING = b"0", b"1"
_MARK_BYTES = 64


def open_archive(
    directory: str | os.PathLike[str], *, create: bool = True, keys: Path | None = None
) -> "DirectoryArchive":
    """Open the store, creating it when missing and ``create``; raises StoreUnwritable or StoreDamaged (Chinese).

    ``keys`` is where the log's keys lie when not in the store: then a store put back from a backup is not continued.
    Where ``s3.json`` lies beside the keys, content goes to that S3-compatible store.
    """
    path = Path(directory)
    if not create and not (path / "log" / CHECKPOINT).exists():
        raise StoreDamaged(f"{path} 不是证据库：没有 log/{CHECKPOINT}。请检查 --store 的目录")
    account = read_account((keys or path / "keys") / "s3.json")
    return DirectoryArchive(path, keys=keys, packs=S3Packs(account) if account else None)


class DirectoryArchive:
    """A gongzhi.flow.ports.Archive over ``log/``, ``blobs/``, ``places/``, ``keys/`` and the index.

    Opening is recovery: read the checkpoint, drop what lies beyond it, bring the index up to it. Several processes may
    have one store open; readers see new entries at their next call, writers take turns.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        disk: JournaledDisk | None = None,
        keys: Path | None = None,
        wrapper: KeyWrapper | None = None,
        packs: PackStore | None = None,
    ) -> None:
        self.directory = Path(directory)
        self._disk = disk or JournaledDisk(self.directory)
        self._keys = keys or self.directory / "keys"
        self._head = LogHead(self._keys)
        self._mutex = threading.RLock()
        self._depth = 0
        self._boot = boot_id()
        self._descriptor = -1
        self.vault = Vault(
            self.directory,
            self._disk,
            keys=CaseKeys(self._keys, self._disk, wrapper),
            packs=packs or PackFiles(self.directory / "blobs" / "packs", self._disk),
        )
        self.files = LogFiles(self.directory / "log", self._disk)
        with self._telling_why():
            self.log = self._open()
        self._index = ExhibitIndex(self.directory / "index.sqlite3")
        self._catch_up()
        if self._destroying.exists():
            self._finish_destroying()

    def append(self, items: Sequence[Item]) -> list[Placed]:
        """Seal all items or none, in this order; the work is O(batch). Raises StoreUnwritable and loses nothing.

        Order: (0) keys of new units durable, (1) content, places, entries and tiles written, (2) all of them and the new checkpoint durable in the
        journal, (3) checkpoint replaced, (4) index. A crash before (2) leaves only what the next writer drops; after
        (2) the items are sealed: the next writer repeats (3), and whoever looks next brings up the index.
        """
        sealed = [seal_item(item) for item in items]
        if not sealed:
            return []
        with self.writing():
            with self._telling_why():
                self._settle_if_broken()
                self._demand_continuation()
                first = self._write(sealed)
            placed = [one.placed(first + at) for at, one in enumerate(sealed)]
            self._index.add_later(placed)
        return placed

    def placed(self, *, kind: str | None = None, subject: str | None = None, after: int = -1) -> Iterator[Placed]:
        """Sealed items in log order, filtered, with ``index > after``."""
        self._catch_up()
        return self._index.select(kind=kind, subject=subject, after=after)

    def find(self, exhibit: str) -> Placed | None:
        """The sealed item with this exhibit id."""
        self._catch_up()
        return self._index.find("exhibit", exhibit)

    def find_content(self, sha256: str) -> Placed | None:
        """The first sealed item whose content has this SHA-256 (hex)."""
        self._catch_up()
        return self._index.find("sha256", sha256)

    def read(self, placed: Placed) -> bytes:
        """The exact bytes that were sealed; raises ExhibitDamaged when they no longer have their digest."""
        return self.vault.read(placed.index, placed.sha256)

    def destroy(self, indices: Collection[int]) -> None:
        """Destroy the content of these entries for good; log and proofs stand. Raises StoreUnwritable; may be repeated.

        A unit of which every entry is named loses its key; of any other, the entries are overwritten one by one. A
        crash in the middle leaves some destroyed and none half readable: repeating the call finishes it.
        """
        wanted = frozenset(indices)
        self._catch_up()
        with self.writing(), self._telling_why():
            units = {unit for index in wanted if (unit := self.vault.unit(index)) is not None}
            whole = units - self._units_with_others(wanted, units)
            # The list outlives a crash: whoever opens next finishes, half wiped records and index included.
            self._disk.replace(self._destroying, " ".join(map(str, sorted(wanted))).encode())
            self.vault.keys.destroy(whole)
            for index in sorted(wanted):
                if not self.vault.erased(index):
                    self._wipe(index, wanted)
            self._index.forget(wanted)
            self._fitting = None
            self._disk.scrub()
            self._disk.remove(self._destroying)

    def repair(self) -> int:
        """Find lost places again by scanning the packs; returns how many. What is whole stays as it is."""
        with self.writing(), self._telling_why():
            entries = list(self.log.entries(0, self.log.checkpoint.size))

            def fits(index: int, salt: bytes, sha256: bytes) -> bool:
                return decode_record(Exhibit, entries[index]).commitment == commit(salt=salt, sha256=sha256)

            return self.vault.find_places(len(entries), fits)

    def erased(self, placed: Placed) -> bool:
        """Whether the content of this entry was destroyed."""
        return self.vault.erased(placed.index)

    @property
    def _destroying(self) -> Path:
        return self.directory / "destroying"

    def _finish_destroying(self) -> None:
        # A store that cannot be written is read all the same.
        with contextlib.suppress(StoreUnwritable, StoreDamaged, OSError):
            self.destroy([int(word) for word in (self._disk.read(self._destroying) or b"").split()])

    def _units_with_others(self, wanted: frozenset[int], units: set[bytes]) -> set[bytes]:
        subjects = {self._index.at(index).subject for index in wanted}
        return {
            unit
            for subject in subjects
            for placed in self._index.select(kind=None, subject=subject, after=-1)
            if placed.index not in wanted and (unit := self.vault.unit(placed.index)) in units and unit is not None
        }

    def _wipe(self, index: int, wanted: frozenset[int]) -> None:
        [(_, digest)] = self.vault.openings(index, index + 1)
        others = [each for each in self._index.places_of(digest.hex()) if each not in wanted]
        shared = any(not self.vault.encrypted(each) for each in others)
        self.vault.wipe(index, digest.hex(), shared=shared)

    def size(self) -> int:
        """How many items are sealed."""
        self._refresh()
        return self.log.checkpoint.size

    def indexed(self) -> Iterator[Placed]:
        """The rows of the index as they are, for the check of the store."""
        return self._index.select(kind=None, subject=None, after=-1)

    def still(self) -> contextlib.AbstractContextManager[object]:
        """Keep this archive's view of the log unchanged by other threads while several proofs are made against it."""
        return self._mutex

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the single-writer lock across threads and processes; re-entrant within a thread of this archive."""
        with self._mutex:
            if self._depth == 0:
                self._lock()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    os.close(self._descriptor)

    def close(self) -> None:
        """Close the index; the log needs no closing."""
        self._index.close()

    def __enter__(self) -> "DirectoryArchive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Log:
        """Recovery and opening are one: settle what the last writer left, then read the checkpoint."""
        if self.files.read(CHECKPOINT) is None:
            self._disk.make_directory(self.directory)
            self._descriptor = self._take_lock()
        elif not self._try_lock():
            # Read-only, or a live writer that has settled already: there is nothing for us to do.
            return self._open_log(create=False)
        try:
            broken = os.pread(self._descriptor, _MARK_BYTES, 0) != self._marked(_IDLE)
            if broken:
                self._disk.recover(_goes_forward)
            log = self._open_log(create=self.files.read(CHECKPOINT) is None)
            if broken:
                log.settle()
                self._mark(_IDLE)
            return log
        finally:
            os.close(self._descriptor)

    def _open_log(self, *, create: bool) -> Log:
        key, signer = load_keys(self._keys, self._disk, create=create)
        log = Log(self.files, key=key, signer=signer)
        if create:
            log.create()
        _readable(log)
        return log

    def _try_lock(self) -> bool:
        try:
            self._descriptor = self._take_lock(fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _write(self, sealed: Sequence[Sealed]) -> int:
        # The mark stays when anything below fails, so that the next writer, this one too, settles first.
        self._mark(_WRITING)
        try:
            deposits = [one.deposit() for one in sealed]
            keys = self.vault.prepare({deposit.unit for deposit in deposits})
            self._disk.begin()
            self.vault.write(self.log.checkpoint.size, deposits, keys)
            first = self.log.append([one.entry for one in sealed])
        except BaseException:
            self._disk.abandon()
            self.log.forget()
            raise
        self._mark(_IDLE)
        # The batch is durable: a head that cannot be recorded is only older, and must not make it look refused.
        with contextlib.suppress(OSError):
            self._head.record(self.log.checkpoint)
        self._continued = self.log.checkpoint
        return first

    def _demand_continuation(self) -> None:
        if self._continued != self.log.checkpoint:
            self._head.demand_continued_by(self.log)
            self._continued = self.log.checkpoint

    def _lock(self) -> None:
        with self._telling_why():
            self._descriptor = self._take_lock()
        try:
            with self._telling_why():
                self._settle_if_broken()
            self._refresh()
        except BaseException:
            os.close(self._descriptor)
            raise

    def _settle_if_broken(self) -> None:
        """Under the lock: the last writer died or failed in the middle, or the machine has started anew since."""
        if os.pread(self._descriptor, _MARK_BYTES, 0) == self._marked(_IDLE):
            return
        self._disk.recover(_goes_forward)
        self._refresh()
        self.log.settle()
        self._mark(_IDLE)

    def _mark(self, state: bytes) -> None:
        os.pwrite(self._descriptor, self._marked(state), 0)

    def _marked(self, state: bytes) -> bytes:
        # Without the start of the machine, files that only its memory held would be taken for durable.
        return (state + self._boot).ljust(_MARK_BYTES)

    def _take_lock(self, waiting: int = 0) -> int:
        descriptor = os.open(self.directory / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | waiting)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _refresh(self) -> None:
        with self._mutex:
            _readable(self.log)

    def _catch_up(self) -> None:
        """Bring the index up to the checkpoint, from the log and the openings."""
        with self._mutex:
            # Who holds the writer's lock has read the checkpoint, and nobody else can have moved it since.
            if not self._depth:
                self._refresh()
            size, indexed = self.log.checkpoint.size, self._index.size()
            if indexed > size or (indexed and not self._index_fits(indexed - 1)):
                # A restored or foreign index: its last row is not the log's entry.
                self._index.clear()
                indexed = 0
            while indexed < size:
                stop = min(size, indexed + _REINDEX)
                self._index.add(self._from_log(indexed, stop))
                indexed = stop

    def _index_fits(self, index: int) -> bool:
        last = self._index.last()
        if last is None or last == self._fitting:
            return True
        self._fitting = next(iter(self._from_log(index, index + 1)))
        return last == self._fitting

    _fitting: Placed | None = None
    _continued: Checkpoint | None = None

    def _from_log(self, start: int, end: int) -> Iterator[Placed]:
        try:
            pairs = zip(self.log.entries(start, end), self.vault.openings(start, end), strict=True)
            for index, (entry, (_, sha256)) in enumerate(pairs, start):
                yield placed_of(index, entry, sha256)
        except (LogDamaged, NotThisRecord) as error:
            raise StoreDamaged(f"证据库损坏：{error}。请运行 gongzhi evidence fsck --store {self.directory}") from error

    @contextlib.contextmanager
    def _telling_why(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnwritable(why_unwritable(self.directory, error)) from error
        except LogDamaged as error:
            raise StoreDamaged(f"证据库损坏：{error}。请运行 gongzhi evidence fsck --store {self.directory}") from error


def _goes_forward(old: bytes | None, new: bytes) -> bool:
    """Whether a checkpoint from the journal continues the one in its file: a restored journal must not turn it back."""
    if old is None:
        return True
    try:
        return parse_checkpoint(parse_note(new).text).size > parse_checkpoint(parse_note(old).text).size
    except (NotANote, NotACheckpoint):
        return False


def _readable(log: Log) -> None:
    try:
        log.refresh()
    except LogDamaged as error:
        raise StoreDamaged(f"证据库损坏：{error}。请运行 gongzhi evidence fsck") from error
