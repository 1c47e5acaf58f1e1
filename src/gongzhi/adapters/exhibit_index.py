"""The index over the log: a projection in SQLite that any process may bring up to date or build again."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from gongzhi.flow.ports import Placed
from gongzhi.values import parse_instant, print_instant

_PAGE = 1000
_MANY = 4096
_COLUMNS = "place, exhibit, kind, subject, sha256, size, at"
_SELECT = f"select {_COLUMNS} from exhibits"  # noqa: S608 - columns of ours, values are always bound
_INSERT = f"insert or ignore into exhibits ({_COLUMNS}) values (?,?,?,?,?,?,?)"  # noqa: S608
_SCHEMA = """
create table if not exists exhibits (
  place integer primary key, exhibit text not null, kind text not null, subject text not null,
  sha256 text not null, size integer not null, at text not null);
create index if not exists by_exhibit on exhibits (exhibit);
create index if not exists by_subject on exhibits (subject, kind, place);
create index if not exists by_kind on exhibits (kind, place);
create index if not exists by_sha256 on exhibits (sha256);
"""


class ExhibitIndex:
    """Rows in log order, without gaps from 0. Where the file cannot be written the same index is held in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._later: list[Placed] = []
        self._connection = self._open()

    def size(self) -> int:
        """How many entries are indexed; of a damaged file none, and it is replaced."""
        self.add_now()
        query = "select coalesce(max(place) + 1, 0) from exhibits"
        try:
            return int(self._rows(query, ())[0][0])
        except sqlite3.Error:
            self.clear()
            return int(self._rows(query, ())[0][0])

    def last(self) -> Placed | None:
        """The last entry indexed."""
        rows = self._rows(f"{_SELECT} order by place desc limit 1", ())
        return _placed(rows[0]) if rows else None

    def add(self, placed: Iterable[Placed]) -> None:
        """Index entries; those that another process indexed meanwhile are the same rows. Falls back to memory."""
        printed = lru_cache(maxsize=8)(print_instant)
        rows = [(p.index, p.exhibit, p.kind, p.subject, p.sha256, p.size, printed(p.at)) for p in placed]
        with self._lock:
            try:
                self._insert(rows)
            except sqlite3.Error:
                # The index is no evidence: when its disk is full or read-only, a copy in memory serves this process.
                self._connection = self._in_memory_copy()
                self._insert(rows)

    def add_later(self, placed: Sequence[Placed]) -> None:
        """Index entries that were just sealed, many together, which costs a third of one batch at a time.

        Everything here adds them before it answers; what a crash takes along is added again from the log.
        """
        with self._lock:
            following = self._later[-1].index + 1 if self._later else self.size()
            if following == placed[0].index:
                self._later.extend(placed)
            if len(self._later) >= _MANY:
                self.add_now()

    def add_now(self) -> None:
        """Add what was kept for later."""
        with self._lock:
            later, self._later = self._later, []
            if later:
                self.add(later)

    def forget(self, places: Iterable[int]) -> None:
        """Take the digests of erased entries out, so that nothing can be guessed from them, not even from free pages."""
        with self._lock:
            self.add_now()
            self._connection.execute("pragma secure_delete = on")
            self._connection.executemany(
                "update exhibits set sha256 = ? where place = ?", [("0" * 64, place) for place in places]
            )
            self._connection.execute("pragma wal_checkpoint(truncate)")

    def clear(self) -> None:
        """Forget everything, to be built again from the log."""
        with self._lock:
            try:
                self._connection.execute("delete from exhibits")
            except sqlite3.Error:
                self._connection.close()
                self._unlink()
                self._connection = self._open()

    def select(self, *, kind: str | None, subject: str | None, after: int) -> Iterator[Placed]:
        """Entries in log order, a page at a time, so that no lock is held while the caller works on them."""
        wheres = ["place > ?"] + ["kind = ?"] * (kind is not None) + ["subject = ?"] * (subject is not None)
        query = f"{_SELECT} where {' and '.join(wheres)} order by place limit {_PAGE}"
        wanted = [value for value in (kind, subject) if value is not None]
        while True:
            rows = self._rows(query, (after, *wanted))
            yield from map(_placed, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def find(self, column: str, value: str) -> Placed | None:
        """The first entry with this ``exhibit`` id or this ``sha256``."""
        if column not in ("exhibit", "sha256"):
            raise ValueError(column)
        rows = self._rows(f"{_SELECT} where {column} = ? order by place limit 1", (value,))
        return _placed(rows[0]) if rows else None

    def at(self, place: int) -> Placed:
        """The entry at this place; raises LookupError."""
        for row in self._rows(f"{_SELECT} where place = ?", (place,)):
            return _placed(row)
        raise LookupError(place)

    def places_of(self, sha256: str) -> list[int]:
        """Every place at which this content stands."""
        return [row[0] for row in self._rows(f"{_SELECT} where sha256 = ?", (sha256,))]

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self.add_now()
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._open_file()
        except sqlite3.DatabaseError as error:
            if "not a database" in str(error) or "malformed" in str(error):
                self._unlink()
                with contextlib.suppress(sqlite3.Error):
                    return self._open_file()
        return _in_memory()

    def _unlink(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _open_file(self) -> sqlite3.Connection:
        # Before SQLite makes it, which would let others read it, and the log beside it, until it is changed.
        with contextlib.suppress(OSError):
            self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.executescript(_SCHEMA)
        with contextlib.suppress(OSError):
            self._path.chmod(0o600)
        return connection

    def _in_memory_copy(self) -> sqlite3.Connection:
        copy = _in_memory()
        with contextlib.suppress(sqlite3.Error):
            self._connection.rollback()
        with contextlib.suppress(sqlite3.Error):
            kept = self._connection.execute(_SELECT).fetchall()
            copy.executemany(_INSERT, kept)
        return copy

    def _insert(self, rows: Sequence[tuple[object, ...]]) -> None:
        self._connection.execute("begin immediate")
        try:
            self._connection.executemany(_INSERT, rows)
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[int, str, str, str, str, int, str]]:
        with self._lock:
            self.add_now()
            return self._connection.execute(query, values).fetchall()


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript(_SCHEMA)
    return connection


def _placed(row: tuple[int, str, str, str, str, int, str]) -> Placed:
    place, exhibit, kind, subject, sha256, size, at = row
    return Placed(
        index=place, exhibit=exhibit, kind=kind, subject=subject, sha256=sha256, size=size, at=parse_instant(at)
    )
