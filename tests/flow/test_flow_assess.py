"""Self-assessment of duties: sealed in the organisation's own name, read back as it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.flow.assess import (
    DutiesAssessed,
    DutyAnswer,
    ReasonWanted,
    assess_duties,
    assessments_of,
    overdue,
    recorded_on,
    standing_answers,
)
from gongzhi.flow.matters import UnknownExhibit
from gongzhi.flow.ports import Item
from gongzhi.law import Book, Checklist, NoSuchRole, NotThisChecklist, Status, duties_of, load_book
from gongzhi.parties import NotAllowed, Person, Role

DAY = date(2026, 3, 14)
NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
LIN = Person(ref="lin", name="林禾", organisation="林家果园", role=Role.MERCHANT)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture(scope="module")
def checklist(book: Book) -> Checklist:
    return Checklist(duties_of(book, "商家", DAY))


def met(code: str, **changes: object) -> DutyAnswer:
    return DutyAnswer(**{"code": code, "status": Status.MET, "evidence": "店铺首页截图", **changes})  # type: ignore[arg-type]


def said(*answers: DutyAnswer, by: Person = LIN, role: str = "商家", party: str = "林家果园") -> DutiesAssessed:
    return DutiesAssessed(party=party, role=role, on=DAY, answers=answers, by=by, at=NOW)


def test_the_last_answer_on_a_duty_stands_and_the_rest_is_not_assessed(book, checklist) -> None:
    archive, code = MemoryArchive(), checklist.duties[0].code
    assess_duties(archive, book, assessed=said(DutyAnswer(code=code, status=Status.NOT_MET)))
    assess_duties(archive, book, assessed=said(met(code)))
    standing = standing_answers(assessments_of(archive, "林家果园", "商家"))
    tally = checklist.tally(recorded_on(checklist, standing))
    assert (tally.met, tally.not_met, tally.not_assessed) == (1, 0, len(checklist.duties) - 1)
    assert not tally.compliant and len(list(archive.placed())) == 2


def test_nobody_assesses_another_organisation_and_a_reviewer_not_even_its_own(book, checklist) -> None:
    archive, code = MemoryArchive(), checklist.duties[0].code
    zhou = Person(ref="zhou", name="周", organisation="周记", role=Role.MERCHANT)
    reviewer = Person(ref="r", name="审核员", organisation="林家果园", role=Role.PLATFORM_REVIEWER)
    for by in (zhou, reviewer):
        with pytest.raises(NotAllowed, match="本单位的负责人"):
            assess_duties(archive, book, assessed=said(met(code), by=by))
    assert archive.size() == 0


def test_a_duty_of_another_role_or_an_unknown_role_is_refused(book, checklist) -> None:
    archive = MemoryArchive()
    own = {duty.code for duty in checklist.duties}
    foreign = next(duty.code for duty in duties_of(book, "平台", DAY) if duty.code not in own)
    with pytest.raises(NotThisChecklist, match=foreign.replace("(", r"\(").replace(")", r"\)")):
        assess_duties(archive, book, assessed=said(met(foreign)))
    with pytest.raises(NoSuchRole):
        assess_duties(archive, book, assessed=said(met(foreign), role="路人"))
    assert archive.size() == 0


def test_evidence_by_exhibit_id_must_be_sealed(book, checklist) -> None:
    archive, code = MemoryArchive(), checklist.duties[0].code
    answer = met(code, evidence="", exhibits=("0" * 26,))
    with pytest.raises(UnknownExhibit, match="证据页"):
        assess_duties(archive, book, assessed=said(answer))
    [placed] = archive.append([Item(kind="raw", subject="b", data=b"x", at=NOW)])
    assess_duties(archive, book, assessed=said(met(code, evidence="", exhibits=(placed.exhibit,))))
    assert assessments_of(archive, "林家果园", "商家")[0].answers[0].exhibits == (placed.exhibit,)


def test_not_applicable_needs_a_reason_and_met_needs_evidence() -> None:
    with pytest.raises(ReasonWanted, match="不适用"):
        DutyAnswer(code="X", status=Status.NOT_APPLICABLE)
    with pytest.raises(ReasonWanted, match="证据"):
        DutyAnswer(code="X", status=Status.MET)
    assert DutyAnswer(code="X", status=Status.NOT_APPLICABLE, remark="不销售食品").remark


def test_answers_on_duties_that_the_law_dropped_are_left_out(checklist) -> None:
    gone = said(DutyAnswer(code="从前的码", status=Status.NOT_MET))
    assert set(recorded_on(checklist, standing_answers([gone]))) == {"-"}


def test_a_promise_is_overdue_the_day_after_it_was_due_unless_met() -> None:
    late = DutyAnswer(code="a", status=Status.NOT_MET, due=DAY)
    done = met("b", due=DAY)
    standing = standing_answers([said(late, done)])
    assert overdue(standing, ["a", "b", "c"], DAY) == ()
    assert overdue(standing, ["a", "b", "c"], DAY + timedelta(days=1)) == ("a",)
