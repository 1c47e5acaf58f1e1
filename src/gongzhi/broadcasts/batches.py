"""A signal batch: what one sealing step took in, and where each source goes on from."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.broadcasts.readings import Problem
from gongzhi.broadcasts.signals import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class RawChunk:
    """``size`` bytes of ``source`` from ``offset`` on, sealed untouched under their SHA-256 (hex)."""

    source: str
    offset: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePosition:
    """The next byte to read of a source, and the SHA-256 (hex) of everything before it."""

    source: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalBatch:
    """Signals ``first`` .. ``first + len(signals) - 1`` of a broadcast, in the order of arrival.

    ``number`` counts batches of the broadcast from 0. ``positions`` names every source read so far, so that the last
    batch alone says where to go on. ``opened_at`` is when the reading of this broadcast first began.
    """

    broadcast: str
    number: int
    first: int
    opened_at: datetime
    signals: tuple[Signal, ...] = ()
    chunks: tuple[RawChunk, ...] = ()
    problems: tuple[Problem, ...] = ()
    positions: tuple[SourcePosition, ...] = ()
