"""Play arrivals at the speed at which they happened, or a multiple of it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from gongzhi.broadcasts import Reading
from gongzhi.flow.ingest import BEGINNING, Arrival

_STEP = 0.2
# Sealing costs a few disk syncs: a stream with many arrivals a second is sealed about once a second.
_BREATH = 1.0


def pace_by_event_time(
    arrivals: Iterator[Arrival],
    *,
    speed: float,
    monotonic: Callable[[], float],
    sleep: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> Iterator[Arrival]:
    """Hold each arrival until its event time, counted from the first, has passed at ``speed`` (1 = as it happened).

    Before a wait it lets a pause through, at most one a second, so that what has arrived is sealed and shown soon. A stop
    ends the stream.
    """
    began: tuple[datetime, float] | None = None
    breathed = float("-inf")
    for arrival in arrivals:
        if arrival.at == BEGINNING:
            yield arrival
            continue
        if began is None:
            began = (arrival.at, monotonic())
        due = began[1] + (arrival.at - began[0]).total_seconds() / speed
        if due > monotonic() and max(due, monotonic()) - breathed >= _BREATH:
            breathed = monotonic()
            yield arrival._replace(reading=_pause(arrival))
        while (left := due - monotonic()) > 0 and not should_stop():
            sleep(min(left, _STEP))
        if should_stop():
            return
        yield arrival


def _pause(arrival: Arrival) -> Reading:
    return Reading(raw=b"", end=arrival.reading.end)
