"""Scores to tiers, with hysteresis, and what would raise them. Only a party's own conduct comes in here.

Nothing of ``gongzhi.credit.network`` may be imported: a tier never rests on what somebody else did.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongzhi.credit.events import CreditEvent, counting_events
from gongzhi.credit.scale import Scale, Tier
from gongzhi.credit.scoring import OwnScore, score_of, score_on

_EXACT = 9
_FAR = 1100


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way up: were this event repaired today, the score would be ``score`` and the tier ``tier``; else it ends on ``ends``."""

    event: CreditEvent
    gain: float
    score: float
    tier: Tier
    ends: date
    how: str


def tier_of(score: OwnScore, scale: Scale, *, last: Tier | None = None) -> Tier:
    """The tier of a score after ``last``: lost at once below its floor, regained only ``margin`` above it.

    Raises TypeError for anything but an OwnScore: a number of other origin makes no tier.
    """
    if not isinstance(score, OwnScore):
        raise TypeError("a tier rests on an OwnScore alone")
    return _step(score.value, scale, last)


def tier_on(events: Iterable[CreditEvent], scale: Scale, on: date) -> Tier:
    """The tier at the end of a day, from the path of what still counts on that day.

    What was repaired or has expired is left out of the path too: its memory would be its use.
    """
    alive = counting_events(events, scale, on)
    return _along(alive, scale, on)


def _along(alive: Sequence[CreditEvent], scale: Scale, on: date) -> Tier:
    tier = _step(scale.base, scale, None)
    if not alive:
        return tier
    for value in _path(alive, scale, on):
        tier = _step(value, scale, tier)
    # The last day is reckoned as the score itself is.
    return tier_of(score_of("", alive, scale, on), scale, last=tier)


def _path(alive: Sequence[CreditEvent], scale: Scale, on: date) -> Iterator[float]:
    """The score at the end of each day from the first event on, by running sums, as of the events in ``alive``."""
    sums = {id: [0.0, 0.0] for id in scale.dimensions}
    fade = {id: 2.0 ** (-1 / one.half_life) for id, one in scale.dimensions.items()}
    next_one, day = 0, alive[0].day
    while day < on:
        while next_one < len(alive) and alive[next_one].day <= day:
            event = alive[next_one]
            points = scale.points(event.role, event.kind, event.amount)
            sums[scale.kinds[event.kind].dimension][points > 0] += points
            next_one += 1
        yield scale.base + sum(bad + min(good, scale.dimensions[id].most) for id, (bad, good) in sums.items())
        for id, pair in sums.items():
            pair[0] *= fade[id]
            pair[1] *= fade[id]
        day += timedelta(days=1)


def _step(value: float, scale: Scale, last: Tier | None) -> Tier:
    value = round(value, _EXACT)
    place = len(scale.tiers) - 1 if last is None else scale.tiers.index(last)
    for at, tier in enumerate(scale.tiers):
        floor = tier.floor
        if floor is None:
            return tier
        # Above the tier held so far, the margin has to be cleared as well.
        needed = floor + scale.margin if last is not None and at < place else floor
        if value >= needed:
            return tier
    return scale.tiers[-1]


def ways_up(events: Iterable[CreditEvent], scale: Scale, on: date) -> tuple[Way, ...]:
    """For each event that counts against the party: what repairing it today would bring. The most helpful first."""
    alive = counting_events(events, scale, on)
    now = score_of("", alive, scale, on)
    found = []
    for one in now.contributions:
        if one.points >= 0:
            continue
        rest = tuple(event for event in alive if event.id != one.event.id)
        score = score_of("", rest, scale, on).value
        found.append(
            Way(
                event=one.event,
                gain=score - now.value,
                score=score,
                tier=_along(rest, scale, on),
                ends=one.ends,
                how=scale.kinds[one.event.kind].repair,
            )
        )
    return tuple(sorted(found, key=lambda way: (-way.gain, way.event.id)))


def next_rise(events: Iterable[CreditEvent], scale: Scale, on: date) -> tuple[date, Tier] | None:
    """The day on which the tier rises by itself if nothing new happens, and to what; None when it is not lowered."""
    given = list(events)
    now = tier_on(given, scale, on)
    better = {tier.id for tier in scale.tiers[: scale.tiers.index(now)]}
    for step in range(1, min(_FAR, (date.max - on).days + 1)):
        day = on + timedelta(days=step)
        # A plain score that stays under the floor needs no path.
        value = score_on("", given, scale, day).value
        if _step(value, scale, None).id in better:
            tier = tier_on(given, scale, day)
            if tier.id in better:
                return day, tier
    return None
