"""Words of bodily effect are claims whatever goods they are said of, and their denials, questions and eaters are none."""

from datetime import date

import pytest

from gongzhi.screening import Certainty, Line, Screener
from shipped import shipped_screener

GOODS = ("食品", "农产品", "酒", "化妆品", "日用品", "服装", "家电", "珠宝", "母婴")
EFFECTS = ("养胃", "护肝", "明目", "活血", "通络", "降压", "降血糖", "暖宫", "补肾", "软化血管", "治颈椎", "增强免疫力")


@pytest.fixture(scope="module")
def screener() -> Screener:
    return shipped_screener()


def leads(screener: Screener, said: list[tuple[str, str]]) -> set[tuple[str, str]]:
    lines = [
        Line(id=str(at), text=text, kind="speech", on=date(2026, 3, 1), category=goods)
        for at, (text, goods) in enumerate(said)
    ]
    verdicts = screener.screen_many(lines)
    return {
        one
        for one, verdict in zip(said, verdicts, strict=True)
        if any(hit.certainty is not Certainty.DOUBTFUL for hit in verdict.findings)
    }


def test_an_effect_on_the_body_is_a_claim_of_any_goods_that_are_neither_drug_nor_device(screener: Screener) -> None:
    said = [(f"天天用它能{effect}", goods) for effect in EFFECTS for goods in GOODS]
    assert set(said) - leads(screener, said) == set()


@pytest.mark.parametrize("form", ["这个不能{}", "{}这种话我不敢讲", "能{}吗", "有人问能不能{}"])
def test_what_is_denied_refused_or_asked_is_no_claim(screener: Screener, form: str) -> None:
    said = [(form.format(effect), goods) for effect in ("养胃", "活血", "暖宫", "降压") for goods in ("食品", "珠宝")]
    assert leads(screener, said) == set()


def test_a_health_food_may_not_name_functions_that_nobody_can_be_granted(screener: Screener) -> None:
    said = [(f"坚持吃可以{effect}", "保健食品") for effect in ("补肾", "软化血管", "防癌", "暖宫", "消结节")]
    assert set(said) == leads(screener, said)
