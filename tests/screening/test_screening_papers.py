"""Documents on file: what makes a claim lawful, what gives it the lie, and what is lacking to tell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.broadcasts import Document, DocumentKind, Listing
from gongzhi.screening import (
    Certainty,
    Hit,
    Line,
    NotReadable,
    category_of,
    certificate_of,
    documents_of,
    load_catalogues,
    with_category,
)
from gongzhi.screening.papers import read_asked
from gongzhi.screening.strict_yaml import load_yaml
from shipped import shipped_screener

DAY = date(2026, 3, 1)
SCREENER = shipped_screener()
HEALTH = load_catalogues()["保健功能"]


def registration(number: str, *functions: str, **days: date) -> Document:
    return Document(kind=DocumentKind.REGISTRATION, number=number, functions=functions, **days)


def said(text: str, category: str, *documents: Document, rule: str) -> list[Hit]:
    line = Line(id="1", text=text, kind="speech", on=DAY, category=category, documents=documents)
    return [hit for hit in SCREENER.screen(line).findings if hit.rule == rule]


def test_a_registered_function_is_lawful_and_another_one_is_likely_not() -> None:
    rule, immunity = "registered.health_function", registration("国食健注G20260001", "有助于增强免疫力")
    assert said("有助于增强免疫力", "保健食品", immunity, rule=rule) == []
    (hit,) = said("有助于改善睡眠", "保健食品", immunity, rule=rule)
    assert hit.certainty is Certainty.LIKELY
    assert "国食健注G20260001" in hit.why and "有助于增强免疫力" in hit.why and "有助于改善睡眠" in hit.why


def test_without_a_registration_on_file_the_finding_is_doubtful_and_names_the_document_that_would_settle_it() -> None:
    (hit,) = said("有助于改善睡眠", "保健食品", rule="registered.health_function")
    assert hit.certainty is Certainty.DOUBTFUL
    assert "没有在档的载明保健功能的注册证书或者备案凭证" in hit.why


def test_a_registration_that_lists_no_function_settles_nothing_and_an_expired_one_covers_nothing() -> None:
    rule = "registered.health_function"
    (bare,) = said("有助于改善睡眠", "保健食品", registration("国食健注G20260001"), rule=rule)
    assert bare.certainty is Certainty.DOUBTFUL and "没有写明保健功能" in bare.why
    old = registration("国食健注G20160001", "有助于改善睡眠", expires=DAY)
    (late,) = said("有助于改善睡眠", "保健食品", old, rule=rule)
    assert late.certainty is Certainty.LIKELY and "不在有效期内" in late.why


def test_an_ordinary_cosmetic_may_not_claim_what_only_a_special_one_may() -> None:
    rule = "registered.special_cosmetic"
    (hit,) = said("祛斑美白", "化妆品", registration("粤G妆网备字2026000001"), rule=rule)
    assert hit.certainty is Certainty.LIKELY and "普通化妆品备案" in hit.why
    assert said("祛斑美白", "化妆品", registration("国妆特字20260001", "祛斑美白"), rule=rule) == []
    (other,) = said("祛斑美白", "化妆品", registration("国妆特字20260001", "防晒"), rule=rule)
    assert "不包括“祛斑美白”" in other.why


def test_the_class_of_a_device_stands_in_its_number() -> None:
    second = registration("粤械注准20262140001")
    assert said("二类医疗器械", "医疗器械", second, rule="registered.device_class") == []
    (hit,) = said("三类医疗器械", "医疗器械", second, rule="registered.device_class")
    assert "第二类医疗器械" in hit.why and hit.certainty is Certainty.LIKELY


def test_a_test_report_in_date_that_names_the_item_makes_its_result_lawful() -> None:
    rule = "registered.test_result"
    report = Document(kind=DocumentKind.TEST_REPORT, number="检2026-001", items=("农药残留",), expires=date(2027, 1, 1))
    assert said("农残零检出", "农产品", report, rule=rule) == []
    (other,) = said("重金属零检出", "农产品", report, rule=rule)
    assert other.certainty is Certainty.LIKELY and "检2026-001" in other.why


def test_the_same_words_are_judged_anew_when_other_documents_are_on_file() -> None:
    rule = "registered.health_function"
    assert said("改善睡眠", "保健食品", rule=rule)[0].certainty is Certainty.DOUBTFUL
    assert said("改善睡眠", "保健食品", registration("国食健注G1", "改善睡眠"), rule=rule) == []


def test_a_card_whose_licences_carry_a_number_has_that_registration_on_file() -> None:
    held = registration("国妆特字20260001", "防晒")
    card = Listing(
        product="p", licences=("备案编号 粤G妆网备字2026000001", "国妆特字20260001", "营业执照"), documents=(held,)
    )
    assert [one.number for one in documents_of(card)] == ["国妆特字20260001", "备案编号 粤G妆网备字2026000001"]
    assert documents_of(Listing(product="p")) == ()


def test_a_number_tells_the_category_of_goods_that_no_one_named() -> None:
    health = registration("国食健注G20260001", "有助于改善睡眠")
    assert category_of([health]) == "保健食品" and category_of([health, registration("国妆特字1")]) is None
    bare = Line(id="1", text="改善睡眠", kind="speech", on=DAY, documents=(health,))
    assert with_category(bare).category == "保健食品"
    named = Line(id="1", text="改善睡眠", kind="speech", on=DAY, category="食品", documents=(health,))
    assert with_category(named) is named


def test_there_are_twenty_four_functions_beside_the_supplements_and_twenty_six_classes_of_cosmetics() -> None:
    assert len(HEALTH.entries) == 24 + 1
    cosmetics = load_catalogues()["化妆品功效"]
    assert len(cosmetics.entries) == 26
    special = {one.name for one in cosmetics.entries if one.group == "特殊功效"}
    assert special == {"染发", "烫发", "祛斑美白", "防晒", "防脱发"}


@given(st.sampled_from(HEALTH.entries))
def test_whatever_a_registration_names_is_lawful_in_every_word_for_it(function: object) -> None:
    name, words = function.name, function.words  # type: ignore[attr-defined]
    for word in words:
        assert HEALTH.named_in(word) == (name,)
        assert said(word, "保健食品", registration("国食健注G1", name), rule="registered.health_function") == []


def test_an_unknown_number_is_of_no_sort() -> None:
    assert certificate_of("SC10137010100001") == "" and certificate_of(None) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("documents: {kinds: [registration]}", "缺少 lacking"),
        ("documents: {kinds: [registration], lacking: 证, names: 星座}", "名录“星座”不存在"),
        ("documents: {kinds: [registration], lacking: 证, barred: [驾驶证]}", "证件“驾驶证”不认识"),
    ],
)
def test_a_condition_on_documents_that_cannot_be_asked_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        read_asked(load_yaml(text, "rules.yaml"))
