"""A party's score from its ledger: what each record weighs today, what would repair it, why it moved, and how tiers are spread."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from gongzhi.credit import (
    CreditEntry,
    CreditEvent,
    ScoredRole,
    event_of_entry,
    load_scale,
    plain_changes,
    plain_repairs,
    plain_score,
    score_on,
    tier_on,
)
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.credit.models import CreditRow

SINCE = 30
HOW = {"new": "新增", "faded": "随时间变轻", "expired": "到期", "repaired": "已修复", "revoked": "已撤销"}


def events_of(rows: Iterable[CreditRow], role: ScoredRole) -> list[CreditEvent]:
    """The entries of one party as events."""
    return [event_of_entry(decode_record(CreditEntry, bytes(row.record)), role) for row in rows]


def scored(party: str, rows: Sequence[CreditRow], on: date) -> dict[str, Any]:
    """All that the page of a party shows of its score on a day."""
    scale, role = load_scale(), _roles().get(party, ScoredRole.SELLER)
    events = events_of(rows, role)
    found = plain_score(party, role, events, scale, on)
    repairs = plain_repairs(party, events, scale, on)
    ways = {way["event"]: way for way in repairs["ways"]}
    before = on - timedelta(days=SINCE)
    return {
        "score": found["score"],
        "base": found["base"],
        "tier": found["tier"],
        "role": scale.role_names[role],
        "parts": [
            {"name": one.name, "points": found["dimensions"][id], "half_life": one.half_life}
            for id, one in scale.dimensions.items()
        ],
        "counted": [{**one, "way": ways.get(one["event"])} for one in found["contributions"]],
        "by_time": repairs["by_time"],
        "changes": [{**one, "how": HOW[one["how"]]} for one in plain_changes(events, scale, before, on)],
        "before": before,
        "before_score": score_on(party, events, scale, before).value,
        "notice": found["notice"],
        "everybody": scale.everybody,
    }


def scores_over_time(party: str, rows: Sequence[CreditRow], days: Iterable[str]) -> list[float]:
    """The score at the end of each day, rounded for the chart."""
    scale = load_scale()
    events = events_of(rows, _roles().get(party, ScoredRole.SELLER))
    return [round(score_on(party, events, scale, date.fromisoformat(day)).value, 2) for day in days]


def spread_of(rows: Iterable[CreditRow], on: date) -> dict[str, Any]:
    """How many parties within reach are in each tier, on this day, 30 and 90 days before."""
    scale, roles = load_scale(), _roles()
    by_party: dict[str, list[CreditRow]] = defaultdict(list)
    for row in rows:
        by_party[row.party].append(row)
    events = {party: events_of(each, roles.get(party, ScoredRole.SELLER)) for party, each in by_party.items()}
    days = (on - timedelta(days=90), on - timedelta(days=30), on)
    counts = [Counter(tier_on(each, scale, day).id for each in events.values()) for day in days]
    most = max(1, len(events))
    return {
        "parties": len(events),
        "days": days,
        "tiers": [
            {
                "tier": tier,
                "counts": [count[tier.id] for count in counts],
                "percent": round(100 * counts[-1][tier.id] / most),
                "drift": counts[-1][tier.id] - counts[0][tier.id],
            }
            for tier in scale.tiers
        ],
        "everybody": scale.everybody,
    }


def _roles() -> dict[str, ScoredRole]:
    kinds = {Kind.MCN.value: ScoredRole.MCN, Kind.MERCHANT.value: ScoredRole.SELLER}
    return {name: kinds[one.kind] for one in Organisation.objects.all() if one.kind in kinds for name in one.names}
