"""Law made for other goods is never given as the ground of a finding."""

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import load_book
from gongzhi.screening import Line, load_rules
from gongzhi.screening.rules import load_categories
from gongzhi.screening.scopes import Scopes, load_scopes
from gongzhi.screening.strict_yaml import NotReadable
from shipped import shipped_screener

DAY = date(2026, 3, 1)
BOOK = load_book()
RULES = load_rules()
SCREENER = shipped_screener()
WORDS = files("gongzhi.screening") / "words"


def _cited(text: str, category: str) -> set[str]:
    screened = SCREENER.screen(Line(id="1", text=text, kind="speech", category=category, on=DAY))
    return {cited.title for finding in screened.findings for cited in finding.provisions}


@pytest.mark.parametrize(
    ("category", "never"),
    [
        ("化妆品", "食品安全法"),
        ("日用品", "食品安全法"),
        ("农产品", "化妆品监督管理条例"),
        ("服装", "化妆品监督管理条例"),
    ],
)
def test_a_cure_claimed_of_other_goods_does_not_rest_on_their_law(category: str, never: str) -> None:
    cited = _cited("用了它能治糖尿病", category)
    assert "广告法" in cited
    assert not any(never in title for title in cited)


def test_the_law_of_health_foods_is_cited_for_health_foods_alone() -> None:
    scope = RULES.scopes.of("广告法/18.1(2)")
    assert scope == frozenset({"保健食品"})
    assert RULES.scopes.governing(["广告法/17", "广告法/18.1(2)"], frozenset({"农产品"})) == ["广告法/17"]
    assert RULES.scopes.governing(["广告法/17", "广告法/18.1(2)"], frozenset({"保健食品"})) == [
        "广告法/17",
        "广告法/18.1(2)",
    ]


def test_goods_of_unknown_category_keep_what_governs_all_goods() -> None:
    assert RULES.scopes.governing(["广告法/17", "食品安全法/73.1"], frozenset({"未知"})) == ["广告法/17"]
    assert RULES.scopes.governing(["食品安全法/73.1"], frozenset({"未知"})) == ["食品安全法/73.1"]


@given(
    st.sets(st.sampled_from(sorted(load_categories().names)), min_size=1).map(frozenset),
    st.lists(st.sampled_from(["广告法/17", "广告法/18.1(1)", "食品安全法/34", "价格法/14(4)"])),
)
def test_what_governs_is_a_part_in_the_same_order(categories: frozenset[str], provisions: list[str]) -> None:
    governing = RULES.scopes.governing(provisions, categories)
    rest = iter(provisions)
    assert all(one in rest for one in governing)


def test_every_active_rule_keeps_a_ground_for_every_category_it_speaks_about() -> None:
    categories = load_categories()
    every = categories.expand(sorted(categories.names)) | {"未知"}
    bare = [
        (rule.id, name)
        for rule in RULES.rules
        for name in sorted(every)
        if rule.status == "active"
        and any(rule.applies_to(frozenset({name}), speaker) for speaker in rule.speakers)
        and not RULES.scopes.governing([BOOK.cite(one, DAY).id for one in rule.provisions], frozenset({name}))
    ]
    assert not bare


def test_every_scope_names_law_that_exists() -> None:
    for provision in RULES.scopes.provisions():
        instrument, _, place = provision.partition("/")
        assert BOOK.instrument(instrument).title == instrument
        if place:
            assert BOOK.cite(provision, DAY).id == provision


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scopes:\n  - provisions: [广告法/16]\n    categories: [宇宙飞船]\n", "不存在"),
        ("scopes:\n  - provisions: [广告法/16, 广告法/16]\n    categories: [药品]\n", "两次"),
        ("scopes:\n  - provisions: [广告法/16]\n", "categories"),
    ],
)
def test_a_scope_written_wrongly_is_refused_with_the_remedy(text: str, says: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "scopes.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(NotReadable, match=says):
        load_scopes(tmp_path, load_categories())


def test_an_empty_scope_governs_nothing_in_particular() -> None:
    assert Scopes({}).of("广告法/9(3)") is None
