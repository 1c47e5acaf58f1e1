"""What is due on a party's file: verifying anew, answering a change, training, papers that end; and reports to the province."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.flow.admitting_asked import Gate
from gongzhi.flow.admitting_needs import needs_of
from gongzhi.flow.admitting_terms import TermUnknown, last_day
from gongzhi.flow.case_deadlines import HOUSE_RULE
from gongzhi.flow.matters import item_of, sealed_records
from gongzhi.flow.ports import Archive
from gongzhi.parties import Dossier, DossierState, IdentityReported, LegalRole, Person
from gongzhi.values import BEIJING

PAPER_ENDS, FIRST_TRAINING = "证照到期", "首播前培训"
_LIVE = {DossierState.VERIFIED, DossierState.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork:
    """Something to be done by ``due``; None where the law names an event instead of a day, or no calendar is known yet."""

    name: str
    says: str
    due: date | None
    basis: tuple[str, ...]


def due_work(now: Dossier, gate: Gate) -> tuple[DueWork, ...]:
    """Everything that is due on a file, whatever the day is today."""
    if now.state not in _LIVE:
        return ()
    return tuple(_due(now, gate))


def late_change(now: Dossier, gate: Gate) -> date | None:
    """The last day on which a pending change should have been reported, when it was reported after it."""
    if now.change is None or now.change.changed_on is None:
        return None
    try:
        day = last_day(gate.book, gate.admission.duty("报送变更"), _noon(now.change.changed_on))
    except TermUnknown:
        return None
    return day if now.change.at.astimezone(BEIJING).date() > day else None


def report_periods(gate: Gate, today: date) -> tuple[date, date]:
    """The last days of the latest reporting month that has begun or passed, and of the next one."""
    duty = gate.admission.duty("身份报送")
    probes = {last_day(gate.book, duty, _noon(today + timedelta(days=20 * step))) for step in range(-20, 12)}
    begun = [day for day in probes if day.replace(day=1) <= today]
    return max(begun), min(day for day in probes if day > max(begun))


def reports_made(archive: Archive, holder: str) -> dict[str, IdentityReported]:
    """The newest report of each period (2026-07)."""
    return {one.record.period: one.record for one in sealed_records(archive, IdentityReported, f"report/{holder}")}


def record_report(  # noqa: PLR0913 - the fields of one record
    archive: Archive, *, holder: str, period: str, rows: int, sha256: str, by: Person, at: datetime
) -> IdentityReported:
    """Seal that the table of a period was made; whether it was handed in, the person who did says elsewhere."""
    made = IdentityReported(holder=holder, period=period, rows=rows, sha256=sha256, by=by, at=at)
    archive.append([item_of(made, f"report/{holder}", at)])
    return made


def _due(now: Dossier, gate: Gate) -> Iterator[DueWork]:
    if now.checked_at is not None:
        yield _work(gate, "半年复核", now.checked_at)
    if now.change is not None:
        yield DueWork(name="核验变更", says="核验变更并更新公示", due=now.change.due, basis=now.change.basis)
    if now.lost is not None:
        yield DueWork(name="失联提醒", says="提醒失联主体更新信息", due=now.lost.due, basis=now.lost.basis)
    if now.opened.role is LegalRole.PRESENTER:
        yield _training(now, gate)
    needed = {kind for need in needs_of(now.opened, gate.admission) for kind in need.kinds}
    for paper in now.papers:
        if paper.kind in needed and paper.valid_until is not None:
            says = f"{paper.kind}到期前更新"
            yield DueWork(name=PAPER_ENDS, says=says, due=paper.valid_until, basis=(HOUSE_RULE,))


def _training(now: Dossier, gate: Gate) -> DueWork:
    duty = gate.admission.duty("年度培训")
    if not now.trainings:
        return DueWork(name=FIRST_TRAINING, says="首次直播前培训", due=None, basis=duty.cited)
    return _work(gate, "年度培训", _noon(max(one.day for one in now.trainings)))


def _work(gate: Gate, name: str, since: datetime) -> DueWork:
    duty = gate.admission.duty(name)
    try:
        due: date | None = last_day(gate.book, duty, since)
    except TermUnknown:
        due = None
    return DueWork(name=name, says=duty.says, due=due, basis=duty.cited)


def _noon(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+08:00")
