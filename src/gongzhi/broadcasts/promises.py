"""A promise: something the seller owes from the moment it is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    """The kinds of the output contract."""

    REFUND_GUARANTEE = "refund_guarantee"
    COMPENSATION = "compensation"
    GIFT = "gift"
    PRICE_PROTECT = "price_protect"
    AUTHENTICITY = "authenticity"
    DELIVERY = "delivery"
    EFFICACY_PROMISE = "efficacy_promise"
    AFTER_SALE = "after_sale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Said by ``signal`` at code points [start, end) of its untouched text; ``terms`` are times, days, conditions as text."""

    broadcast: str
    signal: str
    kind: PromiseKind
    start: int
    end: int
    quote: str
    said_at: datetime
    terms: Mapping[str, str] = field(default_factory=dict)
    product: str | None = None
