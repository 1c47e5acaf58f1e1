"""An inquiry opened from a case: what its records show is filled in with the exhibit, what must be judged is a hint."""

from dataclasses import replace
from datetime import date

import pytest

from cast_of_cases import NOON, ROOM, case_of, confirm, finding, screened_room
from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.broadcasts import Broadcast, Promise, PromiseKind
from gongzhi.flow.analyse import FactAnswer, Inquiry
from gongzhi.flow.facts_of_case import inquiry_of_case, load_reading, read_reading
from gongzhi.flow.matters import UnknownCase, item_of
from gongzhi.liability import RuleSet, load_rules
from gongzhi.screening import FindingType
from gongzhi.screening.strict_yaml import NotReadable

ABOUT = Broadcast(
    id=ROOM, platform="platform-p", room="林家果园直播间", operator="m-lin", merchant="m-lin", category="食品",
    presenters=("p-qiao",),
)  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def promise(quote: str, kind: PromiseKind = PromiseKind.COMPENSATION, **terms: str) -> Promise:
    return Promise(
        broadcast=ROOM, signal=f"{ROOM}-1", kind=kind, start=0, end=len(quote), quote=quote, said_at=NOON, terms=terms
    )


def opened(
    rules: RuleSet, about: Broadcast = ABOUT, *promises: Promise, **found: object
) -> tuple[Inquiry, MemoryArchive]:
    """A case over one finding of this type, a broadcast that says this of itself, and what was promised in it."""
    archive, exhibits = screened_room(replace(finding(), **found))
    archive.append([item_of(one, ROOM, NOON) for one in (about, *promises)])
    confirm(archive, exhibits)
    return inquiry_of_case(archive, rules, case_of(archive, exhibits).id), archive


def test_what_the_records_show_is_filled_in_and_leads_to_the_exhibit_that_shows_it(rules) -> None:
    inquiry, archive = opened(rules, ABOUT, promise("假一赔十", 倍数="10"))
    answers = {one.fact: one for one in inquiry.answers}
    assert inquiry.facts == {"食品": True, "运营者为实际销售者": True, "商家承诺假一赔N": True, "商家公开承诺": True}
    kinds = {name: archive.find(one.exhibits[0]).kind for name, one in answers.items()}
    assert kinds["食品"] == "Broadcast" and kinds["商家承诺假一赔N"] == "Promise"
    assert "假一赔十" in answers["商家承诺假一赔N"].source and inquiry.amounts == {"承诺倍数": 10}


def test_the_day_of_the_conduct_is_the_day_on_which_it_was_said_in_beijing(rules) -> None:
    inquiry, _ = opened(rules)
    assert inquiry.conduct == date(2026, 3, 1) and inquiry.case and inquiry.trial is None


def test_what_has_to_be_judged_is_only_pointed_at(rules) -> None:
    inquiry, _ = opened(rules, type=FindingType.FALSE_EFFICACY, quote="包治百病")
    hints = {one.fact: one for one in inquiry.hints}
    assert "虚假广告" not in inquiry.facts and "构成欺诈" not in inquiry.facts
    assert "包治百病" in hints["虚假广告"].source and hints["虚假广告"].exhibits


def test_a_finding_of_another_case_or_none_shows_nothing(rules) -> None:
    inquiry, _ = opened(rules, replace(ABOUT, category=None, merchant=None, presenters=()))
    assert inquiry.answers == () and inquiry.hints == ()


def test_a_seller_who_is_not_the_operator_is_a_hint_and_no_answer(rules) -> None:
    inquiry, _ = opened(rules, replace(ABOUT, merchant="m-tea"))
    assert "运营者为实际销售者" not in inquiry.facts
    assert next(one for one in inquiry.hints if one.fact == "运营者为实际销售者").answer is FactAnswer.NO


def test_of_several_promises_the_one_most_in_the_consumers_favour_counts_and_nonsense_does_not(rules) -> None:
    many = (
        promise("假一赔三", 倍数="3"),
        promise("假一赔十", 倍数="10"),
        promise("假一赔万", 倍数="99999"),
        promise("假一赔几", 倍数="几"),
    )
    assert opened(rules, ABOUT, *many)[0].amounts == {"承诺倍数": 10}


def test_a_case_that_was_never_opened_is_refused(rules) -> None:
    with pytest.raises(UnknownCase, match="没有案号"):
        inquiry_of_case(MemoryArchive(), rules, "2026-000404")


def test_the_shipped_file_fills_in_nothing_that_has_to_be_judged(rules) -> None:
    reading = load_reading(rules)
    assert reading.by_finding and not any(one.filled for one in reading.by_finding)


@pytest.mark.parametrize(
    ("line", "says"),
    [("{种类: [x], 事实: 没有的, 答: 是, 作用: 填入, 说: 甲}", "没有可以回答的事实"), ("{种类: [x], 事实: 食品, 答: 是, 作用: 也许, 说: 甲}", "填入 或 提示"),
     ("{种类: [x], 事实: 食品, 答: 大概, 作用: 填入, 说: 甲}", "请写 是 或 否"), ("{种类: [x], 事实: 食品, 答: 是, 作用: 填入}", "第 3 行缺少 说")],
)  # fmt: skip
def test_a_file_that_does_not_fit_the_rules_is_refused_with_the_line(rules, line, says) -> None:
    with pytest.raises(NotReadable, match=says):
        read_reading(f"类别: []\n发现:\n- {line}\n承诺: []\n承诺金额: []\n主体: []\n", "f.yaml", rules)


def test_records_that_say_both_answer_nothing_and_are_pointed_at(rules) -> None:
    text = (
        "类别:\n- {类别: [食品], 事实: 食品, 答: 是, 作用: 填入, 说: 甲}\n- {类别: [食品], 事实: 食品, 答: 否, 作用: 填入, 说: 乙}\n"
        "发现: []\n承诺: []\n承诺金额: []\n主体: []\n"
    )
    from gongzhi.flow import facts_of_case

    gathered = facts_of_case.Gathered()
    for shows in read_reading(text, "f.yaml", rules).by_category:
        gathered.take(shows, "食品", "e1")
    assert gathered.answers == () and "两处相反" in gathered.pointers[0].source
