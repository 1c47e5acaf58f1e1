"""A script before it is said: passages, remarks with their law, promises owed, what is still to be said."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.flow.check_script import Checked, ScriptChecker, slices_of
from gongzhi.flow.must_say import reminders_of
from gongzhi.flow.scripts import MOST_CHARACTERS, MOST_PASSAGES, ScriptRefused, split_script
from gongzhi.law import load_book
from gongzhi.screening import load_checks, load_rules
from gongzhi.screening.fold import fold_line
from gongzhi.screening.semantic import load_model

DAY = date(2026, 3, 14)
SCRIPT = "家人们我们家都是国家级品质\n\n这款保健品能治高血压，假一赔十，再送一瓶\n大家好"


@cache
def made() -> ScriptChecker:
    rules = load_rules()
    return ScriptChecker(rules, load_book(), reminders_of(load_checks()))


@pytest.fixture(scope="module")
def checker() -> ScriptChecker:
    return made()


def check(checker: ScriptChecker, text: str, category: str = "保健食品", **rest: object) -> Checked:
    return checker.check(split_script(text), category=category, on=DAY, **rest)  # type: ignore[arg-type]


def test_each_remark_names_its_place_its_rule_its_law_and_a_lawful_way(checker: ScriptChecker) -> None:
    checked = check(checker, SCRIPT)
    assert [one.number for one in checked.remarks] == list(range(1, len(checked.remarks) + 1))
    first = checked.remarks[0]
    assert first.passage == 0 and first.hit.quote == "国家级品质" and first.title and first.hit.instead
    assert str(first.law[0]) == "《广告法》第九条第三项" and first.law[0].wording
    assert {one.passage for one in checked.remarks} == {0, 1}


def test_what_only_the_model_is_nearly_sure_of_is_a_remark_too_under_a_title_of_its_own() -> None:
    rules = load_rules()
    leaning = ScriptChecker(rules, load_book(), reminders_of(load_checks()), model=load_model())
    [remark] = check(leaning, "想要的懂的都懂去我另外那个地方聊", "珠宝").remarks
    assert remark.title == "像在引人离开平台交易" and remark.law and "由模型提示" in remark.hit.why


def test_promises_are_listed_as_owed(checker: ScriptChecker) -> None:
    owed = {one.promise.quote: one.passage for one in check(checker, SCRIPT).owed}
    assert owed["假一赔十"] == 1


def test_what_must_be_said_depends_on_the_category_and_on_the_words(checker: ScriptChecker) -> None:
    def open_items(text: str, category: str) -> set[str]:
        return {one.reminder.item.basis for one in check(checker, text, category).to_say if one.reminder.done is False}

    assert "食品安全法/79" in open_items(SCRIPT, "保健食品") and "广告法/8" in open_items(SCRIPT, "保健食品")
    assert "食品安全法/79" not in open_items("本品不能代替药物", "保健食品")
    assert open_items("大家好", "服装") == set()


def test_the_page_itself_is_left_to_a_person(checker: ScriptChecker) -> None:
    (always,) = check(checker, "大家好", "服装").to_say
    assert always.reminder.done is None and always.law is not None and "26" in always.law.id


def test_before_its_day_a_provision_is_not_cited(checker: ScriptChecker) -> None:
    checked = checker.check(split_script("大家好"), category="服装", on=date(2025, 6, 1))
    assert [one.law for one in checked.to_say] == [None]


def test_every_reminder_can_be_cited_and_its_own_sentence_counts_as_told() -> None:
    book = load_book()
    items = reminders_of(load_checks())
    assert len(items) >= 15
    for item in items:
        assert book.cite(item.basis, date(2026, 11, 1)).wording
        told = item.told is None or item.told.compiled.search(fold_line(item.say))
        assert told or item.say.endswith("……"), item.what


def test_the_sentences_offered_are_themselves_clean(checker: ScriptChecker) -> None:
    for item in reminders_of(load_checks()):
        for category in sorted(item.categories) or [""]:
            found = [one.hit.quote for one in check(checker, item.say, category).remarks]
            assert not found, (item.say, category, found)


def test_the_script_and_the_broadcast_are_asked_the_same() -> None:
    checks = {check.title: check for check in load_checks().of("应当说明")}
    for item in reminders_of(load_checks()):
        check = checks[item.what]
        assert item.basis == check.provisions[0]
        assert [one and one.source for one in (item.when, item.told)] == [
            one and one.source for one in (check.when, check.told)
        ]


def test_subtitles_that_cut_a_word_are_joined_and_keep_their_times() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:03,000\n我们全网\n\n2\n00:00:03,200 --> 00:00:05,000\n<i>第一</i>。\n\n"
        "3\n01:00:09,000 --> 01:00:10,000\nhello\nworld\n"
    )
    assert [(one.at, one.text) for one in split_script(text)] == [
        ("00:00:01", "我们全网第一。"),
        ("01:00:09", "hello world"),
    ]


def test_a_long_pause_or_a_long_sentence_parts_subtitles() -> None:
    apart = "00:01.000 --> 00:02.000\n甲\n\n00:09.000 --> 00:10.000\n乙\n"
    assert len(split_script(apart)) == 2
    cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\n{'好' * 50}\n\n" for n in range(6))
    assert max(len(one.text) for one in split_script(cues)) <= 120


def test_words_outside_the_cues_are_checked_too() -> None:
    assert "开场白" in [one.text for one in split_script("开场白\n\n1\n00:01.000 --> 00:02.000\n甲\n")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" \n", "空的"),
        ("好" * (MOST_CHARACTERS + 1), "分成几份"),
        ("好\n" * (MOST_PASSAGES + 1), "分成几份"),
        ("1\n00:01.000 --> 00:02.000\n\n", "没有文字"),
    ],
)
def test_an_empty_or_huge_script_is_refused(text: str, says: str) -> None:
    with pytest.raises(ScriptRefused, match=says):
        split_script(text)


@settings(deadline=None)
@given(st.text(alphabet="全网第一国家级品质治高血压好，。 \n🙂", max_size=80))
def test_slices_put_together_are_the_text_and_every_number_ends_once(text: str) -> None:
    if not text.strip():
        return
    checked = check(made(), text)
    for at, passage in enumerate(checked.passages):
        own = [one for one in checked.remarks if one.passage == at]
        slices = slices_of(passage.text, own)
        assert "".join(one.text for one in slices) == passage.text
        assert sorted(number for one in slices for number in one.ending) == [one.number for one in own]
