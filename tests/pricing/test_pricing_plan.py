"""What counts as the same conditions is a dated file; a mistake in it is named."""

from datetime import date
from importlib import resources

import pytest

from gongzhi.law import load_book
from gongzhi.pricing import NotAPlan, load_plan

TEXT = resources.files("gongzhi.pricing").joinpath("plan.yaml").read_text(encoding="utf-8")


def test_the_shipped_plan_rests_on_law_in_force_and_never_says_unlawful() -> None:
    plan, book = load_plan(date(2026, 3, 1)), load_book()
    assert [book.cite(one, on=date(2026, 3, 1)).title for one in plan.provisions]
    assert plan.says["abnormal"] == "指标异常，需平台说明" and not any("违法" in one for one in plan.says.values())


def test_a_later_version_counts_from_its_day() -> None:
    later = TEXT + TEXT[TEXT.index("- from:") :].replace("2000-01-01", "2027-01-01").replace(
        "least_users: 30", "least_users: 99"
    )
    assert load_plan(date(2026, 12, 31), later).least_users == 30
    assert load_plan(date(2027, 1, 1), later).least_users == 99


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2000-01-01", "昨天", "from 不是日期"),
        ("least_users: 30", "least_users: 很多", "least_users 应是"),
        ("least_users: 30", "", "least_users"),
        ("[hour, quarter, day]", "[fortnight]", "buckets 只认"),
        ("[currency, 币种]", "[]", "currency 应是一串"),
        ("    item:", "    goods:", "strata"),
        ("    none: ", "    nothing: ", "says"),
        ("  strata:", "  strata: [", "不是 YAML"),
    ],
)
def test_a_mistake_names_the_place(old: str, new: str, said: str) -> None:
    with pytest.raises(NotAPlan, match=said):
        load_plan(date(2026, 3, 1), TEXT.replace(old, new, 1))


def test_a_day_before_all_versions_has_no_plan() -> None:
    with pytest.raises(NotAPlan, match="没有 1999-01-01"):
        load_plan(date(1999, 1, 1))
