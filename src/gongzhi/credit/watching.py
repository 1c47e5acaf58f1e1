"""Who is looked at, in which order: a share by tier, then priority, and everybody by chance. It decides nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.credit.network import NetworkPriority
from gongzhi.credit.scale import Scale, Tier


class Why(StrEnum):
    """Why somebody is looked at in this round."""

    CHANCE = "chance"
    TIER = "tier"

    @property
    def chinese(self) -> str:
        """As the page says it."""
        return {"chance": "随机抽取，人人机会均等", "tier": "按信用档次的抽查比例"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One place in the round: who, why, and how likely it was."""

    party: str
    tier: Tier
    why: Why


def inspection_order(tiers: Mapping[str, Tier], priorities: Sequence[NetworkPriority], scale: Scale) -> tuple[str, ...]:
    """Everybody, the lowest tier first; within a tier, the nearest to violations first. No tier is changed by it."""
    nearness = {one.party: one.nearness for one in priorities}
    return tuple(sorted(tiers, key=lambda party: (-scale.tiers.index(tiers[party]), -nearness.get(party, 0.0), party)))


def round_of(
    order: Sequence[str], tiers: Mapping[str, Tier], chances: Mapping[str, float], scale: Scale, places: int
) -> tuple[Turn, ...]:
    """Fill ``places``: first the share of everybody by chance alone, then the others in their order by their tier's share.

    ``chances`` gives each party an independent number in [0, 1) from outside; equal chances for all whatever the tier.
    """
    drawn = sorted(order, key=lambda party: (chances[party], party))
    by_chance = drawn[: min(places, -(-places * scale.everybody // 100))]
    taken = set(by_chance)
    turns = [Turn(party=party, tier=tiers[party], why=Why.CHANCE) for party in by_chance]
    for party in order:
        if len(turns) >= places:
            break
        # Rescaled by nothing: a watch of 100 percent is always below it, one of 10 percent in a tenth of the rounds.
        if party not in taken and chances[party] * 100 < tiers[party].watch:
            turns.append(Turn(party=party, tier=tiers[party], why=Why.TIER))
    return tuple(turns)


def least_share(scale: Scale, places: int, parties: int) -> float:
    """The chance in one round of the best of all: nobody's is zero."""
    return min(1.0, -(-places * scale.everybody // 100) / parties) if parties else 0.0
