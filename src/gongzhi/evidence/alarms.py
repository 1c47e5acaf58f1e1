"""What a monitor calls out about a log: a code, what it means, and the signed notes that show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmCode(StrEnum):
    """Why a monitor calls out."""

    FORK = "fork"
    ROLLBACK = "rollback"
    WITNESS_AHEAD = "witness-ahead"
    CHECKPOINT_FALSE = "checkpoint-false"
    TILE_DAMAGED = "tile-damaged"
    COSIGNATURE_FALSE = "cosignature-false"
    COSIGNATURE_MISSING = "cosignature-missing"
    COSIGNATURE_LATE = "cosignature-late"
    SEGMENT_MISSING = "segment-missing"
    SEGMENT_LATE = "segment-late"
    BACK_DATED = "entry-back-dated"
    POST_DATED = "entry-post-dated"
    UNREACHABLE = "log-unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm. ``notes`` are the signed notes that anybody can check with the log's public key."""

    code: AlarmCode
    says: str
    origin: str
    at: datetime
    notes: tuple[str, ...] = ()
