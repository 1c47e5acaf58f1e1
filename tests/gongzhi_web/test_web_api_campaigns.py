"""Campaigns, samples, recalls and papers over HTTP; entries merged and split."""

from datetime import timedelta

import pytest
from api_cast import fresh_rate, program_of, refusal
from django.utils import timezone

from gongzhi.cases import (
    AffectedOrder,
    CampaignAct,
    CampaignPlanned,
    PaperKind,
    RecallAct,
    RecallOpened,
    SampleTaken,
    SamplingPlanned,
)
from gongzhi.flow.campaigning import CampaignWanted, act_in_campaign, plan_campaign
from gongzhi.flow.guiding import load_paper, papers_about
from gongzhi.flow.joining import history_of
from gongzhi.flow.recalling import RecallWanted, act_in_recall, open_recall
from gongzhi.flow.sampling_goods import plan_sampling, take_sample
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.models import DocketRow
from gongzhi_web.board.scope import units
from gongzhi_web.campaigns.models import PaperRow
from gongzhi_web.campaigns.scope import paper_desk, sampling

__all__ = ["fresh_rate"]
LEAD = {"title": "林家果园直播", "summary": "称全国第一", "unit": "city", "parties": ["林家果园", "乔"]}
FOOD = "食品（含市场销售的食用农产品）"
SEES = {
    "campaigns": {"gao", "east", "west"},
    "samples": {"gao", "east"},
    "recalls": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
    "papers": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
}


@pytest.fixture
def desk(archive, cast: dict[str, User]) -> dict[str, str]:
    """The city's campaign with a lead of the east, and the east's sample and recall at P; their numbers."""
    gao, east, now = cast["gao"].acting(), cast["east"].acting(), timezone.now()
    day = timezone.localdate()
    plan = CampaignPlanned(
        number="", title="水果专项", unit="", goal="旺季", starts=day - timedelta(days=7), ends=day + timedelta(days=9),
        by=gao, at=now, words=("第一",),
    )  # fmt: skip
    campaign = plan_campaign(archive, units(), wish=plan, by=gao, at=now).planned.number
    goods = SamplingPlanned(
        number="", title="蜜饯", unit="", category=FOOD, goods="蜜饯", items=("糖精钠",), count=3, starts=day, ends=day, by=east, at=now
    )  # fmt: skip
    planned = plan_sampling(archive, sampling(), wish=goods, by=east, at=now).number
    taken = SampleTaken(
        number="", plan=planned, unit="", category="", goods="蜜饯", seller="林家果园", where="直播间", batch="1", seal="F1",
        quantity=2, price_fen=100, by=east, at=now, platform="P",
    )  # fmt: skip
    sample = take_sample(archive, sampling(), wish=taken, by=east, at=now).taken.number
    wish = RecallOpened(
        number="", title="蜜饯召回", unit="", goods="蜜饯", batch="1", seller="林家果园", defect="糖精钠超标", remedy="退货退款",
        by=east, at=now, basis=("食品安全法/63",), platform="P",
    )  # fmt: skip
    recall = open_recall(archive, paper_desk(), wish=wish, by=east, at=now).opened.number
    orders = tuple(AffectedOrder(ref=f"r{n}", shown=f"…000{n}", quantity=1, paid_fen=100) for n in range(3))
    brought = RecallWanted(act=RecallAct.IMPORT, seen=1, said="导入", orders=orders)
    act_in_recall(archive, number=recall, wanted=brought, by=east, at=now)
    paper = next(one for one in papers_about(archive, recall) if one.issued.kind is PaperKind.RECALL_NOTICE).issued.id
    catch_up(archive)
    number = program_of(cast["gao"]).post("/docket", LEAD | {"unit": "east"}).json()["number"]
    linked = CampaignWanted(act=CampaignAct.LINK, seen=1, said="同一专项", entry=number)
    act_in_campaign(archive, units(), number=campaign, wanted=linked, by=gao, at=now)
    catch_up(archive)
    return {"campaigns": campaign, "samples": sample, "recalls": recall, "papers": paper, "entry": number}


def test_the_matrix_of_who_reads_what_over_http(desk: dict[str, str], cast: dict[str, User], archive) -> None:
    before = archive.size()
    for name, user in cast.items():
        if name == "nobody":
            continue
        program = program_of(user)
        for kind, readers in SEES.items():
            listed, shown = program.get(f"/{kind}"), program.get(f"/{kind}/{desk[kind]}")
            if name in readers:
                assert desk[kind] in [one.get("number") for one in listed.json()["items"]] or kind == "papers", name
                assert shown.status_code == 200, (name, kind, shown.content)
            elif listed.status_code == 200:
                assert desk[kind] not in listed.content.decode(), (name, kind)
                assert shown.content == program.get(f"/{kind}/none").content and shown.status_code == 404, (name, kind)
            else:
                assert refusal(listed) == refusal(shown) == (403, "scope_missing"), (name, kind)
    assert archive.size() == before


def test_of_a_campaigns_leads_a_unit_sees_its_own(desk: dict[str, str], cast: dict[str, User]) -> None:
    for name, leads in (("gao", [desk["entry"]]), ("east", [desk["entry"]]), ("west", [])):
        shown = program_of(cast[name]).get(f"/campaigns/{desk['campaigns']}").json()
        assert (shown["entries"], shown["leads"]) == (1, leads), name


def test_whom_a_paper_asks_answers_it_and_does_not_learn_what_it_stands_in(
    desk, archive, cast: dict[str, User]
) -> None:
    platform, paper = program_of(cast["lead"]), desk["papers"]
    shown = platform.get(f"/papers/{paper}").json()
    assert (
        shown["about"] is None and program_of(cast["east"]).get(f"/papers/{paper}").json()["about"] == desk["recalls"]
    )
    body = {"seen": shown["version"], "outcome": "done", "said": "已下架并通知买家"}
    assert refusal(platform.post(f"/papers/{paper}/answer", body | {"said": ""})) == (422, "unusable_input")
    answered = platform.post(f"/papers/{paper}/answer", body, key="one")
    assert answered.status_code == 201 and answered.json()["answer"] == "done"
    assert platform.post(f"/papers/{paper}/answer", body, key="one").content == answered.content
    assert refusal(platform.post(f"/papers/{paper}/answer", body)) == (409, "overtaken")
    assert refusal(program_of(cast["elsewhere"]).post(f"/papers/{paper}/answer", body)) == (404, "not_found")
    assert len(load_paper(archive, paper).acts) == 1 == PaperRow.objects.get(pk=paper).version - 1


def test_the_platform_says_who_was_told_and_what_came_of_it(desk, cast: dict[str, User]) -> None:
    platform, path = program_of(cast["lead"]), f"/recalls/{desk['recalls']}"
    shown = platform.get(path).json()
    assert [one["ref"] for one in shown["open_orders"]] == ["r0", "r1", "r2"]
    told = {"act": "tell", "seen": shown["version"], "said": "站内信", "refs": ["r0", "r1"], "channel": "站内信"}
    told = platform.post(f"{path}/acts", told).json()
    marked = {"act": "mark", "seen": told["version"], "said": "买家已退", "refs": ["r0"], "result": "refunded"}
    marked = platform.post(f"{path}/acts", marked).json()
    assert (marked["open"], marked["counts"]["refunded"], marked["counts"]["told"]) == (2, 1, 1)
    foreign = {"act": "mark", "seen": marked["version"], "said": "x", "refs": ["r9"], "result": "kept"}
    assert refusal(platform.post(f"{path}/acts", foreign)) == (422, "not_there")
    ended = {"act": "complete", "seen": marked["version"], "said": "x", "refs": ["r0"]}
    assert refusal(platform.post(f"{path}/acts", ended)) == (422, "not_there")


def test_two_entries_become_one_and_one_becomes_two_with_their_history(archive, cast: dict[str, User]) -> None:
    city = program_of(cast["gao"])
    first, second = (city.post("/docket", LEAD | {"title": one}).json()["number"] for one in "甲乙")
    for number in (first, second):
        assert city.post(f"/docket/{number}/acts", {"act": "assign", "seen": 1, "assignee": "gao"}).status_code == 201
    body = {"into": second, "seen": 2, "seen_into": 2, "reason": "同一直播"}
    assert refusal(city.post(f"/docket/{first}/merge", body | {"into": first})) == (422, "not_there")
    assert refusal(city.post(f"/docket/{first}/merge", body | {"seen_into": 1})) == (409, "overtaken")
    assert refusal(city.post(f"/docket/{first}/merge", body | {"into": "XS2026-999999"})) == (404, "not_found")
    merged = city.post(f"/docket/{first}/merge", body, key="m")
    assert merged.status_code == 201 and merged.json()["number"] == second
    assert city.post(f"/docket/{first}/merge", body, key="m").content == merged.content
    assert DocketRow.objects.get(pk=first).state == "ended"
    parts = [{"title": "乔的部分", "summary": "另案", "parties": ["乔"]}]
    wish = {"parts": parts, "seen": merged.json()["version"], "reason": "当事人不同"}
    assert refusal(city.post(f"/docket/{second}/split", wish | {"parts": []})) == (422, "unusable_input")
    foreign = [parts[0] | {"parties": ["别人"]}]
    assert refusal(city.post(f"/docket/{second}/split", wish | {"parts": foreign})) == (422, "not_there")
    made = city.post(f"/docket/{second}/split", wish).json()
    [part] = made["parts"]
    assert made["entry"]["number"] == second and part["title"] == "乔的部分"
    assert {first, second, part["number"]} == {one.number for one in history_of(archive, part["number"])}


@pytest.mark.parametrize("name", ["east", "lead", "elsewhere", "auditor", "zhou"])
def test_nobody_else_merges_or_splits(name: str, archive, cast: dict[str, User]) -> None:
    number = program_of(cast["gao"]).post("/docket", LEAD).json()["number"]
    before, program = archive.size(), program_of(cast[name])
    merge = {"into": number, "seen": 1, "seen_into": 1, "reason": "x"}
    split = {"parts": [{"title": "x", "summary": "y"}], "seen": 1, "reason": "x"}
    assert refusal(program.post(f"/docket/{number}/merge", merge))[0] in (403, 404)
    assert refusal(program.post(f"/docket/{number}/split", split))[0] in (403, 404)
    assert archive.size() == before
