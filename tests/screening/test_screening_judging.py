"""The same words, judged by who says them, about what, and in which context."""

from datetime import date

import pytest

from gongzhi.screening import Line, PromiseHit
from shipped import shipped_screener

SCREENER = shipped_screener()


def rules_for(text: str, **said: str) -> list[str]:
    line = Line(**{"id": "1", "text": text, "kind": "speech", "on": date(2026, 3, 1), **said})  # type: ignore[arg-type]
    return [hit.rule for hit in SCREENER.screen(line).findings]


def promises_in(text: str, **said: str) -> tuple[PromiseHit, ...]:
    line = Line(**{"id": "1", "text": text, "kind": "speech", "on": date(2026, 3, 1), **said})  # type: ignore[arg-type]
    return SCREENER.screen(line).promises


def test_food_that_treats_a_disease_is_flagged_and_a_drug_that_does_is_not() -> None:
    assert "medical.cure_disease" in rules_for("能治疗高血压", category="食品")
    assert "medical.cure_disease" not in rules_for("能治疗高血压", category="药品")


def test_goods_filed_under_two_categories_are_excused_only_when_both_are() -> None:
    assert "medical.cure_disease" in rules_for("轻松改善高血压", category="医疗器械/保健食品")


def test_a_function_is_a_claim_of_plain_food_but_not_of_a_health_food() -> None:
    assert "efficacy.food_function" in rules_for("有助于抗氧化", category="食品")
    assert "function.body_food" in rules_for("有助于增强免疫力", category="食品")
    assert not {"efficacy.food_function", "function.body_food"} & set(rules_for("有助于增强免疫力", category="保健品"))


def test_what_a_viewer_asks_is_no_claim_and_what_the_shop_answers_is() -> None:
    assert rules_for("能治疗高血压吗", kind="danmu", category="食品") == []
    assert "medical.cure_disease" in rules_for("能治疗高血压", kind="danmu", actor="merchant", category="食品")


def test_a_viewer_promises_nothing() -> None:
    assert promises_in("假一赔十吗", kind="danmu") == ()


@pytest.mark.parametrize(
    "text",
    [
        "第一次来的点关注",
        "第一步先洗脸",
        "最后三分钟",
        "我们不是全网第一",
        "广告法规定不能说国家级品质",
        "最好放在阴凉处",
        "包治百病那都是骗子",
    ],
)
def test_ordinals_times_denials_and_quoted_law_are_no_claims(text: str) -> None:
    assert rules_for(text) == []


def test_asking_for_assent_denies_nothing() -> None:
    assert "absolute.first" in rules_for("你说是不是全网第一")


@pytest.mark.parametrize(
    ("text", "kind", "terms"),
    [
        ("假一赔十", "compensation", {"倍数": "10"}),
        ("假一罚4", "compensation", {"倍数": "4"}),
        ("假壹賠叁", "compensation", {"倍数": "3"}),
        ("支持三十天无理由退货", "refund_guarantee", {"天数": "30"}),
        ("四十八小时内发货", "delivery", {"时限": "48"}),
        ("保价三十天", "price_protect", {"天数": "30"}),
    ],
)
def test_promises_carry_their_terms(text: str, kind: str, terms: dict[str, str]) -> None:
    assert (kind, terms) in [(hit.kind, hit.terms) for hit in promises_in(text)]


@pytest.mark.parametrize("text", ["不包赔", "并非假一赔十", "不支持七天无理由", "没有运费险"])
def test_a_refusal_is_no_promise(text: str) -> None:
    assert promises_in(text) == ()
