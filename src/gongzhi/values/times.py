"""Instants: aware, stored as UTC with microseconds, shown as 北京时间."""

import re
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "北京时间")
_STORED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class NotAnInstant(ValueError):
    """A text that is not an ISO 8601 instant with an offset."""


def print_instant(at: datetime) -> str:
    """The one stored form: ``2026-03-01T12:00:00.000000Z``. Raises NotAnInstant for a naive time."""
    if at.tzinfo is None:
        raise NotAnInstant(f"{at.isoformat()} 没有时区：请带上时区，例如 +08:00")
    # Not strftime: it drops the leading zeros of early years, and it is three times slower.
    if at.tzinfo is UTC:
        return at.isoformat(timespec="microseconds")[:-6] + "Z"
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Read the stored form and nothing else; what would print back differently is refused."""
    if _STORED.fullmatch(text) is None:
        raise NotAnInstant(f"“{text}”不是存档格式的时刻，应形如 2026-03-01T12:00:00.000000Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAnInstant(f"“{text}”不是存在的时刻") from error


def read_instant(text: str) -> datetime:
    """Read any ISO 8601 instant that carries an offset, as people and collectors write it; raises NotAnInstant."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAnInstant(f"“{text}”不是时刻：请写 ISO 8601，例如 2026-03-01T20:00:00+08:00") from error
    if at.tzinfo is None:
        raise NotAnInstant(f"“{text}”没有时区：请带上时区，例如 2026-03-01T20:00:00+08:00")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise NotAnInstant(f"“{text}”换算成世界时后超出了能表示的年份，请核对年份") from error


def show_instant(at: datetime) -> str:
    """As a person reads it: ``2026-03-01 20:00:00``, 北京时间."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
