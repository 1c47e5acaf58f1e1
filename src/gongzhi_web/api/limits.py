"""How many calls a minute, and how large a body: refused before the body is read."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

PER_TOKEN = 120
PER_ADDRESS = 60
_KNOWN = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class CallRate:
    """A bucket per key that refills evenly over a minute; forgets the keys that were quiet longest.

    Counts within one server process, which is how ``gongzhi serve`` runs; behind several, each counts for itself.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, key: str, per_minute: int) -> int:
        """0 and one call taken, or how many seconds to wait until the next call is free."""
        with self._guard:
            now = self._clock()
            bucket = self._buckets.setdefault(key, _Bucket(float(per_minute), now))
            self._buckets.move_to_end(key)
            bucket.left = min(float(per_minute), bucket.left + (now - bucket.at) * per_minute / 60)
            bucket.at = now
            if len(self._buckets) > _KNOWN:
                self._buckets.popitem(last=False)
            if bucket.left < 1:
                return math.ceil((1 - bucket.left) * 60 / per_minute)
            bucket.left -= 1
            return 0

    def forget(self) -> None:
        """Start over, for tests."""
        with self._guard:
            self._buckets.clear()


rate = CallRate()

SMALL = 256 * 1024
# Django reads no more than this into memory for a JSON body.
LINES = 2 * 1024 * 1024
BUNDLE = 64 * 1024 * 1024 + SMALL


def largest_body(path: str) -> int:
    """Bytes that the body of a request to this path may have."""
    if path.endswith("/screen"):
        return LINES
    return BUNDLE if path.endswith("/evidence/verify") else SMALL
