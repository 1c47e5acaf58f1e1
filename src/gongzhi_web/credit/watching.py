"""After somebody's credit has changed: how closely their rooms are watched, and where what waits there stands."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from gongzhi.broadcasts import Broadcast
from gongzhi.credit import ScoredRole, beijing_day, load_scale, tier_on
from gongzhi.flow.ports import Placed
from gongzhi.flow.watch_by_credit import parties_of_room
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Organisation
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.rows import project_broadcast
from gongzhi_web.credit.models import CreditRow, RecordedRow
from gongzhi_web.credit.scores import events_of
from gongzhi_web.screening.ranking import place_rooms_again


def project_room(placed: Placed, data: bytes) -> None:
    """Keep the broadcast, watched as its parties' credit asks on the day."""
    project_broadcast(placed, data)
    record = decode_record(Broadcast, data)
    watch = _lowest(parties_of_room(record), beijing_day(placed.at))
    BroadcastRow.objects.filter(id=record.id).update(watch=watch)


def watch_again(party: str, on: date) -> None:
    """Reckon anew how closely the rooms of a party are watched, and place what waits in them."""
    asked = Q()
    for name in _names(party):
        asked |= Q(operator=name) | Q(merchant=name) | Q(mcn=name) | Q(presenters__contains=f"\n{name}\n")
    changed = []
    for row in BroadcastRow.objects.filter(asked):
        watch = _lowest(parties_of_room(decode_record(Broadcast, bytes(row.record))), on)
        if watch != row.watch:
            BroadcastRow.objects.filter(id=row.id).update(watch=watch)
            changed.append(row.id)
    place_rooms_again(changed)


def _lowest(parties: Mapping[str, ScoredRole], on: date) -> int:
    """The place of the lowest tier among these, counted from the best; of whom nothing is known has the usual one."""
    scale = load_scale()
    tiers = [tier_on((), scale, on)] if not parties else []
    for party, role in parties.items():
        names = _names(party)
        rows = CreditRow.objects.filter(party__in=names).order_by("index")
        recorded = RecordedRow.objects.filter(party__in=names).order_by("index")
        tiers.append(tier_on(events_of(rows, recorded, role), scale, on))
    return max(scale.tiers.index(tier) for tier in tiers)


def _names(party: str) -> tuple[str, ...]:
    """Every name of the same organisation: a broadcast and a decision may use different ones."""
    for one in Organisation.objects.all():
        if party in one.names:
            return one.names
    return (party,)
