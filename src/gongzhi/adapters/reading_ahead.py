"""Read a live source ahead of the screening, in a thread of its own, through the bounded queue that may shed."""

import threading
from collections.abc import Callable, Iterable, Iterator

from gongzhi.broadcasts import Reading
from gongzhi.flow.shedding import Bound, Waiting

_PATIENCE = 0.2


def read_ahead(
    readings: Iterable[Reading], *, bound: Bound, should_stop: Callable[[], bool] = lambda: False
) -> Iterator[Reading]:
    """The same readings, less what had to be shed; an empty one whenever nothing waits. Raises what the source raises."""
    ahead = _Ahead(bound, should_stop)
    threading.Thread(target=ahead.fill, args=(readings,), daemon=True, name="reading-ahead").start()
    end = 0
    try:
        while (reading := ahead.take()) is not None:
            end = max(end, reading.end)
            yield reading if reading.raw else Reading(raw=b"", end=end)
    finally:
        ahead.leave()


class _Ahead:
    """The queue as two threads share it: one fills, one takes."""

    def __init__(self, bound: Bound, should_stop: Callable[[], bool]) -> None:
        self._waiting = Waiting(bound)
        self._changed = threading.Condition()
        self._should_stop = should_stop
        self._ended = self._left = False
        self._error: BaseException | None = None

    def fill(self, readings: Iterable[Reading]) -> None:
        try:
            for reading in readings:
                if self._left or (not reading.raw and self._should_stop()):
                    return
                if reading.raw:
                    self._put(reading)
        except BaseException as error:
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def take(self) -> Reading | None:
        """The next reading; an empty one when nothing came for a moment, None at the end."""
        with self._changed:
            reading = self._waiting.take()
            if reading is None and not self._ended:
                self._changed.wait(_PATIENCE)
                reading = self._waiting.take()
            if reading is not None:
                self._changed.notify_all()
                return reading
            if not self._ended:
                return Reading(raw=b"", end=0)
        if self._error is not None:
            raise self._error
        return None

    def leave(self) -> None:
        with self._changed:
            self._left = True
            self._changed.notify_all()

    def _put(self, reading: Reading) -> None:
        with self._changed:
            # What may not be shed waits here, and with it the source.
            while not self._waiting.offer(reading):
                self._changed.wait(_PATIENCE)
                if self._left:
                    return
            self._changed.notify_all()
