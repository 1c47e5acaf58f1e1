"""The report of a checked script: everything in it, the marks in place, the same bytes each time."""

import io
from datetime import UTC, date, datetime

import docx
import pytest

from gongzhi.adapters.script_report import Wording, write_script_report
from gongzhi.flow.check_script import ScriptChecker
from gongzhi.flow.must_say import reminders_of
from gongzhi.flow.scripts import split_script
from gongzhi.law import load_book
from gongzhi.screening import load_checks, load_rules

NOW = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
WORDING = Wording(
    types={"absolute_claim": "绝对化用语"},
    certainties={"definite": "确定", "likely": "可能", "doubtful": "存疑"},
    promises={"compensation": "赔付承诺"},
)


@pytest.fixture(scope="module")
def checker() -> ScriptChecker:
    rules = load_rules()
    return ScriptChecker(rules, load_book(), reminders_of(load_checks()))


def report(checker: ScriptChecker, text: str) -> bytes:
    checked = checker.check(split_script(text), category="保健食品", on=date(2026, 3, 14))
    return write_script_report(checked, WORDING, made_at=NOW)


def test_the_report_holds_remarks_law_promises_and_what_is_to_be_said(checker: ScriptChecker) -> None:
    document = docx.Document(io.BytesIO(report(checker, "我们家都是国家级品质\n假一赔十")))
    text = "\n".join(one.text for one in document.paragraphs)
    for said in ("[1] 第 1 段“国家级品质”", "《广告法》第九条第三项", "可以这样说", "赔付承诺（倍数 10）", "不能代替药物",
                 "由人作出决定", "2026-03-14 14:00"):  # fmt: skip
        assert said in text
    marked = [run.text for one in document.paragraphs for run in one.runs if run.font.highlight_color]
    assert marked == ["国家级品质"]


def test_the_same_words_are_explained_once_with_all_their_places(checker: ScriptChecker) -> None:
    document = docx.Document(io.BytesIO(report(checker, "国家级品质\n大家好\n国家级品质\n" + "国家级水准\n" * 25)))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "[1、2] 第 1、3 段“国家级品质”" in text and text.count("规则：") <= 2
    marked = [run.text for one in document.paragraphs for run in one.runs if run.font.highlight_color]
    assert marked.count("国家级品质") == 2


def test_the_same_check_gives_the_same_bytes(checker: ScriptChecker) -> None:
    assert report(checker, "国家级品质") == report(checker, "国家级品质")


def test_a_clean_script_says_that_clean_is_not_lawful(checker: ScriptChecker) -> None:
    document = docx.Document(io.BytesIO(report(checker, "大家好")))
    assert any("没有标出不等于合法" in one.text for one in document.paragraphs)


def test_control_characters_do_not_break_the_file(checker: ScriptChecker) -> None:
    document = docx.Document(io.BytesIO(report(checker, "国家\x00级品\x1b质好\ufffe<b>&")))
    assert any("<b>&" in one.text for one in document.paragraphs)
