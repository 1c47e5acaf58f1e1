"""The ladder as data: the eight measures of the law, and errors that say where and what to do."""

from importlib.resources import files

import pytest

from gongzhi.decisions import BadLadder, UnknownMeasure, cited_provisions, load_ladder, read_ladder
from gongzhi.law import check_citations, load_book

MEASURES = files("gongzhi.decisions").joinpath("measures.yaml").read_text("utf-8")
QUESTIONS = files("gongzhi.decisions").joinpath("considerations.yaml").read_text("utf-8")


def test_the_ladder_is_the_eight_measures_in_the_order_of_the_law_after_a_reminder() -> None:
    assert [measure.name for measure in load_ladder().measures.values()] == [
        "提醒",
        "警示",
        "限制功能",
        "限制流量",
        "暂停直播",
        "限期停播",
        "关闭账号",
        "禁止重新注册账号",
        "列入黑名单",
    ]


def test_the_three_gravest_need_two_people_and_a_report_to_the_province() -> None:
    ladder = load_ladder()
    assert {m.id for m in ladder.measures.values() if m.two_people} == {
        "close_account",
        "bar_reregistration",
        "blacklist",
    }
    assert all(m.two_people is ("province" in m.reports) for m in ladder.measures.values())
    assert all(("county" in m.reports) is not m.advisory for m in ladder.measures.values())


def test_only_the_blacklist_asks_for_a_serious_breach_and_only_the_reminder_is_advice() -> None:
    ladder = load_ladder()
    assert [m.id for m in ladder.measures.values() if m.breach == "serious_law"] == ["blacklist"]
    assert [m.id for m in ladder.measures.values() if m.advisory] == ["reminder"]
    assert ladder.measure("reminder").provision is None
    with pytest.raises(UnknownMeasure, match="可用的有"):
        ladder.measure("fine")


def test_every_citation_of_the_shipped_files_resolves_on_its_day() -> None:
    cited = list(cited_provisions())
    assert len(cited) > 25
    assert check_citations(load_book(), cited) == ()


def test_what_may_lead_to_the_blacklist_is_a_law_or_an_administrative_regulation() -> None:
    book = load_book()
    ranks = {title: book.instrument(title) for title in load_ladder().laws_and_regulations}
    assert {one.rank for one in ranks.values()} <= {"法律", "行政法规"}
    assert all(title == one.title for title, one in ranks.items())
    assert "直播电商监督管理办法" not in ranks


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    gravity: 1\n", "", "缺少必填的键"),
        ("    gravity: 1\n", "    gravity: 2\n", "gravity 有重复"),
        ("  - id: warning\n", "  - id: reminder\n", "编号有重复"),
        ("    term: none\n", "    term: maybe\n", "应为 none、required 或 optional"),
        ("    breach: any\n", "    breach: some\n", "应为 any 或 serious_law"),
        ("    name: 警示\n", "    name: 警示\n    colour: 红\n", "不认识的键 colour"),
        ("    reports: [county]\n", "    reports: [mars]\n", "没有 mars"),
        ("    against: [operator, presenter, mcn]\n", "    against: [viewer]\n", "LegalRole"),
        ("reports:\n  county:", "reposts:\n  county:", "结构不对"),
        ("version:", "\t:", "不是有效的 YAML"),
        ("measures:\n", "measures: 3\nx:\n", "结构不对"),
    ],
)
def test_a_damaged_measures_file_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    assert old in MEASURES
    with pytest.raises(BadLadder, match=words):
        read_ladder(MEASURES.replace(old, new, 1), QUESTIONS)


def test_a_damaged_considerations_file_is_refused() -> None:
    with pytest.raises(BadLadder, match="缺少必填的键"):
        read_ladder(MEASURES, QUESTIONS.replace("    bears: lighter\n", "", 1))
    with pytest.raises(BadLadder, match="最外层应为键值"):
        read_ladder(MEASURES, "- 1")
