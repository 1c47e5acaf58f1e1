"""Samples and recalls on screen: a failed sample becomes a lead, no buyer is named, what cannot be read is refused."""

from campaigns_cast import PDF, lab_result, orders, post, things
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import client_of

from gongzhi.flow.guiding import papers_about
from gongzhi.flow.recalling import load_recall
from gongzhi.flow.sampling_goods import load_sample
from gongzhi_web.accounts.models import User
from gongzhi_web.campaigns.models import PaperRow, RecallRow

__all__ = ["things"]


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
