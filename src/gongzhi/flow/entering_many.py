"""Many leads at once, from a table: each row is entered or refused with its number, and never entered twice."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from gongzhi.cases import DocketEntered, DocketNoted, LeadLevel, LeadOrigin, Matter
from gongzhi.flow.docketing import NewEntry, Register, entry_of, may_enter, notes_of
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive, Item
from gongzhi.flow.units import UnknownUnit
from gongzhi.parties import NotAllowed, Person
from gongzhi.values import canonical_bytes

E = TypeVar("E", bound=StrEnum)
COLUMNS = (
    "标题",
    "反映的事实",
    "事项",
    "来源",
    "轻重",
    "承办单位",
    "当事人",
    "涉及的规则",
    "直播场次编号",
    "平台案号",
)
ORIGINS = {
    "监测发现": LeadOrigin.MONITORING,
    "投诉举报": LeadOrigin.COMPLAINT,
    "抽检": LeadOrigin.SAMPLING,
    "其他机关移送": LeadOrigin.TRANSFER,
    "专项行动": LeadOrigin.CAMPAIGN,
    "主动报告": LeadOrigin.SELF_REPORT,
}
LEVELS = {"一般": LeadLevel.ORDINARY, "较重": LeadLevel.SERIOUS, "紧急": LeadLevel.URGENT}
MATTERS = {one.chinese: one for one in Matter}
_LONGEST = {"标题": 100, "反映的事实": 2000, "当事人": 300, "涉及的规则": 300, "直播场次编号": 120, "平台案号": 40}


class RowRefused(ValueError):
    """A row that cannot be entered; the message says which cell and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of the table: its number as the person sees it, and its cells by the name of the column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not entered, and why."""

    number: int
    title: str
    why: str


@dataclass(slots=True)
class Tally:
    """What became of the rows so far: numbers given, rows that stood in the register already, rows refused."""

    entered: list[str] = field(default_factory=list)
    known: int = 0
    linked: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many rows were looked at."""
        return len(self.entered) + self.known + len(self.refused)


def enter_many(archive: Archive, register: Register, rows: Sequence[TableRow], *, by: Person, at: datetime) -> Tally:
    """Enter these rows in one append, all that can be; the same row entered before by this unit is passed by.

    A person enters as with ``enter``. Raises what the archive raises; then none of these rows was entered.
    """
    tally, fresh, items = Tally(), defaultdict[str | None, list[DocketEntered]](list), list[Item]()
    known: set[str] = set()
    with archive.writing():
        place = archive.size()
        for row in rows:
            try:
                new = read_row(row.cells, register, by)
            except RowRefused as refused:
                tally.refused.append(Refusal(number=row.number, title=row.cells.get("标题", "")[:60], why=str(refused)))
                continue
            key = _key(new, by)
            if key in known or next(iter(archive.placed(kind=DocketNoted.__name__, subject=key)), None) is not None:
                tally.known += 1
                continue
            known.add(key)
            # Only what is about the same broadcast can be repeated; a look through all of the batch would cost its square.
            beside = fresh[new.broadcast]
            entered = entry_of(archive, register, new, signed=(by, at), place=place + len(items), beside=beside)
            beside.append(entered)
            noted = DocketNoted(subject=key, number=entered.number)
            items += [item_of(entered, entered.number, at), *notes_of(entered), item_of(noted, key, at)]
            tally.entered.append(entered.number)
            tally.linked += entered.linked is not None
        archive.append(items)
    return tally


def entered_as(archive: Archive, new: NewEntry, by: Person) -> str | None:
    """The number under which exactly this was entered by this unit before; None when it was not."""
    for noted in sealed_records(archive, DocketNoted, _key(new, by)):
        return noted.record.number
    return None


def read_row(cells: Mapping[str, str], register: Register, by: Person) -> NewEntry:
    """What a row asks to enter; empty cells take what the template says. Raises RowRefused."""
    for name, longest in _LONGEST.items():
        if len(cells.get(name, "")) > longest:
            raise RowRefused(f"“{name}”超过 {longest} 字：请改短")
    for name in ("标题", "反映的事实"):
        if not cells.get(name, "").strip():
            raise RowRefused(f"“{name}”是空的：请填写")
    unit = _unit(cells.get("承办单位", "").strip(), register, by)
    return NewEntry(
        title=cells["标题"].strip(),
        summary=cells["反映的事实"].strip(),
        unit=unit,
        matter=_one_of(cells, "事项", MATTERS, Matter.BREACH),
        origin=_one_of(cells, "来源", ORIGINS, LeadOrigin.COMPLAINT),
        level=_one_of(cells, "轻重", LEVELS, LeadLevel.ORDINARY),
        broadcast=cells.get("直播场次编号", "").strip() or None,
        case=cells.get("平台案号", "").strip() or None,
        parties=tuple(names_in(cells.get("当事人", ""))),
        rules=tuple(names_in(cells.get("涉及的规则", ""))),
    )


def names_in(text: str) -> Iterator[str]:
    """Names written one after the other, split at lines, commas and 、, each once."""
    for mark in ("\n", "，", ",", "；", ";"):
        text = text.replace(mark, "、")
    yield from dict.fromkeys(word.strip() for word in text.split("、") if word.strip())


def _one_of(cells: Mapping[str, str], name: str, known: Mapping[str, E], empty: E) -> E:
    given = cells.get(name, "").strip()
    if not given:
        return empty
    if given not in known:
        raise RowRefused(f"“{name}”写的是“{given[:20]}”：请写{'、'.join(known)}之一")
    return known[given]


def _unit(given: str, register: Register, by: Person) -> str:
    units = register.units
    named = [unit.id for unit in units.all() if given in (unit.id, unit.name)] if given else [by.organisation]
    if not named:
        raise RowRefused(f"没有登记的单位“{given[:20]}”：请写单位全称，或留空登记给本单位")
    if len(named) > 1:
        raise RowRefused(f"叫“{given[:20]}”的单位有 {len(named)} 个：请改写单位编号")
    try:
        may_enter(units, named[0], by)
    except (NotAllowed, UnknownUnit) as refused:
        raise RowRefused(str(refused)) from refused
    return named[0]


def _key(new: NewEntry, by: Person) -> str:
    """Under what it is remembered that this unit entered exactly this; only a digest, for the key itself tells nothing."""
    said = {name: getattr(new, name) for name in NewEntry.__dataclass_fields__}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}
    digest = hashlib.sha256(canonical_bytes({**plain, "by": by.organisation})).hexdigest()
    return f"docket/row/{digest}"
