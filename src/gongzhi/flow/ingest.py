"""Take readings in: sequence, event time, pseudonym, duplicates; hand out signal batches with their untouched bytes."""

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

from gongzhi.broadcasts import (
    Broadcast,
    Draft,
    Problem,
    ProblemKind,
    RawChunk,
    RawRef,
    Reading,
    Signal,
    SignalBatch,
    SourcePosition,
    TimeSource,
)
from gongzhi.flow.actors import Pseudonyms, Roster
from gongzhi.flow.event_times import Clocks, Settled, settle_time
from gongzhi.flow.sealed_before import OWN, SAID, SealedBefore
from gongzhi.values import show_instant

# Stands before every event time: a source that has not said yet when it was comes first.
BEGINNING = datetime.min.replace(tzinfo=UTC)
_UNORDERED = timedelta(seconds=1)
_REMEMBERED = 200_000


class SourceChanged(ValueError):
    """A source whose beginning is no longer what was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file or stream of a broadcast. ``started_at`` is the zero of the positions in it, when it has its own.

    ``again`` marks a pipe that goes on where an interrupted run was: it may say once more what is sealed already.
    """

    name: str
    readings: Iterable[Reading]
    started_at: datetime | None = None
    again: bool = False


class Arrival(NamedTuple):
    """A reading on its way in; an empty ``raw`` says that nothing more has arrived for the moment."""

    at: datetime
    source: str
    reading: Reading


class Drawn(NamedTuple):
    """A batch and the chunks that it speaks of, in the same order."""

    batch: SignalBatch
    chunks: tuple[bytes, ...]


@dataclass(slots=True)
class _SourceState:
    """Where one source stands: the next byte, the digest of all before it, its clock, and what the open batch took."""

    started_at: datetime | None = None
    offset: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    previous: datetime | None = None
    latest: datetime | None = None
    chunk_start: int | None = None
    raws: list[bytes] = field(default_factory=list)
    again: bool = False
    interrupted: datetime | None = None


class _Pending(NamedTuple):
    draft: Draft
    settled: Settled
    source: str
    offset: int
    length: int
    received_at: datetime | None


class Intake:
    """What one broadcast has taken in so far. ``last`` is its last sealed batch: the intake goes on exactly after it."""

    def __init__(
        self,
        broadcast: Broadcast,
        *,
        key: bytes,
        opened_at: datetime,
        last: SignalBatch | None = None,
        before: SealedBefore | None = None,
    ) -> None:
        self.broadcast = broadcast
        self.opened_at = last.opened_at if last else opened_at
        self._number = last.number + 1 if last else 0
        self._next = last.first + len(last.signals) if last else 0
        self._sealed = {one.source: one for one in last.positions} if last else {}
        self._sources: dict[str, _SourceState] = {}
        self._pseudonyms = Pseudonyms(platform=broadcast.platform, key=key, roster=Roster.of(broadcast))
        self._seen: dict[tuple[object, ...], None] = {}
        self._before = before or SealedBefore(())
        self._pending: list[_Pending] = []
        self._problems: dict[tuple[ProblemKind, str, str], Problem] = {}
        self.taken = 0

    def arrivals(self, sources: Sequence[Source]) -> Iterator[Arrival]:
        """What is not sealed yet, of all sources, by event time; each source keeps its own order.

        The sealed beginning of a source is read again, compared with its digest, and remembered for duplicates and
        clocks. Raises SourceChanged when it is not what was sealed.
        """
        ties = count()
        streams = [self._arrivals_of(source, next(ties)) for source in sources]
        for at, _, _, source, reading in heapq.merge(*streams, key=lambda entry: entry[:3]):
            yield Arrival(at, source, reading)

    def add(self, source: str, reading: Reading) -> None:
        """Take one reading in."""
        state = self._sources[source]
        start = reading.end - len(reading.raw)
        if state.chunk_start is None:
            state.chunk_start = start
        state.raws.append(reading.raw)
        state.digest.update(reading.raw[max(0, state.offset - start) :])
        state.offset = reading.end
        self.taken += len(reading.raw)
        for problem in reading.problems:
            self._add_problem(replace(problem, source=source, offset=start))
        for draft in reading.drafts:
            self._take(draft, source, reading, state)

    def draw(self, *, even_empty: bool = False) -> Drawn | None:
        """Close the open batch; None when nothing was taken since the last, unless an empty one is asked for."""
        touched = [(name, state) for name, state in self._sources.items() if state.chunk_start is not None]
        if not touched and not even_empty:
            return None
        blobs = tuple(b"".join(state.raws) for _, state in touched)
        chunks = tuple(_chunk(name, state, blob) for (name, state), blob in zip(touched, blobs, strict=True))
        by_source = {chunk.source: chunk for chunk in chunks}
        signals = tuple(
            self._signal(pending, self._next + step, by_source[pending.source])
            for step, pending in enumerate(self._pending)
        )
        batch = SignalBatch(
            broadcast=self.broadcast.id,
            number=self._number,
            first=self._next,
            opened_at=self.opened_at,
            signals=signals,
            chunks=chunks,
            problems=tuple(self._problems.values()),
            positions=self._positions(),
        )
        self._begin_batch(len(signals))
        return Drawn(batch, blobs)

    def _begin_batch(self, taken: int) -> None:
        self._number += 1
        self._next += taken
        self._pending, self._problems, self.taken = [], {}, 0
        for state in self._sources.values():
            state.chunk_start, state.raws = None, []

    def _positions(self) -> tuple[SourcePosition, ...]:
        for name, state in self._sources.items():
            if state.offset:
                self._sealed[name] = SourcePosition(source=name, offset=state.offset, digest=state.digest.hexdigest())
        return tuple(self._sealed[name] for name in sorted(self._sealed))

    def _arrivals_of(self, source: Source, tie: int) -> Iterator[tuple[datetime, int, int, str, Reading]]:
        state = self._sources[source.name] = _SourceState(started_at=source.started_at, again=source.again)
        if source.again and source.name not in self._sealed:
            state.interrupted = self._before.reached
        steps = count()
        for reading in self._unsealed(source, state):
            yield self._reached(reading, state), tie, next(steps), source.name, reading

    def _reached(self, reading: Reading, state: _SourceState) -> datetime:
        """The event time that the source has reached with this reading: never goes back, so that merging is stable."""
        for draft in reading.drafts[:1]:
            settled = settle_time(draft, self._clocks(state, reading))
            if settled.problem is None:
                state.latest = max(state.latest or settled.at, settled.at)
        return state.latest or BEGINNING

    def _unsealed(self, source: Source, state: _SourceState) -> Iterator[Reading]:
        position = self._sealed.get(source.name)
        readings = iter(source.readings)
        if position is not None and position.offset:
            rest = self._skip_sealed(readings, state, position)
            if rest is not None:
                yield rest
        yield from readings

    def _skip_sealed(
        self, readings: Iterator[Reading], state: _SourceState, position: SourcePosition
    ) -> Reading | None:
        for reading in readings:
            start = reading.end - len(reading.raw)
            state.digest.update(reading.raw[: position.offset - start])
            state.offset = min(reading.end, position.offset)
            if reading.end <= position.offset:
                self._recall(reading, position.source, state)
            if reading.end >= position.offset:
                break
        if state.offset < position.offset or state.digest.hexdigest() != position.digest:
            raise SourceChanged(
                f"{position.source} 的前 {position.offset} 字节与封存时不同：请恢复原文件，或用 --room 另起房间名作为新的场次"
            )
        if reading.end == position.offset:
            return None
        return _continued(reading, position.offset)

    def _recall(self, reading: Reading, source: str, state: _SourceState) -> None:
        self._reached(reading, state)
        for draft in reading.drafts:
            settled = settle_time(draft, self._clocks(state, reading))
            if not self._is_duplicate(draft, settled, source):
                state.previous = max(state.previous or settled.at, settled.at)

    def _clocks(self, state: _SourceState, reading: Reading) -> Clocks:
        return Clocks(
            opened_at=self.opened_at,
            started_at=self.broadcast.started_at,
            start=state.started_at,
            received_at=reading.received_at,
            previous=state.previous,
        )

    def _take(self, draft: Draft, source: str, reading: Reading, state: _SourceState) -> None:
        start = reading.end - len(reading.raw)
        settled = settle_time(draft, self._clocks(state, reading))
        sealed = state.again and self._before.holds(draft, settled.at, settled.source)
        if sealed or self._is_duplicate(draft, settled, source):
            self._report(ProblemKind.DUPLICATE, "重复的消息，只计一次；原始字节都已保留", source, start)
            return
        if state.interrupted is not None:
            self._declare_gap(state.interrupted, settled.at, source, start)
            state.interrupted = None
        if settled.problem:
            self._report(*settled.problem, source, start)
        if state.previous and settled.source is TimeSource.MESSAGE and settled.at < state.previous - _UNORDERED:
            what = "消息没有按发生的先后到达；次序按到达记，时间照录"
            self._report(ProblemKind.OUT_OF_ORDER, what, source, start)
        state.previous = max(state.previous or settled.at, settled.at)
        self._pending.append(
            _Pending(draft, settled, source, start, len(reading.raw), draft.received_at or reading.received_at)
        )

    def _declare_gap(self, begins: datetime, ends: datetime, source: str, offset: int) -> None:
        what = "采集中断过：上一次采集没有收场就停了，从那时的最后一条到这一条之间没有采集"
        self._add_problem(
            Problem(
                kind=ProblemKind.GAP, what=what, source=source, offset=offset, begins=begins, ends=max(begins, ends)
            )
        )

    def _is_duplicate(self, draft: Draft, settled: Settled, source: str) -> bool:
        key = _identity(draft, settled, source)
        if key is None:
            return False
        if key in self._seen:
            return True
        self._seen[key] = None
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return False

    def _report(self, kind: ProblemKind, what: str, source: str, offset: int) -> None:
        self._add_problem(Problem(kind=kind, what=what, source=source, offset=offset))

    def _add_problem(self, problem: Problem) -> None:
        key = (problem.kind, problem.what, problem.source or "")
        first = self._problems.get(key)
        self._problems[key] = (
            replace(first, count=first.count + 1, ends=problem.ends or first.ends) if first else problem
        )

    def _signal(self, pending: _Pending, sequence: int, chunk: RawChunk) -> Signal:
        draft, settled = pending.draft, pending.settled
        actor, guessed = self._pseudonyms.of(draft)
        notes = draft.notes + settled.notes
        if guessed:
            notes = (*notes, "按昵称判断为商家一方")
        return Signal(
            broadcast=self.broadcast.id,
            sequence=sequence,
            kind=draft.kind,
            at=settled.at,
            at_source=settled.source,
            received_at=pending.received_at,
            actor=actor,
            text=draft.text,
            category=draft.category,
            span_ms=draft.span_ms,
            shown=draft.shown,
            listing=draft.listing,
            counts=draft.counts,
            message_id=draft.message_id,
            method=draft.method,
            raw=RawRef(chunk=chunk.sha256, offset=pending.offset - chunk.offset, length=pending.length),
            notes=notes,
        )


def _chunk(name: str, state: _SourceState, blob: bytes) -> RawChunk:
    start = state.chunk_start or 0
    return RawChunk(source=name, offset=start, size=len(blob), sha256=hashlib.sha256(blob).hexdigest())


def _identity(draft: Draft, settled: Settled, source: str) -> tuple[object, ...] | None:
    """What two copies of one message share. Never the user: two collectors of one room see different user ids."""
    if draft.message_id is not None:
        # Ids of our own lines are unique within their file only.
        place = source if draft.method == OWN else None
        return (draft.kind, draft.method, draft.message_id, draft.part, place)
    when = draft.received_at or (draft.at if settled.source is TimeSource.MESSAGE else None)
    if when is None or draft.text is None or draft.kind not in SAID:
        return None
    return (draft.kind, when, draft.text)


def _continued(reading: Reading, offset: int) -> Reading:
    """The rest of a message whose beginning was sealed when the source ended there.

    Only white space came after it: the message was whole, and its rest is sealed as bytes. Otherwise it was half: it is
    read anew, from its own beginning, beside the half that stays sealed.
    """
    start = reading.end - len(reading.raw)
    rest = reading.raw[offset - start :]
    if not rest.strip():
        return Reading(raw=rest, end=reading.end)
    what = "上次封存时这条消息只到了一半，现按完整内容重读；先前的半条仍在档"
    again = Problem(kind=ProblemKind.REWRITTEN, what=what)
    return Reading(raw=reading.raw, end=reading.end, drafts=reading.drafts, problems=(*reading.problems, again))


def name_broadcast(*, platform: str, room: str, begins: datetime | bytes) -> str:
    """The id of a broadcast: the same for the same platform, room and start (or first message), 16 hexadecimal digits."""
    mark = begins if isinstance(begins, bytes) else show_instant(begins).encode()
    words = b"\x00".join((platform.encode("utf-8", "replace"), room.encode("utf-8", "replace"), mark))
    return hashlib.sha256(words).hexdigest()[:16]
