"""Which card is being explained at each moment, so that a line is screened as of those goods and with their documents."""

from collections.abc import Iterable
from dataclasses import replace

from gongzhi.broadcasts import ActorRole, Listing, Signal, SignalKind
from gongzhi.screening.fold import fold_line
from gongzhi.screening.whole.room import merge
from gongzhi.screening.whole.spoken import links_in

_CARDS = {SignalKind.LISTING, SignalKind.PRICE, SignalKind.STOCK, SignalKind.CONTROL}
_SPOKEN = {SignalKind.SPEECH, SignalKind.SCREEN, SignalKind.DANMU}


class Shelf:
    """The fold of the cards of one broadcast, in the order of arrival."""

    def __init__(self) -> None:
        self._cards: dict[str, Listing] = {}
        self._current: str | None = None

    def take(self, signal: Signal) -> None:
        """Move the cards on."""
        listing = signal.listing
        if listing is None or signal.kind not in _CARDS:
            return
        known = self._cards.get(listing.product)
        self._cards[listing.product] = listing if known is None else merge(known, listing)
        if listing.explaining:
            self._current = listing.product
        elif listing.explaining is False and self._current == listing.product:
            self._current = None

    def lay_out(self, signals: Iterable[Signal]) -> list[Signal]:
        """The signals as screening reads them: a seller's line carries the card that it speaks of, marked ``explaining``.

        They are for screening only: what is sealed stays as it was read. A line that names goods of another category, or
        that a viewer typed, carries none.
        """
        laid = []
        for signal in signals:
            if signal.listing is not None:
                self.take(signal)
            elif self._cards and signal.kind in _SPOKEN and signal.text and not _is_viewers(signal):
                signal = self._with_card(signal)
            laid.append(signal)
        return laid

    def _with_card(self, signal: Signal) -> Signal:
        card = self._meant(signal.text or "")
        if card is None or (signal.category and signal.category != card.category):
            return signal
        return replace(signal, listing=replace(card, explaining=True))

    def _meant(self, text: str) -> Listing | None:
        """The card of the one link that the words name, else the one being explained."""
        named = {int(link.values[0]) for link in links_in(fold_line(text))} if "号" in text else set()
        if not named:
            return self._cards.get(self._current or "")
        found = [card for card in self._cards.values() if card.position in named]
        return found[0] if len(found) == 1 == len(named) else None


def is_laid_out(signal: Signal) -> bool:
    """Whether the card of a signal was only being explained while it was said."""
    return signal.kind in _SPOKEN and signal.listing is not None and bool(signal.listing.explaining)


def _is_viewers(signal: Signal) -> bool:
    role = signal.actor.role if signal.actor else None
    if signal.kind is SignalKind.DANMU:
        return role not in (ActorRole.PRESENTER, ActorRole.ASSISTANT, ActorRole.MERCHANT)
    return role is ActorRole.VIEWER
