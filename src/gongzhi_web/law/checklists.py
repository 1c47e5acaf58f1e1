"""A role's duties on a day with how they stand for one organisation: what the checklist and the report both print."""

from dataclasses import dataclass
from datetime import date

from gongzhi.flow.assess import DutiesAssessed, Standing, overdue, recorded_on, standing_answers
from gongzhi.law import KIND_NAMES, STATUS_NAMES, Checklist, Duty, Progress, Status, Tally, duties_of, load_duty_tables
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import User
from gongzhi_web.law.listing import order_of_citation
from gongzhi_web.law.scope import assessments_of
from gongzhi_web.lawbook import book

STATUSES = [(status.value, STATUS_NAMES[status]) for status in Status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One duty as the page shows it."""

    duty: Duty
    kind: str
    status: Status
    standing: Standing | None
    late: bool

    @property
    def word(self) -> str:
        """How it stands, in Chinese."""
        return STATUS_NAMES[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A checklist as one organisation has worked through it so far."""

    role: str
    on: date
    checklist: Checklist
    recorded: str
    lines: tuple[Line, ...]
    tally: Tally

    @property
    def assessed(self) -> int:
        """How many were looked at."""
        return len(self.lines) - self.tally.not_assessed

    @property
    def late(self) -> int:
        """How many were promised by a day that has passed."""
        return sum(line.late for line in self.lines)

    @property
    def progress(self) -> dict[str, Progress]:
        """What people wrote beside the duties, for the exports."""
        return {line.duty.code: _progress(line.standing) for line in self.lines if line.standing}


def roles() -> list[str]:
    """The roles that have a register."""
    return [role.name for role in load_duty_tables().roles]


def worked_checklist(user: User, role: str, on: date, today: date) -> Worked:
    """Raises NoSuchRole. For a role that is not this person's own, every duty is not assessed."""
    checklist = Checklist(duties_of(book(), role, on))
    rows = assessments_of(user).filter(role=role).order_by("index")
    standing = standing_answers(decode_record(DutiesAssessed, bytes(row.record)) for row in rows)
    recorded = recorded_on(checklist, standing)
    late = set(overdue(standing, [duty.code for duty in checklist.duties], today))
    lines = tuple(
        Line(
            duty=duty,
            kind=KIND_NAMES[duty.kind],
            status=Status(letter),
            standing=standing.get(duty.code),
            late=duty.code in late,
        )
        for duty, letter in zip(checklist.duties, recorded, strict=True)
    )
    ordered = tuple(sorted(lines, key=lambda line: order_of_citation(line.duty.citation)))
    tally = checklist.tally(recorded)
    return Worked(role=role, on=on, checklist=checklist, recorded=recorded, lines=ordered, tally=tally)


def _progress(standing: Standing | None) -> Progress:
    if standing is None:
        return Progress()
    answer = standing.answer
    return Progress(
        owner=answer.owner,
        due=answer.due.isoformat() if answer.due else "",
        evidence="；".join([text for text in (answer.evidence, *answer.exhibits) if text]),
        note=answer.remark,
    )
