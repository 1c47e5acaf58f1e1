"""Word classes and the traits made of them: read strictly, found from left to right, weighed without their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.screening import NotReadable
from gongzhi.screening.semantic import plain_of
from gongzhi.screening.semantic.classes import WordClasses, load_classes, parse_classes
from gongzhi.screening.semantic.traits import TraitWeights, features_of, traits_at

WORDS = WordClasses({"部位": ["膝盖", "盖"], "好转": ["好了", "不疼了"], "否定": ["不"], "时间": ["0天"]})
ROW = "- name: 部位\n  says: 身上的部位\n  words: [膝盖, 胃]\n"


def names(text: str) -> list[str]:
    return [name for _, _, name in traits_at(text, WORDS.signs(text))]


def test_the_longest_of_the_words_that_begin_first_counts() -> None:
    assert WORDS.signs("膝盖不疼了") == [(0, 2, ("<部位>",)), (2, 5, ("<好转>",))]


def test_a_word_of_two_classes_is_of_both() -> None:
    assert WordClasses({"甲类": ["好"], "乙类": ["好"]}).signs("好") == [(0, 1, ("<乙类>", "<甲类>"))]


def test_nought_stands_for_any_numeral() -> None:
    for text in ("三天膝盖就好了", "7天膝盖就好了"):
        assert [kinds for _, _, kinds in WORDS.signs(plain_of(text))] == [("<时间>",), ("<部位>",), ("<好转>",)]


def test_a_word_with_a_numeral_of_its_own_is_that_word_only() -> None:
    words = WordClasses({"极限": ["第一"], "次序": ["第0"], "指标": ["三高"]})
    assert words.signs("第一") == [(0, 2, ("<极限>", "<次序>"))]
    assert words.signs("第二") == [(0, 2, ("<次序>",))]
    assert words.signs("三高") == [(0, 2, ("<指标>",))]
    assert words.signs("五高") == []


def test_a_line_shows_its_classes_their_order_and_the_characters_beside_them() -> None:
    found = names("膝盖就好了")
    assert {"<部位>", "<好转>", "<部位>…<好转>", "<部位>就", "<部位>就好", "就<好转>", "盖就<好转>"} == set(found)


def test_classes_too_far_apart_are_no_pair() -> None:
    assert "<部位>…<好转>" in names("膝盖" + "啊" * 12 + "好了")
    assert "<部位>…<好转>" not in names("膝盖" + "啊" * 13 + "好了")


@given(st.text(alphabet="膝盖好了不疼就啊", max_size=40))
def test_weights_add_up_to_those_of_the_traits_by_name(text: str) -> None:
    every = {name: number + 1 for number, name in enumerate(sorted({*names(text), *names("膝盖就好了不疼了膝盖")}))}
    weights, signs = TraitWeights(every), WORDS.signs(text)
    assert weights.total(text, signs) == sum(every[name] for name in set(names(text)))
    found = [(start, end, weight) for start, end, weight, _ in weights.found(text, signs)]
    assert sorted(found) == sorted((start, end, every[name]) for start, end, name in traits_at(text, signs))


def test_features_are_pieces_and_traits_each_once() -> None:
    found = features_of("膝盖膝盖", WORDS)
    assert len(found) == len(set(found))
    assert {"膝", "膝盖", "盖膝盖", "<部位>…<部位>"} <= set(found)


def test_the_shipped_classes_are_many_and_hold_thousands_of_words() -> None:
    words = load_classes()
    assert len(words.names) >= 40
    assert len(words) >= 6000
    assert words.signs(plain_of("我妈膝盖疼了十几年"))


def test_the_digest_follows_the_words_and_not_their_order() -> None:
    one = WordClasses({"甲类": ["好", "坏"], "乙类": ["大"]})
    assert one.digest == WordClasses({"乙类": ["大"], "甲类": ["坏", "好"]}).digest
    assert one.digest != WordClasses({"甲类": ["好"], "乙类": ["大", "坏"]}).digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- 甲\n", r"c\.yaml 应是一组字段"),
        ("classes: 甲\n", r"c\.yaml 第 1 行.*应是一列词类"),
        ("classes:\n- name: 部\n  says: 一\n  words: [胃]\n", r"第 2 行的 name 应是两个字以上"),
        ("classes:\n- name: 部<位>\n  says: 一\n  words: [胃]\n", r"第 2 行的 name"),
        ("classes:\n- name: 部位\n  words: [胃]\n", r"第 2 行缺少 says，请补上"),
        ("classes:\n- name: 部位\n  says: 一\n  words: []\n", r"第 2 行.*没有词，请写上词"),
        (
            "classes:\n- name: 部位\n  says: 一\n  words: [胃, 关节, 關節]\n",
            r"第 2 行.*“關節”与“关节”折叠后相同，请删去",
        ),
        ("classes:\n- name: 部位\n  says: 一\n  words: ['\u200b']\n", r"第 2 行.*折叠后没有字，请删去"),
        (f"classes:\n{ROW}{ROW}", r"第 5 行的词类“部位”前面已有，请合并"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_place_and_a_remedy(text: str, says: str) -> None:
    with pytest.raises(NotReadable, match=says):
        parse_classes(text, "c.yaml")


def test_a_table_is_read() -> None:
    assert parse_classes(f"classes:\n{ROW}").signs("胃") == [(0, 1, ("<部位>",))]
