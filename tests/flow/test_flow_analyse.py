"""An inquiry into who answers: narrowed to its topics, the question that turns most first, sealed as it was shown."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cast_of_cases import GAO, LIN, law
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.flow.analyse import (
    Answered,
    FactAnswer,
    Inquiry,
    InquiryRefused,
    UnknownAnalysis,
    analyse,
    analysis_of,
    facts_in,
    seal_analysis,
    with_answer,
)
from gongzhi.flow.topics import issues_of
from gongzhi.liability import Contradiction, Engine, load_rules
from gongzhi.parties import NotAllowed
from gongzhi.values import decode_record, encode_record

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
ASKED = Inquiry(title="王女士的脐橙", conduct=date(2026, 3, 1), topics=("平台",))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_rules(), law())


def said(**answers: str) -> Inquiry:
    inquiry = ASKED
    for fact, answer in answers.items():
        inquiry = with_answer(inquiry, fact, FactAnswer(answer))
    return inquiry


def test_only_the_results_of_the_topics_are_answered_and_asked_about(engine) -> None:
    result = analyse(engine, ASKED, TODAY)
    names = {one["name"] for one in result["results"]}
    assert names and {name.partition("/")[0] for name in names} == {"平台"}
    assert all(set(one["on"]) <= names for one in result["questions"])
    everything = analyse(engine, replace(ASKED, topics=()), TODAY)
    assert len(everything["results"]) == len(engine.rules.groups())


def test_what_opens_or_closes_much_leads_and_the_rest_goes_by_its_exact_influences_added_up(engine) -> None:
    questions = analyse(engine, ASKED, TODAY)["questions"]
    first = [one["fact"] in issues_of(engine.rules).first for one in questions]
    assert questions[0]["fact"] == "存在损害" and first == sorted(first, reverse=True)
    reaches = [one["reach"] for one, leads in zip(questions, first, strict=True) if not leads]
    assert len(reaches) > 3 and reaches == sorted(reaches, reverse=True)
    assert reaches[0] == pytest.approx(sum(questions[first.index(False)]["on"].values()), abs=1e-5)


def test_issues_that_nobody_raised_rest_until_somebody_does(engine) -> None:
    asked = replace(said(存在损害="是"), topics=("预付款",))
    raised = analyse(engine, replace(asked, topics=("平台", "质量、数量与约定不符")), TODAY)
    names = {one["name"] for one in raised["issues"]}
    aside = {one["name"]: one["aside"] for one in raised["results"] if one["aside"]}
    assert "赠品与线下付款" in names and aside["商家/赠品责任"] == ["赠品与线下付款"]
    assert "损害由赠品造成" not in {one["fact"] for one in raised["questions"]}
    more = replace(asked, topics=("平台", "质量、数量与约定不符"), raised=("赠品与线下付款",))
    assert "损害由赠品造成" in {one["fact"] for one in analyse(engine, more, TODAY)["questions"]}


def test_choosing_a_topic_raises_its_issues(engine) -> None:
    facts = {one["fact"] for one in analyse(engine, replace(ASKED, topics=("预付款",)), TODAY)["questions"]}
    assert "预收款未按约提供" in facts


def test_what_no_longer_matters_is_not_asked(engine) -> None:
    after = analyse(engine, said(存在损害="否", 平台作出更有利承诺="否", 侵害知识产权="否"), TODAY)
    asked = {one["fact"] for one in after["questions"]}
    assert "关系生命健康" not in asked and "平台能提供经营者真实信息" not in asked


def test_each_result_says_how_many_questions_it_waits_for_and_which_sums_nobody_stated(engine) -> None:
    results = {one["name"]: one for one in analyse(engine, said(存在损害="是"), TODAY)["results"]}
    open_one = results["平台/相应责任"]
    assert open_one["outcome"] == "取决于" and open_one["left"] and open_one["unset"] == ["损失", "主责任人已赔"]
    told = replace(said(存在损害="否"), amounts={"损失": 1, "主责任人已赔": 0})
    settled = next(one for one in analyse(engine, told, TODAY)["results"] if one["name"] == "平台/相应责任")
    assert settled["outcome"] == "不成立" and settled["left"] == 0 and settled["unset"] == []


def test_every_provision_stands_with_the_day_on_which_it_was_read(engine) -> None:
    for one in analyse(engine, replace(ASKED, topics=()), TODAY)["results"]:
        for cited in one["provisions"]:
            engine.book.cite(cited["id"], date.fromisoformat(cited["on"]))
    trees = [one["why"]["rules"] for one in analyse(engine, ASKED, TODAY)["results"]]
    assert "电子商务法" in json.dumps(trees, ensure_ascii=False) and facts_in(trees)["平台自营"] == "不明"


def test_adjudication_names_only_the_unproved_facts_that_some_reason_rests_on(engine) -> None:
    result = analyse(engine, replace(said(存在损害="是"), adjudicate=True), TODAY)
    assumed = {one["fact"]: one["how"] for one in result["assumed"]}
    assert assumed["平台已审核资质"] == "未证明，由平台举证，按否处理" and "收款后停业" not in assumed
    assert "取决于" not in {one["outcome"] for one in result["results"]}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"answers": (Answered(fact="没有这项", answer=FactAnswer.YES),)}, "没有可以回答的事实"), ({"amounts": {"钱": 1}}, "没有名为“钱”"),
     ({"trial": date(2020, 1, 1)}, "早于事实日")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_what_to_change(engine, wrong, says) -> None:
    with pytest.raises(InquiryRefused, match=says):
        analyse(engine, replace(ASKED, **wrong), TODAY)


def test_a_later_answer_takes_the_place_of_the_earlier_and_loses_its_source() -> None:
    from_record = replace(
        ASKED, answers=(Answered(fact="食品", answer=FactAnswer.YES, source="商品卡", exhibits=("e1",)),)
    )
    changed = with_answer(from_record, "食品", FactAnswer.NO)
    assert changed.answers == (Answered(fact="食品", answer=FactAnswer.NO),)
    assert with_answer(changed, "食品", None).answers == () and from_record.facts == {"食品": True}


def test_an_inquiry_survives_its_bytes() -> None:
    inquiry = replace(said(存在损害="是", 食品="不明"), amounts={"价款": 19900}, case="2026-000001", trial=TODAY)
    assert decode_record(Inquiry, encode_record(inquiry)) == inquiry


def test_a_sealed_analysis_opens_with_the_same_result_and_the_day_of_trial_fixed(engine) -> None:
    archive, inquiry = MemoryArchive(), said(存在损害="是", 平台自营="是")
    sealed = seal_analysis(archive, engine, inquiry=inquiry, party=GAO.organisation, by=GAO, at=NOW)
    again = analysis_of(archive, sealed.id)
    assert again == sealed and again.rules_digest == engine.rules.digest
    assert again.inquiry.trial == TODAY
    assert json.loads(again.result) == json.loads(json.dumps(analyse(engine, again.inquiry, date(2030, 1, 1))))


def test_an_analysis_is_sealed_under_its_own_number_not_into_the_case_file(engine) -> None:
    archive = MemoryArchive()
    inquiry = replace(ASKED, case="2026-000001")
    sealed = seal_analysis(archive, engine, inquiry=inquiry, party=GAO.organisation, by=GAO, at=NOW)
    assert [one.subject for one in archive.placed()] == [sealed.id]


def test_nothing_is_sealed_for_another_without_a_title_or_in_contradiction(engine) -> None:
    archive = MemoryArchive()
    refusals = [
        (NotAllowed, ASKED, GAO.organisation, LIN),
        (InquiryRefused, replace(ASKED, title=" "), GAO.organisation, GAO),
        (Contradiction, said(平台自营="是", 运营者已标明实际销售者="是"), GAO.organisation, GAO),
    ]
    for error, inquiry, party, by in refusals:
        with pytest.raises(error):
            seal_analysis(archive, engine, inquiry=inquiry, party=party, by=by, at=NOW)
    assert archive.size() == 0
    with pytest.raises(UnknownAnalysis, match="核对编号"):
        analysis_of(archive, "Z2026-000009")
