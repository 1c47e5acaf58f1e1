"""What still has to be said in a room: the checklist of the broadcast's own watcher, kept up batch by batch."""

import threading
from collections import OrderedDict
from functools import cache

from gongzhi.broadcasts import Broadcast
from gongzhi.flow.ports import Archive
from gongzhi.flow.whole import Rewatching
from gongzhi.screening import Checks, Disclosure, Told, load_checks
from gongzhi.values import decode_record
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.lawbook import book

_ROOMS = 64
# A first look at a room replays all of it; a room of days would keep the reader waiting, and is left to a person.
_BATCHES = 400
_kept: OrderedDict[tuple[int, str], Rewatching] = OrderedDict()
_lock = threading.Lock()


def disclosures(archive: Archive, row: BroadcastRow) -> list[Disclosure]:
    """The lines that apply, open ones first; empty where the room is too long to be replayed for a page."""
    # One at a time: a watcher is a fold, and two requests feeding it would tell it everything twice.
    with _lock:
        following = _following(archive, row)
        lines = following.catch_up().checklist() if following else ()
    return [line for line in lines if line.state is not Told.NOT_APPLICABLE]


def _following(archive: Archive, row: BroadcastRow) -> Rewatching | None:
    key = (id(archive), row.id)
    if key not in _kept:
        if sum(1 for _ in archive.placed(kind="SignalBatch", subject=row.id)) > _BATCHES:
            return None
        broadcast = decode_record(Broadcast, bytes(row.record))
        _kept[key] = Rewatching(archive, broadcast, checks=_checks(), book=book())
        while len(_kept) > _ROOMS:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


@cache
def _checks() -> Checks:
    return load_checks()
