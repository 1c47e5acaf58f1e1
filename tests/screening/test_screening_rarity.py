"""Rules are looked for by words that ordinary talk lacks, and a line is tried only when all that a pattern needs may stand there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import load_book
from gongzhi.screening import Line, Screener, load_rules
from gongzhi.screening.fold import fold_line
from gongzhi.screening.notation import compile_context, compile_pattern, either
from gongzhi.screening.pieces import characters_needed
from gongzhi.screening.rarity import frequency, frequency_at_most, rarest_of

LISTS: dict[str, list[str]] = {}
RULES = load_rules()
SHAPES = [(rule, shape) for rule in RULES.rules for shape in rule.shapes if shape.regex]


def has_all(keys: tuple[str, ...], text: str) -> bool:
    return not any(set(characters).isdisjoint(text) for characters in keys)


def test_what_everybody_says_is_met_more_often_than_what_few_say() -> None:
    assert frequency(["大家"]) > frequency(["青光眼"])
    assert frequency(["发货", "退货"]) > frequency(["发货"])
    assert rarest_of("的癌") == "癌"


def test_how_often_words_are_met_is_the_sum_over_each_and_never_less_by_how_they_begin() -> None:
    words = frozenset(f"发货{a}{b}" for a in "大小多少今明后前上下" for b in "家人天日的")
    assert frequency(words) == pytest.approx(sum(frequency([word]) for word in words))
    assert frequency_at_most(words) == pytest.approx(sum(frequency([word[:3]]) for word in words))
    assert frequency_at_most(words) > frequency(words)
    assert frequency_at_most(frozenset(["发货", "退货"])) == frequency(["发货", "退货"])


def test_a_pattern_is_looked_for_by_its_seldomest_words_and_told_by_its_most_telling() -> None:
    shape = compile_pattern("(外面|大家)…8(瘪|瘦)…4卖断货", LISTS)
    assert shape.lead <= {"瘪", "瘦", "卖断货"}
    assert shape.groups[0] == {"卖断货"}


@pytest.mark.parametrize(
    ("text", "found"), [("打<数>折", {"打5折": True, "打点折": False}), ("卖<数>天", {"卖3天": True, "卖3点天": False})]
)
def test_a_number_between_words_begins_and_ends_with_a_digit(text: str, found: dict[str, bool]) -> None:
    search = compile_pattern(f"{text}…2全网", LISTS).regex
    assert search
    assert {one: bool(search.compiled.search(one + "全网")) for one in found} == found


def test_every_accepted_example_holds_the_characters_of_the_patterns_that_find_it() -> None:
    tried = 0
    for rule, shape in SHAPES:
        for example in rule.accepted:
            match = shape.regex and shape.regex.compiled.search(example.text)
            if match:
                tried += 1
                assert has_all(shape.keys, match.group())
                assert any(word in match.group() for word in shape.lead)
    assert tried > 500


@given(st.text("甲乙丙丁吃喝", max_size=12))
def test_a_context_stands_nowhere_without_its_characters(text: str) -> None:
    search = compile_context("(甲|乙)?(吃|喝)…3(丙|丁丙)(乙)?", LISTS)
    if search.compiled.search(text):
        assert has_all(search.keys, text)


@given(st.text("甲乙丙丁吃喝药", max_size=12))
def test_the_characters_that_a_choice_needs_stand_wherever_one_of_its_branches_does(text: str) -> None:
    sources = ("(甲乙|丙乙|丁)(吃|喝)", "药(…3)?(甲|丙丁)", "(吃药|喝药|甲药)(乙)?")
    search = either([compile_context(source, LISTS) for source in sources])
    needed = characters_needed(search.pieces)
    assert needed and needed < set("甲乙丙丁吃喝药")
    if search.compiled.search(text):
        assert not needed.isdisjoint(text)


@given(st.text("甲乙丙丁吃喝药", max_size=8))
def test_one_search_for_several_stands_where_one_of_them_does_whatever_each_begins_with(text: str) -> None:
    sources = ("(甲|乙…2丙|(丁|吃…2喝)药)喝", "(药)?(甲)?丁", "(吃|丙…1丁)?甲甲", "…2丁丙")
    each = [compile_context(source, LISTS) for source in sources]
    inner = either(each[:2])
    assert bool(either([inner, *each[2:]]).compiled.search(text)) == any(one.compiled.search(text) for one in each)


def test_disguises_are_looked_for_behind_telling_words_whatever_leads() -> None:
    screener = Screener(RULES, load_book())
    owners = (*RULES.rules, *RULES.promises)
    telling = {word for owner in owners for shape in owner.shapes for word in shape.groups[0]}
    assert set(screener._lookout._disguises._words) - telling - set(map(fold_line, RULES.avoided.plain)) == set()


def test_a_word_that_only_leads_is_no_word_written_apart() -> None:
    screener = Screener(RULES, load_book())
    silent = {screener._lookout.words[number] for number in screener._lookout.silent}
    owners = (*RULES.rules, *RULES.promises)
    assert silent
    assert silent.isdisjoint(
        word for owner in owners for shape in owner.shapes for group in shape.groups for word in group
    )
    line = Line(id="1", text="這個牌子花了不少錢", kind="danmu", actor="merchant", on=RULES.rules[0].since)
    assert screener.screen(line).evasions == ()
