"""Events to contributions to a score: additive, so that the explanation is the sum itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from gongzhi.credit.events import REPAIR, REVOCATION, CreditEvent, counting_events
from gongzhi.credit.scale import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one event weighs today: ``full`` on its first day, ``points`` now; ``ends`` is the first day without it."""

    event: CreditEvent
    dimension: str
    full: float
    points: float
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    """The credit of one party by its own conduct alone; no other number makes a tier."""

    party: str
    on: date
    base: float
    contributions: tuple[Contribution, ...]

    @property
    def value(self) -> float:
        """``base`` and all contributions, exactly summed."""
        return fsum([self.base, *(one.points for one in self.contributions)])

    def of_dimension(self, dimension: str) -> float:
        """The part of one dimension."""
        return fsum(one.points for one in self.contributions if one.dimension == dimension)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Why a score differs between two days, for one event: ``how`` is new, faded, expired, repaired or revoked."""

    event: CreditEvent
    before: float
    after: float
    how: str

    @property
    def points(self) -> float:
        """What the event moved."""
        return self.after - self.before


def score_on(party: str, events: Iterable[CreditEvent], scale: Scale, on: date) -> OwnScore:
    """The score at the end of a day. ``events`` are this party's; repaired and expired ones leave nothing behind."""
    return score_of(party, counting_events(events, scale, on), scale, on)


def score_of(party: str, alive: Sequence[CreditEvent], scale: Scale, on: date) -> OwnScore:
    """The score of events already known to count."""
    plain = [_contribution(event, scale, on) for event in alive]
    # What speaks for a party is scaled down to the dimension's limit, each event alike, so that the sum stays exact.
    favour: dict[str, list[float]] = defaultdict(list)
    for one in plain:
        if one.points > 0:
            favour[one.dimension].append(one.points)
    share = {id: _share(fsum(points), scale.dimensions[id].most) for id, points in favour.items()}
    return OwnScore(
        party=party,
        on=on,
        base=scale.base,
        contributions=tuple(_scaled(one, share.get(one.dimension, 1.0)) for one in plain),
    )


def changes_between(events: Iterable[CreditEvent], scale: Scale, before: date, after: date) -> tuple[Change, ...]:
    """Event by event, why the score moved; the moves add up to the difference. The largest first."""
    given = {event.id: event for event in events}
    old = _by_event(score_on("", given.values(), scale, before))
    new = _by_event(score_on("", given.values(), scale, after))
    ended = {event.cancels: event.kind for event in given.values() if event.cancels}
    found = [
        Change(
            event=given[id],
            before=old.get(id, 0.0),
            after=new.get(id, 0.0),
            how=_how(id, old, new, ended),
        )
        for id in {**old, **new}
        if old.get(id, 0.0) != new.get(id, 0.0)
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.points), one.event.id)))


def _how(id: str, old: dict[str, float], new: dict[str, float], ended: dict[str, str]) -> str:
    if id not in old:
        return "new"
    if id in new:
        return "faded"
    return {REPAIR: "repaired", REVOCATION: "revoked"}.get(ended.get(id, ""), "expired")


def _by_event(score: OwnScore) -> dict[str, float]:
    return {one.event.id: one.points for one in score.contributions}


def _contribution(event: CreditEvent, scale: Scale, on: date) -> Contribution:
    dimension = scale.dimensions[scale.kinds[event.kind].dimension]
    full = scale.points(event.role, event.kind, event.amount)
    age = (on - event.day).days
    return Contribution(
        event=event,
        dimension=dimension.id,
        full=full,
        points=full * 2.0 ** (-age / dimension.half_life),
        ends=event.ends(scale),
    )


def _share(favour: float, most: float) -> float:
    return 1.0 if favour <= most else most / favour


def _scaled(one: Contribution, share: float) -> Contribution:
    if share == 1.0 or one.points <= 0:
        return one
    return Contribution(
        event=one.event, dimension=one.dimension, full=one.full, points=one.points * share, ends=one.ends
    )
