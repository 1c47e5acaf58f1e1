"""First drafts of facts and reasons, and the records of a decision."""

from dataclasses import replace
from datetime import timedelta

from cast_of_cases import HE, LIN, MA, NOON, RULES, SUN, considered, finding
from gongzhi.decisions import (
    Answer,
    AppealDecided,
    AppealFiled,
    AppealOutcome,
    AppealRoute,
    Draft,
    Notice,
    Proposed,
    ServedHow,
    draft_facts,
    draft_reasons,
    remedy_line,
)
from gongzhi.values import decode_record, encode_record


def test_the_facts_quote_the_exact_words_in_the_order_said_with_what_they_mean() -> None:
    later = replace(finding("青某光", minute=20), reading="青光眼")
    facts = draft_facts("林家果园直播间", [later, finding()])
    assert facts.split("\n") == [
        "2026-03-01 12:13:00，直播间“林家果园直播间”中出现“全国第一甜”。",
        "2026-03-01 12:20:00，直播间“林家果园直播间”中出现“青某光”（意为“青光眼”）。",
    ]


def test_a_reason_is_given_once_with_its_articles() -> None:
    assert draft_reasons([finding(), finding(minute=14)]) == "用最高级的说法介绍商品（《广告法》第九条第三项）。"


def test_the_days_to_appeal_are_called_the_platform_s_own_rule() -> None:
    line = remedy_line(AppealRoute(where="商家后台", days=15))
    assert "15 日内（平台规则约定）" in line
    assert "可以" in line
    assert "应当" not in line


def test_a_number_is_printed_as_officials_do() -> None:
    assert RULES.number(2026, 12) == "P处〔2026〕000012号"


def test_answers_are_shown_in_chinese() -> None:
    assert [answer.chinese for answer in Answer] == ["是", "否", "不明"]
    assert [outcome.chinese for outcome in AppealOutcome] == ["维持", "变更", "撤销"]


def test_every_record_reads_back_as_it_was_written() -> None:
    draft = Draft(
        case="c1",
        party="m-lin",
        measure="close_account",
        findings=("f1",),
        facts="事实",
        reasons="理由",
        considerations=considered(),
    )
    for record in (
        Proposed(case="c1", draft=draft, by=SUN, at=NOON),
        Notice(
            case="c1",
            decision="c1-D",
            number="P处〔2026〕000001号",
            to="林家果园",
            facts="事实",
            reasons="理由",
            basis=("《广告法》第九条第三项",),
            remedy="可以申诉",
            how=ServedHow.POST,
            served_at=NOON + timedelta(hours=1),
            by=HE,
        ),
        AppealFiled(id="c1-S", case="c1", decision="c1-D", grounds="不服", by=LIN, at=NOON),
        AppealDecided(
            id="c1-F",
            number="P处〔2026〕000002号",
            case="c1",
            decision="c1-D",
            appeal="c1-S",
            outcome=AppealOutcome.UPHELD,
            reasons="理由",
            by=MA,
            at=NOON,
        ),
    ):
        assert decode_record(type(record), encode_record(record)) == record
