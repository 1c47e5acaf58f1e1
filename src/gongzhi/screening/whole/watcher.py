"""The fold of one broadcast: signals in, in the order of arrival; out comes what only the whole of them shows."""

from collections.abc import Iterable, Sequence

from gongzhi.broadcasts import Broadcast, Promise, Signal, SignalKind
from gongzhi.screening.findings import Finding
from gongzhi.screening.screener import RuleFailed
from gongzhi.screening.verdicts import CitesLaw
from gongzhi.screening.whole.checks import Checks
from gongzhi.screening.whole.claims import Heard, Reporter
from gongzhi.screening.whole.contrasts import Contrasts
from gongzhi.screening.whole.disclosures import Disclosure, Disclosures
from gongzhi.screening.whole.former import FormerPrices
from gongzhi.screening.whole.history import Outline, PastPrices, prices_shown
from gongzhi.screening.whole.ledger import Entry, Ledger
from gongzhi.screening.whole.room import Room, is_of_seller
from gongzhi.screening.whole.scarcity import Scarcity
from gongzhi.screening.whole.scripts import Script


class Watcher:
    """Deterministic: the same signals give the same findings, however they were cut into batches, and replaying what was
    sealed brings back the state. ``past`` are the prices of earlier broadcasts of the room. Raises RuleFailed: a broadcast judged in part must not look clean.
    """

    def __init__(self, broadcast: Broadcast, checks: Checks, book: CitesLaw, *, past: PastPrices | None = None) -> None:
        self.room = Room(broadcast)
        reporter = Reporter(book, self.room, checks.guards, checks.sieve)
        self._reporter = reporter
        self._disclosures = Disclosures(checks, self.room, reporter)
        self._former = FormerPrices(checks, self.room, reporter, past or PastPrices())
        self._contrasts = Contrasts(checks, self.room, reporter, self._former)
        self._scarcity = Scarcity(checks, self.room, reporter)
        self._ledger = Ledger(checks, self.room, reporter)
        self._script = Script()
        self._last: Signal | None = None

    def take(self, signal: Signal, promises: Sequence[Promise] = ()) -> list[Finding]:
        """What this signal reveals. ``promises`` are those that screening read out of it."""
        try:
            return self._take(signal, tuple(promises))
        except Exception as error:
            raise RuleFailed(
                f"全场检查到“{signal.id}”时出错，本场没有结论，不得当作无问题：{error!r}。请修正检查后重新筛查"
            ) from error

    def finish(self) -> list[Finding]:
        """What the end of the broadcast reveals; nothing for an empty one."""
        if self._last is None:
            return []
        return [
            *self._contrasts.settle(all_of_them=True),
            *self._scarcity.settle(all_of_them=True),
            *self._disclosures.settle(self._last, ended=True),
        ]

    def checklist(self) -> tuple[Disclosure, ...]:
        """What still has to be told, what was told and when, open lines first."""
        return self._disclosures.checklist()

    def ledger(self) -> tuple[Entry, ...]:
        """The promises so far, in the order they were made."""
        return tuple(self._ledger.entries)

    def sketch(self) -> tuple[int, ...]:
        """The sketch of what was spoken, for ``same_scripts``."""
        return self._script.sketch()

    def outline(self) -> Outline | None:
        """The broadcast in little, for later ones to be held against; None for an empty one."""
        if self._last is None:
            return None
        broadcast = self.room.broadcast
        return Outline(
            broadcast=broadcast.id,
            platform=broadcast.platform,
            room=broadcast.room,
            started_at=self.room.started or self.room.clock,
            prices=prices_shown(self.room),
            script=self.sketch(),
        )

    def _take(self, signal: Signal, promises: tuple[Promise, ...]) -> list[Finding]:
        self.room.take(signal)
        self._last = signal
        found: list[Finding] = []
        if signal.listing is not None:
            found += self._scarcity.see(signal)
            card = self.room.cards.get(signal.listing.product)
            if card is not None:
                self._disclosures.see(card)
                found += self._former.see(signal, card)
        if signal.text and is_of_seller(signal):
            found += self._hear(Heard.of(signal, self.room.clock), promises)
            if signal.kind is SignalKind.SPEECH:
                self._script.hear(signal.text)
        found += self._contrasts.settle()
        found += self._scarcity.settle()
        found += self._disclosures.settle(signal)
        return found

    def _hear(self, line: Heard, promises: tuple[Promise, ...]) -> list[Finding]:
        self._reporter.listen(line)
        self._disclosures.hear(line)
        self._contrasts.hear(line)
        self._scarcity.hear(line)
        return [*self._ledger.hear(line), *self._ledger.promise(line, promises)]


def watch_signals(watcher: Watcher, signals: Iterable[tuple[Signal, Sequence[Promise]]]) -> list[Finding]:
    """The findings of several signals, in order."""
    return [finding for signal, promises in signals for finding in watcher.take(signal, promises)]
