"""What the model is nearly sure of in a single statement becomes a finding with its law; running talk is left to the rules."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.law import load_book
from gongzhi.screening import Certainty, FindingType, Line, Screener, check_leanings, lint_rules, load_rules
from gongzhi.screening.rules import Example, Status
from gongzhi.screening.semantic import load_model

RULES, BOOK, MODEL, DAY = load_rules(), load_book(), load_model(), date(2026, 3, 1)
PLAIN = Screener(RULES, BOOK)
LEANING = Screener(RULES, BOOK, model=MODEL)
SAID = {rule.id: rule.accepted for rule in RULES.leanings}
IDLE = "先给大家看一下颜色再看一下尺码然后我们慢慢来不着急听我把话讲完再决定拍不拍"


def line(said: Example, **changed: str | None) -> Line:
    return replace(
        Line(id="1", text=said.text, kind="speech", on=DAY, category=said.category, actor="presenter"), **changed
    )


def rules_in(one: Line, screener: Screener = LEANING) -> list[str]:
    return [hit.rule for hit in screener.screen(one).findings]


def test_the_examples_of_every_leaning_come_out_as_they_say() -> None:
    assert [f"{one.rule}: {one.said}" for one in check_leanings(RULES, BOOK, MODEL, on=DAY)] == []


def test_an_example_that_does_not_come_out_is_told() -> None:
    wrong = replace(RULES.leanings[0], accepted=(Example(text="蓝色还有三件", place="某处"),))
    [told] = check_leanings(replace(RULES, leanings=(wrong,)), BOOK, MODEL, on=DAY)
    assert told.said == "应命中而未命中：蓝色还有三件" and told.place == "某处"
    assert any("accepted 只有 1 例" in remark for remark in lint_rules(replace(RULES, leanings=(wrong,))))


def test_there_is_a_leaning_for_whatever_the_model_tells_apart() -> None:
    assert {rule.type for rule in RULES.leanings} == set(MODEL.types)


@pytest.mark.parametrize("rule", SAID)
def test_a_finding_says_that_a_model_raised_it_what_weighed_and_which_law_it_may_touch(rule: str) -> None:
    one = line(SAID[rule][0])
    [hit] = LEANING.screen(one).findings
    assert hit.rule == rule and hit.provisions and hit.certainty is not Certainty.DEFINITE
    assert "由模型提示（按训练句估计把握约 " in hit.why and "<" not in hit.why and "请先核对原话" in hit.why
    assert hit.quote == one.text[hit.start : hit.end] and len(hit.quote) >= 4


def test_without_the_model_nothing_leans() -> None:
    assert not any(rules_in(line(said), PLAIN) for examples in SAID.values() for said in examples)


def test_running_talk_is_left_to_the_rules() -> None:
    for rule, (said, *_) in SAID.items():
        assert rule in rules_in(line(said))
        assert not any(one.startswith("leaning.") for one in rules_in(line(said, text=said.text + IDLE)))


def test_where_a_rule_speaks_the_model_adds_nothing() -> None:
    one = line(Example(text="家人们这是全国第一的脐橙，假一赔十", place="", category="农产品"))
    assert LEANING.screen(one) == PLAIN.screen(one) and PLAIN.screen(one).findings


def test_viewers_are_not_read() -> None:
    said = SAID["leaning.off_platform"][0]
    assert rules_in(line(said, kind="danmu", actor="merchant")) and not rules_in(
        line(said, kind="danmu", actor="viewer")
    )


def test_a_leaning_that_rests_says_nothing() -> None:
    resting = tuple(replace(rule, status=Status.RETIRED) for rule in RULES.leanings)
    screener = Screener(replace(RULES, leanings=resting), BOOK, model=MODEL)
    assert not any(rules_in(line(examples[0]), screener) for examples in SAID.values())


def test_a_drug_said_to_cure_is_only_doubtful_and_by_a_rule_of_its_own() -> None:
    said = SAID["leaning.medical_claim"][0]
    [hit] = LEANING.screen(line(said, category="药品")).findings
    assert (hit.rule, hit.type, hit.certainty) == (
        "leaning.medical_device",
        FindingType.MEDICAL_CLAIM,
        Certainty.DOUBTFUL,
    )


def test_many_lines_at_once_lean_as_each_alone() -> None:
    said = [one for rule in RULES.leanings for one in (*rule.accepted, *rule.refused)]
    lines = [replace(line(one), id=str(at)) for at, one in enumerate(said)]
    alone = Screener(RULES, BOOK, model=MODEL)
    assert Screener(RULES, BOOK, model=MODEL).screen_many(lines) == [alone.screen(one) for one in lines]
