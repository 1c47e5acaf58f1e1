"""The rooms among which a campaign draws: what was found in each of the kind sought, and its place by credit."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from gongzhi.cases import CampaignPlanned, Candidate
from gongzhi.credit import CreditEntry, ScoredRole, event_of_entry, load_scale, tier_on
from gongzhi.values import BEIJING, decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.broadcasts.scope import broadcasts_of
from gongzhi_web.credit.models import CreditRow
from gongzhi_web.screening.models import FindingRow

# A room that was silent for longer before the campaign began is not looked at.
DAYS = 90
_AT_ONCE = 500


def candidates_for(user: User, planned: CampaignPlanned) -> tuple[Candidate, ...]:
    """Every room within reach that was on air lately and sells what the campaign is about, once each."""
    since = datetime.combine(planned.starts, time(), BEIJING) - timedelta(days=DAYS)
    rows = broadcasts_of(user).filter(heard_at__gte=since).defer("record").order_by("-index")
    if planned.categories:
        rows = rows.filter(category__in=planned.categories)
    by_room: dict[str, list[BroadcastRow]] = defaultdict(list)
    for row in rows:
        by_room[f"{row.platform}/{row.room}"].append(row)
    found = _found([row.id for each in by_room.values() for row in each], planned)
    places = _places({each[0].operator for each in by_room.values() if each[0].operator})
    return tuple(
        Candidate(
            room=room,
            name=each[0].title or each[0].room,
            operator=each[0].operator,
            found=sum(found[row.id] for row in each),
            order=places.get(each[0].operator, 0),
            broadcast=each[0].id,
        )
        for room, each in by_room.items()
    )


def _found(broadcasts: list[str], planned: CampaignPlanned) -> Counter[str]:
    sought = Q(rule__in=planned.rules) | Q(type__in=planned.types)
    for word in planned.words:
        sought |= Q(line__contains=word)
    narrowed = bool(planned.rules or planned.types or planned.words)
    counted: Counter[str] = Counter()
    for start in range(0, len(broadcasts), _AT_ONCE):
        rows = FindingRow.objects.filter(broadcast__in=broadcasts[start : start + _AT_ONCE])
        counted.update((rows.filter(sought) if narrowed else rows).values_list("broadcast", flat=True))
    return counted


def _places(operators: Iterable[str]) -> dict[str, int]:
    """0 for the tier that is watched most; who has no record stands in the best tier, behind all others."""
    scale, today = load_scale(), timezone.localdate()
    by_party: dict[str, list[CreditRow]] = defaultdict(list)
    named = list(operators)
    for row in CreditRow.objects.filter(party__in=named):
        by_party[row.party].append(row)
    placed = {}
    for party in named:
        events = [
            event_of_entry(decode_record(CreditEntry, bytes(row.record)), ScoredRole.SELLER) for row in by_party[party]
        ]
        tier = tier_on(events, scale, today)
        placed[party] = len(scale.tiers) - 1 - scale.tiers.index(tier)
    return placed
