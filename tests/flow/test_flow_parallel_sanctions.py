"""A platform and a bureau tell others of a measure; each answers for itself, and more than a watch needs a serious breach."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cast_of_cases import LIN, MA, NOON, RULES, SUN, draft_of, law, opened_case
from cast_of_units import EAST, GAO, UNITS, WU, ZHOU, Desk, officer
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.cases import CaseOpened, ImpossibleStep, ReasonMissing
from gongzhi.decisions import AppealOutcome, AppealRuling, Decided, load_ladder
from gongzhi.flow import appeal, decide
from gongzhi.flow.docketing import NotThere, Overtaken
from gongzhi.flow.parallel_records import Asks, Reply, SanctionAct, SanctionSent, SanctionState
from gongzhi.flow.parallel_sanctions import (
    MayNotAsk,
    OwnMeasure,
    SanctionDesk,
    SanctionWanted,
    SanctionWish,
    UnknownSanction,
    act_on_sanction,
    load_sanction,
    overturned,
    sanctions_about,
    send_sanction,
)
from gongzhi.flow.units import Unit, Units
from gongzhi.parties import NotAllowed, Role

OTHERS = Units(
    [*UNITS.all(), Unit(id="platform-p", name="平台 P"), Unit(id="Q", name="平台 Q"), Unit(id="R", name="平台 R")]
)
LATER = NOON + timedelta(days=2)
QI = officer("qi", "Q", Role.PLATFORM_LEAD)


def desk(*names: str) -> SanctionDesk:
    """The units with two other platforms, the shipped law and ladder."""
    return SanctionDesk(units=OTHERS, book=law(), ladder=load_ladder(), names=names or ("platform-p", "平台 P"))


def decided_case(
    measure: str = "ban_for_a_term", days: int | None = 7, *, serious: bool = True
) -> tuple[MemoryArchive, CaseOpened, Decided]:
    """Lin's case with Sun's decision."""
    archive, opened = opened_case()
    draft = draft_of(opened, measure=measure, days=days, serious_breach=serious)
    made = decide.decide(archive, law(), draft=draft, by=SUN, at=NOON + timedelta(days=1), rules=RULES)
    return archive, opened, made


def wish(about: str, **changes: object) -> SanctionWish:
    """Tell Q, asking for a watch."""
    given: dict[str, object] = {"about": about, "to": ("Q",), "asks": Asks.WATCH, "reason": "换平台继续开播的可能较大"}
    return SanctionWish(**(given | changes))  # type: ignore[arg-type]


def answer(archive: MemoryArchive, number: str, **changes: object):
    """Qi answers that Q takes no measure."""
    given = {"act": SanctionAct.ANSWER, "seen": 1, "said": "未在本平台开播", "reply": Reply.NONE} | changes
    return act_on_sanction(archive, number=number, wanted=SanctionWanted(**given), by=QI, at=LATER)  # type: ignore[arg-type]


def test_what_is_told_comes_from_the_sealed_decision_and_each_receiver_has_a_message_of_its_own() -> None:
    archive, opened, made = decided_case()
    sent = send_sanction(archive, desk(), wish=wish(opened.id, to=("Q", "R"), asks=Asks.MEASURE), by=SUN, at=LATER)
    assert [one.to for one in sent] == ["Q", "R"] and len({one.number for one in sent}) == 2
    first = sent[0]
    assert (first.decision, first.whom, first.measure_id, first.serious) == (
        made.number,
        "林家果园",
        "ban_for_a_term",
        True,
    )
    assert first.until is not None and (first.until - first.since).days == 7
    assert first.exhibits[1:] == opened.findings and archive.find(first.exhibits[0]) is not None
    assert load_sanction(archive, first.number).sent == first
    assert [one.sent.number for one in sanctions_about(archive, opened.id)] == [one.number for one in sent]


def test_the_receiver_answers_with_its_own_decision_or_with_none_and_the_reason_stays() -> None:
    archive, opened, _ = decided_case()
    [sent] = send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    assert answer(archive, sent.number).state is SanctionState.ANSWERED
    again = answer(
        archive, sent.number, seen=2, reply=Reply.OTHER, said="查实", measure="限制流量 3 日", decision="Q处〔2026〕1号"
    )
    assert again.answer is not None and again.answer.decision == "Q处〔2026〕1号"
    assert [one.said for one in again.acts] == ["未在本平台开播", "查实"]


@pytest.mark.parametrize(
    ("changes", "error", "why"),
    [
        ({"said": " "}, ReasonMissing, "理由"),
        ({"reply": None}, NotThere, "必须选定"),
        ({"reply": Reply.SAME}, ReasonMissing, "自己的决定文号"),
        ({"reply": Reply.SAME, "measure": "限期停播"}, ReasonMissing, "自己的决定文号"),
        ({"measure": "限期停播", "decision": "Q1"}, NotThere, "不采取措施的"),
        ({"seen": 2}, Overtaken, "刷新"),
        ({"act": SanctionAct.WITHDRAW}, NotAllowed, "撤回"),
    ],
)
def test_an_answer_that_says_too_little_or_too_much_is_refused(changes, error, why) -> None:
    archive, opened, _ = decided_case()
    [sent] = send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    before = archive.size()
    with pytest.raises(error, match=why):
        answer(archive, sent.number, **changes)
    assert archive.size() == before


@pytest.mark.parametrize(
    "by", [SUN, ZHOU, GAO, replace(QI, role=Role.PLATFORM_REVIEWER), replace(QI, role=Role.AUDITOR)]
)
def test_only_the_receivers_own_lead_answers(by) -> None:
    archive, opened, _ = decided_case()
    [sent] = send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    wanted = SanctionWanted(act=SanctionAct.ANSWER, seen=1, said="x", reply=Reply.NONE)
    with pytest.raises(NotAllowed):
        act_on_sanction(archive, number=sent.number, wanted=wanted, by=by, at=LATER)


def test_more_than_a_watch_needs_a_serious_breach_of_a_law() -> None:
    archive, opened, _ = decided_case("warning", None, serious=False)
    with pytest.raises(MayNotAsk, match="严重违反"):
        send_sanction(archive, desk(), wish=wish(opened.id, asks=Asks.MEASURE), by=SUN, at=LATER)
    assert send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)


def test_while_an_appeal_is_open_only_a_watch_may_be_asked_for_and_a_revoked_decision_is_not_told() -> None:
    archive, opened, _ = decided_case()
    [sent] = send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    appeal.file_appeal(archive, case=opened.id, grounds="有检测报告", by=LIN, at=LATER + timedelta(hours=1))
    with pytest.raises(MayNotAsk, match="结论未出"):
        send_sanction(archive, desk(), wish=wish(opened.id, to=("R",), asks=Asks.MEASURE), by=SUN, at=LATER)
    assert overturned(archive, sent) is None
    ruling = AppealRuling(outcome=AppealOutcome.REVOKED, reasons="报告属实")
    appeal.decide_appeal(archive, case=opened.id, ruling=ruling, by=MA, at=LATER + timedelta(days=1), rules=RULES)
    assert overturned(archive, sent) is AppealOutcome.REVOKED
    with pytest.raises(MayNotAsk, match="撤销"):
        send_sanction(archive, desk(), wish=wish(opened.id, to=("R",)), by=SUN, at=LATER + timedelta(days=2))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"to": ()}, "至少选一家"),
        ({"to": ("city",)}, "其他平台"),
        ({"to": ("platform-p",)}, "其他平台"),
    ],
)
def test_a_message_goes_to_other_platforms_only(changes, why: str) -> None:
    archive, opened, _ = decided_case()
    with pytest.raises(NotThere, match=why):
        send_sanction(archive, desk(), wish=wish(opened.id, **changes), by=SUN, at=LATER)


def test_nobody_is_told_twice_unless_the_first_message_was_withdrawn() -> None:
    archive, opened, _ = decided_case()
    [sent] = send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    with pytest.raises(NotThere, match="已经通报过"):
        send_sanction(archive, desk(), wish=wish(opened.id, to=("R", "Q")), by=SUN, at=LATER)
    wanted = SanctionWanted(act=SanctionAct.WITHDRAW, seen=1, said="文号写错")
    act_on_sanction(archive, number=sent.number, wanted=wanted, by=SUN, at=LATER)
    with pytest.raises(ImpossibleStep, match="已撤回"):
        answer(archive, sent.number, seen=2)
    assert len(send_sanction(archive, desk(), wish=wish(opened.id, to=("R", "Q")), by=SUN, at=LATER)) == 2


def test_a_reminder_is_no_measure_and_an_undecided_case_no_basis() -> None:
    archive, opened, _ = decided_case("reminder", None, serious=False)
    with pytest.raises(MayNotAsk, match="不减损权益"):
        send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)
    archive, opened = opened_case()
    with pytest.raises(MayNotAsk, match="还没有决定"):
        send_sanction(archive, desk(), wish=wish(opened.id), by=SUN, at=LATER)


@pytest.mark.parametrize("by", [LIN, ZHOU, QI, replace(SUN, role=Role.PLATFORM_REVIEWER), GAO])
def test_only_the_lead_of_who_decided_tells_others(by) -> None:
    archive, opened, _ = decided_case()
    names = (by.organisation,)
    with pytest.raises(NotAllowed):
        send_sanction(archive, desk(*names), wish=wish(opened.id), by=by, at=LATER)


OWN = OwnMeasure(
    decision="南市监处罚〔2026〕12号", whom="林家果园", measure="罚款", since=date(2026, 3, 3), until=None, serious=True,
    provisions=("广告法/9(3)",),
)  # fmt: skip


def test_a_bureau_tells_platforms_of_its_own_decision_upon_an_entry() -> None:
    bureau = Desk()
    number = bureau.enter(GAO).number
    asked = wish(number, own=OWN, asks=Asks.MEASURE)
    [sent] = send_sanction(bureau.archive, desk("city"), wish=asked, by=GAO, at=bureau.tick())
    assert (sent.unit, sent.to, sent.decision, sent.exhibits) == ("city", "Q", OWN.decision, ())
    assert answer(bureau.archive, sent.number).answer is not None


@pytest.mark.parametrize(
    ("changes", "error", "why"),
    [
        ({"whom": "别人"}, NotThere, "当事人"),
        ({"provisions": ()}, NotThere, "条款"),
        ({"provisions": ("广告法/999",)}, NotThere, "广告法"),
        ({"until": date(2026, 3, 3)}, NotThere, "期满日"),
        ({"decision": " "}, ReasonMissing, "决定文号"),
        ({"serious": False}, MayNotAsk, "严重违反"),
        ({"provisions": ("直播电商监督管理办法/12.1",)}, MayNotAsk, "严重违反"),
    ],
)
def test_a_bureaus_message_rests_on_a_decision_that_can_be_named(changes, error, why: str) -> None:
    bureau = Desk()
    number = bureau.enter(GAO).number
    asked = wish(number, own=replace(OWN, **changes), asks=Asks.MEASURE)
    with pytest.raises(error, match=why):
        send_sanction(bureau.archive, desk("city"), wish=asked, by=GAO, at=bureau.tick())
    assert not list(bureau.archive.placed(kind=SanctionSent.__name__))


def test_a_unit_that_never_had_the_entry_tells_nobody_of_it() -> None:
    bureau = Desk()
    number = bureau.enter(GAO).number
    with pytest.raises(NotAllowed, match="没有承办过"):
        send_sanction(bureau.archive, desk(EAST.id), wish=wish(number, own=OWN), by=WU, at=bureau.tick())


def test_a_number_that_was_never_given_is_named() -> None:
    with pytest.raises(UnknownSanction, match="TB2026-9"):
        load_sanction(MemoryArchive(), "TB2026-9")
