"""Guidance on proportion: bounded, monotone, and never more than guidance."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.decisions import ASSISTS, Answer, BadGuide, Consideration, advise, load_guide, load_ladder, read_guide

TEXT = files("gongzhi.decisions").joinpath("proportion.yaml").read_text("utf-8")
LADDER = load_ladder()
answers = st.fixed_dictionaries({question.id: st.sampled_from(Answer) for question in LADDER.questions})
severities = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def considered(given_answers: dict[str, Answer]) -> list[Consideration]:
    return [Consideration(topic=topic, answer=answer) for topic, answer in given_answers.items()]


def names(severity: int, **given_answers: str) -> list[str]:
    everything = {question.id: Answer.UNKNOWN for question in LADDER.questions}
    told = everything | {topic: Answer(answer) for topic, answer in given_answers.items()}
    return [measure.name for measure in advise([severity], considered(told), LADDER).measures]


def test_a_first_minor_and_corrected_violation_is_a_matter_for_a_reminder_or_a_warning() -> None:
    assert names(4, first_violation="yes", minor="yes", corrected="yes") == ["提醒", "警示"]


def test_a_minor_corrected_and_harmless_one_is_a_matter_for_a_reminder() -> None:
    assert names(3, minor="yes", corrected="yes", harm="no") == ["提醒"]


def test_a_smallholder_who_harmed_nobody_gets_a_lower_limit() -> None:
    assert names(3) == ["警示", "限制功能", "限制流量"]
    assert names(3, smallholder="yes", harm="no") == ["警示", "限制功能"]


def test_a_prior_record_and_harm_raise_the_range() -> None:
    assert names(5, prior_record="yes", harm="yes")[-1] == "禁止重新注册账号"
    assert names(5)[-1] == "限期停播"


@given(severities, answers)
def test_the_range_lies_on_the_ladder_gives_reasons_and_says_that_a_person_decides(
    found: list[int], given_answers: dict[str, Answer]
) -> None:
    advice = advise(found, considered(given_answers), LADDER)
    assert 0 <= advice.low.gravity <= advice.high.gravity <= 8
    assert advice.notice == ASSISTS == "本结果仅供辅助，由人作出决定"
    assert advice.reasons
    for measure in LADDER.measures.values():
        inside = advice.low.gravity <= measure.gravity <= advice.high.gravity
        assert (advice.remark(measure) is None) is inside


@given(severities, answers, st.integers(1, 5))
def test_one_more_finding_never_lowers_the_range(found: list[int], given_answers: dict[str, Answer], more: int) -> None:
    fewer = advise(found, considered(given_answers), LADDER)
    most = advise([*found, more], considered(given_answers), LADDER)
    assert most.low.gravity >= fewer.low.gravity
    assert most.high.gravity >= fewer.high.gravity


@given(severities, answers)
def test_no_fault_always_leads_to_a_reminder(found: list[int], given_answers: dict[str, Answer]) -> None:
    advice = advise(found, considered(given_answers | {"no_fault": Answer.YES}), LADDER)
    assert (advice.low.id, advice.high.id) == ("reminder", "reminder")


def test_the_blacklist_is_never_the_lightest_measure_advised() -> None:
    assert all(names(severity, prior_record="yes", harm="yes")[0] != "列入黑名单" for severity in range(1, 6))


def test_a_guide_whose_rules_cross_still_names_one_measure() -> None:
    crossing = read_guide(TEXT.replace("    low: 1\n    high: 1\n", "    low: 4\n    high: 0\n", 1))
    answers = [Consideration(topic="prior_record", answer=Answer.YES)]
    assert [measure.id for measure in advise([3], answers, LADDER, crossing).measures] == ["ban_for_a_term"]


def test_every_answer_that_a_rule_asks_for_is_a_question_of_the_ladder() -> None:
    asked = {question.id for question in LADDER.questions}
    assert {topic for rule in load_guide().rules for topic in rule.when} <= asked


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  5: [3, 5]\n", "", "请补齐"),
        ("  5: [3, 5]\n", "  5: [5, 3]\n", "由小到大"),
        ("    low: 1\n", "    lower: 1\n", "lower"),
        ("prior_record: yes", "prior_record: perhaps", "perhaps"),
        ("base:", "bases:", "base"),
        ("version:", "\t:", "不能使用"),
    ],
)
def test_a_damaged_guide_is_refused(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(BadGuide, match=words):
        read_guide(TEXT.replace(old, new, 1))
