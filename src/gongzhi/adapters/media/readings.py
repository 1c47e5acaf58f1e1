"""The picture of a recording or stream as readings: each kept frame with the words, codes and known pictures in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from gongzhi.adapters.media.frames import read_frames
from gongzhi.adapters.media.marks import Mark, framed, last_mark
from gongzhi.adapters.source_errors import SourceUnusable
from gongzhi.broadcasts import (
    Draft,
    Problem,
    ProblemKind,
    Reading,
    Sampling,
    SightKind,
    SignalKind,
    Standing,
    TimeSource,
)
from gongzhi.flow.looking import Eyes, Progress, Seen, finish, glance
from gongzhi.flow.seen import (
    CODE_METHOD,
    CODE_PREFIX,
    CONFIDENCE,
    GONE_METHOD,
    IMAGE_METHOD,
    IMAGE_PREFIX,
    WORDS_METHOD,
)

# A stretch without anything new is not looked at twice after a kill: it is marked as seen this often (media time).
_MARKED_MS = 60_000
# So many glances without anything to seal, and the caller is asked whether to stop.
_GLANCES = 20
_METHODS = {SightKind.TEXT: WORDS_METHOD, SightKind.CODE: CODE_METHOD, SightKind.IMAGE: IMAGE_METHOD}
_PREFIXES = {SightKind.TEXT: "", SightKind.CODE: CODE_PREFIX, SightKind.IMAGE: IMAGE_PREFIX}


class Camera(Eyes, Protocol):
    """Eyes that also keep what they saw."""

    def jpeg(self, frame: Any) -> bytes:
        """The frame as a picture file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReadings:
    """The readings of the picture at ``place``, anew each time they are asked for.

    ``media`` names the recording by its SHA-256, or the stream by its address. ``open_eyes`` is called once a run.
    ``clock`` is given for a stream only, whose signals bear the time of receipt. ``sealed`` are the chunks that an
    archive holds already: they come first, untouched, and looking goes on where their last mark says.
    """

    place: str
    media: str
    open_eyes: Callable[[], Camera]
    sampling: Sampling
    clock: Callable[[], datetime] | None = None
    sealed: Callable[[], Iterable[bytes]] = tuple

    def __iter__(self) -> Iterator[Reading]:
        end = 0
        for chunk in self.sealed():
            end += len(chunk)
            yield Reading(raw=chunk, end=end)
        mark = last_mark(self.sealed())
        if mark is not None and mark.media != self.media:
            raise SourceUnusable("录像与封存时不是同一个文件：请恢复原文件，或用 --room 另起房间名作为新的场次")
        if mark is None or not mark.ended:
            yield from _Looking(self, end).readings(mark)
        elif self.clock is not None:
            yield from _Looking(self, end).readings(replace(mark, ended=False))

    def after(self, sealed: Callable[[], Iterable[bytes]]) -> "MediaReadings":
        """The same readings, going on after these sealed chunks."""
        return replace(self, sealed=sealed)


class _Looking:
    """One run over one picture source."""

    def __init__(self, source: MediaReadings, end: int) -> None:
        self._source = source
        self._end = end
        self._live = source.clock is not None

    def readings(self, mark: Mark | None) -> Iterator[Reading]:
        progress = mark.progress if mark else Progress()
        connection = mark.connection + 1 if mark and self._live else 0
        # A stream starts its own clock anew at each connection; ours goes on.
        base = progress.at_ms + 1 if mark and self._live else 0
        if base:
            progress = replace(progress, next_ms=base)
            yield self._gap(progress, connection)
        yield from self._look(progress, connection, base)

    def _look(self, progress: Progress, connection: int, base: int) -> Iterator[Reading]:
        eyes, marked, quiet = self._source.open_eyes(), progress.at_ms, 0
        reached = [progress]
        looked = False
        for at, frame in read_frames(self._source.place, lambda at: at + base >= reached[0].next_ms):
            looked = True
            seen = glance(eyes, frame, at_ms=at + base, sampling=self._source.sampling, progress=reached[0])
            reached[0] = seen.progress
            quiet += 1
            if seen.came or seen.gone or at + base - marked >= _MARKED_MS:
                yield self._reading(eyes.jpeg(frame) if seen.came else b"", seen, connection)
                marked = at + base
                quiet = _GLANCES if self._live else quiet
            if quiet >= _GLANCES:
                quiet = 0
                yield Reading(raw=b"", end=self._end)
        if not looked and reached[0] == Progress():
            shown = self._source.place.partition("?")[0]
            raise SourceUnusable(f"“{shown}”里没有画面：请检查文件是否完整；只有声音的文件请配 --recogniser")
        yield self._reading(b"", finish(reached[0]), connection, ended=True)

    def _reading(self, picture: bytes, seen: Seen, connection: int, *, ended: bool = False) -> Reading:
        mark = Mark(media=self._source.media, progress=seen.progress, ended=ended, connection=connection)
        raw = framed(picture, mark)
        self._end += len(raw)
        received = self._source.clock() if self._source.clock else None
        drafts = [
            *(self._draft(one, seen, received) for one in seen.came),
            *(self._gone(one, received) for one in seen.gone),
        ]
        return Reading(raw=raw, end=self._end, drafts=tuple(drafts), received_at=received)

    def _gap(self, progress: Progress, connection: int) -> Reading:
        raw = framed(b"", Mark(media=self._source.media, progress=progress, connection=connection))
        self._end += len(raw)
        what = "直播流中断后重新连上，其间的画面没有看到"
        return Reading(raw=raw, end=self._end, problems=(Problem(kind=ProblemKind.GAP, what=what),))

    def _draft(self, one: Standing, seen: Seen, received: datetime | None) -> Draft:
        sight = one.sight
        return self._dated(
            Draft(
                kind=SignalKind.SCREEN,
                text=_PREFIXES[sight.kind] + sight.text,
                span_ms=(one.since_ms, max(one.since_ms + 1, seen.progress.next_ms)),
                counts=_place(one) | {CONFIDENCE: sight.confidence},
                message_id=self._name(one),
                method=_METHODS[sight.kind],
            ),
            received,
        )

    def _gone(self, one: Standing, received: datetime | None) -> Draft:
        """Says how long a thing stood; bears the id of the signal that said what it was."""
        return self._dated(
            Draft(
                kind=SignalKind.STATS,
                span_ms=(one.since_ms, max(one.since_ms + 1, one.last_ms)),
                counts=_place(one) | {"stood_ms": max(1, one.last_ms - one.since_ms)},
                message_id=self._name(one),
                method=GONE_METHOD,
            ),
            received,
        )

    def _dated(self, draft: Draft, received: datetime | None) -> Draft:
        if received is None:
            return replace(draft, at_source=TimeSource.DERIVED)
        return replace(draft, at=received, at_source=TimeSource.RECEIVED)

    def _name(self, one: Standing) -> str:
        return f"{self._source.media[-16:]}-{one.number}"


def _place(one: Standing) -> dict[str, int]:
    box = one.sight.box
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def moments_of(readings: Iterable[Reading], started_at: datetime) -> Sequence[int]:
    """Media milliseconds at which a card was explained anew or a price changed, after the start, in order."""
    kinds = (SignalKind.LISTING, SignalKind.PRICE, SignalKind.COUPON)
    found = {
        int((draft.at - started_at).total_seconds() * 1000)
        for reading in readings
        for draft in reading.drafts
        if draft.kind in kinds and draft.at is not None
    }
    return sorted(moment for moment in found if moment >= 0)
