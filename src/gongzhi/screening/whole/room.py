"""What the room shows at each moment: cards as last seen, the one being explained, prices and stock over time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from gongzhi.broadcasts import ActorRole, Broadcast, Listing, Signal, SignalKind
from gongzhi.screening.fold import Reading, read
from gongzhi.screening.whole.spoken import links_in

# A message whose clock is further off than this does not move the room's clock until others agree with it.
_JUMP = timedelta(minutes=30)
_AGREEING = 3
# Silence between two signals counts as explaining for so long at most.
_PAUSE = timedelta(seconds=60)
# Who has just changed the price or stock of another card may be speaking of that one.
_TOUCHED = timedelta(seconds=15)
_SELLERS = {ActorRole.PRESENTER, ActorRole.MERCHANT, ActorRole.ASSISTANT}
_CARD_KINDS = {SignalKind.LISTING, SignalKind.PRICE, SignalKind.STOCK, SignalKind.COUPON, SignalKind.CONTROL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A price that a card showed from this moment on: fen, and the signal that carried it."""

    at: datetime
    fen: int
    signal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A coupon of the room: so many fen off from a threshold of so many fen on."""

    at: datetime
    threshold_fen: int
    off_fen: int


@dataclass(slots=True)
class Card:
    """A product card as last seen, with what it showed before."""

    listing: Listing
    seen_at: datetime
    prices: list[Shown] = field(default_factory=list)
    explained: timedelta = timedelta()
    first_explained: datetime | None = None

    def text(self, names: tuple[str, ...]) -> str:
        """The words of these fields, folded, parted by sentence ends."""
        words: list[str] = []
        for name in names:
            value = getattr(self.listing, name)
            words += value if isinstance(value, tuple) else [] if value is None else [str(value)]
        return read("。".join(words)).text

    def name(self) -> str:
        """How a person calls it."""
        position = f"{self.listing.position} 号" if self.listing.position else ""
        return f"{position}“{self.listing.title or self.listing.product}”"


@dataclass(frozen=True, slots=True)
class Meant:
    """The cards that words may speak of; ``sure`` when one was named or was being explained alone."""

    products: tuple[str, ...]
    sure: bool
    named: bool = False


class Room:
    """The fold of what is shown. Signals come in the order of arrival."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.started: datetime | None = broadcast.started_at
        self.reached: datetime | None = None
        self.cards: dict[str, Card] = {}
        self.coupons: list[Coupon] = []
        self.viewers: list[tuple[datetime, int]] = []
        self.current: str | None = None
        self.switched_at: datetime | None = None
        self.touched: str | None = None
        self.touched_at: datetime | None = None
        self.explains = False
        self.heard = self.read = 0
        self._astray = 0

    def take(self, signal: Signal) -> None:
        """Move the clock and the cards on."""
        before = self.reached
        self._move_clock(signal.at)
        if before is not None and self.reached is not None and self.current in self.cards:
            self.cards[self.current].explained += min(self.reached - before, _PAUSE)
        if signal.kind is SignalKind.SPEECH:
            self.heard += 1
        elif signal.kind is SignalKind.SCREEN:
            self.read += 1
        elif signal.kind is SignalKind.STATS and "viewers" in signal.counts:
            self.viewers.append((self.clock, signal.counts["viewers"]))
            del self.viewers[:-8]
        if signal.listing is not None and signal.kind in _CARD_KINDS:
            self._see(signal, signal.listing)

    @property
    def clock(self) -> datetime:
        """The event time that the room has reached."""
        assert self.reached is not None, "the clock runs from the first signal on"
        return self.reached

    def minute(self, at: datetime) -> str:
        """``18:23`` after the start, as people point at a place in a recording."""
        seconds = max(0, int((at - (self.started or at)).total_seconds()))
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    def numbered(self, position: int) -> str | None:
        """The product that stands at this place of the list, None when none or several do."""
        found = [product for product, card in self.cards.items() if card.listing.position == position]
        return found[0] if len(found) == 1 else None

    def meant_at(self, reading: Reading, start: int) -> Meant:
        """The card that words at this place speak of: the link named last before them, else the one being explained."""
        named = [link for link in links_in(reading.text) if link.start < start]
        if named:
            product = self.numbered(int(named[-1].values[0]))
            return Meant((product,), True, True) if product else Meant((), False)
        if self.current in self.cards:
            other = self.touched if self.touched_at and self.clock - self.touched_at <= _TOUCHED else None
            if other and other != self.current:
                return Meant((self.current, other), False)
            return Meant((self.current,), True)
        products = tuple(product for product, card in self.cards.items() if card.listing.title)
        return Meant(products, len(products) == 1)

    def _move_clock(self, at: datetime) -> None:
        last = self.reached or self.started
        near = last is None or abs(at - last) <= _JUMP
        self._astray = 0 if near else self._astray + 1
        if near or self._astray >= _AGREEING or self.reached is None:
            self.reached = at if self.reached is None or not near else max(self.reached, at)
            self._astray = 0
        self.started = self.started or self.reached

    def _see(self, signal: Signal, listing: Listing) -> None:
        if signal.kind is SignalKind.COUPON:
            self._see_coupon(signal, listing)
            return
        card = self.cards.get(listing.product)
        if card is None:
            card = self.cards[listing.product] = Card(listing, self.clock)
        else:
            card.listing = merge(card.listing, listing)
        if listing.price_fen is not None and (not card.prices or card.prices[-1].fen != listing.price_fen):
            card.prices.append(Shown(at=self.clock, fen=listing.price_fen, signal=signal.id))
        if listing.price_fen is not None or listing.stock is not None:
            self.touched, self.touched_at = listing.product, self.clock
        if listing.explaining and self.current != listing.product:
            self.current, self.switched_at, self.explains = listing.product, self.clock, True
            card.first_explained = card.first_explained or self.clock
        elif listing.explaining is False and self.current == listing.product:
            self.current, self.switched_at = None, self.clock

    def _see_coupon(self, signal: Signal, listing: Listing) -> None:
        threshold, off = signal.counts.get("threshold_fen", 0), signal.counts.get("off_fen", 0)
        # A coupon card may carry only the price that it leads to.
        card = self.cards.get(listing.product)
        if not off and card and card.prices and listing.price_fen:
            off = max(0, card.prices[-1].fen - listing.price_fen)
        if off:
            self.coupons.append(Coupon(at=self.clock, threshold_fen=threshold, off_fen=off))


def merge(old: Listing, new: Listing) -> Listing:
    """The card after an update that names only what changed; ``explaining`` is of the moment and is not kept."""
    said = {
        one.name: value
        for one in fields(Listing)
        if (value := getattr(new, one.name)) not in (None, ()) and one.name not in ("product", "explaining")
    }
    return replace(old, **said) if said else old


def is_of_seller(signal: Signal) -> bool:
    """Whether these words are the room's own: speech and screen unless a viewer's, danmu only when the shop wrote it."""
    role = signal.actor.role if signal.actor else None
    if signal.kind in (SignalKind.SPEECH, SignalKind.SCREEN):
        return role is None or role in _SELLERS or role is ActorRole.UNKNOWN
    return signal.kind is SignalKind.DANMU and role in _SELLERS and signal.shown is not False


def known_prices(card: Card) -> Iterator[int]:
    """Every price the card showed, each once, in order."""
    seen = set()
    for shown in card.prices:
        if shown.fen not in seen:
            seen.add(shown.fen)
            yield shown.fen
