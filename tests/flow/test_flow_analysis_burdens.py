"""The burden sheet of an inquiry: only what was asked about, by side, with what sealed records show."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cast_of_units import GAO, MONDAY, Desk
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast
from gongzhi.flow.analyse import Answered, FactAnswer, Inquiry
from gongzhi.flow.analysis_burdens import admitted_by, assessed_by, sheet_of, sheet_sections, shown_in, with_record
from gongzhi.flow.assess import DutiesAssessed, DutyAnswer, assess_duties
from gongzhi.flow.matters import item_of
from gongzhi.law import Status, load_book
from gongzhi.liability import BurdenSheet, Contradiction, Engine, NotReadable, load_rules
from gongzhi.parties import DossierActed, DossierOpened, LegalRole, PartyKind, Person, Role, Step

TODAY, AT = date(2026, 6, 1), datetime(2026, 6, 1, 4, tzinfo=UTC)
YES, NO = FactAnswer.YES, FactAnswer.NO
ASKED = Inquiry(
    title="王女士的燕窝", conduct=date(2026, 3, 1), topics=("平台",),
    answers=(Answered(fact="存在损害", answer=YES), Answered(fact="关系生命健康", answer=YES)),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_rules(), load_book())


def line_of(sheet: BurdenSheet, fact: str):
    return next(line for lines in sheet.sides.values() for line in lines if line.fact == fact)


def test_only_what_can_move_the_results_asked_about_is_to_be_proved(engine) -> None:
    sheet = sheet_of(engine, ASKED, TODAY)
    named = {name for lines in sheet.sides.values() for one in lines for name in (*one.turns, *one.also)}
    assert named and all(name.startswith("平台/") for name in named)
    assert line_of(sheet, "平台能提供经营者真实信息").turns == {"平台/先行赔偿责任": True}
    assert line_of(sheet, "平台能提供经营者真实信息").bearer == "平台"


def test_a_record_of_admission_shows_that_licences_were_checked_and_what_to_look_for(engine) -> None:
    inquiry = with_record(ASKED, "ex-1", "准入记录")
    (shown,) = line_of(sheet_of(engine, inquiry, TODAY), "平台已审核资质").shown
    assert (shown.exhibit, shown.kind, shown.so) == ("ex-1", "准入记录", True) and "载明" in shown.needs
    assert inquiry.facts["平台已审核资质"] is True


def test_a_second_record_of_the_same_fact_is_kept_beside_the_first() -> None:
    inquiry = with_record(with_record(ASKED, "ex-1", "准入记录"), "ex-2", "准入记录")
    assert inquiry.answers[-1].exhibits == ("ex-1", "ex-2") and len(inquiry.answers) == 3


def test_a_record_against_an_answer_and_an_unknown_kind_are_refused() -> None:
    said = replace(ASKED, answers=(Answered(fact="平台已审核资质", answer=NO),))
    with pytest.raises(NotReadable, match="请看展品后改正"):
        with_record(said, "ex-1", "准入记录")
    with pytest.raises(NotReadable, match="证明什么不清楚"):
        with_record(ASKED, "ex-1", "便条")


def test_hints_of_a_case_are_shown_and_a_disputed_one_is_not() -> None:
    hints = (
        Answered(fact="虚假广告", answer=YES, source="发现", exhibits=("ex-1",)),
        Answered(fact="食品", answer=FactAnswer.UNKNOWN, source="两处相反", exhibits=("ex-2", "ex-3")),
    )
    assert [(one.fact, one.so) for one in shown_in(replace(ASKED, hints=hints))] == [("虚假广告", True)]


def test_a_duty_said_to_be_met_shows_the_fact_only_by_its_exhibits(engine) -> None:
    archive = MemoryArchive()
    (paper,) = archive.append([item_of(ASKED, "P", AT)])
    lead = Person(ref="lead", name="何", organisation="P", role=Role.PLATFORM_LEAD)
    answers = (
        DutyAnswer(code="ZB-8(1)", status=Status.MET, exhibits=(paper.exhibit,)),
        DutyAnswer(code="DS-27", status=Status.MET, evidence="在柜子里"),
        DutyAnswer(code="WJ-24", status=Status.NOT_MET, exhibits=(paper.exhibit,)),
    )
    record = DutiesAssessed(party="P", role="平台", on=TODAY, answers=answers, by=lead, at=AT)
    assess_duties(archive, engine.book, assessed=record)
    (shown,) = assessed_by(archive, "P", "平台", engine.rules)
    assert (shown.fact, shown.exhibit) == ("平台已审核资质", paper.exhibit) and "ZB-8(1)" in shown.kind
    assert assessed_by(archive, "other", "平台", engine.rules) == ()
    assert line_of(sheet_of(engine, ASKED, TODAY, (shown,)), "平台已审核资质").shown == (shown,)


def admission(number: str, step: Step, at: datetime, **changes: str):
    """A file of admission of the seller Lin at platform P, and one act upon it."""
    given = {"holder": "P", "about": "lin"} | changes
    opened = DossierOpened(
        number=number, role=LegalRole.MERCHANT, kind=PartyKind.SMALLHOLDER, applicant="lin", name="林家果园", by=GAO, at=at,
        **given,
    )  # fmt: skip
    return item_of(opened, number, at), item_of(
        DossierActed(number=number, version=2, step=step, by=GAO, at=at), number, at
    )


def test_a_sealed_admission_of_the_seller_before_the_sale_meets_that_licences_were_checked(engine) -> None:
    desk = Desk()
    before, after = MONDAY - timedelta(days=30), MONDAY + timedelta(days=30)
    room = Broadcast(id="b-lin-0301", platform="P", room="林", operator="lin", merchant="lin", started_at=MONDAY)
    desk.archive.append([item_of(room, room.id, MONDAY)])
    desk.archive.append(admission("A-late", Step.ADMIT, after))
    desk.archive.append(admission("A-elsewhere", Step.ADMIT, before, holder="other"))
    desk.archive.append(admission("A-another", Step.ADMIT, before, about="tea"))
    good = [desk.archive.append(admission(f"A-{step.value}", step, before))[1] for step in (Step.ADMIT, Step.REVERIFY)]
    inquiry = replace(ASKED, conduct=MONDAY.date(), lead=desk.enter().number)
    shown = admitted_by(desk.archive, inquiry, "P")
    assert [(one.exhibit, one.kind, one.fact) for one in shown] == [
        (good[0].exhibit, "准入记录", "平台已审核资质"),
        (good[1].exhibit, "资质复核记录", "平台已审核资质"),
    ]
    assert line_of(sheet_of(engine, inquiry, TODAY, shown), "平台已审核资质").shown == shown
    assert admitted_by(desk.archive, inquiry, "other") == () == admitted_by(desk.archive, ASKED, "P")


def test_every_duty_that_the_file_names_is_one_that_a_platform_has(engine) -> None:
    from gongzhi.flow.facts_of_case import load_reading
    from gongzhi.law import duties_of

    known = {duty.code for duty in duties_of(engine.book, "平台", TODAY)}
    assert {code for shows in load_reading(engine.rules).by_duty for code in shows.when} <= known


def test_the_sheet_on_paper_has_a_table_for_each_side_and_names_what_nobody_raised(engine) -> None:
    sections = sheet_sections(sheet_of(engine, replace(ASKED, topics=("质量、数量与约定不符",)), TODAY))
    titles = [one.title for one in sections]
    assert "消费者举证" in titles and titles[-1] == "没有人提出、未列入的事项"


def test_contradictory_answers_have_no_sheet(engine) -> None:
    both = tuple(Answered(fact=one, answer=YES) for one in ("平台自营", "运营者已标明实际销售者"))
    with pytest.raises(Contradiction):
        sheet_of(engine, replace(ASKED, answers=both), TODAY)
