"""What an interrupted run has sealed of a broadcast: a pipe taken up again must not have it sealed twice."""

from collections.abc import Hashable, Iterable
from datetime import datetime

from gongzhi.broadcasts import Draft, Listing, Signal, SignalKind, TimeSource

# The method of our own lines, whose ids are unique only within the output of one collector.
OWN = "gongzhi"
SAID = {SignalKind.SPEECH, SignalKind.DANMU, SignalKind.SCREEN, SignalKind.NOTICE}


class SealedBefore:
    """The identities of sealed signals, and the time of the last of them (None when there is none).

    The same is what has the same id of the platform; of our own lines the same id, time and words, because a collector
    that starts anew may count from one again; without an id the same time and words, where the message says its time.
    """

    def __init__(self, signals: Iterable[Signal]) -> None:
        self.reached: datetime | None = None
        self._known: set[Hashable] = set()
        for one in signals:
            self.reached = max(self.reached or one.at, one.at)
            times = [one.received_at, one.at if one.at_source is TimeSource.MESSAGE else None]
            for at in times:
                self._known.add(_identity(one, at))

    def holds(self, draft: Draft, at: datetime, source: TimeSource) -> bool:
        """Whether this draft, whose time was settled so, is sealed already."""
        times = [draft.received_at, at if source is TimeSource.MESSAGE else None]
        found = {_identity(draft, time) for time in times} - {None}
        return not found.isdisjoint(self._known)


def _identity(one: Signal | Draft, at: datetime | None) -> Hashable:
    content: tuple[str | None, Listing | None] = (one.text, one.listing)
    if one.message_id is not None and one.method != OWN:
        return (one.kind, one.method, one.message_id, content)
    if at is None or (one.message_id is None and (one.text is None or one.kind not in SAID)):
        return None
    return (one.kind, one.message_id, at, content)
