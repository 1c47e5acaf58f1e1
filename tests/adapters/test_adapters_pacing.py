"""Playing at the speed of events."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gongzhi.adapters.pacing import pace_by_event_time
from gongzhi.broadcasts import Reading
from gongzhi.flow.ingest import BEGINNING, Arrival

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def _arrivals(*seconds: float) -> Iterator[Arrival]:
    for place, second in enumerate(seconds):
        reading = Reading(raw=b"x", end=place + 1)
        yield Arrival(START + timedelta(seconds=second), "s", reading)


def _play(arrivals: Iterator[Arrival], speed: float, stop_at: float = 1e9) -> list[tuple[float, bool]]:
    clock = Clock()
    paced = pace_by_event_time(
        arrivals, speed=speed, monotonic=clock.monotonic, sleep=clock.sleep, should_stop=lambda: clock.now >= stop_at
    )
    return [(round(clock.now, 3), bool(arrival.reading.raw)) for arrival in paced]


def test_arrivals_wait_for_their_event_time_with_a_pause_before_each_wait() -> None:
    assert _play(_arrivals(0, 0, 3, 3), 1) == [(0, True), (0, True), (0, False), (3, True), (3, True)]


def test_a_busy_stream_pauses_at_most_about_once_a_second() -> None:
    played = _play(_arrivals(*(place / 10 for place in range(50))), 1)
    assert 4 <= sum(not raw for _, raw in played) <= 6


def test_twice_the_speed_takes_half_the_time() -> None:
    assert _play(_arrivals(0, 10), 2)[-1] == (5, True)


def test_what_is_late_is_not_waited_for() -> None:
    assert _play(_arrivals(0, 5, 2), 1)[-1] == (5, True)


def test_a_stop_during_a_wait_ends_the_stream_soon() -> None:
    assert _play(_arrivals(0, 3600), 1, stop_at=1) == [(0, True), (0, False)]


def test_a_source_without_times_is_not_held_back() -> None:
    arrivals = [Arrival(BEGINNING, "s", Reading(raw=b"x", end=1)), *_arrivals(0, 1)]
    assert _play(iter(arrivals), 1)[-1] == (1, True)
