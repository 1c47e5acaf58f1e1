"""Sampling: what a fail leads to stands together, a re-test keeps the law's days where it has any."""

import hashlib
from datetime import timedelta

import pytest

from cast_of_campaigns import FARM, FOOD, OTHER, Market, report
from cast_of_cases import law
from cast_of_units import EAST, GAO, SUN, WU, XIE
from gongzhi.cases import (
    AnswerOutcome,
    CampaignAct,
    ImpossibleStep,
    LeadOrigin,
    PaperAct,
    PaperKind,
    ReasonMissing,
    SampleAct,
    SampleState,
    Verdict,
)
from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.case_deadlines import DeadlineUnknown
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.guiding import PaperWanted, act_on_paper, load_paper, papers_about
from gongzhi.flow.sampling_goods import (
    UnknownSample,
    lint_categories,
    load_categories,
    load_sample,
    read_categories,
    samples_of,
)
from gongzhi.parties import NotAllowed
from gongzhi.screening.strict_yaml import NotReadable

PDF = b"%PDF-1.7 report"


@pytest.fixture
def market() -> Market:
    return Market()


def failed(market: Market, **changes: object) -> str:
    number = market.sample(**changes)  # type: ignore[arg-type]
    market.test(number, SampleAct.REPORT, report=report(), document=PDF)
    return number


def test_the_shipped_categories_cite_only_what_is_verified() -> None:
    assert lint_categories(load_categories(), law()) == []
    text = "类别:\n- {名: 甲, 抽样: [食品安全法/87], 复检: 食品安全法/87, 自: 2026-02-01}\n"
    assert any("期限" in one for one in lint_categories(read_categories(text, "x"), law()))
    with pytest.raises(NotReadable, match="写了两次"):
        read_categories(text + text.split("\n")[1] + "\n", "x")


def test_a_sample_has_its_sheet_and_stands_under_its_plan(market: Market) -> None:
    plan = market.plan()
    number = market.sample(plan=plan)
    [sheet] = papers_about(market.archive, number)
    assert (sheet.issued.kind, sheet.issued.number) == (PaperKind.SAMPLE_SHEET, "南江市局抽样〔2026〕1号")
    assert [one.taken.number for one in samples_of(market.archive, plan)] == [number]


@pytest.mark.parametrize(
    ("changes", "why", "said"),
    [
        ({"plan": "CJ2026-999999"}, UnknownSample, "先登记计划"),
        ({"seal": "F1", "spare_seal": "F1"}, NotThere, "封条"),
        ({"seal": " "}, ReasonMissing, "封样编号"),
        ({"quantity": 0}, ReasonMissing, "至少为 1"),
        ({"by": SUN}, NotAllowed, "市场监督管理部门"),
    ],
)
def test_a_sample_that_says_too_little_is_refused_and_nothing_is_sealed(
    market: Market, changes: dict[str, object], why: type[Exception], said: str
) -> None:
    plan = market.plan()
    size = market.archive.size()
    with pytest.raises(why, match=said):
        market.sample(**({"plan": plan} | changes))  # type: ignore[arg-type]
    assert market.archive.size() == size


def test_a_seal_is_used_once_and_a_unit_below_samples_on_the_plan_above(market: Market) -> None:
    plan = market.plan()
    market.sample(plan=plan, seal="F7")
    with pytest.raises(NotThere, match="已经用过"):
        market.sample(plan=plan, seal="F7")
    assert market.sample(WU, plan=plan, seal="F7")
    with pytest.raises(NotAllowed, match="其他单位"):
        market.sample(GAO, plan=market.plan(WU))


def test_a_fail_seals_report_lead_and_request_in_one_append(market: Market) -> None:
    number = market.sample()
    appended: list[int] = []
    real = market.archive.append
    market.archive.append = lambda items: (appended.append(len(items)), real(items))[1]  # type: ignore[method-assign]
    after = market.test(number, SampleAct.REPORT, report=report(), document=PDF)
    assert len(appended) == 1 and appended[0] >= 6
    assert after.state is SampleState.FAILED and after.entry and after.paper
    entered = load_entry(market.archive, after.entry).entered
    assert (entered.origin, entered.parties, entered.unit) == (LeadOrigin.SAMPLING, ("林家果园",), "city")
    assert "糖精钠（GB 2760：要求 不得使用，实测 0.12 g/kg）" in entered.summary
    request = load_paper(market.archive, after.paper).issued
    assert (request.kind, request.to, request.about) == (PaperKind.DELISTING, "P", after.entry)
    [sealed] = market.archive.placed(kind="laboratory_report", subject=number)
    assert sealed.sha256 == hashlib.sha256(PDF).hexdigest() == after.reports[0].sha256


def test_when_the_lead_cannot_be_entered_nothing_of_the_result_stands(market: Market) -> None:
    number, size = market.sample(), market.archive.size()
    market.now += timedelta(days=9000)
    with pytest.raises(DeadlineUnknown):
        market.test(number, SampleAct.REPORT, report=report(), document=PDF)
    assert market.archive.size() == size
    assert load_sample(market.archive, number).state is SampleState.TAKEN


def test_the_platform_answers_the_request(market: Market) -> None:
    paper = load_sample(market.archive, failed(market)).paper or ""
    wanted = PaperWanted(act=PaperAct.ANSWER, seen=1, said="已下架，共 37 单", outcome=AnswerOutcome.DONE)
    answered = act_on_paper(market.archive, paper=paper, wanted=wanted, by=SUN, at=market.now)
    assert answered.answer is AnswerOutcome.DONE


def test_a_pass_leads_to_nothing(market: Market) -> None:
    number = market.sample()
    after = market.test(number, SampleAct.REPORT, report=report(Verdict.PASS), document=PDF)
    assert (after.state, after.entry, after.paper) == (SampleState.PASSED, None, None)
    assert market.test(number, SampleAct.END).state is SampleState.ENDED


def test_a_result_needs_its_document_and_a_fail_its_items(market: Market) -> None:
    number = market.sample()
    with pytest.raises(NotThere, match="原件"):
        market.test(number, SampleAct.REPORT, report=report())
    with pytest.raises(ReasonMissing, match="不合格项目"):
        report(items=())


@pytest.mark.parametrize(
    ("category", "due", "basis"),
    [(FOOD, "2026-03-11", "食品安全法/88"), (FARM, "2026-03-09", "农产品质量安全法/51")],
)
def test_a_retest_is_asked_for_within_the_laws_own_days(market: Market, category: str, due: str, basis: str) -> None:
    number = failed(market, category=category)
    after = market.test(number, SampleAct.NOTIFY)
    assert after.deadline is not None and (str(after.deadline.due), after.deadline.basis) == (due, basis)
    in_time = market.test(number, SampleAct.ASK_RETEST, said="对结论有异议")
    assert in_time.acts[-1].late is False


def test_a_late_request_is_marked_and_a_person_decides(market: Market) -> None:
    number = failed(market)
    market.test(number, SampleAct.NOTIFY)
    market.tick(days=10)
    asked = market.test(number, SampleAct.ASK_RETEST, said="对结论有异议")
    assert asked.acts[-1].late is True
    with pytest.raises(NotThere, match="同意或不同意"):
        market.test(number, SampleAct.RULE_RETEST)
    after = market.test(number, SampleAct.RULE_RETEST, granted=False, said="已过申请期限")
    assert after.state is SampleState.NOTIFIED and SampleAct.ASK_RETEST not in after.may_follow


def test_where_no_verified_provision_sets_days_there_are_none(market: Market) -> None:
    number = failed(market, category=OTHER)
    assert market.test(number, SampleAct.NOTIFY).deadline is None
    assert market.test(number, SampleAct.ASK_RETEST).acts[-1].late is None


def test_a_retest_goes_to_another_laboratory_and_its_word_is_the_last(market: Market) -> None:
    number = failed(market)
    for act in (SampleAct.NOTIFY, SampleAct.ASK_RETEST):
        market.test(number, act)
    market.test(number, SampleAct.RULE_RETEST, granted=True)
    with pytest.raises(NotThere, match="不能与初检机构相同"):
        market.test(number, SampleAct.REPORT_RETEST, report=report(Verdict.PASS), document=PDF)
    size = len(papers_about(market.archive, load_sample(market.archive, number).entry or ""))
    other = report(Verdict.PASS, laboratory="省检验院")
    after = market.test(number, SampleAct.REPORT_RETEST, report=other, document=PDF)
    assert (after.state, after.verdict) == (SampleState.PASSED, Verdict.PASS)
    assert len(papers_about(market.archive, after.entry or "")) == size


def test_a_second_fail_is_the_same_matter_and_opens_no_second_lead(market: Market) -> None:
    number = failed(market)
    for act in (SampleAct.NOTIFY, SampleAct.ASK_RETEST):
        market.test(number, act)
    market.test(number, SampleAct.RULE_RETEST, granted=True)
    before = load_sample(market.archive, number)
    leads = len(list(market.archive.placed(kind="DocketEntered")))
    after = market.test(number, SampleAct.REPORT_RETEST, report=report(laboratory="省检验院"), document=PDF)
    assert (after.state, after.entry, after.paper) == (SampleState.NOTIFIED, before.entry, before.paper)
    assert len(list(market.archive.placed(kind="DocketEntered"))) == leads == 1


def test_steps_keep_their_order_and_who_saw_an_older_sample_changes_nothing(market: Market) -> None:
    number = market.sample()
    with pytest.raises(ImpossibleStep, match="现在可以办理登记检验结果、办结"):
        market.test(number, SampleAct.NOTIFY)
    market.test(number, SampleAct.REPORT, report=report(), document=PDF)
    with pytest.raises(Overtaken, match="登记检验结果"):
        market.test(number, SampleAct.NOTIFY, seen=1)
    for by in (WU, XIE, SUN):
        with pytest.raises(NotAllowed):
            market.test(number, SampleAct.NOTIFY, by)
    with pytest.raises(ReasonMissing):
        market.test(number, SampleAct.END, said="")
    with pytest.raises(UnknownSample):
        load_sample(market.archive, EAST.id)


def test_the_lead_of_a_campaigns_sample_is_a_lead_of_the_campaign_while_it_lasts(market: Market) -> None:
    campaign = market.campaign()
    plan = market.plan(campaign=campaign)
    first, second = market.sample(plan=plan), market.sample(plan=plan)
    entry = market.test(first, SampleAct.REPORT, report=report(), document=PDF).entry
    assert load_campaign(market.archive, campaign).entries == (entry,)
    market.run(campaign, CampaignAct.END)
    assert market.test(second, SampleAct.REPORT, report=report(), document=PDF).entry
    assert load_campaign(market.archive, campaign).entries == (entry,)
