"""What the flow needs from outside: an archive that keeps sealed records in the order they were acknowledged."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Bytes to be sealed: ``kind`` is the record's class name or ``raw``, ``subject`` what it is about (a broadcast, case or finding id)."""

    kind: str
    subject: str
    data: bytes
    at: datetime
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where sealed bytes stand: ``index`` in the log (from 0), ``exhibit`` (the id of the exhibit), SHA-256 in hex."""

    index: int
    exhibit: str
    kind: str
    subject: str
    sha256: str
    size: int
    at: datetime


class Archive(Protocol):
    """Append-only, sealed, single writer. What ``append`` returned survives kill -9; what it did not return left no trace."""

    def append(self, items: Sequence[Item]) -> list[Placed]:
        """Seal all items or none, in this order. Raises StoreUnwritable (Chinese, with the way out) and loses nothing."""

    def placed(self, *, kind: str | None = None, subject: str | None = None, after: int = -1) -> Iterator[Placed]:
        """Sealed items in log order, filtered, with ``index > after``."""

    def find(self, exhibit: str) -> Placed | None:
        """The sealed item with this exhibit id, without walking the log; None when there is none."""

    def read(self, placed: Placed) -> bytes:
        """The exact bytes that were sealed; raises ExhibitDamaged when they no longer have their digest."""

    def size(self) -> int:
        """How many items are sealed."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the single-writer lock across processes, so that what was read inside stays true until ``append``. Re-entrant."""


class ErasableArchive(Archive, Protocol):
    """An archive whose content can be destroyed while its log stands."""

    def erased(self, placed: Placed) -> bool:
        """Whether the content of this entry was destroyed; ``read`` raises ExhibitErased then."""

    def destroy(self, indices: Collection[int]) -> None:
        """Destroy the content of these entries for good. May be repeated; a repetition finishes what a crash cut off."""
