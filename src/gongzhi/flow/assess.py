"""An organisation's word on its own duties: sealed as it was given, and read back as it stands now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.flow.matters import UnknownExhibit, seal, sealed_records
from gongzhi.flow.ports import Archive, Placed
from gongzhi.law import Book, Checklist, Status, duties_of
from gongzhi.parties import NotAllowed, Person, Role

_MAY_ASSESS = (Role.PLATFORM_LEAD, Role.MERCHANT)


class ReasonWanted(ValueError):
    """An answer that needs a reason and has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAnswer:
    """How one duty stands: ``code`` is its row code, ``status`` a letter of gongzhi.law.Status.

    ``evidence`` says in words where the proof lies, ``exhibits`` are exhibit ids; ``due`` is the day by which what is
    missing will be done.
    """

    code: str
    status: Status
    owner: str = ""
    evidence: str = ""
    exhibits: tuple[str, ...] = ()
    due: date | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        if self.status is Status.NOT_APPLICABLE and not self.remark.strip():
            raise ReasonWanted("选择“不适用”须写明理由：请在备注中说明为什么不适用")
        if self.status is Status.MET and not (self.evidence.strip() or self.exhibits):
            raise ReasonWanted("选择“已履行”须写明证据在哪里：请填写证据位置或证据编号")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesAssessed:
    """Answers of ``party`` for a role (the Chinese name of gongzhi.law), against the law in force ``on`` that day."""

    party: str
    role: str
    on: date
    answers: tuple[DutyAnswer, ...]
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The last answer on one duty, and who gave it when."""

    answer: DutyAnswer
    by: Person
    at: datetime


def assess_duties(archive: Archive, book: Book, *, assessed: DutiesAssessed) -> Placed:
    """Seal an organisation's answers about itself. Only its own lead may give them; nobody answers for another.

    Raises NotAllowed, NoSuchRole, NotThisChecklist (a duty that this role does not have on that day) and UnknownExhibit.
    """
    by = assessed.by
    if by.organisation != assessed.party or by.role not in _MAY_ASSESS:
        raise NotAllowed(f"{by.name}不能替别的单位自评：请由本单位的负责人登记")
    checklist = Checklist(duties_of(book, assessed.role, assessed.on))
    checklist.record({answer.code: answer.status for answer in assessed.answers})
    for exhibit in (exhibit for answer in assessed.answers for exhibit in answer.exhibits):
        if archive.find(exhibit) is None:
            raise UnknownExhibit(f"没有编号为“{exhibit}”的证据：请从证据页复制完整编号")
    return seal(archive, assessed.at, (assessed.party, assessed))[0]


def assessments_of(archive: Archive, party: str, role: str) -> tuple[DutiesAssessed, ...]:
    """All that a party said about itself in a role, in the order in which it was sealed."""
    found = (sealed.record for sealed in sealed_records(archive, DutiesAssessed, party))
    return tuple(record for record in found if record.role == role)


def standing_answers(assessments: Iterable[DutiesAssessed]) -> Mapping[str, Standing]:
    """The last answer on each duty, by row code; later records override earlier ones."""
    return {
        answer.code: Standing(answer=answer, by=record.by, at=record.at)
        for record in assessments
        for answer in record.answers
    }


def recorded_on(checklist: Checklist, standing: Mapping[str, Standing]) -> str:
    """The standing answers as one letter per duty of the checklist; what the law has dropped since is left out."""
    known = {duty.code for duty in checklist.duties}
    return checklist.record({code: one.answer.status for code, one in standing.items() if code in known})


def overdue(standing: Mapping[str, Standing], codes: Sequence[str], on: date) -> tuple[str, ...]:
    """Which of these duties were promised by a day that has passed, and are still not met."""
    late = []
    for code in codes:
        one = standing.get(code)
        if one is None or one.answer.due is None:
            continue
        if one.answer.due < on and one.answer.status not in (Status.MET, Status.NOT_APPLICABLE):
            late.append(code)
    return tuple(late)
