"""Imagined cases come again from the same seed; a table of one's own is read strictly, with the line in every refusal."""

from functools import cache

import numpy as np
import pytest

from gongzhi.liability import NotReadable, RuleSet, imagine, load_rules, read_stories


@cache
def rules() -> RuleSet:
    return load_rules()


def test_the_same_seed_imagines_the_same_cases_and_another_one_others():
    first, again, other = (imagine(rules(), 50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again != other and len({one.kind for one in first}) >= 4


def test_shares_of_facts_are_about_as_the_file_says():
    food = [one for one in imagine(rules(), 4000, np.random.default_rng(5)) if one.kind == "不合格食品"]
    share = sum(one.facts["不符合食品安全标准"] for one in food) / len(food)
    assert 0.70 < share < 0.80 and 0.25 < len(food) / 4000 < 0.35
    assert all(one.amounts["价款"] > 0 and 0 <= one.amounts["主责任人已赔"] <= one.amounts["损失"] for one in food)


def test_a_row_is_a_case_and_an_empty_cell_is_unknown():
    (one,) = read_stories(
        [{"名": "甲案", "食品": "是", "存在损害": "", "构成欺诈": "不明", "价款": "19.90元"}], "表.csv", rules()
    )
    assert (one.kind, one.facts, one.amounts) == ("甲案", {"食品": True}, {"价款": 1990})


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"食品": "对"}, "表.csv 第 2 行：“食品”写成了“对”，请改为 是、否"),
        ({"价款": "很多"}, "表.csv 第 2 行：“价款”应是整数"),
        ({"平台审核资质": "是"}, "表.csv 第 1 行：没有名为“平台审核资质”.*最接近的是 平台已审核资质"),
    ],
)
def test_a_wrong_cell_or_column_is_refused_with_line_and_remedy(row: dict[str, str], complaint: str):
    with pytest.raises(NotReadable, match=complaint):
        read_stories([row], "表.csv", rules())


def test_an_empty_table_is_refused():
    with pytest.raises(NotReadable, match="没有案情"):
        read_stories([], "表.csv", rules())
