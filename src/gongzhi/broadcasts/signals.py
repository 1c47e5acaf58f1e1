"""A signal: one observed thing in a live room, with where its time came from and where its untouched bytes lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gongzhi.broadcasts.listings import Listing


class SignalKind(StrEnum):
    """What was observed. OPAQUE is a message that no reader understands: kept, never dropped."""

    SPEECH = "speech"
    DANMU = "danmu"
    SCREEN = "screen"
    LISTING = "listing"
    PRICE = "price"
    COUPON = "coupon"
    STOCK = "stock"
    NOTICE = "notice"
    CONTROL = "control"
    STATS = "stats"
    GIFT = "gift"
    LIKE = "like"
    ENTER = "enter"
    FOLLOW = "follow"
    SHARE = "share"
    OPAQUE = "opaque"


class TimeSource(StrEnum):
    """Where the event time came from: the message itself, the moment of receipt, or position in the recording."""

    MESSAGE = "message"
    RECEIVED = "received"
    DERIVED = "derived"


class ActorRole(StrEnum):
    """Who did it. A viewer is a pseudonym; a merchant speaks for the shop, in danmu too."""

    VIEWER = "viewer"
    PRESENTER = "presenter"
    ASSISTANT = "assistant"
    MERCHANT = "merchant"
    PLATFORM = "platform"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it, as a pseudonym (``ref``, a keyed hash) and a masked name (``王**``); never the platform's own id."""

    role: ActorRole
    ref: str | None = None
    name_masked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRef:
    """Where the untouched bytes lie: SHA-256 (hex) of the stored chunk, and the slice of it that is this message."""

    chunk: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One observed thing.

    ``at`` is the event time, ``received_at`` the collector's clock. ``sequence`` counts from 0 within the broadcast in
    the order of arrival and never repeats. ``span_ms`` is [start, end) within the recording, in milliseconds.
    ``shown`` is False for what the platform hid, None when unknown. ``category`` is what the source says the goods spoken
    of are, when it says so line by line. ``notes`` says in Chinese what the reader assumed.
    """

    broadcast: str
    sequence: int
    kind: SignalKind
    at: datetime
    at_source: TimeSource
    received_at: datetime | None = None
    actor: Actor | None = None
    text: str | None = None
    category: str | None = None
    span_ms: tuple[int, int] | None = None
    shown: bool | None = None
    listing: Listing | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    message_id: str | None = None
    method: str | None = None
    raw: RawRef | None = None
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable name of the signal: ``<broadcast>-<sequence>``."""
        return f"{self.broadcast}-{self.sequence}"
