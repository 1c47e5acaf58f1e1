"""A campaign: targets anybody can draw again, leads of its units, and numbers that open the list behind them."""

from datetime import date

import pytest

from cast_of_campaigns import Market, report, room
from cast_of_units import DENG, GAO, HU, SUN, UNITS, WU, XIE
from gongzhi.cases import (
    Act,
    AnswerOutcome,
    CampaignAct,
    ImpossibleStep,
    LeadOutcome,
    PaperAct,
    PaperKind,
    ReasonMissing,
    SampleAct,
    TargetWhy,
    draw_targets,
)
from gongzhi.flow.campaigning import UnknownCampaign, candidates_digest, field_sheet, how_drawn, load_campaign
from gongzhi.flow.campaigning_tally import NUMBERS, report_form, tally
from gongzhi.flow.docketing import NotThere, Overtaken, load_entry
from gongzhi.flow.guiding import PaperWanted, Wish, act_on_paper, issue_upon_entry
from gongzhi.flow.guiding_papers import Worded
from gongzhi.parties import NotAllowed, Person

ROOMS = tuple(room(f"r{n:02d}", found=n % 4, order=n % 3) for n in range(20))


@pytest.fixture
def market() -> Market:
    return Market()


def drawn(market: Market, number: str, places: int = 10, seed: str = "s1", by: Person = GAO):  # type: ignore[no-untyped-def]
    return market.run(number, CampaignAct.DRAW, by, candidates=ROOMS, places=places, seed=seed)


def test_targets_are_a_share_by_chance_and_the_rest_by_risk_and_can_be_drawn_again(market: Market) -> None:
    now = drawn(market, market.campaign())
    act = now.acts[-1]
    by_chance = [one for one in now.targets if one.why is TargetWhy.CHANCE]
    risky = [one.candidate for one in now.targets if one.why is TargetWhy.RISK]
    assert len(now.targets) == 10 and len(by_chance) == -(-10 * act.everybody // 100) >= 1
    assert [(-one.found, one.order, one.room) for one in risky] == sorted(
        (-one.found, one.order, one.room) for one in risky
    )
    assert draw_targets(ROOMS, places=10, everybody=act.everybody, seed=act.seed) == now.targets
    assert draw_targets(ROOMS[::-1], places=10, everybody=act.everybody, seed=act.seed) == now.targets
    assert (act.candidates, act.candidates_sha256) == (20, candidates_digest(ROOMS[::-1]))
    assert f"{act.everybody}%" in how_drawn()


def test_chance_is_the_same_for_the_best_and_the_worst() -> None:
    best, worst, rounds = room("best"), room("worst", found=99), 3000
    others = tuple(room(f"o{n}") for n in range(8))
    counts = {"best": 0, "worst": 0}
    for seed in range(rounds):
        [one] = draw_targets((best, worst, *others), places=1, everybody=100, seed=str(seed))
        if one.candidate.room in counts:
            counts[one.candidate.room] += 1
    # One in ten each; six standard deviations are 99.
    assert all(abs(count - rounds // 10) < 99 for count in counts.values()), counts


def test_a_second_draw_adds_and_never_takes_twice(market: Market) -> None:
    number = market.campaign()
    drawn(market, number, 5)
    now = drawn(market, number, 30, "s2")
    assert len(now.targets) == len({one.candidate.room for one in now.targets}) == 20
    with pytest.raises(NotThere, match="没有可抽的"):
        drawn(market, number, 5, "s3")
    with pytest.raises(NotThere, match="1 至 500"):
        drawn(market, number, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"goal": " "}, "为什么开展"),
        ({"ends": date(2026, 2, 1)}, "不能早于"),
        ({"words": (), "categories": ()}, "看什么"),
    ],
)
def test_a_plan_says_why_when_and_what(market: Market, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ReasonMissing, match=said):
        market.campaign(**changes)  # type: ignore[arg-type]


def test_only_a_bureau_plans_and_units_below_link_their_own_leads(market: Market) -> None:
    with pytest.raises(NotAllowed):
        market.campaign(SUN)
    number = market.campaign()
    east, foreign = market.enter(WU, unit="east").number, market.enter(SUN, unit="P").number
    assert market.run(number, CampaignAct.LINK, WU, entry=east).entries == (east,)
    with pytest.raises(NotThere, match="已经关联"):
        market.run(number, CampaignAct.LINK, entry=east)
    with pytest.raises(NotAllowed, match="不在组织单位"):
        market.run(number, CampaignAct.LINK, entry=foreign)
    for act in (CampaignAct.DRAW, CampaignAct.UNLINK, CampaignAct.END):
        with pytest.raises(NotAllowed, match="南江市局组织"):
            market.run(number, act, HU, entry=east)
    own = market.campaign(WU)
    with pytest.raises(NotAllowed):
        market.run(own, CampaignAct.LINK, GAO, entry=east)
    assert market.run(number, CampaignAct.UNLINK, entry=east).entries == ()


def test_a_visit_is_to_a_target_and_an_ended_campaign_stays_ended(market: Market) -> None:
    number = market.campaign()
    now = drawn(market, number, 3)
    with pytest.raises(NotThere, match="选一个对象"):
        market.run(number, CampaignAct.VISIT, room="nowhere")
    target = now.targets[0].candidate.room
    assert market.run(number, CampaignAct.VISIT, XIE, room=target, said="现场查看，无异常").visited == (target,)
    with pytest.raises(Overtaken, match="登记检查"):
        market.run(number, CampaignAct.END, seen=2)
    with pytest.raises(ReasonMissing):
        market.run(number, CampaignAct.END, said=" ")
    market.run(number, CampaignAct.END)
    with pytest.raises(ImpossibleStep, match="另立专项"):
        drawn(market, number)
    with pytest.raises(UnknownCampaign):
        load_campaign(market.archive, "ZX2026-999999")


def paper(market: Market, entry: str, kind: PaperKind, by: Person = GAO) -> str:
    worded = Worded(addressee="平台P", facts="称全国第一", asks=("改正",), basis=market.papers.kinds[kind].basis[:1])
    wish = Wish(kind=kind, about=entry, worded=worded, to="P")
    seen = load_entry(market.archive, entry).version
    return issue_upon_entry(market.archive, market.papers, wish=wish, seen=seen, by=by, at=market.tick()).issued.id


def answered(market: Market, paper: str, outcome: AnswerOutcome) -> None:
    wanted = PaperWanted(act=PaperAct.ANSWER, seen=1, said="见附", outcome=outcome)
    act_on_paper(market.archive, paper=paper, wanted=wanted, by=SUN, at=market.tick())


def full_campaign(market: Market) -> str:
    """Four leads: one taken down, one ordered to rectify and ended, one transferred, one from a failed sample."""
    number = market.campaign()
    room_now = drawn(market, number, 4).targets[0].candidate.room
    market.run(number, CampaignAct.VISIT, room=room_now)
    first, second, third = (market.assigned(broadcast=f"b-{n}") for n in range(3))
    for entry in (first, second, third):
        market.run(number, CampaignAct.LINK, entry=entry)
    answered(market, paper(market, first, PaperKind.DELISTING), AnswerOutcome.DONE)
    answered(market, paper(market, second, PaperKind.DELISTING), AnswerOutcome.REFUSED)
    paper(market, second, PaperKind.RECTIFICATION)
    paper(market, third, PaperKind.ADVISORY)
    gone = PaperWanted(act=PaperAct.WITHDRAW, seen=1, said="写错")
    act_on_paper(market.archive, paper=paper(market, third, PaperKind.ADVISORY), wanted=gone, by=GAO, at=market.tick())
    paper(market, third, PaperKind.SUMMONS)
    market.act(second, Act.END, GAO, outcome=LeadOutcome.REMINDED)
    market.act(first, Act.FILE, GAO)
    sample = market.sample(plan=market.plan(campaign=number))
    market.test(sample, SampleAct.REPORT, report=report(), document=b"%PDF")
    market.recall(campaign=number, sample=sample)
    return number


def test_every_number_is_counted_from_sealed_records_and_opens_its_list(market: Market) -> None:
    number = full_campaign(market)
    counted = tally(market.archive, load_campaign(market.archive, number))
    assert {key: count for key, _, count in counted.numbers} == {
        "targets": 4, "visited": 1, "leads": 4, "taken_down": 1, "rectified": 1, "advised": 1, "talked": 1, "reminded": 0,
        "filed": 1, "transferred": 0, "closed": 1, "open": 3, "samples": 1, "failed": 1, "recalls": 1,
    }  # fmt: skip
    assert all(len(counted.lists[key]) == count for key, _, count in counted.numbers)
    assert {one.kind for one in counted.lists["leads"]} == {"entry"} and counted.lists["failed"][0].number.startswith(
        "CY"
    )
    assert sum(count for _, count in counted.weeks) == sum(count for _, count in counted.units) == 4


def test_a_lead_that_was_handed_down_still_counts_once(market: Market) -> None:
    number = market.campaign()
    entry = market.enter().number
    market.run(number, CampaignAct.LINK, entry=entry)
    market.act(entry, Act.HAND_DOWN, GAO, unit="east")
    counted = tally(market.archive, load_campaign(market.archive, number))
    assert [(one.number, one.unit) for one in counted.lists["leads"]] == [(entry, "east")]


def test_the_report_and_the_field_sheet_say_how_targets_were_chosen(market: Market) -> None:
    number = full_campaign(market)
    now = load_campaign(market.archive, number)
    made = report_form(now, tally(market.archive, now), units=UNITS, at=market.now)
    assert ("发现线索", "4") in made.rows and len(made.rows) == len(NUMBERS)
    sheet = field_sheet(now, issuer="南江市局", at=market.now)
    assert len(sheet.rows) == 4 and {len(row) for row in sheet.rows} == {6}
    for form in (made, sheet):
        said = "".join(line for section in form.sections for line in section.lines)
        assert "随机抽取" in said and "仅供辅助" in said and "词语：第一" in said


def test_somebody_else_of_the_unit_carries_on(market: Market) -> None:
    assert market.run(market.campaign(), CampaignAct.END, DENG).ended
