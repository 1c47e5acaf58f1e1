"""The promise ledger of a broadcast: what was promised, whether the card bears it out, what later took it back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.broadcasts import Promise
from gongzhi.screening.findings import Finding
from gongzhi.screening.fold import fold_line
from gongzhi.screening.whole.checks import Check, Checks
from gongzhi.screening.whole.claims import Claim, Contrast, Heard, Reporter
from gongzhi.screening.whole.room import Card, Room

# A condition in the same breath is part of the promise, not a retreat from it.
_BREATH = timedelta(seconds=10)
# So many characters in a row that promise and card share show that they speak of the same.
_SHARED = 4


class PromiseState(StrEnum):
    """OPEN until the record says more; KEPT when the card says the same; CONTRADICTED when words of the room take it back."""

    OPEN = "open"
    KEPT = "kept"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One promise of the ledger. ``product`` is None when it is unsure; ``by`` are the words that settled its state."""

    promise: Promise
    at: datetime
    product: str | None
    state: PromiseState = PromiseState.OPEN
    by: str = ""
    by_signal: str = ""


class Ledger:
    """The fold of promises. A promise enters with its line, and is settled by later lines or by the card."""

    def __init__(self, checks: Checks, room: Room, reporter: Reporter) -> None:
        self._checks = checks.of("允诺受限")
        self._lowered = checks.of("允诺缩水")
        self._denials = checks.denials
        self._room, self._reporter = room, reporter
        self.entries: list[Entry] = []

    def promise(self, line: Heard, promises: tuple[Promise, ...]) -> list[Finding]:
        """Enter the promises of a line; the card may take one back at once."""
        found: list[Finding] = []
        for promise in promises:
            before = fold_line(line.text[max(0, promise.start - 8) : promise.end])
            if self._denials.compiled.search(before):
                continue
            meant = self._room.meant_at(line.reading, len(line.reading.text))
            product = promise.product or (meant.products[0] if meant.sure else None)
            entry = Entry(promise=promise, at=line.at, product=product)
            card = self._room.cards.get(product) if product else None
            if card is not None and (written := _written(card, promise.quote)):
                entry = replace(entry, state=PromiseState.KEPT, by=written)
            found += self._lower(entry, line)
            self.entries.append(entry)
            if card is not None:
                found += self._hold_against_card(len(self.entries) - 1, card, line)
        return found

    def hear(self, line: Heard) -> list[Finding]:
        """Take in later words of the room that restrict what was promised."""
        found: list[Finding] = []
        for check in self._reporter.speaking(self._checks) if self.entries else ():
            for place in self._reporter.places(check, line, guarded=False):
                found += self._restrict(self._reporter.claim(check, line, place))
        return found

    def _lower(self, now: Entry, line: Heard) -> list[Finding]:
        """A promise that is smaller than one of the same kind made before it: ten times, then three."""
        for number, before in enumerate(self.entries):
            same = bool(now.product) and now.product == before.product
            if not _is_less(now.promise, before.promise) or (not same and now.product and before.product):
                continue
            if line.at - before.at < _BREATH or before.state is PromiseState.CONTRADICTED:
                continue
            for check in self._lowered:
                if now.promise.kind in check.promises:
                    return self._report_lower(number, now, line, check, same)
        return []

    def _report_lower(self, number: int, now: Entry, line: Heard, check: Check, same: bool) -> list[Finding]:
        before, promise = self.entries[number], now.promise
        if same:
            self.entries[number] = replace(
                before, state=PromiseState.CONTRADICTED, by=promise.quote, by_signal=promise.signal
            )
        said = Claim(
            check=check, line=line, start=promise.start, end=promise.end, due=line.at,
            meant=self._room.meant_at(line.reading, 0),
        )  # fmt: skip
        contrast = Contrast(
            card=f"{self._room.minute(before.at)} 说过“{before.promise.quote}”",
            goods=self._name(before),
            certainty=None if same else check.certainty_alone,
        )
        return self._reporter.finding(said, contrast, key=(before.promise.signal, promise.quote))

    def _restrict(self, claim: Claim) -> list[Finding]:
        for number, entry in reversed(list(enumerate(self.entries))):
            if not self._is_about(claim, entry):
                continue
            self.entries[number] = replace(
                entry, state=PromiseState.CONTRADICTED, by=claim.quote, by_signal=claim.line.signal
            )
            promised = f"{self._room.minute(entry.at)} 说过“{entry.promise.quote}”"
            key = (entry.promise.signal, str(entry.promise.start))
            return self._reporter.finding(claim, Contrast(card=promised, goods=self._name(entry)), key=key)
        return []

    def _is_about(self, claim: Claim, entry: Entry) -> bool:
        if entry.promise.kind not in claim.check.promises or entry.state is PromiseState.CONTRADICTED:
            return False
        if claim.line.at - entry.at < _BREATH:
            return False
        return claim.check.house or (claim.meant.sure and entry.product in claim.meant.products)

    def _hold_against_card(self, number: int, card: Card, line: Heard) -> list[Finding]:
        entry = self.entries[number]
        for check in self._checks:
            if check.card is None or entry.promise.kind not in check.promises:
                continue
            against = next(
                (words for words in card.listing.promises if check.card.compiled.search(fold_line(words))), None
            )
            unless = check.unless.compiled.search(fold_line(line.text)) if check.unless else None
            if against is None or unless:
                continue
            self.entries[number] = replace(entry, state=PromiseState.CONTRADICTED, by=against)
            said = Claim(
                check=check, line=line, start=entry.promise.start, end=entry.promise.end, due=line.at,
                meant=self._room.meant_at(line.reading, 0),
            )  # fmt: skip
            key = (entry.promise.signal, str(entry.promise.start))
            return self._reporter.finding(said, Contrast(card=f"商品卡写明“{against}”", goods=card.name()), key=key)
        return []

    def _name(self, entry: Entry) -> str:
        card = self._room.cards.get(entry.product or "")
        return card.name() if card else ""


def _is_less(now: Promise, before: Promise) -> bool:
    """Whether a number of the terms fell, and none rose."""
    shared = [name for name in now.terms if name in before.terms]
    pairs = [(now.terms[name], before.terms[name]) for name in shared]
    numbers = [(int(less), int(more)) for less, more in pairs if less.isdecimal() and more.isdecimal()]
    return now.kind is before.kind and any(a < b for a, b in numbers) and not any(a > b for a, b in numbers)


def _written(card: Card, quote: str) -> str:
    """The promise of the card that shares the longest run of characters, '' when none shares enough."""
    said = fold_line(quote)
    shared = [(_shared(said, fold_line(words)), words) for words in card.listing.promises]
    longest, words = max(shared, default=(0, ""))
    return words if longest >= _SHARED else ""


def _shared(one: str, other: str) -> int:
    """The length of the longest run of characters that stands in both."""
    for length in range(min(len(one), len(other)), 0, -1):
        if any(one[at : at + length] in other for at in range(len(one) - length + 1)):
            return length
    return 0
