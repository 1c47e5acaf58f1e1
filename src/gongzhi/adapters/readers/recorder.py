"""What recorders put into file names: the room, when the recording began, which segment this is."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.values import BEIJING

_SEGMENT = re.compile(r"(.+)_(\d{4})-(\d{1,2})-(\d{1,2})_(\d{1,2})-(\d{1,2})-(\d{1,2})(?:_(\d{1,5}))?")
_DAY = re.compile(r"(.+)_(\d{4})-(\d{1,2})-(\d{1,2})")
SEGMENT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A recorded file: its room, the start of the whole recording, and the start of this file."""

    room: str
    recording_at: datetime
    started_at: datetime


def read_segment_name(stem: str, *, seconds: int = SEGMENT_SECONDS) -> Segment | None:
    """``room_2026-03-01_20-00-00_003`` started three segments after 20:00:00 北京时间; a bare day starts at midnight."""
    found = _SEGMENT.fullmatch(stem)
    if found:
        room, *clock, number = found.groups()
        offset = timedelta(seconds=seconds * int(number or 0))
    else:
        found = _DAY.fullmatch(stem)
        if not found:
            return None
        room, *clock = found.groups()
        offset = timedelta()
    try:
        started = datetime(*(int(part) for part in clock), tzinfo=BEIJING)  # type: ignore[arg-type,misc]
        return Segment(room=room, recording_at=started, started_at=started + offset)
    except (ValueError, OverflowError):
        return None
