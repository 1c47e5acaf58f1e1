"""Scarcity against what the room then did: sold out and restocked, last ones of many, countdowns that change nothing."""

from dataclasses import dataclass, replace
from datetime import timedelta

from gongzhi.broadcasts import Signal
from gongzhi.screening.findings import Certainty, Finding
from gongzhi.screening.whole.checks import Check, Checks
from gongzhi.screening.whole.claims import Claim, Contrast, Heard, Reporter, yuan
from gongzhi.screening.whole.room import Card, Meant, Room
from gongzhi.screening.whole.spoken import amounts_in, numbers_in

# A raise and a drop further apart than this are two decisions, not one trick.
_TRICK = timedelta(minutes=10)
_LARGEST_LAST = 1000


@dataclass(frozen=True, slots=True)
class _Stock:
    """What was in stock when last seen; None when the card did not say."""

    count: int | None
    available: bool | None


class Scarcity:
    """Claims of scarcity wait for the card of the same goods; the card decides."""

    def __init__(self, checks: Checks, room: Room, reporter: Reporter) -> None:
        self._gone, self._left = checks.of("断货又补"), checks.of("余量不符")
        self._clock, self._raised = checks.of("到点未改"), checks.of("先涨后降")
        self._room, self._reporter = room, reporter
        self._waiting: list[Claim] = []
        self._counting: list[Claim] = []
        self._few: list[tuple[Claim, list[int]]] = []
        self._spoken: list[Claim] = []
        self._stock: dict[str, _Stock] = {}

    def hear(self, line: Heard) -> None:
        """Take in what a seller says."""
        self._waiting += self._claims(self._gone, line)
        for claim, place in self._claims_at(self._left, line):
            numbers = list(numbers_in(line.reading.text, *place))
            if numbers and 0 < max(numbers[-1].values) <= _LARGEST_LAST:
                self._few.append((replace(claim, values=numbers[-1].values), self._stocks(claim)))
        for claim, place in self._claims_at(self._clock, line):
            prices = [one for one in amounts_in("金额", line.reading, *place) if one.end <= place[1]]
            if claim.meant.sure and prices:
                start, end = line.reading.span(place[0], prices[-1].end)
                self._counting.append(replace(claim, values=prices[-1].values, start=start, end=end))
        self._spoken += self._claims(self._raised, line, sure=False)

    def see(self, signal: Signal) -> list[Finding]:
        """Take in what the card of some goods now shows, after the room has."""
        listing = signal.listing
        card = self._room.cards.get(listing.product) if listing else None
        if listing is None or card is None:
            return []
        found = self._see_stock(signal, card)
        if listing.price_fen is not None:
            found += self._see_price(signal, card)
        return found

    def settle(self, *, all_of_them: bool = False) -> list[Finding]:
        """Claims whose time is over: last ones of which the card shows many more, countdowns without any change."""
        if not (self._few or self._counting):
            return []
        few = [one for one in self._few if all_of_them or one[0].due <= self._room.clock]
        self._few = [one for one in self._few if one not in few]
        found = [finding for claim, shown in few for finding in self._compare_left(claim, shown)]
        due = [claim for claim in self._counting if claim.due <= self._room.clock]
        self._counting = [claim for claim in self._counting if claim not in due]
        return found + [finding for claim in due for finding in self._run_out(claim)]

    def _claims(self, checks: tuple[Check, ...], line: Heard, *, sure: bool = True) -> list[Claim]:
        return [claim for claim, _ in self._claims_at(checks, line) if claim.meant.sure or not sure]

    def _claims_at(self, checks: tuple[Check, ...], line: Heard) -> list[tuple[Claim, tuple[int, int]]]:
        return [
            (self._reporter.claim(check, line, place), place)
            for check in self._reporter.speaking(checks)
            for place in self._reporter.places(check, line, guarded=False)
        ]

    def _stocks(self, claim: Claim) -> list[int]:
        """What the cards meant show in stock, empty when one of them does not say."""
        counts = [self._room.cards[product].listing.stock for product in claim.meant.products]
        return [] if None in counts else [count for count in counts if count is not None]

    def _compare_left(self, claim: Claim, shown: list[int]) -> list[Finding]:
        """最后三十单, while the card showed three hundred, and still does a little later."""
        said = max(claim.values)
        if not shown or min(shown) * 100 <= said * (100 + claim.check.tolerance_percent):
            return []
        goods = "、".join(self._room.cards[product].name() for product in claim.meant.products)
        certainty = None if claim.meant.sure else Certainty.DOUBTFUL
        contrast = Contrast(card=f"商品卡当时显示库存 {'、'.join(map(str, shown))}", goods=goods, certainty=certainty)
        return self._reporter.finding(claim, contrast, key=(*claim.meant.products, str(said)))

    def _see_stock(self, signal: Signal, card: Card) -> list[Finding]:
        product, listing = card.listing.product, signal.listing
        before = self._stock.get(product)
        now = _Stock(card.listing.stock, card.listing.in_stock)
        self._stock[product] = now
        if now.count is not None:
            for claim, shown in self._few:
                shown += [now.count] if product in claim.meant.products else []
        if listing is None or before is None or (listing.stock is None and listing.in_stock is None):
            return []
        more = before.count is not None and now.count is not None and now.count > before.count
        back = before.available is False and now.available is True
        claims = [claim for claim in self._waiting if product in claim.meant.products]
        if not claims or not (more or back):
            return []
        self._waiting = [claim for claim in self._waiting if claim not in claims]
        numbers = f"由 {before.count} 增至 {now.count}" if more else "重新上架"
        contrast = Contrast(card=f"{self._room.minute(self._room.clock)} 商品卡库存{numbers}", goods=card.name())
        return self._reporter.finding(claims[0], contrast, key=(product, signal.id))

    def _see_price(self, signal: Signal, card: Card) -> list[Finding]:
        product, prices = card.listing.product, card.prices
        found: list[Finding] = []
        for claim in [claim for claim in self._counting if product in claim.meant.products and claim.values]:
            # What was to be restored is the price of the claim; another one shown instead gives it the lie.
            if (
                card.listing.price_fen is not None
                and card.listing.price_fen < min(claim.values)
                and self._room.clock > claim.line.at
            ):
                self._counting = [other for other in self._counting if other is not claim]
                shown = f"{self._room.minute(self._room.clock)} 商品卡仍为 {yuan(card.listing.price_fen)}"
                found += self._reporter.finding(claim, Contrast(card=shown, goods=card.name()), key=(product,))
        if len(prices) < 3 or prices[-1].signal != signal.id:
            return found
        first, raised, now = prices[-3:]
        if raised.fen > first.fen and now.fen <= first.fen and now.at - raised.at <= _TRICK:
            found += self._report_trick(signal, card)
        return found

    def _report_trick(self, signal: Signal, card: Card) -> list[Finding]:
        """Hung on the countdown that was spoken in between, else on the message that cut the price."""
        shown = "、".join(f"{self._room.minute(one.at)} {yuan(one.fen)}" for one in card.prices[-3:])
        between = [claim for claim in self._spoken if card.prices[-2].at <= claim.line.at <= self._room.clock]
        self._spoken = []
        found: list[Finding] = []
        for check in self._raised:
            line = Heard.of(signal, self._room.clock)
            whole = Claim(check=check, line=line, start=0, end=len(line.text), meant=Meant((), False), due=line.at)
            key = (card.listing.product, card.prices[-2].signal)
            found += self._reporter.finding(
                between[-1] if between else whole, Contrast(card=shown, goods=card.name()), key=key
            )
        return found

    def _run_out(self, claim: Claim) -> list[Finding]:
        """The time is over and the card shows what it showed: nothing was restored."""
        card = self._room.cards[claim.meant.products[0]]
        if not card.prices or card.prices[-1].fen >= min(claim.values):
            return []
        shown = f"到 {self._room.minute(claim.due)} 商品卡仍为 {yuan(card.prices[-1].fen)}"
        contrast = Contrast(card=shown, goods=card.name(), certainty=Certainty.DOUBTFUL)
        return self._reporter.finding(claim, contrast, key=(card.listing.product,))
