from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import check_mentions, find_mentions, lint_duty_table, load_book

BOOK = load_book()
DAY = date(2026, 3, 1)


def found(text):
    return [(one.id, one.place, one.on) for one in find_mentions(BOOK, text, "甲.md", DAY)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("见广告法/9(3)、电商法/38.2", ["广告法/9(3)", "电商法/38.2"]),
        ("依据法释〔2022〕8号/3 与《广告法》第九条第三项", ["法释〔2022〕8号/3", "广告法第九条第三项"]),
        ("价格法第十四条第四项", ["价格法第十四条第四项"]),
        (
            "药品、医疗器械、保健食品、特殊医学用途配方食品广告审查管理暂行办法/7",
            ["药品、医疗器械、保健食品、特殊医学用途配方食品广告审查管理暂行办法/7"],
        ),
        ("本法第九条，合同第三条，每份150克/60元", []),
        ("2026/11/22 共 3/4", []),
    ],
)
def test_ids_and_written_citations_are_found_in_running_words(text, ids):
    assert [one for one, _, _ in found(text)] == ids


def test_a_slip_of_the_pen_in_a_name_is_a_mention_and_names_the_nearest():
    (broken,) = check_mentions(BOOK, find_mentions(BOOK, "空行\n据广告发/9 处理", "甲.md", DAY))
    assert (broken.place, broken.id, broken.on) == ("甲.md 第2行", "据广告发/9", DAY)
    assert "广告法" in broken.why


def test_the_day_is_the_one_beside_then_the_one_above_then_the_one_given():
    text = '广告法/4\nsince: 2024-05-01\n广告法/4\n{"id": "广告法/4", "on": "2020-01-02"}\nversion: 二\n广告法/4'
    assert [on for _, _, on in found(text)] == [DAY, date(2024, 5, 1), date(2020, 1, 2), date(2024, 5, 1)]


def test_a_header_gives_the_day_of_what_stands_below():
    assert [on for _, _, on in found("on: 2025-09-01\nprovision: 反法/8")] == [date(2025, 9, 1)]


def test_an_example_that_shows_a_refusal_has_to_be_refused():
    shown = "$ gongzhi law cite '{}' --on 2025-09-01\n当日为第八条第一款：请引 反不正当竞争法/8.1\n"
    broken = check_mentions(BOOK, find_mentions(BOOK, shown.format("反法/9"), "甲.md", date(2025, 9, 1)))
    assert broken == ()
    (broken,) = check_mentions(BOOK, find_mentions(BOOK, shown.format("广告法/9"), "甲.md", date(2025, 9, 1)))
    assert "其实引得到" in broken.why


def test_an_example_that_shows_an_answer_has_to_resolve():
    shown = "$ gongzhi law cite '反法/9' --on 2025-09-01\n《反不正当竞争法》第九条\n"
    broken = check_mentions(BOOK, find_mentions(BOOK, shown, "甲.md", DAY))
    assert [(one.id, one.place) for one in broken] == [("反法/9", "甲.md 第1行")]
    assert "反不正当竞争法/8.1" in broken[0].why


def test_a_duty_row_that_speaks_of_no_row_of_the_law_names_the_nearest():
    text = "补充:\n- 码: ZB-999\n  触发: 每年\n  证据: [回执]\n"
    (flaw,) = lint_duty_table(BOOK, text)
    assert str(flaw).startswith("duties.yaml ZB-999：法规表里没有这个码，最接近的是 ZB-")
    assert lint_duty_table(BOOK) == ()


@given(st.sampled_from([norm for norm in BOOK.norms() if norm[0].style == "条" and norm[1].active]))
def test_every_provision_is_found_again_in_both_spellings(pair):
    instrument, norm = pair
    place = norm.places[0]
    if not place.article.isdecimal():
        return
    assert [one for one, _, _ in found(f"见 {instrument.title}/{place}。")] == [f"{instrument.title}/{place}"]
