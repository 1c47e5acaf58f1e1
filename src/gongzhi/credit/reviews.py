"""Reviews are weighed, never deleted: what is of low trust counts up to a share of what is trusted, so fakes meet a ceiling.

With p the favourable share of the trusted mass and c the cap, however many reviews of low trust arrive, the weighed share
stays within [p / (1 + c), (p + c) / (1 + c)]: their mass is at most c times the trusted mass, all in favour or all against.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from gongzhi.credit.events import CreditEvent
from gongzhi.credit.scale import ReviewScale, ScoredRole

# Lower end of a one-sided interval of 95 percent (Wilson): few reviews say little.
_Z = 1.6448536269514722


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerReview:
    """``stars`` 1 to 5; ``verified``: its delivery is known. ``device`` and ``address`` are salted digests where lawfully held."""

    id: str
    party: str
    reviewer: str
    stars: int
    at: datetime
    verified: bool
    account_days: int
    text: str = ""
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A review with the weight that it was given today and why; every review given has one."""

    review: ConsumerReview
    weight: float
    trusted: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the reviews of a party come to: masses, the favourable share, its cautious lower end, and the proved bounds."""

    weighed: tuple[Weighed, ...]
    trusted: float
    low: float
    share: float | None
    lower: float | None
    floor: float
    ceiling: float


def weigh(reviews: Sequence[ConsumerReview], scale: ReviewScale) -> Standing:
    """Weigh all reviews of one party. Several by one reviewer share one weight; none is left out."""
    times = Counter(one.reviewer for one in reviews)
    plain = [(one, *_plain(one, scale)) for one in reviews]
    trusted = sum(weight / times[one.reviewer] for one, weight, sure, _ in plain if sure)
    low = sum(weight / times[one.reviewer] for one, weight, sure, _ in plain if not sure)
    cap = scale.cap / 100
    press = min(1.0, cap * trusted / low) if low else 1.0
    weighed = tuple(
        Weighed(
            review=one,
            weight=weight / times[one.reviewer] * (1.0 if sure else press),
            trusted=sure,
            why=why + ("；同一人多条，合计一份" if times[one.reviewer] > 1 else ""),
        )
        for one, weight, sure, why in plain
    )
    return _standing(weighed, trusted, low, cap)


def _standing(weighed: tuple[Weighed, ...], trusted: float, low: float, cap: float) -> Standing:
    mass = sum(one.weight for one in weighed)
    if not trusted or not mass:
        return Standing(weighed=weighed, trusted=trusted, low=low, share=None, lower=None, floor=0.0, ceiling=1.0)
    share = min(1.0, sum(one.weight * favour(one.review) for one in weighed) / mass)
    sure = min(1.0, sum(one.weight * favour(one.review) for one in weighed if one.trusted) / trusted)
    return Standing(
        weighed=weighed,
        trusted=trusted,
        low=low,
        share=share,
        lower=lower_end(share, mass),
        floor=sure / (1 + cap),
        ceiling=(sure + cap) / (1 + cap),
    )


def favour(review: ConsumerReview) -> float:
    """One star is 0, five stars are 1."""
    return (review.stars - 1) / 4


def lower_end(share: float, mass: float) -> float:
    """Wilson's lower end for a share of so much mass: at most the share itself, near it once the mass is large."""
    spread = _Z * sqrt(share * (1 - share) / mass + _Z**2 / (4 * mass**2))
    return max(0.0, (share + _Z**2 / (2 * mass) - spread) / (1 + _Z**2 / mass))


def event_of_reviews(
    party: str, role: ScoredRole, standing: Standing, scale: ReviewScale, *, at: datetime, on: date
) -> CreditEvent | None:
    """What the reviews up to a day come to as an event; the next one repairs it. None when nothing trusted is known."""
    if standing.lower is None:
        return None
    distance = round(standing.lower * 1000) - scale.normal
    return CreditEvent(
        id=f"评价-{party}-{on.isoformat()}",
        party=party,
        role=role,
        kind="reviews_good" if distance > 0 else "reviews_poor",
        at=at,
        amount=abs(distance),
        basis=f"评价-{on.isoformat()}",
        reason=f"{len(standing.weighed)} 条评价加权后，好评下限 {standing.lower:.1%}",
    )


def _plain(review: ConsumerReview, scale: ReviewScale) -> tuple[float, bool, str]:
    if not review.verified:
        return scale.unverified / 100, False, "未核到收货，低可信，合计以封顶为限"
    if review.account_days < scale.young_days:
        return scale.young / 100, True, "核到收货，账号较新"
    return scale.verified / 100, True, "核到收货"
