"""A party's score from its ledger: what each record weighs today, what would repair it, why it moved, and how tiers are spread."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from gongzhi.credit import (
    CreditEntry,
    CreditEvent,
    ScoredRole,
    Tier,
    event_of_entry,
    load_scale,
    plain_changes,
    plain_repairs,
    plain_score,
    score_on,
    tier_on,
)
from gongzhi.flow.record_credit import CreditRecorded
from gongzhi.values import decode_record
from gongzhi_web.credit.models import CreditRow, RecordedRow
from gongzhi_web.credit.parties import roles_of_all

SINCE = 30
HOW = {"new": "新增", "faded": "随时间变轻", "expired": "到期", "repaired": "已修复", "revoked": "已撤销"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the rows say of one party: its role and its events."""

    party: str
    role: ScoredRole
    events: tuple[CreditEvent, ...]

    def tier(self, on: date) -> Tier:
        """The tier at the end of a day, by what the reader may see."""
        return tier_on(self.events, load_scale(), on)

    def score(self, on: date) -> float:
        """The score at the end of a day."""
        return score_on(self.party, self.events, load_scale(), on).value


def events_of(rows: Iterable[CreditRow], recorded: Iterable[RecordedRow], role: ScoredRole) -> list[CreditEvent]:
    """Entries and recorded events of one party as events in this role."""
    decided = [event_of_entry(decode_record(CreditEntry, bytes(row.record)), role) for row in rows]
    told = (decode_record(CreditRecorded, bytes(one.record)).event for one in recorded)
    return [*decided, *(replace(event, role=role) for event in told)]


def kept_of(rows: Iterable[CreditRow], recorded: Iterable[RecordedRow] = ()) -> dict[str, Kept]:
    """Every party of these rows with its events, each in the party's own role."""
    roles = roles_of_all()
    found: dict[str, list[CreditEvent]] = defaultdict(list)
    for row in rows:
        role = roles.get(row.party, ScoredRole.SELLER)
        found[row.party].append(event_of_entry(decode_record(CreditEntry, bytes(row.record)), role))
    for one in recorded:
        event = decode_record(CreditRecorded, bytes(one.record)).event
        found[one.party].append(replace(event, role=roles.get(one.party, event.role)))
    return {
        party: Kept(party=party, role=roles.get(party, events[-1].role), events=tuple(events))
        for party, events in found.items()
    }


def scored(kept: Kept, on: date, since: date | None = None) -> dict[str, Any]:
    """All that the page of a party shows of its score on a day, and why it moved since another."""
    scale, party, events = load_scale(), kept.party, kept.events
    found = plain_score(party, kept.role, events, scale, on)
    repairs = plain_repairs(party, events, scale, on)
    ways = {way["event"]: way for way in repairs["ways"]}
    before = since or on - timedelta(days=SINCE)
    return {
        "score": found["score"],
        "base": found["base"],
        "tier": found["tier"],
        "role": scale.role_names[kept.role],
        "parts": [
            {"name": one.name, "points": found["dimensions"][id], "half_life": one.half_life}
            for id, one in scale.dimensions.items()
        ],
        "counted": [{**one, "way": ways.get(one["event"])} for one in found["contributions"]],
        "by_time": repairs["by_time"],
        "changes": [{**one, "how": HOW[one["how"]]} for one in plain_changes(events, scale, before, on)],
        "before": before,
        "before_score": kept.score(before),
        "notice": found["notice"],
        "everybody": scale.everybody,
    }


def scores_over_time(kept: Kept, days: Iterable[date]) -> list[float]:
    """The score at the end of each day, rounded for the chart."""
    return [round(kept.score(day), 2) for day in days]


def spread_of(rows: Iterable[CreditRow], on: date, recorded: Iterable[RecordedRow] = ()) -> dict[str, Any]:
    """How many parties within reach are in each tier, on this day, 30 and 90 days before."""
    scale = load_scale()
    events = {party: kept.events for party, kept in kept_of(rows, recorded).items()}
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
