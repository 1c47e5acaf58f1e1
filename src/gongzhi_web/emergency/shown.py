"""A stop as the pages show it: where it stands at this moment, how long until it lapses, what this person may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from gongzhi.decisions import EmergencyStop, StopOutcome
from gongzhi.flow.emergency import StopState
from gongzhi.values import decode_record
from gongzhi_web.accounts.access import DECIDERS
from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.emergency.models import StopRow

GRAVE = 4
# How long an ended stop stays in the list of what ended lately.
LATELY = timedelta(days=30)
SHOWN = 50
_SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class ShownStop:
    """What templates read; ``left`` is the time until it lapses, None where no clock runs."""

    row: StopRow
    record: EmergencyStop
    room: BroadcastRow | None
    state: StopState
    left: timedelta | None

    @property
    def stopped(self) -> bool:
        """Whether the broadcast is to stay off."""
        return self.state in (StopState.WAITING, StopState.CONFIRMED)

    @property
    def soon(self) -> bool:
        """Whether it lapses soon."""
        return self.left is not None and self.left <= _SOON


def state_of(row: StopRow, now: datetime) -> StopState:
    """Where it stands at this moment."""
    if row.outcome:
        return StopState(row.outcome)
    return StopState.WAITING if now < row.until else StopState.LAPSED


def running(rows: QuerySet[StopRow], now: datetime) -> QuerySet[StopRow]:
    """Those that keep a broadcast off: what lapses first stands first, then what is confirmed."""
    return rows.filter(Q(outcome="", until__gt=now) | Q(outcome=StopOutcome.CONFIRMED)).order_by("outcome", "until")


def ended(rows: QuerySet[StopRow], now: datetime) -> QuerySet[StopRow]:
    """Those that were lifted or lapsed lately, newest first."""
    over = Q(outcome="", until__lte=now) | Q(outcome=StopOutcome.LIFTED)
    return rows.filter(over, at__gte=now - LATELY).order_by("-index")


def shown_stops(rows: Iterable[StopRow], now: datetime) -> list[ShownStop]:
    """Rows with their records and rooms, in the same order."""
    kept = list(rows)
    rooms = BroadcastRow.objects.defer("record").in_bulk({row.broadcast for row in kept})
    return [_shown(row, rooms.get(row.broadcast), now) for row in kept]


def may_settle(user: User, stop: ShownStop) -> dict[str, bool]:
    """Which buttons this person gets; the flow checks again whatever the page shows."""
    lead = user.role in DECIDERS and stop.stopped
    confirms = lead and stop.state is StopState.WAITING and stop.row.by != user.username
    return {"confirm": confirms, "lift": lead}


def _shown(row: StopRow, room: BroadcastRow | None, now: datetime) -> ShownStop:
    state = state_of(row, now)
    left = row.until - now if state is StopState.WAITING else None
    return ShownStop(row, decode_record(EmergencyStop, bytes(row.record)), room, state, left)
