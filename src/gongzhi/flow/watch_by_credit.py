"""How closely a room is watched: by the lowest tier of those who act in it, and for some of all rooms by chance alone.

Watching is all that it decides. Who is near to others' violations bears on the order of inspection, never on a tier.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gongzhi.broadcasts import Broadcast
from gongzhi.credit import CreditEntry, CreditEvent, ScoredRole, Tier, Why, event_of_entry, load_scale, tier_on
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.record_credit import CreditRecorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """``share`` (0..100) is how closely to look, ``tier`` the lowest of the room's parties, ``why`` which of both it follows."""

    share: int
    tier: Tier
    why: Why


def parties_of_room(broadcast: Broadcast) -> dict[str, ScoredRole]:
    """Those who act in a broadcast, each in the role in which it is scored."""
    found = dict.fromkeys(broadcast.presenters, ScoredRole.PRESENTER)
    if broadcast.mcn:
        found[broadcast.mcn] = ScoredRole.MCN
    return found | {name: ScoredRole.SELLER for name in (broadcast.operator, broadcast.merchant) if name}


def watch_of_room(archive: Archive, broadcast: Broadcast, on: date) -> Watch:
    """How closely to watch. Only what was sealed before the broadcast's own first record counts: watched again, it is
    watched alike."""
    limit = next((placed.index for placed in archive.placed(subject=broadcast.id)), None)
    scale = load_scale()
    tiers = [
        tier_on(_events_before(archive, party, role, limit), scale, on)
        for party, role in parties_of_room(broadcast).items()
    ]
    lowest = max(tiers, key=scale.tiers.index, default=tier_on((), scale, on))
    return watch_at(lowest, drawn_by_chance(broadcast.id))


def watch_at(tier: Tier, by_chance: bool) -> Watch:
    """A room drawn by chance is watched as closely as any, whatever its tier."""
    most = load_scale().tiers[-1].watch
    if by_chance and most > tier.watch:
        return Watch(share=most, tier=tier, why=Why.CHANCE)
    return Watch(share=tier.watch, tier=tier, why=Why.TIER)


def drawn_by_chance(id: str) -> bool:
    """Whether this broadcast or finding is of the share of everybody. Its digest draws the lot: nobody chooses it, anybody
    can check it, and it falls the same way every time."""
    lot = int.from_bytes(hashlib.sha256(id.encode()).digest()[:4])
    return lot * 100 < load_scale().everybody << 32


def _events_before(archive: Archive, party: str, role: ScoredRole, limit: int | None) -> Iterator[CreditEvent]:
    for entry in sealed_records(archive, CreditEntry, party):
        if limit is None or entry.placed.index < limit:
            yield event_of_entry(entry.record, role)
    for one in sealed_records(archive, CreditRecorded, party):
        if limit is None or one.placed.index < limit:
            yield replace(one.record.event, role=role)
