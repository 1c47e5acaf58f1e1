"""Campaigns, sampling, recalls and papers on screen: who sees what, what a form does, what it refuses in words."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import Workbook, load_workbook
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.docketing import NewEntry, Wanted, act_upon, enter, load_entry
from gongzhi.flow.guiding import load_paper, papers_about
from gongzhi.flow.recalling import load_recall
from gongzhi.flow.sampling_goods import load_sample
from gongzhi_web.accounts.models import Look, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.forms import register
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow, SamplingPlanRow
from gongzhi_web.campaigns.scope import campaigns_of, papers_of, plans_of, recalls_of, samples_of
from gongzhi_web.evidence.scope import exhibits_of

FOOD = "食品（含市场销售的食用农产品）"
PDF = b"%PDF-1.7 laboratory"
MINE = ("CampaignPlanned", "SampleTaken", "SampleActed", "RecallOpened", "RecallActed", "PaperIssued", "PaperActed")
ROWS = (CampaignRow, SamplingPlanRow, SampleRow, RecallRow, PaperRow)
BUREAU = ("gao", "east", "west")
SEES = {
    "campaign": {"gao", "east", "west"},
    "plan": {"gao", "east"},
    "sample": {"gao", "east"},
    "recall": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
    "paper": {"gao", "east", "lead", "reviewer", "second", "lead2", "auditor"},
    "reminder": {"gao", "east", "lin"},
    "inside": {"gao", "east"},
}


def post(client: Client, name: str, *arguments: str, **form: object):  # type: ignore[no-untyped-def]
    return client.post(reverse(name, args=list(arguments)), form, follow=True)


def a_day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def planned(user: User, **changes: object) -> str:
    """A campaign through its form; returns its number."""
    form = {"title": "水果专项", "goal": "旺季投诉多", "starts": a_day(-7), "ends": a_day(30), "words": "最好\n第一"}
    answer = post(client_of(user), "campaign_new", **(form | changes))
    assert "看什么" in answer.content.decode(), answer.content.decode()
    return CampaignRow.objects.latest("index").number


def entered(archive, user: User, **changes: object) -> str:  # type: ignore[no-untyped-def]
    """A lead of the user's unit that the user works on."""
    given = {
        "title": "林家果园",
        "summary": "称全国第一",
        "unit": user.organisation_id,
        "parties": ("林家果园",),
    } | changes
    number = enter(archive, register(), new=NewEntry(**given), by=user.acting(), at=timezone.now()).number  # type: ignore[arg-type]
    wanted = Wanted(act=Act.ASSIGN, seen=1, assignee=user.acting())
    act_upon(archive, register(), number=number, wanted=wanted, by=user.acting(), at=timezone.now())
    catch_up(archive)
    return number


def sampled(user: User, plan: str = "", **changes: object) -> str:
    """A sample of platform P's goods through the forms; returns its number."""
    client = client_of(user)
    if not plan:
        form = {"title": "蜜饯抽样", "category": FOOD, "goods": "蜜饯", "count": "3", "items": "糖精钠"}
        post(client, "sampling_new", **form, starts=a_day(), ends=a_day(30))
        plan = SamplingPlanRow.objects.latest("index").number
    form = {
        "goods": "蜜饯", "seller": "林家果园", "platform": "P", "where": "直播间“果园”", "quantity": "2", "price": "39.80",
        "seal": f"F{SampleRow.objects.count()}", "batch": "20260301",
    }  # fmt: skip
    answer = post(client, "sample_new", plan, **(form | changes))
    assert "待检验" in answer.content.decode(), answer.content.decode()
    return SampleRow.objects.latest("index").number


def lab_result(user: User, number: str, **changes: object):  # type: ignore[no-untyped-def]
    form = {
        "act": "report", "seen": "1", "said": "收到报告", "laboratory": "市检验院", "report_number": "NJ-1", "report_on": a_day(),
        "verdict": "fail", "items": "糖精钠｜GB 2760｜不得使用｜0.12 g/kg",
        "document": SimpleUploadedFile("r.pdf", PDF, content_type="application/pdf"),
    }  # fmt: skip
    return post(client_of(user), "sample_act", number, **(form | changes))


def recalled(user: User, **changes: object) -> str:
    form = {
        "goods": "蜜饯", "batch": "20260301", "seller": "林家果园", "platform": "P", "defect": "检出糖精钠", "remedy": "退款",
        "basis": ["食品安全法/63"],
    }  # fmt: skip
    answer = post(client_of(user), "recall_new", **(form | changes))
    assert "进行中" in answer.content.decode(), answer.content.decode()
    return RecallRow.objects.latest("index").number


def wrote(user: User, entry: str, kind: str, **changes: object) -> str:
    form = {
        "seen": str(register_version(entry)), "addressee": "林家果园", "facts": "称全国第一", "asks": "改正", "to": "",
        "basis": ["行政处罚法/28"] if kind == "rectification" else [],
    }  # fmt: skip
    answer = client_of(user).post(reverse("paper_new", args=[entry, kind]), form | changes, follow=True)
    assert "原件摘要" in answer.content.decode(), answer.content.decode()
    return PaperRow.objects.latest("index").id


def register_version(entry: str) -> int:
    from gongzhi_web.archive.opening import opened

    return load_entry(opened(), entry).version


def orders(*numbers: str, results: tuple[str, ...] = ()) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(["订单号", "数量", "金额", "联系方式", "结果", "收货人"])
    for at, number in enumerate(numbers):
        book.active.append([number, 1, "19.90", "13812345678", results[at] if results else "", "王小明"])
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile("orders.xlsx", written.getvalue())


@pytest.fixture
def things(archive, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """A campaign of the city; all the rest the east's, one paper asking platform P, one asking Lin, one nobody here."""
    # Filling a .docx takes longer than all the rest; what stands in one is tested where it is made.
    monkeypatch.setattr("gongzhi_web.campaigns.scope.render_document", lambda document: document.number.encode())
    campaign = planned(cast["gao"])
    sample = sampled(cast["east"])
    entry = entered(archive, cast["east"])
    return {
        "campaign": campaign,
        "plan": SampleRow.objects.get(number=sample).plan,
        "sample": sample,
        "recall": recalled(cast["east"]),
        "paper": wrote(cast["east"], entry, "delisting", to="P", basis=["直播电商监督管理办法/50"]),
        "reminder": wrote(cast["east"], entry, "reminder", to="lin"),
        "inside": wrote(cast["east"], entry, "rectification"),
        "entry": entry,
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


def test_a_failed_sample_leads_to_a_lead_and_the_platform_answers(archive, cast: dict[str, User], things) -> None:
    answer = lab_result(cast["east"], things["sample"])
    now = load_sample(archive, things["sample"])
    assert f"已登记案源 {now.entry}" in answer.content.decode()
    client = client_of(cast["lead"])
    assert now.entry not in client.get(reverse("paper", args=[now.paper])).content.decode()
    done = post(client, "paper_act", now.paper, act="answer", seen="1", said="已下架 3 个链接", outcome="done")
    assert "已回复" in done.content.decode() and PaperRow.objects.get(id=now.paper).answer == "done"
    refused = post(client, "paper_act", now.paper, act="end", seen="2", said="完了")
    assert "由发出单位或收件单位办理" in refused.content.decode()
    report = client_of(cast["gao"]).get(reverse("sample_report", args=[things["sample"], now.reports[0].sha256]))
    assert report.content == PDF and report["Content-Type"] == "application/pdf"


REFUSED_RESULTS = (
    ({"document": SimpleUploadedFile("r.exe", b"MZ")}, "不是 PDF"),
    ({"document": ""}, "没有附检验报告"),
    ({"items": "糖精钠 超标"}, "每行一项"),
    ({"items": ""}, "不合格项目"),
    ({"report_on": "昨天"}, "不是日期"),
    ({"verdict": "maybe"}, "不认识的选项"),
    ({"seen": "7"}, "请刷新后重新核对"),
    ({"act": "notify"}, "现在可以办理"),
)


def test_a_result_that_cannot_be_taken_is_refused_in_words(archive, cast: dict[str, User], things) -> None:
    size = archive.size()
    for changes, said in REFUSED_RESULTS:
        assert said in lab_result(cast["east"], things["sample"], **changes).content.decode(), said
    assert archive.size() == size


def test_no_buyer_stands_in_a_recall_and_the_platform_reports_progress(archive, cast: dict[str, User], things) -> None:
    number, client = things["recall"], client_of(cast["lead"])
    table = orders("44123000000017", "44123000000018", "x")
    page = post(client, "recall_act", number, act="import", seen="1", said="三月订单", file=table).content.decode()
    assert "已导入 2 笔新订单" in page and "第 4 行：订单号应有" in page and "138****5678" in page
    sealed = b"".join(archive.read(one) for one in archive.placed(kind="RecallActed"))
    for personal in ("44123000000017", "13812345678", "王小明"):
        assert personal.encode() not in sealed and personal not in page
    refs = list(load_recall(archive, number).orders)
    post(client, "recall_act", number, act="tell", seen="2", said="停止食用", channel="短信", everybody="untold")
    post(client, "recall_act", number, act="mark", seen="3", said="已退", result="refunded", ref=refs[:1])
    marked = orders("44123000000018", results=("已退货",))
    post(client_of(cast["east"]), "recall_act", number, act="import", seen="4", said="仓库回执", file=marked)
    assert RecallRow.objects.get(number=number).open == 0
    refused = post(client, "recall_act", number, act="complete", seen="5", said="完")
    assert "市场监督管理部门" in refused.content.decode()
    done = post(
        client_of(cast["east"]), "recall_act", number, act="complete", seen="5", said="全部处理完"
    ).content.decode()
    assert "召回总结" in done or "召报" in done
    assert RecallRow.objects.get(number=number).completed
    assert [one.issued.kind.value for one in papers_about(archive, number)] == ["recall_notice", "recall_report"]


def test_a_table_that_cannot_be_read_is_refused_with_the_way_out(archive, cast: dict[str, User], things) -> None:
    client, size = client_of(cast["lead"]), archive.size()
    for name, content, said in (
        ("a.pdf", b"%PDF", "另存为其中一种"),
        ("a.xlsx", b"not a zip", "不是可用的 .xlsx"),
        ("a.csv", "编号,数量\n1,2".encode(), "没有“订单号”"),
        ("a.csv", b" ", "是空的"),
    ):
        table = SimpleUploadedFile(name, content)
        page = post(client, "recall_act", things["recall"], act="import", seen="1", said="x", file=table)
        assert said in page.content.decode(), name
    assert archive.size() == size


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
