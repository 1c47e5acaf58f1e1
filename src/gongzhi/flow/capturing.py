"""A capture from its beginning to its end, both sealed: with what, by whom, and what came of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from gongzhi.evidence import StoreUnwritable
from gongzhi.flow.custody import CaptureEnded, CaptureStarted, Ending
from gongzhi.flow.matters import seal
from gongzhi.flow.ports import Archive, Placed
from gongzhi.flow.watch import Sealed


def captured(
    batches: Iterable[Sealed],
    archive: Archive,
    started: CaptureStarted,
    *,
    clock: Callable[[], datetime],
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[Sealed]:
    """The batches of a capture, with its beginning sealed before the first is drawn and its end after the last.

    Killed in between, the beginning stands alone, which says so.
    """
    [begun] = seal(archive, started.at, (started.broadcast, started))
    tally = _Tally()
    ending, why = Ending.STOPPED, None
    try:
        for sealed in batches:
            tally.count(sealed)
            yield sealed
        ending = Ending.STOPPED if should_stop() else Ending.SOURCE_ENDED
    except Exception as error:
        ending, why = Ending.FAILED, type(error).__name__
        raise
    finally:
        ended = tally.ended(started, begun, ending, why, clock())
        try:
            seal(archive, ended.at, (started.broadcast, ended))
        except StoreUnwritable:
            # Whatever ended the capture is told already; an end that cannot be sealed must not hide it.
            if ending is not Ending.FAILED:
                raise


class _Tally:
    """What a capture has sealed so far."""

    def __init__(self) -> None:
        self.batches = self.signals = 0
        self.first: int | None = None
        self.last: int | None = None
        self.digest = hashlib.sha256()

    def count(self, sealed: Sealed) -> None:
        self.batches += 1
        self.signals += len(sealed.batch.signals)
        for placed in sealed.placed:
            # Ids, which rest on salted commitments: no digest from which a short content could be guessed.
            self.digest.update(f"{placed.exhibit}\n".encode())
        places = [placed.index for placed in sealed.placed]
        if places:
            self.first = places[0] if self.first is None else self.first
            self.last = places[-1]

    def ended(
        self, started: CaptureStarted, begun: Placed, ending: Ending, why: str | None, at: datetime
    ) -> CaptureEnded:
        return CaptureEnded(
            broadcast=started.broadcast,
            started=begun.exhibit,
            ending=ending,
            batches=self.batches,
            signals=self.signals,
            digest=self.digest.hexdigest(),
            by=started.by,
            at=at,
            first=self.first,
            last=self.last,
            why=why,
        )
