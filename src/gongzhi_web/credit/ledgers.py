"""A party's ledger on a day: what counts, what no longer does and why, and what it adds up to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gongzhi.credit import CreditEntry, EntryKind, balance, counting
from gongzhi.values import decode_record
from gongzhi_web.credit.models import CreditRow, RecordedRow
from gongzhi_web.credit.parties import names_of

BACK, AHEAD = 180, 180
STATES = {
    "counts": "计入",
    "expired": "已到期",
    "revoked": "已撤销",
    "repaired": "已修复",
    "coming": "尚未发生",
    "note": "说明",
}
KINDS = {EntryKind.MEASURE: "处置", EntryKind.REVOCATION: "撤销", EntryKind.REPAIR: "修复"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as the page shows it; ``remaining`` is the days for which it still counts."""

    row: CreditRow
    entry: CreditEntry
    state: str
    kind: str
    remaining: int | None

    @property
    def word(self) -> str:
        """How it stands, in Chinese."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A party's entries, newest first, and the balance at the end of that day."""

    party: str
    name: str
    balance: int
    lines: tuple[Line, ...]

    @property
    def counted(self) -> int:
        """How many entries count."""
        return sum(line.state == "counts" for line in self.lines)

    @property
    def next_end(self) -> datetime | None:
        """When the next entry stops counting."""
        ends = [line.entry.expires for line in self.lines if line.state == "counts" and line.entry.expires]
        return min(ends, default=None)


def ledgers_on(rows: Iterable[CreditRow], on: date, recorded: Iterable[RecordedRow] = ()) -> list[Ledger]:
    """One ledger per party, also for those of whom only events were recorded; the lowest balance first."""
    by_party: dict[str, list[CreditRow]] = defaultdict(list)
    for row in rows:
        by_party[row.party].append(row)
    for event in recorded:
        by_party.setdefault(event.party, [])
    names = names_of(by_party)
    found = [_ledger(party, names[party], each, on) for party, each in by_party.items()]
    return sorted(found, key=lambda one: (one.balance, one.name))


def days_around(on: date) -> list[date]:
    """The days of the chart: half a year before and after."""
    first = max(on.toordinal() - BACK, 1)
    return [date.fromordinal(day) for day in range(first, min(on.toordinal() + AHEAD, date.max.toordinal()) + 1)]


def standing_over_time(rows: Iterable[CreditRow], days: Iterable[date]) -> list[float]:
    """The balance at the end of each day; what lies ahead supposes that nothing new happens."""
    entries = [decode_record(CreditEntry, bytes(row.record)) for row in rows]
    return [float(balance(entries, end_of(day))) for day in days]


def end_of(day: date) -> datetime:
    """The last moment of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _ledger(party: str, name: str, rows: list[CreditRow], on: date) -> Ledger:
    moment = end_of(on)
    entries = {row.index: decode_record(CreditEntry, bytes(row.record)) for row in rows}
    counted = {entry.id for entry in counting(entries.values(), moment)}
    ended = {entry.cancels: entry for entry in entries.values() if entry.cancels}
    lines = [_line(row, entries[row.index], counted, ended, moment) for row in rows]
    lines.sort(key=lambda line: -line.row.index)
    return Ledger(party=party, name=name, balance=balance(entries.values(), moment), lines=tuple(lines))


def _line(
    row: CreditRow, entry: CreditEntry, counted: set[str], ended: dict[str, CreditEntry], moment: datetime
) -> Line:
    state = "counts" if entry.id in counted else _why_not(entry, ended.get(entry.id), moment)
    left = (entry.expires - moment).days if state == "counts" and entry.expires else None
    return Line(row=row, entry=entry, state=state, kind=KINDS[entry.kind], remaining=left)


def _why_not(entry: CreditEntry, end: CreditEntry | None, moment: datetime) -> str:
    if entry.kind is not EntryKind.MEASURE:
        return "note"
    if end is not None and end.kind is EntryKind.REVOCATION:
        return "revoked"
    if entry.at > moment:
        return "coming"
    return "repaired" if end is not None and end.at <= moment else "expired"
