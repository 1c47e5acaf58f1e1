"""What earlier broadcasts showed and said, in little: prices by product, and a sketch of the script. No personal data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.broadcasts import Listing
from gongzhi.screening.fold import fold_line
from gongzhi.screening.whole.room import Room

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeen:
    """A price that the card of a product showed from ``at`` on, in fen; ``title`` is folded."""

    product: str
    title: str
    at: datetime
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One broadcast in little: the prices that its cards showed, and the sketch of its script (see scripts.py)."""

    broadcast: str
    platform: str
    room: str
    started_at: datetime
    prices: tuple[PriceSeen, ...] = ()
    script: tuple[int, ...] = ()


class PastPrices:
    """The prices of earlier broadcasts of one room."""

    def __init__(self, prices: Iterable[PriceSeen] = ()) -> None:
        self._prices = sorted(prices, key=lambda seen: (seen.at, seen.product, seen.fen))

    def of(self, listing: Listing, *, before: datetime, within: timedelta) -> list[PriceSeen]:
        """The prices of the same goods, by product number or else by title, in the time before a moment; oldest first."""
        title = fold_line(listing.title or "")
        return [
            seen
            for seen in self._prices
            if before - within <= seen.at < before
            and (seen.product == listing.product or (bool(title) and seen.title == title))
        ]


def prices_shown(room: Room) -> tuple[PriceSeen, ...]:
    """Every change of price that the cards of a room showed, in order of product and time."""
    return tuple(
        PriceSeen(product=product, title=fold_line(card.listing.title or ""), at=shown.at, fen=shown.fen)
        for product, card in sorted(room.cards.items())
        for shown in card.prices
    )
