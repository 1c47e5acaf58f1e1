"""A pipe taken up again: a new run on the standard input goes on with the broadcast that an interrupted one left open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gongzhi.broadcasts import Broadcast, Reading, SignalBatch
from gongzhi.evidence import SegmentClosed
from gongzhi.flow.ingest import Source
from gongzhi.flow.matters import sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.flow.segment_leaves import sealed_since

PIPE = "-"
# A pipe of the same room that speaks this long after the last sealed signal is of another broadcast.
SAME_BROADCAST = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What an interrupted run left: its last signal's time and, by pipe, the bytes that it began with."""

    reached: datetime
    starts: Mapping[str, bytes]


def take_up(archive: Archive, broadcast: Broadcast, source: Source) -> tuple[Broadcast, Source]:
    """The broadcast and the source with which to watch a pipe of this room.

    A pipe cannot be asked again. Where the room's last broadcast has no close and its last signal is not long ago, the
    new run goes on in it, as a source of its own: what lies between is declared as a gap, and what was sealed before is
    not sealed twice. A pipe that begins as a sealed one began is the same one from its start, and is skipped as a file is.
    """
    readings = iter(source.readings)
    kept = _until_first(readings)
    source = replace(source, readings=_joined(kept, readings))
    begins, open_one = _begins(kept), _last_of_room(archive, broadcast)
    left = _left(archive, open_one) if open_one is not None else None
    if open_one is None or left is None or begins is None or begins - left.reached > SAME_BROADCAST:
        return broadcast, source
    raw = b"".join(reading.raw for reading in kept)
    same = next((name for name, start in left.starts.items() if start.startswith(raw)), None)
    name = same or f"{PIPE}#{len(left.starts) + 1}"
    return open_one, replace(source, name=name, again=same is None or len(left.starts) > 1)


def _until_first(readings: Iterator[Reading]) -> list[Reading]:
    kept = []
    for reading in readings:
        kept.append(reading)
        if reading.drafts:
            break
    return kept


def _joined(kept: list[Reading], rest: Iterator[Reading]) -> Iterator[Reading]:
    yield from kept
    yield from rest


def _begins(kept: list[Reading]) -> datetime | None:
    """When the new pipe begins to speak; None of one that says nothing."""
    if not kept or not kept[-1].drafts:
        return None
    return kept[-1].drafts[0].at or kept[-1].received_at


def _last_of_room(archive: Archive, broadcast: Broadcast) -> Broadcast | None:
    """The room's last broadcast, if nothing has closed it since its last batch."""
    last = None
    for sealed in sealed_records(archive, Broadcast):
        if (sealed.record.platform, sealed.record.room) == (broadcast.platform, broadcast.room):
            last = sealed.record
    if last is None or broadcast.started_at not in (None, last.started_at):
        return None
    if last.id != broadcast.id and any(True for _ in archive.placed(kind=Broadcast.__name__, subject=broadcast.id)):
        # An older broadcast of the room, piped once more from its start.
        return None
    index = max((one.index for one in archive.placed(kind=SignalBatch.__name__, subject=last.id)), default=-1)
    closed = archive.placed(kind=SegmentClosed.__name__, subject=last.id, after=index)
    return None if any(True for _ in closed) else last


def _left(archive: Archive, broadcast: Broadcast) -> _Left | None:
    """None when nothing of it came through a pipe."""
    starts: dict[str, bytes] = {}
    times: list[datetime] = []
    for sealed in sealed_since(archive, broadcast.id, -1):
        times += [signal.at for signal in sealed.batch.signals]
        for chunk, raw in zip(sealed.batch.chunks, sealed.raws, strict=True):
            if chunk.source.partition("#")[0] == PIPE and chunk.offset == 0:
                starts[chunk.source] = archive.read(raw)
    return _Left(reached=max(times), starts=starts) if starts and times else None
