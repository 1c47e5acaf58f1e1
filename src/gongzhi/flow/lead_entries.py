"""One lead from any origin: what monitoring opens enters the register by itself, and lead and entry go the same way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from gongzhi.broadcasts import Broadcast
from gongzhi.cases import Act, Docket, DocketActed, DocketState, Lead, LeadClosed, LeadLevel, LeadOutcome, lead_level
from gongzhi.flow.docketing import NewEntry, Overtaken, Register, entries_about, entry_of, load_entry, notes_of
from gongzhi.flow.matters import (
    RecordErased,
    Sealed,
    UnknownBroadcast,
    broadcast_of,
    item_of,
    read_sealed,
    sealed_records,
)
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.routing import RoutingQuestion, route
from gongzhi.flow.routing_rules import RoutingRules
from gongzhi.parties import Person
from gongzhi.screening.findings import Finding
from gongzhi.values import BEIJING

_TITLE = 80
_FIELDS = {"广告": "广告法", "食品": "食品安全法", "药品": "药品管理法", "化妆品": "化妆品监督管理条例"}
_ORDER = tuple(LeadLevel)


class InRegister(ValueError):
    """A lead that stands in the register and is transferred there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the organisations know about a broadcast: the unit that has its leads, and what bears on jurisdiction."""

    unit: str
    places: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is asked when leads enter: the register, the rules of jurisdiction, and what is known of a broadcast.

    ``about`` gives None where nobody registered the platform: its leads stay as they are.
    """

    register: Register
    rules: RoutingRules
    about: Callable[[Broadcast], Setting | None]


def enter_leads(
    archive: Archive, intake: Intake, *, at: datetime, after: int = -1, limit: int = 100
) -> tuple[int, tuple[str, ...]]:
    """Enter what the monitoring opened since ``after`` and nobody has ended. Returns how far it read, and the new numbers.

    (1) a lead that has an entry or has ended is passed by     (3) it is graded by the gravest finding so far
    (2) one that repeats an entry of the register is linked    (4) who is competent is sealed as a proposal; a person hands over

    Doing it twice enters nothing twice. Raises DeadlineUnknown, Uncitable.
    """
    made = []
    with archive.writing():
        for placed in islice(list(archive.placed(kind=Lead.__name__, after=after)), limit):
            after = placed.index
            try:
                lead = Sealed(placed, read_sealed(archive, placed, Lead))
            except RecordErased:
                continue
            # (1)
            if entries_about(archive, placed.exhibit) or _ended(archive, lead):
                continue
            new = _entry(archive, intake, lead)
            if new is None:
                continue
            # (2)
            entered = entry_of(archive, intake.register, new, signed=(lead.record.by, at), place=archive.size())
            archive.append([item_of(entered, entered.number, at), *notes_of(entered)])
            made.append(entered.number)
    return after, tuple(made)


def entry_files(archive: Archive, lead: str, *, case: str, by: Person, at: datetime) -> Iterator[Item]:
    """The entry of this lead (exhibit id) is filed as the case; nothing where the entry is elsewhere. Raises Overtaken."""
    for now in _with_the_holder(archive, lead, by, at):
        reason = f"立案 {case}"
        steps = [] if now.state is DocketState.FILED else [Act.FILE]
        yield from _steps(now, steps, by, at, case=case, reason=reason)


def entry_ends(
    archive: Archive, lead: str, *, outcome: LeadOutcome, reason: str, by: Person, at: datetime
) -> Iterator[Item]:
    """The entry of this lead (exhibit id) ends as the lead does; nothing where the entry is elsewhere. Raises Overtaken."""
    for now in _with_the_holder(archive, lead, by, at):
        yield from _steps(now, [Act.END], by, at, outcome=outcome, reason=reason)


def refuse_registered(archive: Archive, lead: str) -> None:
    """Raise InRegister for a lead (exhibit id) whose entry has not ended."""
    for number in entries_about(archive, lead):
        now = load_entry(archive, number)
        if now.state is not DocketState.ENDED and now.unit == now.entered.unit:
            raise InRegister(f"这条线索在案源册里，编号 {number}：请打开案源页“移送其他机关”，移送函和证据包一并封存")


def _with_the_holder(archive: Archive, lead: str, by: Person, at: datetime) -> Iterator[Docket]:
    for number in entries_about(archive, lead):
        now = load_entry(archive, number)
        # What was passed up, handed down or merged goes its own way.
        if now.entered.lead != lead or now.state is DocketState.ENDED or now.unit != now.entered.unit or now.chain:
            continue
        if now.lock is not None and now.lock.until > at and now.lock.by.ref != by.ref:
            until = now.lock.until.astimezone(BEIJING)
            raise Overtaken(f"{now.lock.by.name}正在办理案源 {number}（锁定到 {until:%H:%M}）：请等其办完或解除锁定")
        yield now


def _steps(now: Docket, acts: list[Act], by: Person, at: datetime, **said: Any) -> Iterator[Item]:
    """The acts, after the entry is in this person's hands."""
    first = [] if now.assignee is not None and now.assignee.ref == by.ref else [Act.ASSIGN]
    for step, act in enumerate([*first, *acts]):
        extra: dict[str, Any] = {"assignee": by} if act is Act.ASSIGN else said
        made = DocketActed(number=now.number, version=now.version + 1 + step, act=act, by=by, at=at, **extra)
        yield item_of(made, now.number, at)


def _ended(archive: Archive, lead: Sealed[Lead]) -> bool:
    closed = sealed_records(archive, LeadClosed, lead.record.broadcast)
    return any(one.record.lead == lead.placed.exhibit for one in closed)


def _entry(archive: Archive, intake: Intake, lead: Sealed[Lead]) -> NewEntry | None:
    record = lead.record
    try:
        about = broadcast_of(archive, record.broadcast)
    except (UnknownBroadcast, RecordErased):
        return None
    setting = intake.about(about)
    if setting is None:
        return None
    found = [one for one in sealed_records(archive, Finding, about.id)]
    provisions = {cited.title for one in found for cited in one.record.provisions}
    asked = RoutingQuestion(
        matter="查处",
        identity="直播间运营者",
        on=record.opened_at.astimezone(BEIJING).date(),
        places=setting.places,
        holds=setting.holds,
        fields=frozenset(name for name, title in _FIELDS.items() if title in provisions),
    )
    # (4)
    routing = route(asked, intake.rules, intake.register.units, intake.register.book)
    sellers = (about.operator, about.merchant, about.mcn, *about.presenters)
    # (3)
    graded = lead_level(one.record.severity for one in found)
    return NewEntry(
        title=f"{about.title or about.room}（{about.platform}）"[:_TITLE],
        summary=record.summary,
        unit=setting.unit,
        origin=record.origin,
        level=max(record.level, graded, key=_ORDER.index),
        broadcast=about.id,
        parties=tuple(dict.fromkeys(each for each in sellers if each)),
        rules=tuple(dict.fromkeys(one.record.rule for one in found)),
        findings=tuple(one.placed.exhibit for one in found),
        routing=routing.lines,
        lead=lead.placed.exhibit,
    )
