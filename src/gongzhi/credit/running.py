"""Scores kept up to date event by event: decay is separable, so one number per party and dimension is enough."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from gongzhi.credit.scale import Scale, ScoredRole

# Party, number of the kind (``kind_number``), ordinal of the day, ordinal of the first day without it, amount.
Row = tuple[int, int, int, int, float]


class RunningScores:
    """Sums as of one fixed day, so that fading needs no work and an event is taken out exactly as it was put in.

    ``add`` puts events in, ``take_out`` undoes them (repair, revocation); what ends is taken out when a score is asked for.
    Days asked for must not go back.
    """

    def __init__(self, scale: Scale, parties: int, start: date) -> None:
        self._scale, self._start = scale, start.toordinal()
        self._dimensions = list(scale.dimensions.values())
        self._places = len(self._dimensions) * 2
        self._sums = [0.0] * (parties * self._places)
        # By the day of the end: place and points in turn. Flat, so that the garbage collector has nothing to walk.
        self._due: dict[int, list[float]] = defaultdict(list)
        self._ended: int = self._start
        self._slots: list[int] = []
        self._gains: list[float] = []
        self._halves: list[float] = []
        for kind in scale.kinds.values():
            place = list(scale.dimensions).index(kind.dimension)
            for role in ScoredRole:
                self._slots.append(place * 2 + (kind.weight > 0))
                self._gains.append(scale.points(role, kind.id, 1))
                self._halves.append(1 / self._dimensions[place].half_life)

    def add(self, rows: Iterable[Row]) -> None:
        """Count events from now on."""
        sums, due, places, slots = self._sums, self._due, self._places, self._slots
        gains, halves, start, ended = self._gains, self._halves, self._start, self._ended
        for party, kind, day, until, amount in rows:
            if until <= ended:
                continue
            at = party * places + slots[kind]
            points = gains[kind] * amount * 2.0 ** ((day - start) * halves[kind])
            sums[at] += points
            ending = due[until]
            ending.append(at)
            ending.append(points)

    def take_out(self, rows: Iterable[Row]) -> None:
        """Undo events that were added: from now on as if they had never been."""
        for party, kind, day, until, amount in rows:
            if until <= self._ended:
                continue
            at = party * self._places + self._slots[kind]
            points: float = self._gains[kind] * amount * 2.0 ** ((day - self._start) * self._halves[kind])
            self._sums[at] -= points
            self._due[until] += (at, -points)

    def score(self, party: int, on: date) -> float:
        """The score at the end of a day, which is not before a day asked for earlier."""
        self._end_until(on.toordinal())
        total = self._scale.base
        for number, dimension in enumerate(self._dimensions):
            fade = 2.0 ** (-(on.toordinal() - self._start) / dimension.half_life)
            at = party * self._places + number * 2
            total += self._sums[at] * fade + min(self._sums[at + 1] * fade, dimension.most)
        return total

    def _end_until(self, today: int) -> None:
        for day in sorted(day for day in self._due if day <= today):
            due = self._due.pop(day)
            for at, points in zip(due[::2], due[1::2], strict=True):
                self._sums[int(at)] -= points
        self._ended = max(self._ended, today)
