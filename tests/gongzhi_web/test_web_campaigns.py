"""Campaigns and papers on screen: who sees what, what a form does, what it refuses in words."""

import io

import pytest
from campaigns_cast import entered, lab_result, orders, planned, post, things
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from web_cast import client_of

from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.docketing import load_entry
from gongzhi.flow.guiding import load_paper
from gongzhi.flow.sampling_goods import load_sample
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.broadcasts.models import BroadcastRow
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow, SamplingPlanRow
from gongzhi_web.campaigns.scope import campaigns_of, papers_of, plans_of, recalls_of, samples_of
from gongzhi_web.evidence.scope import exhibits_of

__all__ = ["things"]
MINE = ("CampaignPlanned", "SampleTaken", "SampleActed", "RecallOpened", "RecallActed", "PaperIssued", "PaperActed")
ROWS = (CampaignRow, SamplingPlanRow, SampleRow, RecallRow, PaperRow)
SEES = {
    "campaign": {"gao", "east", "west"},
    "plan": {"gao", "east"},
    "sample": {"gao", "east"},
    "recall": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
    "paper": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
    "reminder": {"gao", "east", "lin"},
    "inside": {"gao", "east"},
}


def test_the_matrix_of_who_sees_which_thing(cast: dict[str, User], things: dict[str, str]) -> None:
    scopes = {
        "campaign": campaigns_of,
        "plan": plans_of,
        "sample": samples_of,
        "recall": recalls_of,
        "paper": papers_of,
    }
    scopes |= {"reminder": papers_of, "inside": papers_of}
    pages = {"campaign": "campaign", "sample": "sample", "recall": "recall", "paper": "paper", "reminder": "paper"}
    for name, user in cast.items():
        client = client_of(user)
        for thing, scope in scopes.items():
            assert scope(user).filter(pk=things[thing]).exists() == (name in SEES[thing]), (name, thing)
        for thing, page in (pages | {"inside": "paper"}).items():
            status = client.get(reverse(page, args=[things[thing]])).status_code
            assert (status == 200) == (name in SEES[thing]), (name, thing, status)
            act = client.post(reverse(f"{page}_act", args=[things[thing]]), {"act": "end", "seen": "0"}).status_code
            assert act == 302 if name in SEES[thing] - {"auditor"} else act in (403, 404), (name, thing, act)
        for page in ("campaigns", "samplings", "recalls", "papers"):
            answer = client.get(reverse(page))
            body = answer.content.decode() if answer.status_code == 200 else ""
            shown = {thing for thing in SEES if things[thing] in body}
            assert shown <= {thing for thing in SEES if name in SEES[thing]}, (name, page)
        assert not exhibits_of(user).filter(kind__in=MINE).exists(), name


def test_no_file_nor_form_is_there_for_a_stranger(archive, cast: dict[str, User], things) -> None:
    lab_result(cast["east"], things["sample"])
    sha256 = load_sample(archive, things["sample"]).reports[0].sha256
    for name in ("lin", "zhou", "nobody", "elsewhere", "qiao", "west", "lead"):
        for address in shut_for(name, things, sha256):
            assert client_of(cast[name]).get(address).status_code in (403, 404), (name, address)


def shut_for(name: str, things: dict[str, str], sha256: str) -> list[str]:
    addresses = [
        reverse("sample_report", args=[things["sample"], sha256]),
        reverse("papers_upon", args=[things["entry"]]),
        reverse("paper_new", args=[things["entry"], "advisory"]),
        reverse("paper_file", args=[things["inside"]]),
        reverse("campaign_file", args=[things["campaign"], "report", "xlsx"]),
    ]
    if name != "west":
        addresses += [reverse("campaign_behind", args=[things["campaign"], "leads"]), reverse("campaign_new")]
    return addresses


def test_a_county_counts_in_the_citys_campaign_only_what_it_sees(archive, cast: dict[str, User], things) -> None:
    number, west = things["campaign"], entered(archive, cast["west"], title="西山茶业")
    for name, entry in (("east", things["entry"]), ("west", west)):
        version = str(load_campaign(archive, number).version)
        post(client_of(cast[name]), "campaign_act", number, act="link", seen=version, said="专项中发现", entry=entry)
    assert load_campaign(archive, number).entries == (things["entry"], west)
    for name, seen in (("gao", {things["entry"], west}), ("east", {things["entry"]}), ("west", {west})):
        body = client_of(cast[name]).get(reverse("campaign_behind", args=[number, "leads"])).content.decode()
        assert {one for one in (things["entry"], west) if one in body} == seen, name
        page = client_of(cast[name]).get(reverse("campaign", args=[number])).content.decode()
        assert {one for one in (things["entry"], west) if one in page} == seen, name
    other = post(client_of(cast["west"]), "campaign_act", number, act="link", seen="3", said="x", entry=things["entry"])
    assert "请核对编号" in other.content.decode()


def test_targets_are_drawn_from_the_rooms_within_reach_and_the_report_goes_out(archive, cast, market) -> None:
    number, client = planned(cast["gao"], starts="2026-03-01"), client_of(cast["gao"])
    page = post(client, "campaign_act", number, act="draw", seen="1", said="第一批", places="2").content.decode()
    now = load_campaign(archive, number)
    assert len(now.targets) == 2 and now.acts[0].candidates == 3
    assert "随机抽取" in page and now.acts[0].seed in page
    assert {one.candidate.found for one in now.targets} <= {1, 2}
    room = now.targets[0].candidate.room
    post(client, "campaign_act", number, act="visit", seen="2", said="现场无异常", room=room)
    assert load_campaign(archive, number).visited == (room,)
    BroadcastRow.objects.filter(id=now.targets[1].candidate.broadcast).delete()
    behind = client.get(reverse("campaign_behind", args=[number, "targets"])).content.decode()
    assert reverse("room", args=[now.targets[0].candidate.broadcast]) in behind
    assert now.targets[1].candidate.name in behind
    assert reverse("room", args=[now.targets[1].candidate.broadcast]) not in behind
    for what in ("report", "sheet"):
        docx = client.get(reverse("campaign_file", args=[number, what, "docx"])).content
        text = "\n".join(
            cell.text for table in Document(io.BytesIO(docx)).tables for row in table.rows for cell in row.cells
        )
        assert ("发现线索" if what == "report" else now.targets[0].candidate.name) in text
        sheet = load_workbook(io.BytesIO(client.get(reverse("campaign_file", args=[number, what, "xlsx"])).content))
        assert sheet.worksheets[0].max_row >= 3
    assert client.get(reverse("campaign_file", args=[number, "report", "exe"])).status_code == 404
    assert client.get(reverse("campaign_behind", args=[number, "nonsense"])).status_code == 404


def test_a_paper_is_issued_upon_the_entry_as_it_was_seen(archive, cast: dict[str, User], things) -> None:
    client, entry = client_of(cast["east"]), things["entry"]
    form = {"seen": "1", "addressee": "林家果园", "facts": "称第一", "asks": "改", "basis": ["行政处罚法/28"]}
    stale = client.post(reverse("paper_new", args=[entry, "rectification"]), form)
    assert stale.status_code == 400 and "请刷新后重新核对" in stale.content.decode()
    form["seen"] = str(load_entry(archive, entry).version)
    unread = client.post(
        reverse("paper_new", args=[entry, "rectification"]), form | {"basis": [], "more": "行政处罚法/6"}
    )
    assert unread.status_code == 400 and "没有已核实的要旨" in unread.content.decode()
    assert "称第一" in unread.content.decode()
    upon = client.get(reverse("papers_upon", args=[entry])).content.decode()
    assert "都不是行政处罚" in upon and "发出责令改正通知书" in upon and "东县局责改〔" in upon
    assert client.get(reverse("paper_new", args=[entry, "recall_report"])).status_code == 404
    trail = client.get(reverse("docket_entry", args=[entry])).content.decode()
    assert "发出责令改正通知书" in trail and reverse("papers_upon", args=[entry]) in trail
    file = client.get(reverse("paper_file", args=[things["inside"]]))
    assert file.content.decode() == load_paper(archive, things["inside"]).issued.number


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        (
            "campaign_new",
            {"title": "a", "goal": "b", "starts": "2026-03-02", "ends": "2026-03-01", "words": "x"},
            "不能早于",
        ),
        ("campaign_new", {"title": "a", "goal": "b", "starts": "2026-03-02", "ends": "2026-03-03"}, "看什么"),
        ("campaign_new", {"title": "a", "goal": "b", "starts": ""}, "没有填"),
        ("sampling_new", {"title": "a", "category": "酒", "goods": "b", "count": "1"}, "没有填"),
        ("sampling_new", {"count": "-1"}, "整数"),
        ("recall_new", {"goods": "蜜饯", "seller": "林", "defect": "x", "remedy": "y"}, "至少选一条"),
        ("recall_new", {"goods": "蜜饯", "entry": "XS2026-999999"}, "请核对编号"),
    ],
)
def test_what_a_form_lacks_is_said_and_nothing_is_lost(
    archive, cast: dict[str, User], name: str, form, said: str
) -> None:
    answer = client_of(cast["gao"]).post(reverse(name), form)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert archive.size() == 0


def test_the_form_shows_again_what_was_written(archive, cast: dict[str, User]) -> None:
    form = {"title": "写了很久的名称", "goal": "写了很久的理由", "types": ["medical_claim"]}
    body = client_of(cast["gao"]).post(reverse("campaign_new"), form).content.decode()
    assert "写了很久的名称" in body and "写了很久的理由" in body and 'value="medical_claim" checked' in body


def test_an_auditor_of_a_bureau_reads_and_does_nothing(archive, cast: dict[str, User], things) -> None:
    auditor = User.objects.create(username="reads", role="auditor", organisation_id="city")
    client = client_of(auditor)
    for page, thing in (("campaign", "campaign"), ("sample", "sample"), ("recall", "recall"), ("paper", "inside")):
        body = client.get(reverse(page, args=[things[thing]])).content.decode()
        assert "现在没有你可以办理的步骤" in body and 'id="do-' not in body, page
    assert client.get(reverse("campaign_new")).status_code == 403


def test_every_look_is_written_down(cast: dict[str, User], things: dict[str, str]) -> None:
    Look.objects.all().delete()
    client = client_of(cast["gao"])
    for page, thing in (("campaign", "campaign"), ("sample", "sample"), ("recall", "recall"), ("paper", "inside")):
        client.get(reverse(page, args=[things[thing]]))
    assert list(Look.objects.order_by("id").values_list("what", flat=True)) == [
        "查看专项",
        "查看样品",
        "查看召回",
        "查看文书",
    ]


def test_rows_are_rebuilt_from_the_log_as_they_were(archive, cast: dict[str, User], things: dict[str, str]) -> None:
    lab_result(cast["east"], things["sample"])
    post(
        client_of(cast["lead"]),
        "recall_act",
        things["recall"],
        act="import",
        seen="1",
        said="x",
        file=orders("44120001"),
    )
    before = [list(rows.objects.order_by("pk").values()) for rows in ROWS]
    for rows in ROWS:
        rows.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert [list(rows.objects.order_by("pk").values()) for rows in ROWS] == before
    assert all(before)
