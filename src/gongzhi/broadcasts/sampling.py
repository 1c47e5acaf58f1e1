"""How often is a room's picture looked at? Change, price moments and credit say how soon; a budget says how much is read."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """The policy of one room; times are milliseconds of media time, so that a recording read twice is read alike.

    A glance comes after ``shortest_ms`` to ``longest_ms``. ``whole_every_ms`` is the longest time until the whole
    picture is read again. ``budget`` is how many milliseconds of one core reading may take per second of media;
    ``reading_ms`` is what reading one whole picture is reckoned at (measured by ``benchmarks/media.py``).
    ``share`` (0..100) is how closely the room is watched, from its credit. After a moment (another card is explained,
    a price changes) the room is watched most closely for ``alert_ms``.
    """

    shortest_ms: int = 1_000
    longest_ms: int = 8_000
    whole_every_ms: int = 60_000
    budget: int = 150
    reading_ms: int = 900
    alert_ms: int = 15_000
    share: int = 20
    moments: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.shortest_ms <= self.longest_ms:
            raise ValueError("两次察看的最短间隔应大于零且不超过最长间隔，请改")
        if not 0 <= self.share <= 100:
            raise ValueError("关注程度 share 应在 0 到 100 之间，请改")
        if self.budget <= 0 or self.reading_ms <= 0:
            raise ValueError("budget 与 reading_ms 应大于零，请改")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What a room has left for reading: milliseconds of one core, and the media time up to which they were earned."""

    left_ms: int
    earned_to_ms: int


def wait_ms(sampling: Sampling, *, at_ms: int, changed: int) -> int:
    """Milliseconds until the next glance; ``changed`` is the share of the picture, in thousandths, that is not read yet.

    Never longer when more has changed, when a moment is nearer behind, or when the share is higher; never past a moment
    that is known to come, unless that lies within the shortest wait.
    """
    calm = (1000 - min(1000, max(0, changed) * 10)) * (100 - sampling.share)
    last = _last_moment(sampling.moments, at_ms)
    if last is not None and at_ms - last < sampling.alert_ms:
        calm = 0
    wait = sampling.shortest_ms + (sampling.longest_ms - sampling.shortest_ms) * calm // 100_000
    coming = bisect_right(sampling.moments, at_ms)
    if coming < len(sampling.moments):
        wait = min(wait, max(sampling.shortest_ms, sampling.moments[coming] - at_ms))
    return wait


def _last_moment(moments: Sequence[int], at_ms: int) -> int | None:
    passed = bisect_right(moments, at_ms)
    return moments[passed - 1] if passed else None


def open_purse(sampling: Sampling, at_ms: int) -> Purse:
    """A new room can afford one whole picture at once."""
    return Purse(left_ms=sampling.reading_ms, earned_to_ms=at_ms)


def earn(purse: Purse, sampling: Sampling, at_ms: int) -> Purse:
    """The purse at a later time. It holds no more than ten seconds' earnings, but always room for one whole picture."""
    passed = max(0, at_ms - purse.earned_to_ms)
    most = max(sampling.reading_ms, 10 * sampling.budget)
    return Purse(left_ms=min(most, purse.left_ms + passed * sampling.budget // 1000), earned_to_ms=at_ms)


def price_of(sampling: Sampling, areas: Sequence[int], whole: int) -> int:
    """What reading regions of these areas is reckoned at: by area, a quarter of a whole picture at least for each."""
    return min(sampling.reading_ms, sum(sampling.reading_ms * max(4 * area, whole) // (4 * whole) for area in areas))


def spend(purse: Purse, price: int) -> Purse | None:
    """The purse after paying; None when it cannot afford the price, and then nothing is read."""
    if price > purse.left_ms:
        return None
    return Purse(left_ms=purse.left_ms - price, earned_to_ms=purse.earned_to_ms)
