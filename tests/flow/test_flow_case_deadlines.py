"""Last days, each with its basis."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cast_of_cases import MA, NOON, RULES, SUN, draft_of, law, opened_case
from gongzhi.flow import decide
from gongzhi.flow.case_deadlines import (
    DeadlineUnknown,
    bureau_case_deadline,
    bureau_lead_deadline,
    house_deadline,
    law_deadline,
)


def test_a_bureau_has_fifteen_working_days_to_verify_and_ninety_days_to_decide() -> None:
    monday = datetime(2026, 3, 2, 4, tzinfo=UTC)
    lead, case = bureau_lead_deadline(law(), monday), bureau_case_deadline(law(), monday)
    assert (lead.due, lead.basis) == (date(2026, 3, 23), "市场监督管理行政处罚程序规定/18.1")
    # The ninetieth day, the 31st of May, is a Sunday: it moves to the next worked day.
    assert (case.due, case.basis) == (date(2026, 6, 1), "市场监督管理行政处罚程序规定/64.1")


def test_a_day_that_only_the_platform_sets_says_so() -> None:
    assert house_deadline("作出决定", NOON, 10).due == date(2026, 3, 12)
    assert house_deadline("作出决定", NOON, 10).basis == "平台规则约定"


def test_what_cannot_be_worked_out_is_refused_in_words() -> None:
    without = law().cite("直播电商监督管理办法/12.1", NOON.date())
    with pytest.raises(DeadlineUnknown, match="没有可以计算的期限"):
        law_deadline(without, "报告", NOON)
    far = law().cite("市场监督管理行政处罚程序规定/18.1", NOON.date())
    with pytest.raises(DeadlineUnknown, match="放假安排未知"):
        law_deadline(far, "核查", NOON.replace(year=2099))


def test_a_measure_is_published_within_one_working_day() -> None:
    archive, opened = opened_case()
    made = decide.decide(archive, law(), draft=draft_of(opened), by=SUN, at=NOON, rules=RULES)
    assert [(each.due, each.basis) for each in made.deadlines] == [(date(2026, 3, 3), "网络交易监督管理办法/30")]
    archive, opened = opened_case()
    limited = draft_of(opened, measure="limit_traffic", days=3)
    assert decide.decide(archive, law(), draft=limited, by=MA, at=NOON, rules=RULES).deadlines == ()
    archive, opened = opened_case()
    friday = replace(draft_of(opened))
    at = datetime(2026, 3, 6, 4, tzinfo=UTC)
    made = decide.decide(archive, law(), draft=friday, by=SUN, at=at, rules=RULES)
    assert made.deadlines[0].due == date(2026, 3, 9)
