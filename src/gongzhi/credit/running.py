"""Scores kept up to date event by event: decay is separable, so one number per party and dimension is enough."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from gongzhi.credit.scale import LONGEST_DAYS, Scale, ScoredRole

# Party, number of the kind (``kind_number``), ordinal of the day, ordinal of the first day without it, amount.
Row = tuple[int, int, int, int, float]


class RunningScores:
    """Sums as of one fixed day, so that fading needs no work and an event is taken out exactly as it was put in.

    ``add`` puts events in, ``take_out`` undoes them (repair, revocation); what ends is taken out when a score is asked for.
    Days asked for must not go back. Events end within ten years, and their days lie within twenty years after ``start``.
    """

    def __init__(self, scale: Scale, parties: int, start: date) -> None:
        self._scale, self._start = scale, start.toordinal()
        self._dimensions = list(scale.dimensions.values())
        self._places = len(self._dimensions) * 2
        # Plain numbers side by side: an update touches one place in memory, not a list and then a number elsewhere.
        self._sums = array("d", bytes(8 * parties * self._places))
        # The rows themselves by the day of their end: nothing is made anew for each event.
        self._due: dict[int, list[Row]] = defaultdict(list)
        self._ended: int = self._start
        self._slots: list[int] = []
        # Points of one unit by the day of the event: few days, many events.
        self._first = self._start - LONGEST_DAYS
        self._grown: list[list[float]] = []
        for kind in scale.kinds.values():
            place = list(scale.dimensions).index(kind.dimension)
            for role in ScoredRole:
                self._slots.append(place * 2 + (kind.weight > 0))
                gain = scale.points(role, kind.id, 1)
                half_life = self._dimensions[place].half_life
                self._grown.append([gain * 2.0 ** (day / half_life) for day in range(-LONGEST_DAYS, 2 * LONGEST_DAYS)])

    def add(self, rows: Iterable[Row]) -> None:
        """Count events from now on."""
        sums, due, places, slots = self._sums, self._due, self._places, self._slots
        grown, first, ended = self._grown, self._first, self._ended
        for row in rows:
            party, kind, day, until, amount = row
            if until > ended:
                sums[party * places + slots[kind]] += grown[kind][day - first] * amount
                due[until].append(row)

    def take_out(self, rows: Iterable[Row]) -> None:
        """Undo events that were added: from now on as if they had never been."""
        self.add((party, kind, day, until, -amount) for party, kind, day, until, amount in rows)

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
            for party, kind, begun, _, amount in self._due.pop(day):
                self._sums[party * self._places + self._slots[kind]] -= self._grown[kind][begun - self._first] * amount
        self._ended = max(self._ended, today)
