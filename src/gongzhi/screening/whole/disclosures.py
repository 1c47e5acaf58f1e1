"""What has to be said and shown: a checklist that fills as the broadcast goes on, and a finding for what never came."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from gongzhi.broadcasts import Signal
from gongzhi.screening.findings import Finding
from gongzhi.screening.fold import read
from gongzhi.screening.whole.checks import Check, Checks
from gongzhi.screening.whole.claims import Claim, Contrast, Heard, Reporter
from gongzhi.screening.whole.room import Card, Meant, Room

# Without speech that was heard nobody can tell what was not said.
_HEARD = 20
_OFTEN = timedelta(seconds=10)


class Told(StrEnum):
    """How a thing that has to be told stands."""

    DONE = "done"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One line of the checklist. ``at`` and ``minute`` say when it was told, ``signal`` where; None when the card tells it.

    ``since`` is when it first had to be told; ``basis`` are provision ids.
    """

    check: str
    what: str
    state: Told
    basis: tuple[str, ...]
    since: datetime | None = None
    at: datetime | None = None
    minute: str = ""
    signal: str = ""
    quote: str = ""


class Disclosures:
    """The fold of the checklist."""

    def __init__(self, checks: Checks, room: Room, reporter: Reporter) -> None:
        self._checks = checks.of("应当说明")
        self._categories = checks.categories
        self._room, self._reporter = room, reporter
        self._told: dict[str, Disclosure] = {}
        self._shown: dict[str, datetime] = {}
        self._explained: dict[str, datetime] = {}
        self._raised: dict[str, datetime] = {}
        self._reported: set[str] = set()
        self._settled_at: datetime | None = None

    def hear(self, line: Heard) -> None:
        """Take in what a seller says or shows."""
        for check in self._reporter.speaking(self._checks):
            self._raise(check, line)
            if check.told is None or check.id in self._told:
                continue
            found = check.told.compiled.search(line.reading.text)
            if found is not None and found.end() > found.start():
                start, end = line.reading.span(*found.span())
                self._told[check.id] = replace(
                    self._line(check, Told.DONE), at=line.said_at, minute=self._room.minute(line.at), signal=line.signal,
                    quote=line.text[start:end],
                )  # fmt: skip

    def _raise(self, check: Check, line: Heard) -> None:
        """Words after which something has to be told (原价, 抽奖) put it on the list."""
        if check.when is None or check.id in self._raised or not check.when.compiled.search(line.reading.text):
            return
        card = self._room.cards.get(self._room.current or "")
        category = (card.listing.category if card else None) or self._room.broadcast.category
        if check.concerns(self._categories.read(category)):
            self._raised[check.id] = line.at

    def see(self, card: Card) -> None:
        """Take in what a card says, and from when on each thing has to be told."""
        category = self._categories.read(card.listing.category or self._room.broadcast.category)
        for check in self._checks:
            if not check.concerns(category):
                continue
            self._shown.setdefault(check.id, card.seen_at)
            if card.first_explained is not None:
                self._explained.setdefault(check.id, card.first_explained)
            if check.id not in self._told and _stands_on(check, card):
                self._told[check.id] = self._line(check, Told.DONE)

    def settle(self, last: Signal, *, ended: bool = False) -> list[Finding]:
        """Findings for what was not told in time, or by the end; they hang on the last signal and quote nothing."""
        if not ended and self._settled_at is not None and self._room.clock - self._settled_at < _OFTEN:
            return []
        self._settled_at = self._room.clock
        found: list[Finding] = []
        for check in self._checks:
            if check.finding and check.id not in self._reported and self._is_overdue(check, ended):
                self._reported.add(check.id)
                found += self._missing(check, last)
        return found

    def checklist(self) -> tuple[Disclosure, ...]:
        """Every line, what is still open first."""
        order = (Told.NOT_YET, Told.NOT_ASSESSABLE, Told.DONE, Told.NOT_APPLICABLE)
        lines = [self._told_line(check) for check in self._checks]
        return tuple(sorted(lines, key=lambda line: order.index(line.state)))

    def _told_line(self, check: Check) -> Disclosure:
        if self._since(check) is None:
            return self._line(check, Told.NOT_APPLICABLE)
        if check.id in self._told:
            return replace(self._told[check.id], since=self._since(check))
        if check.told is None or self._room.heard < _HEARD:
            return self._line(check, Told.NOT_ASSESSABLE)
        return self._line(check, Told.NOT_YET)

    def _line(self, check: Check, state: Told) -> Disclosure:
        return Disclosure(
            check=check.id, what=check.title, state=state, basis=check.provisions, since=self._since(check)
        )

    def _since(self, check: Check) -> datetime | None:
        """When the goods meant were first explained; first shown, where no source says what is explained; the start of a
        room without cards whose own category is meant. What words alone ask for has to be told from those words on. None where
        nothing asks for it.
        """
        if check.when is not None:
            return self._raised.get(check.id)
        if self._room.cards:
            return (self._explained if self._room.explains else self._shown).get(check.id)
        meant = check.concerns(self._categories.read(self._room.broadcast.category))
        return self._room.started if meant else None

    def _concerned(self, check: Check) -> Iterator[Card]:
        """Cards of the goods meant that were explained so far; all that were shown where no source says which is explained."""
        cards = [card for card in self._room.cards.values() if card.listing.title]
        explained = [card for card in cards if card.first_explained] or cards
        for card in explained:
            if check.concerns(self._categories.read(card.listing.category or self._room.broadcast.category)):
                yield card

    def _is_overdue(self, check: Check, ended: bool) -> bool:
        if check.id in self._told or check.told is None or self._room.heard < _HEARD:
            return False
        since = self._since(check)
        if since is None:
            return False
        passed = self._room.clock - since
        wait, after = timedelta(seconds=check.wait_seconds), timedelta(seconds=check.after_seconds)
        return passed >= wait if ended else bool(after) and passed >= after

    def _missing(self, check: Check, last: Signal) -> list[Finding]:
        since = self._since(check) or self._room.clock
        goods = "、".join(card.name() for card in list(self._concerned(check))[:3])
        # What a camera showed and nobody read may have been told all the same.
        read_too = self._room.read > 0
        contrast = Contrast(
            goods=goods,
            card=f"自 {self._room.minute(since)} 到 {self._room.minute(self._room.clock)}",
            more="" if read_too else "；画面文字没有采集，可能在画面上显示过",
            certainty=check.certainty if read_too else check.certainty_alone,
        )
        line = Heard(last.id, self._room.clock, last.at, "", read(""))
        claim = Claim(check=check, line=line, start=0, end=0, meant=Meant((), False), due=line.at)
        return [replace(one, reading=check.title) for one in self._reporter.finding(claim, contrast)]


def _stands_on(check: Check, card: Card) -> bool:
    """Whether the card tells it: its words in the fields named, or the bare presence of a field when there are no words."""
    words = card.text(check.told_on) if check.told_on else ""
    if not words:
        return False
    return check.told is None or bool(check.told.compiled.search(words))
