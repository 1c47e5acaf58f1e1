"""What sellers hid where no rule spoke: doubtful hints for the room page, and beside the queue."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.screening import Evaded, Evasion
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.screening.models import EvadedRow

_NEWEST = 200
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hint:
    """One way of hiding one word in one room, and how often it was heard among the newest."""

    room: BroadcastRow
    evasion: Evasion
    times: int


def hints_in(broadcast: str, signals: Sequence[str]) -> dict[str, list[Evasion]]:
    """The evasions of these signals of a broadcast, by signal."""
    found: dict[str, list[Evasion]] = defaultdict(list)
    for row in EvadedRow.objects.filter(broadcast=broadcast, signal__in=signals):
        found[row.signal] += decode_record(Evaded, bytes(row.record)).evasions
    return found


def hints_for(user: User, room: str = "") -> list[Hint]:
    """The newest hints that this person may see, the most frequent first; each word and room once."""
    rows = EvadedRow.objects.filter(broadcast__in=broadcasts_of(user).values("id"))
    if room:
        rows = rows.filter(broadcast=room)
    counted: Counter[tuple[str, str, str]] = Counter()
    one_of: dict[tuple[str, str, str], Evasion] = {}
    for row in rows.order_by("-index")[:_NEWEST]:
        for one in decode_record(Evaded, bytes(row.record)).evasions:
            key = (row.broadcast, one.quote, one.reading)
            counted[key] += 1
            one_of.setdefault(key, one)
    listed = counted.most_common(_SHOWN)
    rooms = BroadcastRow.objects.defer("record").in_bulk({key[0] for key, _ in listed})
    return [Hint(rooms[key[0]], one_of[key], times) for key, times in listed if key[0] in rooms]
