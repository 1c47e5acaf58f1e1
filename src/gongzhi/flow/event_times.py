"""When did it happen: the event time of a draft, checked against the clocks that are known."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gongzhi.broadcasts import Draft, ProblemKind, TimeSource
from gongzhi.values import show_instant

# Selling by livestream is younger than this; an earlier clock was never set.
_EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=10)
_LATE = timedelta(days=1)
_BEFORE_START, _AFTER_START = timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What is known of time while one message is read. ``start`` is the zero of positions in the recording.

    ``started_at`` is None when nobody said when the broadcast began; ``previous`` is the last event time of the source.
    """

    opened_at: datetime
    started_at: datetime | None = None
    start: datetime | None = None
    received_at: datetime | None = None
    previous: datetime | None = None


class Settled(NamedTuple):
    """The event time, where it came from, what was assumed (Chinese), and the problem that made it necessary."""

    at: datetime
    source: TimeSource
    notes: tuple[str, ...] = ()
    problem: tuple[ProblemKind, str] | None = None


def settle_time(draft: Draft, clocks: Clocks) -> Settled:
    """The message's own time when it can be right, else its place in the recording, else the time of receipt."""
    received = draft.received_at or clocks.received_at
    if draft.at is not None:
        if _can_be_right(draft, draft.at, clocks):
            return Settled(draft.at, draft.at_source)
        note = f"消息自称的时间 {show_instant(draft.at)} 不可信"
        at, source, why = _substitute(received, clocks)
        return Settled(at, source, (f"{note}，{why}",), (ProblemKind.WRONG_CLOCK, f"消息的时钟不对，{why}"))
    if draft.span_ms is not None and draft.at_source is TimeSource.DERIVED:
        placed = _place(draft.span_ms[0], clocks)
        if placed is not None:
            return placed
    at, source, why = _substitute(received, clocks)
    return Settled(at, source, (f"消息没有时间，{why}",), (ProblemKind.NO_TIME, f"消息没有时间，{why}"))


def _can_be_right(draft: Draft, at: datetime, clocks: Clocks) -> bool:
    # A pipe may replay an old recording, so only the collector's own clock can call a message too old.
    if draft.received_at is not None:
        return draft.received_at - _LATE <= at <= draft.received_at + _AHEAD
    if clocks.received_at is not None and at > clocks.received_at + _AHEAD:
        return False
    if clocks.started_at is not None:
        return -_BEFORE_START <= at - clocks.started_at <= _AFTER_START
    return _EARLIEST <= at <= clocks.opened_at + _LATE


def _substitute(received: datetime | None, clocks: Clocks) -> tuple[datetime, TimeSource, str]:
    if received is not None:
        return received, TimeSource.RECEIVED, "以接收时间代替"
    if clocks.previous is not None:
        return clocks.previous, TimeSource.DERIVED, "沿用上一条消息的时间"
    start = clocks.start or clocks.started_at
    if start is not None:
        return start, TimeSource.DERIVED, "以开播时间代替"
    return clocks.opened_at, TimeSource.RECEIVED, "以接收时间代替"


def _place(position_ms: int, clocks: Clocks) -> Settled | None:
    start = clocks.start or clocks.started_at
    notes = () if start is not None else ("开播时间未知，以开始读取的时刻为零点推算",)
    try:
        at = (start or clocks.opened_at) + timedelta(milliseconds=position_ms)
    except OverflowError:
        return None
    return Settled(at, TimeSource.DERIVED, notes)
