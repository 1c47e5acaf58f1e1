"""The sealed price signals of a broadcast held against the sealed record: former and lowest prices, sums, bait; with its findings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from gongzhi.broadcasts import Broadcast, Listing, Signal, SignalKind
from gongzhi.flow.matters import broadcast_of, sealed_records
from gongzhi.flow.past import past_prices
from gongzhi.flow.ports import Archive
from gongzhi.flow.whole import sealed_batches
from gongzhi.pricing import (
    Doubt,
    PricePoint,
    Shelf,
    doubt_bait,
    doubt_coupon,
    doubt_discount,
    doubt_lowest,
    doubt_raised,
    doubt_reference,
    lowest,
)
from gongzhi.pricing.truth import MONTH, WEEK
from gongzhi.screening import Finding, FindingType
from gongzhi.screening.whole import PastPrices
from gongzhi.screening.whole.room import merge

_SHOWING = (SignalKind.LISTING, SignalKind.PRICE, SignalKind.STOCK)
_TENTHS = re.compile(r"(?<![\d.])(\d(?:\.\d)?)\s*折")
_SAVED = re.compile(r"立减\s*(\d{1,6})(?:\.\d+)?\s*元?")
# The finding that a spoken “lowest ever” does not hold: what it was said of is the card explained then.
_LOWEST = "prices.not_the_lowest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtSeen:
    """A doubt with the moment and the signal that raised it."""

    doubt: Doubt
    at: datetime
    signal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsSeen:
    """One product of a broadcast: its points in fen, the record before it (lowest of seven and thirty days), and doubts."""

    product: str
    title: str
    points: tuple[PricePoint, ...]
    week: PricePoint | None
    month: PricePoint | None
    doubts: tuple[DoubtSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSeen:
    """A finding on prices of the same broadcast, by its exhibit; ``product`` was being explained then, empty when unknown."""

    exhibit: str
    finding: Finding
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPrices:
    """What a broadcast's price signals say: goods in order of their first card, and the findings on prices beside them."""

    broadcast: Broadcast
    goods: tuple[GoodsSeen, ...]
    findings: tuple[FindingSeen, ...]

    @property
    def doubted(self) -> int:
        """How many doubts there are."""
        return sum(len(one.doubts) for one in self.goods)


@dataclass(slots=True)
class _Card:
    listing: Listing
    points: list[PricePoint] = field(default_factory=list)
    doubts: list[DoubtSeen] = field(default_factory=list)
    low_since: datetime | None = None
    low_units: int | None = None
    low_signal: str = ""
    usual_fen: int = 0


def prices_of_room(archive: Archive, broadcast: str) -> RoomPrices:
    """Read every sealed price signal of a broadcast in order and hold it against what was sealed before it.

    (1) a compared price against the record (2) a base raised just before (3) sums of discounts (4) coupons
    (5) low prices that hardly anybody could have (6) spoken lowest prices, at the findings that name them.
    No record is no doubt. Raises UnknownBroadcast, SealBroken.
    """
    about = broadcast_of(archive, broadcast)
    reading = _Reading(past_prices(archive, about))
    for batch in sealed_batches(archive, broadcast):
        for signal in batch.signals:
            reading.take(signal)
    findings = tuple(_findings(archive, broadcast, reading))
    for one in findings:
        reading.weigh_lowest(one)
    return RoomPrices(broadcast=about, goods=tuple(reading.goods()), findings=findings)


class _Reading:
    def __init__(self, past: PastPrices) -> None:
        self._past = past
        self._cards: dict[str, _Card] = {}
        self._explained: list[tuple[datetime, str]] = []

    def take(self, signal: Signal) -> None:
        listing = signal.listing
        if listing is None:
            return
        if signal.kind is SignalKind.COUPON:
            self._take_coupon(signal, listing)
        elif signal.kind in _SHOWING or signal.kind is SignalKind.CONTROL:
            self._take_card(signal, listing)

    def explained_at(self, at: datetime) -> str:
        """The product being explained at a moment, empty when none is known."""
        return next((product for since, product in reversed(self._explained) if since <= at), "")

    def weigh_lowest(self, one: FindingSeen) -> None:
        card = self._cards.get(one.product)
        if card is None or not one.finding.rule.startswith(_LOWEST):
            return
        shown = [point for point in card.points if point.at <= one.finding.said_at]
        if shown:  # (6)
            now = shown[-1].fen
            doubt = doubt_lowest(
                self._record(card, one.finding.said_at)[:-1], card.listing.product, now_fen=now, at=one.finding.said_at
            )
            self._doubt(card, doubt, one.finding.said_at, one.finding.signal)

    def goods(self) -> Iterator[GoodsSeen]:
        for product, card in self._cards.items():
            if not card.points:
                continue
            first = card.points[0].at
            record = self._record(card, first)
            yield GoodsSeen(
                product=product,
                title=card.listing.title or product,
                points=tuple(card.points),
                week=lowest(record, product, before=first, within=WEEK),
                month=lowest(record, product, before=first, within=MONTH),
                doubts=tuple(card.doubts),
            )

    def _take_card(self, signal: Signal, listing: Listing) -> None:
        card = self._cards.get(listing.product)
        before = card.listing if card else None
        if card is None:
            card = self._cards[listing.product] = _Card(listing)
        else:
            card.listing = merge(card.listing, listing)
        if listing.explaining:
            self._explained.append((signal.at, listing.product))
        self._weigh_card(card, before, signal)
        self._weigh_shelf(card, listing, signal)
        price = listing.price_fen
        if price is not None and (not card.points or card.points[-1].fen != price):
            card.points.append(PricePoint(product=listing.product, at=signal.at, fen=price))

    def _weigh_card(self, card: _Card, before: Listing | None, signal: Signal) -> None:
        now, at, product = card.listing, signal.at, card.listing.product
        changed = before is None or (before.price_fen, before.reference_price_fen) != (
            now.price_fen,
            now.reference_price_fen,
        )
        if now.reference_price_fen is None or not changed:
            return
        record = self._record(card, at)
        doubts = [
            doubt_reference(record, product, reference_fen=now.reference_price_fen, at=at),  # (1)
            doubt_raised(record, product, was_fen=now.reference_price_fen, at=at),  # (2)
        ]
        if now.price_fen is not None:
            tenths, saved = _said_off(now)
            doubts.append(  # (3)
                doubt_discount(was_fen=now.reference_price_fen, now_fen=now.price_fen, tenths=tenths, saved_fen=saved)
            )
        for doubt in doubts:
            self._doubt(card, doubt, at, signal.id)

    def _take_coupon(self, signal: Signal, listing: Listing) -> None:
        card = self._cards.get(listing.product)
        threshold, off = signal.counts.get("threshold_fen", 0), signal.counts.get("off_fen", 0)
        if card is None or not card.points or not off or listing.price_fen is None:
            return
        paid, price = listing.price_fen, card.points[-1].fen
        doubt = doubt_coupon(price_fen=price, threshold_fen=threshold, off_fen=off, paid_fen=paid)  # (4)
        self._doubt(card, doubt, signal.at, signal.id)

    def _weigh_shelf(self, card: _Card, listing: Listing, signal: Signal) -> None:
        """A low price begins with so many units and ends when it rises or is gone."""
        price, gone = listing.price_fen, listing.in_stock is False or listing.stock == 0
        last = card.points[-1].fen if card.points else None
        if card.low_since is not None and (gone or (price is not None and last is not None and price > last)):
            self._close_shelf(card, signal.at)
        if price is not None and last is not None and price < last and not gone:
            card.low_since, card.low_signal, card.usual_fen = signal.at, signal.id, max(p.fen for p in card.points)
            card.low_units = listing.stock
        elif card.low_since is not None and card.low_units is None and listing.stock:
            card.low_units = listing.stock

    def _close_shelf(self, card: _Card, at: datetime) -> None:
        since, units = card.low_since, card.low_units
        card.low_since = None
        if since is None or units is None:
            return
        shelf = Shelf(
            product=card.listing.product, low_fen=card.points[-1].fen, usual_fen=card.usual_fen,
            units=units, announced=None, seconds=int((at - since).total_seconds()),
        )  # fmt: skip
        self._doubt(card, doubt_bait(shelf), since, card.low_signal)  # (5)

    def _record(self, card: _Card, at: datetime) -> list[PricePoint]:
        """What is sealed of these goods before a moment: earlier broadcasts of the room, then this one."""
        product = card.listing.product
        earlier = [
            PricePoint(product=product, at=seen.at, fen=seen.fen)
            for seen in self._past.of(card.listing, before=at, within=MONTH)
        ]
        return [*earlier, *(point for point in card.points if point.at <= at)]

    def _doubt(self, card: _Card, doubt: Doubt | None, at: datetime, signal: str) -> None:
        if doubt is not None and all(one.doubt != doubt for one in card.doubts):
            card.doubts.append(DoubtSeen(doubt=doubt, at=at, signal=signal))


def _said_off(listing: Listing) -> tuple[Fraction | None, int | None]:
    """What the card itself says is off: 折, and 立减 in fen."""
    words = " ".join([listing.title or "", listing.reference_price_label or "", *listing.promises])
    tenths, saved = _TENTHS.search(words), _SAVED.search(words)
    return Fraction(tenths[1]) if tenths else None, int(saved[1]) * 100 if saved else None


def _findings(archive: Archive, broadcast: str, reading: _Reading) -> Iterable[FindingSeen]:
    for sealed in sealed_records(archive, Finding, broadcast):
        if sealed.record.type is FindingType.PRICE_DECEPTION:
            product = reading.explained_at(sealed.record.said_at)
            yield FindingSeen(exhibit=sealed.placed.exhibit, finding=sealed.record, product=product)
