"""Scores as plain values for programs and pages: every point with its event, its decision, its end and the way to repair it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from gongzhi.credit.events import CreditEvent
from gongzhi.credit.scale import Scale, ScoredRole, Tier
from gongzhi.credit.scoring import Change, Contribution, changes_between, score_on
from gongzhi.credit.tiers import Way, next_rise, tier_of, tier_on, ways_up
from gongzhi.values import BEIJING

NOTICE = "信用分只说明已有记录的分量，供人参考；不自动触发任何处置，是否处置由人依规则另行决定。"


def plain_score(party: str, role: ScoredRole, events: Iterable[CreditEvent], scale: Scale, on: date) -> dict[str, Any]:
    """One party on a day: score, tier, what the tier means, and each contribution. They add up to the score."""
    given = list(events)
    score = score_on(party, given, scale, on)
    tier = tier_on(given, scale, on)
    return {
        "party": party,
        "role": role.value,
        "on": on.isoformat(),
        "scale": scale.version,
        "score": score.value,
        "base": score.base,
        "tier": plain_tier(tier),
        "by_score_alone": tier_of(score, scale).id,
        "dimensions": {id: score.of_dimension(id) for id in scale.dimensions},
        "contributions": [plain_contribution(one, scale) for one in score.contributions],
        "later": sum(event.day > on for event in given),
        "notice": NOTICE,
    }


def plain_repairs(party: str, events: Iterable[CreditEvent], scale: Scale, on: date) -> dict[str, Any]:
    """What would raise the score: repairs, appeals, and time alone."""
    given = list(events)
    rise = next_rise(given, scale, on)
    return {
        "party": party,
        "on": on.isoformat(),
        "score": score_on(party, given, scale, on).value,
        "tier": plain_tier(tier_on(given, scale, on)),
        "ways": [_plain_way(way, scale) for way in ways_up(given, scale, on)],
        "by_time": None if rise is None else {"on": rise[0].isoformat(), "tier": plain_tier(rise[1])},
        "notice": NOTICE,
    }


def plain_changes(events: Iterable[CreditEvent], scale: Scale, before: date, after: date) -> list[dict[str, Any]]:
    """Why the score moved between two days, event by event; the moves add up."""
    return [plain_change(one, scale) for one in changes_between(events, scale, before, after)]


def plain_tier(tier: Tier) -> dict[str, Any]:
    """A tier with what it means."""
    return {"id": tier.id, "name": tier.name, "watch": tier.watch, "measures": list(tier.measures)}


def plain_contribution(one: Contribution, scale: Scale) -> dict[str, Any]:
    """One contribution: ``term`` names the provision that sets its end, None when the platform's own rule does."""
    kind = scale.kinds[one.event.kind]
    return {
        "event": one.event.id,
        "kind": kind.id,
        "name": kind.name,
        "dimension": one.dimension,
        "at": one.event.at.astimezone(BEIJING).isoformat(),
        "amount": one.event.amount,
        "unit": kind.unit,
        "full": one.full,
        "points": one.points,
        "ends": one.ends.isoformat(),
        "term": kind.law,
        "basis": one.event.basis,
        "provision": kind.why,
        "reason": one.event.reason,
    }


def plain_change(one: Change, scale: Scale) -> dict[str, Any]:
    """One move and its cause."""
    return {
        "event": one.event.id,
        "name": scale.kinds[one.event.kind].name,
        "how": one.how,
        "before": one.before,
        "after": one.after,
        "points": one.points,
        "basis": one.event.basis,
        "reason": one.event.reason,
    }


def _plain_way(way: Way, scale: Scale) -> dict[str, Any]:
    return {
        "event": way.event.id,
        "name": scale.kinds[way.event.kind].name,
        "basis": way.event.basis,
        "reason": way.event.reason,
        "gain": way.gain,
        "score": way.score,
        "tier": plain_tier(way.tier),
        "ends": way.ends.isoformat(),
        "how": way.how,
    }
