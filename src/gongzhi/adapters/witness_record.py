"""What a witness remembers, in one SQLite file: the latest cosigned checkpoint per log, and what speaks against a log."""

import hashlib
import sqlite3
import threading
from pathlib import Path

from gongzhi.evidence import Checkpoint, StoreDamaged, StoreUnwritable, parse_checkpoint, parse_note

_TABLES = """
CREATE TABLE IF NOT EXISTS latest (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, note BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS accused (
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), origin TEXT NOT NULL, why TEXT NOT NULL,
  submission BLOB NOT NULL, digest TEXT PRIMARY KEY) STRICT;
"""
# A log whose key leaked could otherwise fill the disk of its witness.
_MOST_ACCUSATIONS = 1_000


class WitnessFile:
    """Implements WitnessRecord. Losing this file means losing the promise: retire the witness's key, make a new one."""

    def __init__(self, path: Path) -> None:
        self._mutex = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
            # FULL: what was answered with a cosignature must not be forgotten by a power cut.
            self._rows.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {_TABLES}")
        except (OSError, sqlite3.Error) as error:
            raise StoreDamaged(f"见证记录 {path} 打不开：{error}。请从备份恢复，或停用这把见证密钥") from error

    def latest(self, origin: str) -> Checkpoint | None:
        """The latest checkpoint cosigned for this log."""
        note = self.latest_note(origin)
        return None if note is None else parse_checkpoint(parse_note(note).text)

    def latest_note(self, origin: str) -> bytes | None:
        """The same, as the log signed it."""
        with self._mutex:
            row = self._rows.execute("SELECT note FROM latest WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else bytes(row[0])

    def origin_of(self, digest: str) -> str | None:
        """The log whose origin has this SHA-256 (hex), among those that were cosigned."""
        with self._mutex:
            rows = self._rows.execute("SELECT origin FROM latest").fetchall()
        return next((row[0] for row in rows if hashlib.sha256(row[0].encode()).hexdigest() == digest), None)

    def advance(self, checkpoint: Checkpoint, *, note: bytes, seen: int) -> bool:
        """Replace the checkpoint of size ``seen`` in one durable step; False when another request was quicker."""
        values = {"origin": checkpoint.origin, "size": checkpoint.size, "note": note, "seen": seen}
        statement = (
            "INSERT INTO latest (origin, size, note) SELECT :origin, :size, :note WHERE :seen = 0 OR EXISTS"
            " (SELECT 1 FROM latest WHERE origin = :origin)"
            " ON CONFLICT (origin) DO UPDATE SET size = :size, note = :note WHERE latest.size = :seen"
        )
        try:
            with self._mutex:
                return self._rows.execute(statement, values).rowcount == 1
        except sqlite3.Error as error:
            raise StoreUnwritable(f"见证记录写不进去：{error}。请腾出空间后重试") from error

    def accuse(self, origin: str, submission: bytes, why: str) -> None:
        """Keep a signed contradiction, once."""
        values = (origin, why, submission, hashlib.sha256(submission).hexdigest(), _MOST_ACCUSATIONS)
        with self._mutex:
            self._rows.execute(
                "INSERT OR IGNORE INTO accused (origin, why, submission, digest) SELECT ?, ?, ?, ?"
                " WHERE (SELECT count(*) FROM accused) < ?",
                values,
            )

    def accusations(self) -> list[tuple[str, str, str, bytes]]:
        """When, which log, why, and the submission: evidence that anybody can check with the log's public key."""
        with self._mutex:
            rows = self._rows.execute("SELECT at, origin, why, submission FROM accused ORDER BY rowid").fetchall()
        return [(at, origin, why, bytes(submission)) for at, origin, why, submission in rows]

    def close(self) -> None:
        """Close the file."""
        self._rows.close()
