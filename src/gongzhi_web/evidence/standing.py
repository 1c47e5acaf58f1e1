"""How the log stands: who cosigned how far, which authorities stamped it, what its monitor called out, which segments are whole."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.cosigning import COSIGNED
from gongzhi.adapters.monitoring import kept_alarms
from gongzhi.adapters.timestamping import Anchors
from gongzhi.evidence import (
    Alarm,
    NotACheckpoint,
    NotANote,
    NotAPolicy,
    NotSigned,
    Policy,
    SegmentClosed,
    SegmentReport,
    check_segments,
    parse_checkpoint,
    parse_note,
    parse_policy,
    verify_cosignatures,
)
from gongzhi.flow.matters import RecordErased, read_sealed
from gongzhi.flow.segmenting import segment_records, unlike_the_batches
from gongzhi_web.archive.opening import opened
from gongzhi_web.evidence.sealed import archive_on_disk

POLICY_FILE, MONITOR = "witnesses.txt", "monitor"
_MOST_ALARMS = 50


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness of the policy, and when it last cosigned what the log shows; None when it did not."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """How far the quorum cosigned: the size, by whom and who is missing; ``met`` is None without a policy."""

    size: int
    witnesses: list[Cosigner]
    met: bool | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The newest stamped checkpoint, the authorities that stamped it, and how many there are in all."""

    size: int
    authorities: list[str]
    count: int


def cosigned_now() -> Cosigned:
    """Read the policy of the store and the latest cosigned checkpoint."""
    archive = archive_on_disk()
    policy, trouble = _policy(archive.directory / POLICY_FILE)
    if policy is None:
        return Cosigned(0, [], None, trouble)
    try:
        note = parse_note(archive.files.read(COSIGNED) or b"")
        size = parse_checkpoint(note.text).size
        times = verify_cosignatures(note, policy.witnesses)
    except (NotANote, NotACheckpoint, NotSigned):
        size, times = 0, {}
    witnesses = [Cosigner(name, _instant(times.get(name))) for name in policy.witnesses]
    return Cosigned(size, witnesses, policy.satisfied_by(set(times)))


def stamps_now() -> Stamps:
    """What authorities stamped."""
    anchors = list(Anchors(archive_on_disk().directory).each())
    if not anchors:
        return Stamps(0, [], 0)
    return Stamps(anchors[-1].size, sorted(anchors[-1].timestamps), len(anchors))


def alarms_now() -> tuple[list[Alarm], datetime | None]:
    """The alarms that the monitor of this store kept, newest first, and when it last remembered something."""
    directory = archive_on_disk().directory / MONITOR
    seen = directory / "seen.json"
    at = datetime.fromtimestamp(seen.stat().st_mtime, UTC) if seen.exists() else None
    return kept_alarms(directory)[:_MOST_ALARMS], at


def close_of(exhibit: str) -> SegmentClosed | None:
    """The close with this exhibit id; None when it was erased."""
    archive = opened()
    placed = archive.find(exhibit)
    try:
        return read_sealed(archive, placed, SegmentClosed) if placed else None
    except RecordErased:
        return None


def segments_of(broadcast: str) -> tuple[SegmentReport, list[str]]:
    """The full check of one broadcast, and where leaves differ from the sealed batches."""
    archive = opened()
    records = segment_records(archive, broadcast)
    return check_segments(records), unlike_the_batches(archive, records)


def _policy(path: Path) -> tuple[Policy | None, str]:
    try:
        return parse_policy(path.read_bytes()), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, NotAPolicy) as error:
        return None, f"{POLICY_FILE} 读不出：{error}"


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(min(seconds, 2**37), UTC)
