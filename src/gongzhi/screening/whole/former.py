"""Former and lowest prices against what earlier broadcasts of the same room showed for the same goods."""

from datetime import timedelta
from fractions import Fraction

from gongzhi.broadcasts import Signal
from gongzhi.screening.findings import Certainty, Finding
from gongzhi.screening.whole.checks import Checks
from gongzhi.screening.whole.claims import Claim, Contrast, Heard, Reporter, yuan
from gongzhi.screening.whole.history import MONTH, WEEK, PastPrices, PriceSeen
from gongzhi.screening.whole.room import Card, Meant, Room, known_prices
from gongzhi.values import BEIJING


class FormerPrices:
    """The record of earlier broadcasts, and the reference prices of cards held against it."""

    def __init__(self, checks: Checks, room: Room, reporter: Reporter, past: PastPrices) -> None:
        self._checks = checks.of("划线价无据")
        self._room, self._reporter, self._past = room, reporter, past

    def see(self, signal: Signal, card: Card) -> list[Finding]:
        """A reference price on a card that the week before never saw."""
        listing = card.listing
        if listing.reference_price_fen is None or not self._checks:
            return []
        seen = self._seen(card, WEEK)
        if not seen:
            return []
        label = listing.reference_price_label or ""
        found: list[Finding] = []
        for check in self._checks:
            if check.card is None or not check.card.compiled.search(label):
                continue
            limit = max(one.fen for one in seen) * (100 + check.tolerance_percent)
            if listing.reference_price_fen * 100 <= limit:
                continue
            line = Heard.of(signal, self._room.clock)
            claim = Claim(check=check, line=line, start=0, end=len(line.text), meant=Meant((), False), due=line.at)
            shown = f"标“{label}” {yuan(listing.reference_price_fen)}，而{told(seen)}"
            key = (listing.product, str(listing.reference_price_fen))
            found += self._reporter.finding(claim, Contrast(card=shown, goods=card.name()), key=key)
        return found

    def contrast_former(self, claim: Claim, card: Card) -> Contrast | None:
        """A spoken former price against the week before; None when nothing of it was seen, or when it bears the words out."""
        seen, said = self._seen(card, WEEK), min(claim.values)
        if not seen:
            return None
        share = Fraction(100 + claim.check.tolerance_percent, 100)
        if said <= min(one.fen for one in seen) * share:
            return None
        highest = max([one.fen for one in seen] + list(known_prices(card)))
        unseen = said > highest * share
        return Contrast(
            card=told(seen),
            more=self._of_month(card),
            certainty=claim.check.certainty if unseen else Certainty.DOUBTFUL,
        )

    def contrast_lowest(self, claim: Claim, card: Card) -> Contrast | None:
        """“Lower than ever” against the lowest price of the month before."""
        seen = self._seen(card, MONTH)
        if not seen or not card.prices:
            return None
        lowest = min(seen, key=lambda one: one.fen)
        now = min(card.prices[-1].fen, *(max(value, Fraction(0)) for value in claim.values or (card.prices[-1].fen,)))
        if lowest.fen * (100 + claim.check.tolerance_percent) >= now * 100:
            return None
        return Contrast(card=f"现价 {yuan(card.prices[-1].fen)}，{_day(lowest)} 同一直播间卖过 {yuan(lowest.fen)}")

    def knows(self, card: Card) -> bool:
        """Whether the week before saw these goods."""
        return bool(self._seen(card, WEEK))

    def _seen(self, card: Card, within: timedelta) -> list[PriceSeen]:
        before = self._room.started or self._room.clock
        return self._past.of(card.listing, before=before, within=within)

    def _of_month(self, card: Card) -> str:
        lowest = min(self._seen(card, MONTH), key=lambda one: one.fen)
        return f"；三十日内最低为 {_day(lowest)} 的 {yuan(lowest.fen)}"


def told(seen: list[PriceSeen]) -> str:
    """The prices of the week before, as a reason says them."""
    lowest, highest = min(seen, key=lambda one: one.fen), max(seen, key=lambda one: one.fen)
    span = f"最低 {yuan(lowest.fen)}（{_day(lowest)}）、最高 {yuan(highest.fen)}（{_day(highest)}）"
    return f"此前七日同一直播间所见标价{span}"


def _day(seen: PriceSeen) -> str:
    at = seen.at.astimezone(BEIJING)
    return f"{at.month} 月 {at.day} 日"
