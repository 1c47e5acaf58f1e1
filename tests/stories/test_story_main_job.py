"""The main job at flow level: a room is heard, a case is decided with reasons, an appeal is judged by another person."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gongzhi.adapters.documents import render_document
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Signal, SignalKind, TimeSource
from gongzhi.cases import (
    CaseParty,
    CaseState,
    ImpossibleStep,
    Lead,
    LeadOrigin,
    LeadOutcome,
    ReviewOutcome,
    StepKind,
    lead_level,
)
from gongzhi.credit import counting
from gongzhi.decisions import (
    Answer,
    AppealOutcome,
    AppealRoute,
    AppealRuling,
    Consideration,
    Draft,
    HouseRules,
    ServedHow,
    advise,
    draft_facts,
    draft_reasons,
    load_ladder,
    print_document,
)
from gongzhi.flow import appeal, decide, open_case, review
from gongzhi.flow.matters import concerned_in, findings_at, item_of, open_lead_of
from gongzhi.flow.score import ledger_of, standing_of
from gongzhi.flow.screen import screen_signals
from gongzhi.law import Book, load_book
from gongzhi.parties import (
    BureauLevel,
    LegalRole,
    NotAllowed,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    Person,
    Role,
    Verb,
    bureaus_above,
    may,
)
from gongzhi.screening import Screener
from shipped import shipped_screener

ROOM = "heshi-lin-20260314"
EVENING = datetime(2026, 3, 14, 12, tzinfo=UTC)
ORGANISATIONS = {
    each.id: each
    for each in (
        Organisation(id="city-amr", name="市局", kind=OrganisationKind.BUREAU, level=BureauLevel.CITY),
        Organisation(
            id="county-amr", name="县局", kind=OrganisationKind.BUREAU, level=BureauLevel.COUNTY, parent="city-amr"
        ),
        Organisation(id="p", name="平台 P", kind=OrganisationKind.PLATFORM, parent="county-amr"),
        Organisation(id="lin", name="林家果园", kind=OrganisationKind.MERCHANT, parent="county-amr"),
        Organisation(id="xinghuo", name="星火", kind=OrganisationKind.MCN, parent="county-amr"),
    )
}
HE = Person(ref="he", name="何审", organisation="p", role=Role.PLATFORM_REVIEWER)
SUN = Person(ref="sun", name="孙主管", organisation="p", role=Role.PLATFORM_LEAD)
MA = Person(ref="ma", name="马主管", organisation="p", role=Role.PLATFORM_LEAD)
GAO = Person(ref="gao", name="高科", organisation="county-amr", role=Role.REGULATOR_OFFICER)
LIN = Person(ref="lin", name="林小禾", organisation="lin", role=Role.MERCHANT)
STAR = Person(ref="star", name="星火经纪", organisation="xinghuo", role=Role.MERCHANT)
ZHOU = Person(ref="zhou", name="周某", organisation="zhou-shop", role=Role.MERCHANT)
RULES = HouseRules(issuer="平台 P", mark="P处", appeal=AppealRoute(where="商家后台“申诉”", days=15))
SAID = (
    "家人们晚上好，今天是青石县的脐橙",
    "我们家的橙子是全国最好的，没有之一",
    "这个橙子吃了可以治疗高血压，不用吃药了",
    "最后三分钟，上链接",
)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture(scope="module")
def screener(book: Book) -> Screener:
    return shipped_screener()


@pytest.fixture
def screened(screener: Screener) -> tuple[MemoryArchive, list[str]]:
    """Signals -> findings -> a lead, as the monitoring leaves them."""
    archive = MemoryArchive()
    about = Broadcast(
        id=ROOM, platform="p", room="林家果园", category="农产品", operator="lin", presenters=("qiao",), mcn="xinghuo"
    )
    archive.append([item_of(about, ROOM, EVENING)])
    signals = [_said(number, text) for number, text in enumerate(SAID)]
    found = [one for ones, _, _ in screen_signals(screener, signals, "农产品") for one in ones]
    placed = archive.append([item_of(one, ROOM, EVENING) for one in found])
    lead = Lead(
        broadcast=ROOM,
        opened_at=EVENING,
        origin=LeadOrigin.MONITORING,
        level=lead_level(one.severity for one in found),
        summary=f"监测发现“{found[0].quote}”等 {len(found)} 处",
        findings=tuple(each.exhibit for each in placed),
        onlookers=bureaus_above("p", ORGANISATIONS),
    )
    open_case.open_lead(archive, lead)
    return archive, [each.exhibit for each in placed]


def test_from_what_was_said_to_a_decision_that_an_appeal_undoes(
    book: Book, screened: tuple[MemoryArchive, list[str]]
) -> None:
    archive, exhibits = screened
    found = {exhibit: sealed.record for exhibit, sealed in findings_at(archive, exhibits, ROOM).items()}
    assert {one.signal for one in found.values()} == {f"{ROOM}-1", f"{ROOM}-2"}
    # A reviewer confirms what holds and dismisses one with a reason.
    dismissed, *confirmed = exhibits
    _review(archive, dismissed, ReviewOutcome.DISMISSED, "语音识别有误")
    for exhibit in confirmed:
        _review(archive, exhibit, ReviewOutcome.CONFIRMED)
    case = _open(archive, confirmed)
    assert open_lead_of(archive, ROOM) is None
    # A lead decides: drafts to correct, guidance to weigh, every question answered.
    ladder, considered = load_ladder(), _considered(first_violation="yes", smallholder="yes")
    guidance = advise([found[each].severity for each in confirmed], considered, ladder)
    assert guidance.notice == "本结果仅供辅助，由人作出决定"
    draft = Draft(
        case=case,
        party="lin",
        measure=guidance.low.id,
        days=7 if guidance.low.term == "required" else None,
        findings=tuple(confirmed),
        facts=draft_facts("林家果园", [found[each] for each in confirmed]),
        reasons=draft_reasons([found[each] for each in confirmed]),
        considerations=considered,
    )
    made = decide.decide(archive, book, draft=draft, by=SUN, at=EVENING + timedelta(days=1), rules=RULES)
    assert all(found[each].quote in made.facts for each in confirmed)
    assert made.provisions[0].on.isoformat() == "2026-03-14"
    assert made.notes == ()
    # The notice: on screen and on paper from the same text, served with the paper sealed beside it.
    told = decide.document_of(archive, case)
    assert "六、救济途径" in print_document(told)
    service = decide.Service(how=ServedHow.ONLINE, receipt="林小禾 在线签收", document=render_document(told))
    decide.serve_notice(archive, case=case, service=service, by=SUN, at=EVENING + timedelta(days=1))
    later = EVENING + timedelta(days=3)
    assert standing_of(archive, "lin", later) < 0
    # Lin appeals, and another lead judges.
    appeal.file_appeal(archive, case=case, grounds="这几句是念顾客的留言", by=LIN, at=later)
    ruling = AppealRuling(outcome=AppealOutcome.REVOKED, reasons="回看录像，确系念留言")
    with pytest.raises(appeal.SamePerson):
        appeal.decide_appeal(archive, case=case, ruling=ruling, by=SUN, at=later, rules=RULES)
    appeal.decide_appeal(archive, case=case, ruling=ruling, by=MA, at=later, rules=RULES)
    assert standing_of(archive, "lin", later) == 0
    assert counting(ledger_of(archive, "lin"), later) == ()
    open_case.close_case(archive, case=case, reason="申诉成立，决定已撤销", by=MA, at=later)
    closed = open_case.load_case(archive, case)
    assert closed.state is CaseState.CLOSED
    assert [step.kind for step in closed.timeline if step.kind is not StepKind.REVIEWED] == [
        StepKind.LEAD_OPENED,
        StepKind.CASE_OPENED,
        StepKind.DECIDED,
        StepKind.NOTICE_SERVED,
        StepKind.APPEAL_FILED,
        StepKind.APPEAL_REVOKED,
        StepKind.CASE_CLOSED,
    ]


def test_a_lead_without_substance_ends_with_a_reason_and_costs_nobody_anything(
    screened: tuple[MemoryArchive, list[str]],
) -> None:
    archive, exhibits = screened
    for exhibit in exhibits:
        _review(archive, exhibit, ReviewOutcome.DISMISSED, "转述顾客留言")
    open_case.close_lead(
        archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="逐条复核均不成立", by=HE, at=EVENING
    )
    assert open_lead_of(archive, ROOM) is None
    assert ledger_of(archive, "lin") == ()


def test_nothing_goes_ahead_of_its_turn(book: Book, screened: tuple[MemoryArchive, list[str]]) -> None:
    archive, exhibits = screened
    with pytest.raises(open_case.CannotOpenCase):
        _open(archive, exhibits)
    for exhibit in exhibits:
        _review(archive, exhibit, ReviewOutcome.CONFIRMED)
    case = _open(archive, exhibits)
    with pytest.raises(decide.NothingDecided):
        service = decide.Service(how=ServedHow.ONLINE)
        decide.serve_notice(archive, case=case, service=service, by=SUN, at=EVENING)
    open_case.close_case(archive, case=case, reason="当事人已停业", by=SUN, at=EVENING)
    with pytest.raises(ImpossibleStep):
        decide.decide(archive, book, draft=_warning(case, exhibits), by=SUN, at=EVENING, rules=RULES)


def test_the_officer_sees_the_matter_and_leaves_the_measure_to_the_platform(
    book: Book, screened: tuple[MemoryArchive, list[str]]
) -> None:
    archive, exhibits = screened
    assert may(GAO, Verb.READ, concerned_in(archive, ROOM))
    for exhibit in exhibits:
        _review(archive, exhibit, ReviewOutcome.CONFIRMED)
    case = _open(archive, exhibits)
    assert may(GAO, Verb.READ, open_case.load_case(archive, case).opened.concerned)
    with pytest.raises(NotAllowed):
        decide.decide(archive, book, draft=_warning(case, exhibits), by=GAO, at=EVENING, rules=RULES)


@pytest.mark.parametrize("role", list(Role))
def test_the_stranger_sees_nothing_and_can_do_nothing(
    role: Role, book: Book, screened: tuple[MemoryArchive, list[str]]
) -> None:
    archive, exhibits = screened
    stranger = Person(ref=ZHOU.ref, name=ZHOU.name, organisation=ZHOU.organisation, role=role)
    for exhibit in exhibits:
        _review(archive, exhibit, ReviewOutcome.CONFIRMED)
    case = _open(archive, exhibits)
    decide.decide(archive, book, draft=_warning(case, exhibits), by=SUN, at=EVENING, rules=RULES)
    before = archive.size()
    attempts: list[Callable[[], object]] = [
        lambda: open_case.open_lead(archive, _lead(stranger)),
        lambda: _review(archive, exhibits[0], ReviewOutcome.CONFIRMED, by=stranger),
        lambda: _open(archive, exhibits, by=stranger),
        lambda: open_case.close_lead(
            archive, broadcast=ROOM, outcome=LeadOutcome.NO_CASE, reason="算了", by=stranger, at=EVENING
        ),
        lambda: decide.decide(archive, book, draft=_warning(case, exhibits), by=stranger, at=EVENING, rules=RULES),
        lambda: decide.propose(archive, book, draft=_warning(case, exhibits), by=stranger, at=EVENING),
        lambda: decide.serve_notice(
            archive, case=case, service=decide.Service(how=ServedHow.ONLINE), by=stranger, at=EVENING
        ),
        lambda: appeal.file_appeal(archive, case=case, grounds="不服", by=stranger, at=EVENING),
        lambda: appeal.decide_appeal(
            archive,
            case=case,
            ruling=AppealRuling(outcome=AppealOutcome.REVOKED, reasons="算了"),
            by=stranger,
            at=EVENING,
            rules=RULES,
        ),
        lambda: open_case.close_case(archive, case=case, reason="算了", by=stranger, at=EVENING),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed) as caught:
            attempt()
        assert "林家果园" not in str(caught.value)
    assert not any(may(stranger, verb, concerned_in(archive, ROOM)) for verb in Verb)
    assert archive.size() == before


def test_the_agency_reads_the_case_that_names_it_and_appeals_only_its_own(
    book: Book, screened: tuple[MemoryArchive, list[str]]
) -> None:
    archive, exhibits = screened
    for exhibit in exhibits:
        _review(archive, exhibit, ReviewOutcome.CONFIRMED)
    case = _open(archive, exhibits)
    decide.decide(archive, book, draft=_warning(case, exhibits), by=SUN, at=EVENING, rules=RULES)
    assert may(STAR, Verb.READ, open_case.load_case(archive, case).opened.concerned)
    with pytest.raises(NotAllowed, match="不是本决定的当事人"):
        appeal.file_appeal(archive, case=case, grounds="替他申诉", by=STAR, at=EVENING)


def _said(number: int, text: str) -> Signal:
    return Signal(
        broadcast=ROOM,
        sequence=number,
        kind=SignalKind.SPEECH,
        at=EVENING + timedelta(minutes=number),
        at_source=TimeSource.DERIVED,
        actor=Actor(role=ActorRole.PRESENTER),
        text=text,
    )


def _lead(by: Person) -> Lead:
    return Lead(
        broadcast=ROOM,
        opened_at=EVENING,
        origin=LeadOrigin.COMPLAINT,
        level=lead_level([1]),
        summary="投诉",
        by=by,
    )


def _review(
    archive: MemoryArchive, exhibit: str, outcome: ReviewOutcome, reason: str | None = None, by: Person = HE
) -> None:
    review.review_finding(archive, finding=exhibit, outcome=outcome, reason=reason, by=by, at=EVENING)


def _open(archive: MemoryArchive, exhibits: list[str], by: Person = HE) -> str:
    parties = (
        CaseParty(party=Party(id="lin", kind=PartyKind.SMALLHOLDER, names=("林家果园",)), role=LegalRole.OPERATOR),
        CaseParty(party=Party(id="xinghuo", kind=PartyKind.COMPANY, names=("星火",)), role=LegalRole.MCN),
    )
    draft = open_case.CaseDraft(broadcast=ROOM, parties=parties, findings=tuple(exhibits))
    return open_case.open_case(archive, draft=draft, by=by, at=EVENING).id


def _considered(**answers: str) -> tuple[Consideration, ...]:
    return tuple(
        Consideration(topic=question.id, answer=Answer(answers.get(question.id, "no")))
        for question in load_ladder().questions
    )


def _warning(case: str, exhibits: list[str]) -> Draft:
    return Draft(
        case=case,
        party="lin",
        measure="warning",
        findings=tuple(exhibits),
        facts="直播间中出现上述话术。",
        reasons="没有可以核实的依据。",
        considerations=_considered(),
    )
