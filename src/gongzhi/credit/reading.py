"""Lines of events, read one by one: what cannot be counted is refused with its number and a reason, the rest goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gongzhi.credit.events import LARGEST, REPAIR, REVOCATION, BadEvent, CreditEvent
from gongzhi.credit.scale import Scale, ScoredRole
from gongzhi.values import NotAnInstant, read_instant

NEEDED = ("id", "party", "kind", "at", "basis")
_KNOWN = {*NEEDED, "role", "amount", "reason", "expires", "cancels"}
_ENDING = {REVOCATION, REPAIR}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A line that was not counted, and why; lines count from 1."""

    line: int
    why: str


@dataclass(slots=True, kw_only=True)
class EventsRead:
    """What was read: the events by party and by line, the parties' roles and names, and what was refused."""

    events: dict[str, list[CreditEvent]] = field(default_factory=dict)
    by_line: dict[int, CreditEvent] = field(default_factory=dict)
    roles: dict[str, ScoredRole] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    refused: list[RefusedLine] = field(default_factory=list)
    counted: int = 0


def read_events(
    lines: Iterable[tuple[int, object]],
    scale: Scale,
    now: datetime,
    parties: Mapping[str, ScoredRole] | None = None,
    known: Iterable[CreditEvent] = (),
) -> EventsRead:
    """Read parsed lines (number, value) in order; an exception in place of a value is its refusal.

    A line with ``party`` and ``role`` alone (and ``name``) declares a party. When any is declared, there or in ``parties``,
    events of others are refused; otherwise an event's own ``role`` declares its party. ``now`` bounds what can have happened.
    ``known`` are events counted already: their ids are taken, and a repair may name them.
    """
    given = list(lines)
    read = EventsRead(roles=dict(parties or {}))
    for number, value in given:
        if _declares(value):
            _declare(read, number, value)
    reader = _Reader(read, scale, now, open_list=not read.roles)
    reader.know(known)
    later = []
    for number, value in given:
        if _declares(value):
            continue
        # What ends an event may stand before it in the file.
        if isinstance(value, dict) and value.get("kind") in _ENDING:
            later.append((number, value))
        else:
            reader.take(number, value)
    for number, value in later:
        reader.take(number, value)
    read.refused.sort(key=lambda one: one.line)
    return read


def _declares(value: object) -> bool:
    return isinstance(value, dict) and set(value) <= {"party", "role", "name"} and {"party", "role"} <= set(value)


def _declare(read: EventsRead, number: int, value: Any) -> None:
    try:
        read.roles[_text(value, "party")] = _role(value["role"])
        read.names[value["party"]] = str(value.get("name") or value["party"])
    except BadEvent as error:
        read.refused.append(RefusedLine(line=number, why=str(error)))


class _Reader:
    def __init__(self, read: EventsRead, scale: Scale, now: datetime, *, open_list: bool) -> None:
        self._read, self._scale, self._now, self._open = read, scale, now, open_list
        self._seen: dict[str, CreditEvent] = {}

    def know(self, events: Iterable[CreditEvent]) -> None:
        self._seen |= {event.id: event for event in events}

    def take(self, number: int, value: object) -> None:
        try:
            event = self._event(value)
        except BadEvent as error:
            self._read.refused.append(RefusedLine(line=number, why=str(error)))
            return
        self._seen[event.id] = event
        self._read.roles.setdefault(event.party, event.role)
        self._read.events.setdefault(event.party, []).append(event)
        self._read.by_line[number] = event
        self._read.counted += 1

    def _event(self, value: object) -> CreditEvent:
        if isinstance(value, Exception):
            raise BadEvent(str(value))
        if not isinstance(value, dict):
            raise BadEvent("应是一个 JSON 对象，请照 docs/formats/credit.md 填写")
        missing = [name for name in NEEDED if value.get(name) in (None, "")]
        if missing:
            raise BadEvent(f"缺少 {'、'.join(missing)}，请补上")
        unknown = sorted(map(str, set(value) - _KNOWN))
        if unknown:
            raise BadEvent(f"不认识的栏 {'、'.join(unknown)}，请删去或改正")
        role = self._role_of(value)
        event = CreditEvent(
            id=_text(value, "id"),
            party=_text(value, "party"),
            kind=_text(value, "kind"),
            at=_instant(value["at"], "at"),
            basis=_text(value, "basis"),
            role=role,
            amount=_amount(value.get("amount", 1)),
            reason=str(value.get("reason") or ""),
            expires=None if value.get("expires") is None else _instant(value["expires"], "expires"),
            cancels=None if value.get("cancels") is None else _text(value, "cancels"),
        )
        self._check(event)
        return event

    def _role_of(self, value: dict[str, Any]) -> ScoredRole:
        party = _text(value, "party")
        if not self._open and party not in self._read.roles:
            raise BadEvent(f"主体“{party}”不在名单里：请先登记，或核对编号")
        known = self._read.roles.get(party)
        if value.get("role") is None:
            return known or ScoredRole.SELLER
        role = _role(value["role"])
        if known is not None and known is not role:
            raise BadEvent(f"主体“{party}”登记为 {known.value}，这里写成 {role.value}，请核对")
        return role

    def _check(self, event: CreditEvent) -> None:
        if event.id in self._seen:
            raise BadEvent(f"编号“{event.id}”重复：同一事件只计一次，请删去或改用新编号")
        if event.kind not in self._scale.kinds and event.kind not in _ENDING:
            raise BadEvent(f"没有“{event.kind}”这种事件：可用 {'、'.join([*self._scale.kinds, *sorted(_ENDING)])}")
        if event.at > self._now:
            raise BadEvent(f"发生时刻 {event.at.isoformat()} 在将来，请核对日期")
        ended = self._seen.get(event.cancels or "")
        if event.cancels is not None and (ended is None or ended.party != event.party):
            raise BadEvent(f"没有这个主体编号为“{event.cancels}”的事件可以撤销或修复，请核对 cancels")
        if ended is not None and (ended.cancels is not None or ended.at > event.at):
            raise BadEvent(f"“{event.cancels}”不能这样撤销或修复：它本身是撤销、修复，或发生在其后，请核对")


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not found.strip() or len(found) > 200:
        raise BadEvent(f"{name} 应是 1 到 200 字的文字，请改正")
    return found


def _role(value: object) -> ScoredRole:
    try:
        return ScoredRole("seller" if value in ("operator", "merchant") else str(value))
    except ValueError as error:
        raise BadEvent(
            f"没有“{value}”这种身份：可用 presenter（主播）、operator、merchant 或 seller（运营者、商家）、mcn"
        ) from error


def _amount(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise BadEvent(f"数量 amount 为 {value!r}：应是 0 到 {LARGEST} 的整数，请改正")
    return value


def _instant(value: object, name: str) -> datetime:
    try:
        if not isinstance(value, str):
            raise NotAnInstant
        return read_instant(value if "T" in value or len(value) != 10 else f"{value}T00:00:00+08:00")
    except NotAnInstant as error:
        raise BadEvent(f"{name}“{value}”不是带时区的时刻：请写成 2026-03-01T20:00:00+08:00 或 2026-03-01") from error
