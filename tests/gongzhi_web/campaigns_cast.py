"""What the tests of campaigns, sampling, recalls and papers share: each thing made through its form."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from web_cast import client_of

from gongzhi.cases import Act
from gongzhi.flow.docketing import NewEntry, Wanted, act_upon, enter, load_entry
from gongzhi_web.accounts.models import User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.forms import register
from gongzhi_web.campaigns.models import CampaignRow, PaperRow, RecallRow, SampleRow, SamplingPlanRow

FOOD = "食品（含市场销售的食用农产品）"
PDF = b"%PDF-1.7 laboratory"


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
