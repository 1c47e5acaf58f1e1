"""What earlier broadcasts of a store say to a new one: prices of the same room, and rooms that speak the same script."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import Lead, LeadLevel, LeadOrigin
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.whole import sealed_batches
from gongzhi.screening.whole import Outline, PastPrices, PriceSeen, prices_shown, same_scripts
from gongzhi.screening.whole.history import MONTH
from gongzhi.screening.whole.room import Room
from gongzhi.values import decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class SameScript:
    """Two broadcasts of different rooms whose speech is alike, in percent: a signal to be looked into, no finding."""

    broadcast: str
    room: str
    other: str
    other_room: str
    likeness: int


def past_prices(archive: Archive, broadcast: Broadcast) -> PastPrices:
    """The prices of earlier broadcasts of the room, of the last thirty days before this one began.

    A broadcast that was never followed to its end has no outline; its batches are read instead. Only what was sealed
    before this broadcast's own first record counts, so that watching it again is held against the same past.
    """
    limit = _first_index(archive, broadcast.id)
    return PastPrices(price for earlier in _of_room(archive, broadcast, limit) for price in _prices(archive, earlier))


def close_outline(archive: Archive, outline: Outline, *, lead_open: bool, at: datetime) -> list[Item]:
    """What to seal when a broadcast ends: its outline, the rooms that speak its script, and a lead when none is open.

    Nothing when the same outline is sealed already.
    """
    earlier = _outlines(archive)
    if earlier.get(outline.broadcast) == outline:
        return []
    items = [item_of(outline, subject=outline.broadcast, at=at)]
    rooms = {
        one.broadcast: one for one in earlier.values() if (one.platform, one.room) != (outline.platform, outline.room)
    }
    alike = [
        SameScript(
            broadcast=outline.broadcast, room=outline.room, other=other, other_room=rooms[other].room, likeness=percent
        )
        for other, percent in same_scripts(outline.script, {name: one.script for name, one in rooms.items()})
    ]
    known = {(one.record.other, one.record.likeness) for one in sealed_records(archive, SameScript, outline.broadcast)}
    new = [one for one in alike if (one.other, one.likeness) not in known]
    items += [item_of(one, subject=outline.broadcast, at=at) for one in new]
    if new and not lead_open:
        items.append(item_of(_lead(outline, new, at), subject=outline.broadcast, at=at))
    return items


def scripts_like(archive: Archive, broadcast: str) -> list[SameScript]:
    """The broadcasts whose script is alike, whichever of the two was sealed first; the most alike first."""
    found = {}
    for sealed in sealed_records(archive, SameScript):
        one = sealed.record
        if one.broadcast == broadcast:
            found[one.other] = one
        elif one.other == broadcast:
            found[one.broadcast] = SameScript(
                broadcast=broadcast,
                room=one.other_room,
                other=one.broadcast,
                other_room=one.room,
                likeness=one.likeness,
            )
    return sorted(found.values(), key=lambda one: (-one.likeness, one.other))


def _lead(outline: Outline, alike: list[SameScript], at: datetime) -> Lead:
    return Lead(
        broadcast=outline.broadcast,
        opened_at=at,
        origin=LeadOrigin.MONITORING,
        level=LeadLevel.ORDINARY,
        # Whoever may see this lead need not be allowed to see the other rooms, so it names none.
        summary=f"{outline.platform} {outline.room}：同一话术，口播与另外 {len(alike)} 场高度相同（最高 {alike[0].likeness}%），请核对是否同一团队经营",
    )


def _outlines(archive: Archive) -> dict[str, Outline]:
    """The last outline of every broadcast."""
    return {one.record.broadcast: one.record for one in sealed_records(archive, Outline)}


def _first_index(archive: Archive, broadcast: str) -> int | None:
    return next((placed.index for placed in archive.placed(subject=broadcast)), None)


def _of_room(archive: Archive, broadcast: Broadcast, limit: int | None) -> Iterator[Broadcast]:
    for placed in archive.placed(kind=Broadcast.__name__):
        if limit is not None and placed.index >= limit:
            return
        one = decode_record(Broadcast, archive.read(placed))
        old = one.started_at and broadcast.started_at and one.started_at < broadcast.started_at - MONTH
        if not old and (one.platform, one.room) == (broadcast.platform, broadcast.room) and one.id != broadcast.id:
            yield one


def _prices(archive: Archive, earlier: Broadcast) -> tuple[PriceSeen, ...]:
    outline = None
    for sealed in sealed_records(archive, Outline, earlier.id):
        outline = sealed.record
    if outline is not None:
        return outline.prices
    room = Room(earlier)
    for batch in sealed_batches(archive, earlier.id):
        for signal in batch.signals:
            room.take(signal)
    return prices_shown(room)
