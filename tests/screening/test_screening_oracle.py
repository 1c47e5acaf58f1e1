"""The fast way says of every line what the slow way says, which skips nothing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.law import load_book
from gongzhi.screening import Line, Rule, Screener, Status, load_rules
from gongzhi.screening.remembered import Remembered
from plain_screening import PlainScreener
from shipped import shipped_screener

RULES = load_rules()
FAST = shipped_screener()
EVERY = Screener(RULES, load_book(), statuses=tuple(Status), every_hit=True)
OWNERS = [*(rule for rule in RULES.rules if rule.status is Status.ACTIVE), *RULES.promises]
PLAIN = PlainScreener(FAST, OWNERS)
DAY = date(2026, 3, 1)
EXAMPLES = [example for owner in OWNERS for example in (*owner.accepted, *owner.refused)]
WORDS = sorted({word for owner in OWNERS for shape in owner.shapes for group in shape.groups for word in group})
# What rules are made of, what lets them off, and what parts, joins and disguises words.
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([example.text for example in EXAMPLES]),
    st.sampled_from(
        ["不是", "广告法规定", "我们从不", "骗人的", "问能不能", "是不是", "都别喝", "去医院看看", "谁跟你说"]
    ),
    st.sampled_from(["，", "。", "？", " ", "某", "的", "3-5", "十点", "\n", "①", "國", "\u200b", "𠮷", "㎏", "3.5"]),
)
LINES = st.lists(PIECES, min_size=1, max_size=5).map("".join)
CATEGORIES = st.sampled_from([None, "保健食品", "化妆品", "食品", "服装", "医疗器械"])


def line(text: str, category: str | None = None, kind: str = "speech") -> Line:
    return Line(id="1", text=text, kind=kind, on=DAY, category=category)


@pytest.mark.parametrize("offset", range(0, 200, 8))
def test_examples_come_out_the_same(offset: int) -> None:
    for example in EXAMPLES[offset::200]:
        one = line(example.text, example.category, example.kind)
        assert FAST.screen(one) == PLAIN.screen(one)


@settings(max_examples=80, deadline=None)
@given(LINES, CATEGORIES)
def test_lines_made_of_the_words_of_rules_come_out_the_same(text: str, category: str | None) -> None:
    one = line(text, category)
    said = PLAIN.screen(one)
    assert FAST.screen(one) == said
    # Each time as if the line were seen for the first time, among its like and among others.
    for before, after in (
        (line("前一行", category), line("后一行", category)),
        (line("前一行"), line("后", kind="danmu")),
    ):
        FAST._remembered = Remembered()
        assert FAST.screen_many([before, one, after])[1] == said
    assert FAST.screen_many([one, line("又一行"), one])[::2] == [said, said]


def test_the_slow_way_finds_something() -> None:
    assert PLAIN.screen(line("我们是国家级品质，假一赔十")).findings
    assert PLAIN.screen(line("有白某障的都来吃")).evasions
    assert PLAIN.screen(line("广告法规定不能说国家级品质")).findings == ()


@pytest.mark.parametrize("rule", RULES.rules[::40], ids=lambda rule: rule.id)
def test_a_rule_alone_says_what_it_says_among_all(rule: Rule) -> None:
    alone, among = EVERY.alone(rule), [EVERY.screen(line(one.text, one.category, one.kind)) for one in EXAMPLES[::9]]
    for example, verdict in zip(EXAMPLES[::9], among, strict=True):
        said = alone.screen(line(example.text, example.category, example.kind))
        assert said.findings == tuple(hit for hit in verdict.findings if hit.rule == rule.id)
        assert said.promises == ()


def test_the_same_words_of_different_speakers_in_one_batch_are_judged_as_theirs() -> None:
    FAST._remembered = Remembered()
    said = [line("这个能治高血压", kind=kind) for kind in ("speech", "danmu", "listing", "speech")]
    verdicts = FAST.screen_many(said)
    assert verdicts == [PLAIN.screen(one) for one in said]
    assert [bool(verdict.findings) for verdict in verdicts] == [True, False, True, True]
