"""The scale as data: what it cites is law, and a damaged file is refused."""

from importlib.resources import files

import pytest

from cast_of_cases import law
from gongzhi.credit import BadScale, cited_provisions, load_scale, read_scale

TEXT = files("gongzhi.credit").joinpath("scale.yaml").read_text("utf-8")


def test_every_provision_of_the_scale_is_in_force() -> None:
    book = law()
    assert all(book.cite(provision, day).article for _, provision, day in cited_provisions())
    assert len({provision for _, provision, _ in cited_provisions()}) > 4


def test_every_kind_says_how_it_is_repaired_and_who_sets_its_term() -> None:
    scale = load_scale()
    assert all(kind.repair for kind in scale.kinds.values())
    assert {kind.id for kind in scale.kinds.values() if kind.law} == {"light_penalty", "penalty"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("half_life: 180", "half_life: 0", "half_life"),
        ("weight: -4", "weight: 0", "weight 不得为零"),
        ("dimension: violations", "dimension: moods", "没有维度 moods"),
        ("ends: {months: 3}", "ends: {months: 3, days: 1}", "其中一个"),
        ("ends: {months: 3}", "ends: {days: -1}", "ends 应大于零"),
        ("floor: 90", "floor: 50", "自高至低"),
        ("floor: null", "floor: 3", "自高至低"),
        ("watch: 10,", "watch: 90,", "不得看得越少"),
        ("everybody: 10", "everybody: 0", "人人都可能"),
        ("margin: 5", "margin: -5", "margin"),
        ("cap: 25", "cap: 101", "cap"),
        ("unit: 分,", "", "unit"),
        ("base: 80", "basis: 80", "结构不对"),
        ("provision:", "surprise: 1\nprovision:", "不认识的键 surprise"),
        ("quality: 80", "quality: 800", "百分数"),
        ('"2026-02-01"', '"someday"', "结构不对"),
    ],
)
def test_a_damaged_scale_is_refused(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(BadScale, match=words):
        read_scale(TEXT.replace(old, new, 1))
