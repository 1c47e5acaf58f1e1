"""``room.yaml`` of a recording folder: which broadcast this is. See docs/formats/recording-folder.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from gongzhi.values import NotAnInstant, read_instant

_WORDS = ("platform", "room", "title", "category", "operator", "mcn", "merchant")
_KNOWN = {*_WORDS, "presenters", "started_at"}


class RoomSheetUnusable(ValueError):
    """A room.yaml that does not say what it must; the message names the field and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSheet:
    """What a recording folder says of its broadcast."""

    platform: str
    room: str
    started_at: datetime
    title: str | None = None
    category: str | None = None
    operator: str | None = None
    presenters: tuple[str, ...] = ()
    mcn: str | None = None
    merchant: str | None = None


def read_room_sheet(written: bytes) -> RoomSheet:
    """The sheet; raises RoomSheetUnusable. ``platform``, ``room`` and ``started_at`` must be there."""
    rows = _rows(written)
    unknown = sorted(str(name) for name in set(rows) - _KNOWN)
    if unknown:
        raise RoomSheetUnusable(f"room.yaml 有不认识的字段 {'、'.join(unknown)}；可用：{'、'.join(sorted(_KNOWN))}")
    words = {name: _word(rows, name) for name in _WORDS}
    platform, room = words.pop("platform"), words.pop("room")
    if platform is None or room is None:
        raise RoomSheetUnusable("room.yaml 缺少 platform 或 room：请写明平台和房间")
    return RoomSheet(platform=platform, room=room, started_at=_start(rows), presenters=_presenters(rows), **words)


def _rows(written: bytes) -> Mapping[str, Any]:
    try:
        rows = yaml.safe_load(written)
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = "" if line is None else f"第 {line + 1} 行"
        raise RoomSheetUnusable(f"room.yaml {place}不是 YAML：请检查缩进、引号和冒号") from error
    if not isinstance(rows, Mapping):
        raise RoomSheetUnusable("room.yaml 应为“字段: 值”的形式")
    return rows


def _word(rows: Mapping[str, Any], name: str) -> str | None:
    value = rows.get(name)
    if value is None:
        return None
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise RoomSheetUnusable(f"room.yaml 的 {name} 应为文字")
    return str(value)


def _presenters(rows: Mapping[str, Any]) -> tuple[str, ...]:
    value = rows.get("presenters") or []
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise RoomSheetUnusable("room.yaml 的 presenters 应为姓名的列表，例如 [乔安]")
    return tuple(value)


def _start(rows: Mapping[str, Any]) -> datetime:
    value = rows.get("started_at")
    try:
        at = value if isinstance(value, datetime) and value.tzinfo else read_instant(str(value))
        at = at.astimezone(UTC)
    except (NotAnInstant, OverflowError) as error:
        raise RoomSheetUnusable(f"room.yaml 的 started_at：{error}") from error
    if not 2000 <= at.year <= 2200:
        raise RoomSheetUnusable(f"room.yaml 的 started_at 是 {at.year} 年：请核对")
    return at
