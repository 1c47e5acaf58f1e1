"""One population under two versions: every difference is one the engine makes case by case, and proposals stay apart."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from cast_of_liability import book

from gongzhi.liability import (
    Change,
    Comparison,
    Days,
    Engine,
    Matter,
    NotReadable,
    Story,
    Sum,
    Version,
    compare,
    imagine,
    load_rules,
)

NOW = Days(conduct=date(2026, 3, 1), trial=date(2026, 6, 1))
THEN = Days(conduct=date(2021, 3, 1), trial=date(2021, 6, 1))
CAP = "小农户责任上限"


@cache
def engine() -> Engine:
    return Engine(load_rules(), book())


@cache
def stories() -> tuple[Story, ...]:
    return tuple(imagine(engine().rules, 40, np.random.default_rng(3)))


def change(found: Comparison, result: str) -> Change:
    return next(one for one in found.changes if one.result == result)


def story(price: int = 10_000, **facts: bool) -> Story:
    return Story(kind="试", facts=facts, amounts={"价款": price, "损失": price})


def answered(one: Story, version: Version) -> dict[str, tuple[str | None, int | None, int | None]]:
    days = {"conduct": version.days.conduct, "trial": version.days.trial}
    matter = Matter(name="", facts=one.facts, amounts=one.amounts, proposals=version.proposals, **days)
    answer = engine().answer(matter, "adjudication")
    held = [r for r in (*answer["results"], *answer["other_results"]) if r["outcome"] == "成立"]
    return {
        f"{r['defendant']}/{r['claim']}": (
            r["form"],
            r.get("amount_fen", {}).get("min"),
            r.get("amount_fen", {}).get("max"),
        )
        for r in held
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Version(days=THEN), Version(days=NOW)),
        (Version(days=NOW), Version(days=NOW, proposals=(CAP, "鲜活品二十四小时异议"))),
    ],
)
def test_the_report_adds_up_what_the_engine_answers_of_each_case(before: Version, after: Version):
    found = compare(engine(), stories(), before, after)
    old, new = ([answered(one, version) for one in stories()] for version in (before, after))
    names = {name for answers in (*old, *new) for name in answers}
    expected = {}
    for name in names:
        pairs = [(a.get(name), b.get(name)) for a, b in zip(old, new, strict=True)]
        counts = (
            sum(b is not None and a is None for a, b in pairs),
            sum(a is not None and b is None for a, b in pairs),
            sum(a is not None and b is not None and a[0] != b[0] for a, b in pairs),
            sum(a is not None and b is not None and a[1:] != b[1:] for a, b in pairs),
        )
        if any(counts):
            expected[name] = counts
    assert {one.result: (one.gained, one.lost, one.reformed, one.repriced) for one in found.changes} == expected
    changed = sum(a != b for a, b in zip(old, new, strict=True))
    assert (found.cases, found.changed) == (len(stories()), changed)


def test_a_proposal_never_counts_as_law_in_force():
    found = compare(engine(), stories(), Version(days=NOW), Version(days=NOW, proposals=(CAP,)))
    assert all("建议" not in layer for layer in found.before)
    assert found.after[1:] == (f"立法建议：{CAP}",) and "人作出决定" in found.notice


def test_a_cap_lowers_what_is_paid_and_is_itself_nothing_to_pay():
    facts = {"构成欺诈": True, "商家是小农户": True, "小农户无故意重大过失": True}
    found = compare(engine(), [story(10_000, **facts)], Version(days=NOW), Version(days=NOW, proposals=(CAP,)))
    fraud = change(found, "商家/欺诈惩罚性赔偿")
    assert (fraud.sum_before, fraud.sum_after) == (Sum(least=50_000, most=50_000), Sum(least=30_000, most=30_000))
    assert change(found, CAP and f"商家/{CAP}").sum_after == Sum(least=0, most=0)
    (merchant,) = [one for one in found.parties if one.party == "商家"]
    assert merchant.before.most - merchant.after.most == 20_000


def test_two_readings_of_one_rule_are_told_apart_in_form_and_sum():
    one = story(10_000, 存在损害=True, 关系生命健康=True, 平台已审核资质=False, 平台知道或应当知道=False)
    joint, shared = (Version(days=NOW, readings=(name,)) for name in ("连带责任说", "按份责任说"))
    platform = change(compare(engine(), [one], joint, shared), "平台/相应责任")
    assert (platform.reformed, platform.repriced) == (1, 1)
    assert (platform.sum_before.most, platform.sum_after.most) == (10_000, 3_000)


def test_a_reading_that_asks_for_more_takes_the_claim_from_who_does_not_have_it():
    resale = story(构成欺诈=True, 为生活消费需要=False)
    found = compare(
        engine(),
        [resale],
        Version(days=NOW, readings=("不问购买动机说",)),
        Version(days=NOW, readings=("须为生活消费说",)),
    )
    assert change(found, "商家/欺诈惩罚性赔偿").lost == 1


def test_claims_of_which_one_must_be_chosen_are_counted_once_for_a_party():
    tenfold = dict.fromkeys(("食品", "不符合食品安全标准", "经营者明知", "构成欺诈", "为生活消费需要"), True)
    found = compare(engine(), [story(10_000, **tenfold)], Version(days=NOW), Version(days=THEN))
    (merchant,) = [one for one in found.parties if one.party == "商家"]
    # Ten times (100,000) or three times (50,000), and the price back (10,000).
    assert merchant.before.most == 110_000


def test_contradictory_cases_are_left_out_and_named():
    wrong = story(平台自营=True, 运营者为实际销售者=True)
    found = compare(engine(), [story(商家违约=True), wrong], Version(days=NOW), Version(days=THEN))
    assert found.cases == 1 and found.refused[0][0] == 1 and "事实互相矛盾" in found.refused[0][1]


@pytest.mark.parametrize(
    ("extra", "word"), [({"proposals": ("小农上限",)}, "立法建议"), ({"readings": ("连带说",)}, "说法")]
)
def test_an_unknown_proposal_or_reading_is_refused_with_the_nearest(extra: dict[str, tuple[str, ...]], word: str):
    with pytest.raises(NotReadable, match=f"没有名为.*的{word}，最接近的是"):
        compare(engine(), [story()], Version(days=NOW), Version(days=NOW, **extra))
