"""What the entries of a log tell without their content: when they say they were sealed, and how far segments were rolled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gongzhi.evidence.alarms import AlarmCode
from gongzhi.evidence.exhibits import Exhibit
from gongzhi.evidence.segments import SegmentClosed, SegmentOpened, SegmentRoot
from gongzhi.values import NotThisRecord, decode_record, show_instant

_REMEMBERED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How late is late: cosignatures, rolled segments, and how far the date of an entry may lie from when it came."""

    cosigned_within: timedelta = timedelta(minutes=2)
    rolled_within: timedelta = timedelta(minutes=3)
    drift: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The log had ``size`` entries at ``at``: later entries were sealed after it."""

    size: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """A broadcast whose segments are followed; ``waiting_since`` is when its oldest unrolled bytes were first seen."""

    opened: bool = False
    closed: bool = False
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWatch:
    """What is remembered of the entries: anchors, oldest first, and the broadcasts that wait for a root."""

    anchors: tuple[Anchor, ...] = ()
    broadcasts: Mapping[str, Rolling] = field(default_factory=dict)
    segmented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """New entries from index ``first`` on of a log that now has ``size``; ``cosigned`` is the size that the quorum
    cosigned and when, None when it did not."""

    entries: Sequence[bytes]
    first: int
    size: int
    at: datetime
    cosigned: tuple[int, datetime] | None = None


def judge_entries(
    watched: EntryWatch, arrived: Arrived, limits: Limits
) -> tuple[EntryWatch, list[tuple[AlarmCode, str]]]:
    """What to remember, and per code one alarm that names the first entry and how many there are.

    Entries that are no exhibits say nothing.
    """
    now = arrived.at
    exhibits = [
        (index, exhibit)
        for index, entry in enumerate(arrived.entries, arrived.first)
        if (exhibit := exhibit_of(entry)) is not None
    ]
    found = _dated(watched.anchors, exhibits, arrived, limits)
    followed = _followed(watched, exhibits, now)
    found += _rolled(followed, now, limits)
    anchors = watched.anchors
    if not anchors or arrived.size > anchors[-1].size:
        anchors = (*anchors, Anchor(size=arrived.size, at=now))[-_REMEMBERED:]
    waiting = {
        name: one for name, one in followed.broadcasts.items() if one.waiting_since or (one.opened and not one.closed)
    }
    return replace(followed, anchors=anchors, broadcasts=waiting), found


def exhibit_of(entry: bytes) -> Exhibit | None:
    """The exhibit that an entry describes; None when it is something else."""
    try:
        return decode_record(Exhibit, entry)
    except (NotThisRecord, RecursionError):
        return None


def _dated(
    anchors: Sequence[Anchor],
    exhibits: Sequence[tuple[int, Exhibit]],
    arrived: Arrived,
    limits: Limits,
) -> list[tuple[AlarmCode, str]]:
    """Entries older than an anchor that they came after, or younger than a checkpoint that holds them."""
    # Every new entry came after the last look.
    now, cosigned = arrived.at, arrived.cosigned
    since = max((anchor.at for anchor in anchors), default=None)
    early = [(index, one.at, since) for index, one in exhibits if since and one.at < since - limits.drift]
    late = [(index, one.at, now) for index, one in exhibits if one.at > now + limits.drift]
    if cosigned is not None:
        late += [
            (i, one.at, cosigned[1]) for i, one in exhibits if i < cosigned[0] and one.at > cosigned[1] + limits.drift
        ]
    found = []
    for code, wrong, says in (
        (AlarmCode.BACK_DATED, early, "写的时间是 {}，而 {} 时日志里还没有它：倒签"),
        (AlarmCode.POST_DATED, late, "写的时间是 {}，而 {} 时它已经在日志里"),
    ):
        if wrong:
            index, at, than = wrong[0]
            count = len({each for each, _, _ in wrong})
            found.append((code, f"日志第 {index} 项{says.format(show_instant(at), show_instant(than))}；共 {count} 项"))
    return found


def _followed(watched: EntryWatch, exhibits: Sequence[tuple[int, Exhibit]], now: datetime) -> EntryWatch:
    broadcasts, segmented = dict(watched.broadcasts), watched.segmented
    for _, one in exhibits:
        # A log that has never rolled segments promises none.
        if not segmented and one.kind != SegmentOpened.__name__:
            continue
        known = broadcasts.get(one.subject)
        if one.kind == SegmentOpened.__name__:
            segmented = True
            broadcasts[one.subject] = replace(known or Rolling(), opened=True)
        elif one.kind == SegmentRoot.__name__:
            broadcasts[one.subject] = replace(known or Rolling(), waiting_since=None)
        elif one.kind == SegmentClosed.__name__:
            broadcasts[one.subject] = replace(known or Rolling(), waiting_since=None, closed=True)
        elif one.kind == "Broadcast":
            broadcasts[one.subject] = known or Rolling()
        elif one.kind == "SignalBatch":
            # After a close the broadcast may have been forgotten here; it was opened then.
            known = known or Rolling(opened=True)
            since = known.waiting_since or now
            broadcasts[one.subject] = replace(known, closed=False, waiting_since=since)
    return replace(watched, broadcasts=broadcasts, segmented=segmented)


def _rolled(watched: EntryWatch, now: datetime, limits: Limits) -> list[tuple[AlarmCode, str]]:
    """Bytes that no root covers although it is time; only where the log rolls segments at all."""
    if not watched.segmented:
        return []
    found = []
    for name, one in watched.broadcasts.items():
        if one.waiting_since is None or now - one.waiting_since <= limits.rolled_within:
            continue
        waited = int((now - one.waiting_since).total_seconds())
        if one.opened:
            found.append((AlarmCode.SEGMENT_LATE, f"场次 {name} 封存了内容，{waited} 秒没有新的滚动根，也没有收场"))
        else:
            found.append((AlarmCode.SEGMENT_MISSING, f"场次 {name} 封存了内容，{waited} 秒没有分段的开场记录"))
    return found
