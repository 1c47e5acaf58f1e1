"""What a reader makes of a source: the untouched bytes of one message beside the signals drafted from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gongzhi.broadcasts.listings import Listing
from gongzhi.broadcasts.signals import ActorRole, SignalKind, TimeSource


class ProblemKind(StrEnum):
    """What is odd about a source. None of them loses a byte: the raw message is sealed all the same."""

    HALF_MESSAGE = "half_message"
    UNREADABLE = "unreadable"
    UNKNOWN_MESSAGE = "unknown_message"
    ENCODING = "encoding"
    WRONG_CLOCK = "wrong_clock"
    NO_TIME = "no_time"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    REWRITTEN = "rewritten"
    FIELD = "field"
    GAP = "gap"
    SHED = "shed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something odd, in Chinese. ``offset`` is the byte offset in ``source`` of the first of ``count`` occurrences.

    ``begins`` and ``ends`` are given for what was shed, when the first and the last of it were received, and for a gap
    whose bounds are known.
    """

    kind: ProblemKind
    what: str
    source: str | None = None
    offset: int | None = None
    count: int = 1
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A signal as a reader sees it, before it has a broadcast, a sequence and a pseudonym.

    ``user`` and ``name`` are the platform's own and never leave the intake. ``at`` is None when the message carries no
    time. ``part`` tells apart several signals drafted from one message.
    """

    kind: SignalKind
    at: datetime | None = None
    at_source: TimeSource = TimeSource.MESSAGE
    received_at: datetime | None = None
    role: ActorRole | None = None
    user: str | None = None
    name: str | None = None
    text: str | None = None
    category: str | None = None
    span_ms: tuple[int, int] | None = None
    shown: bool | None = None
    listing: Listing | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    message_id: str | None = None
    part: str = ""
    method: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One message of a source: its exact bytes, the byte offset after them, and what was read out of them.

    The raws of all readings of a source, joined, are the source byte for byte. ``received_at`` is set only when the
    source is read as it arrives.
    """

    raw: bytes
    end: int
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    received_at: datetime | None = None
