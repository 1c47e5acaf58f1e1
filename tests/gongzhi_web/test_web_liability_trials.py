"""The laboratory on the site: two versions, three kinds of population, tables and chart, limits, own trials only."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_web_liability import began, say
from test_web_liability_saved import saved
from web_cast import client_of

from gongzhi_web.liability import trial_forms
from gongzhi_web.liability.engine import TRIAL_LOCK
from gongzhi_web.liability.models import LawTrial

ASKED = {
    "left-conduct": "2026-03-01", "left-trial": "2026-06-01", "right-conduct": "2026-03-01", "right-trial": "2026-06-01",
    "right-proposal": "小农户责任上限", "population": "imagined", "count": "200", "seed": "1",
}  # fmt: skip
TABLE = "名,存在损害,关系生命健康,平台已审核资质,平台能提供经营者真实信息,损失\n甲,是,是,否,是,1000元\n乙,是,否,,是,500元\n丙,,,,,\n"


def compared(client, **changes):
    return client.post(reverse("laboratory"), {**ASKED, **changes}, follow=True)


def with_table(client, name: str, content: bytes, **changes):
    sides = {"right-proposal": "", "left-reading": "按份责任说", "right-reading": "连带责任说"}
    return compared(client, population="table", file=SimpleUploadedFile(name, content), **{**sides, **changes})


def test_a_proposal_over_imagined_cases_shows_who_pays_less_in_a_table_and_a_chart_with_words(cast, archive) -> None:
    body = compared(client_of(cast["gao"])).content.decode()
    for said in (
        "立法建议：小农户责任上限",
        "虚构案情 200 件（种子 1）",
        "是假设，不是统计",
        "商家/小农户责任上限",
        "由人作出决定",
    ):
        assert said in body, said
    chart = body.split('class="bars"')[1].split("</svg>")[0]
    assert 'role="img"' in chart and "各方应付：" in chart and "商家由" in chart and "<rect" in chart


def test_two_readings_over_a_table_change_the_form_and_the_sum(cast, archive) -> None:
    body = with_table(client_of(cast["gao"]), "案情.csv", TABLE.encode()).content.decode()
    row = body.split('id="changes"')[1].split("平台/相应责任")[1].split("</tr>")[0]
    assert 'data-label="形态变" class="end num">1<' in row and "第 1 件" in row
    owed = body.split('id="parties"')[1].split("</table>")[0].split('data-label="当事方">平台')[1].split("</tr>")[0]
    assert "采 按份责任说" in body and "¥300.00" in owed and "¥1000.00" in owed


def test_the_same_table_as_xlsx_gives_the_same(cast, archive) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.strip().splitlines():
        book.active.append([one or None for one in line.split(",")])
    written = io.BytesIO()
    book.save(written)
    gao = client_of(cast["gao"])
    with_table(gao, "案情.csv", TABLE.encode())
    with_table(gao, "案情.xlsx", written.getvalue())
    second, first = LawTrial.objects.all()
    assert bytes(first.record) == bytes(second.record)


def test_own_sealed_analyses_are_a_population_and_the_examples_lead_to_them(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, topic=["平台"])
    say(gao, draft, ("存在损害", "是"), ("关系生命健康", "是"), ("平台已审核资质", "否"))
    row = saved(gao, draft)
    sides = {"right-proposal": "", "left-reading": "按份责任说", "right-reading": "连带责任说"}
    body = compared(gao, population="own", **sides).content.decode()
    assert "本单位封存的分析 1 份" in body and f'href="{reverse("analysis", args=[row.number])}"' in body
    nobody = compared(client_of(cast["east"]), population="own", **sides)
    assert nobody.status_code == 400 and "还没有封存的分析" in nobody.content.decode()


def test_contradictory_cases_are_left_out_and_named(cast, archive) -> None:
    table = "平台自营,运营者已标明实际销售者\n是,是\n是,否\n"
    body = with_table(client_of(cast["gao"]), "案情.csv", table.encode()).content.decode()
    left_out = body.split('id="left-out"')[1]
    assert "第 1 件" in left_out and "事实互相矛盾" in left_out and "未计入 1 件" in body


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("案情.csv", "存在损坏\n是\n".encode(), "没有名为“存在损坏”的事实或金额"),
        ("案情.csv", "存在损害\n也许\n".encode(), "案情.csv 第 2 行：“存在损害”写成了“也许”"),
        ("案情.csv", "存在损害,存在损害\n是,否\n".encode(), "写了两次"),
        ("案情.csv", "存在损害\n是,否\n".encode(), "第 2 行：比列名多出一格"),
        ("案情.csv", "存在损害\n是\n\n是\n".encode(), "第 3 行：是空行"),
        ("案情.csv", b"", "是空的"),
        ("案情.xlsx", b"PK no book", "另存为 .xlsx"),
        ("案情.docx", b"x", "不是 .csv 或 .xlsx"),
        ("案情.csv", ("存在损害\n" + "是\n" * 31).encode(), "多于 30 件"),
    ],
)
def test_a_table_that_cannot_be_used_says_which_row_and_what_to_write(
    cast, archive, monkeypatch, name, content, said
) -> None:
    monkeypatch.setattr(trial_forms, "MOST_CASES", 30)
    answer = with_table(client_of(cast["gao"]), name, content)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not LawTrial.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right-proposal": ""}, "两边一样"),
        ({"left-conduct": "去年"}, "原的事实日“去年”不是日期"),
        ({"right-trial": "2020-01-01"}, "现的审理日 2020-01-01 早于事实日"),
        ({"count": "20001"}, "应是 1 至 20000 的整数"),
        ({"count": "-1"}, "应是 1 至 20000 的整数"),
        ({"population": "table"}, "没有选文件"),
    ],
)
def test_what_cannot_be_compared_is_refused_and_what_was_chosen_stays(cast, archive, changed, said) -> None:
    answer = compared(client_of(cast["gao"]), **changed)
    body = answer.content.decode()
    assert answer.status_code == 400 and said in body and 'value="2026-06-01"' in body


def test_while_another_trial_runs_one_is_told_to_wait(cast, archive, monkeypatch) -> None:
    monkeypatch.setattr("gongzhi_web.liability.trial_views._PATIENCE", 0)
    with TRIAL_LOCK:
        answer = compared(client_of(cast["gao"]))
    assert answer.status_code == 400 and "还没有算完" in answer.content.decode()


def test_a_trial_is_taken_away_as_a_workbook_and_read_by_its_organisation_alone(cast, archive) -> None:
    gao = client_of(cast["gao"])
    compared(gao)
    kept = LawTrial.objects.get()
    book = openpyxl.load_workbook(io.BytesIO(gao.get(reverse("trial_xlsx", args=[kept.pk])).content))
    assert book.sheetnames == ["概要", "各方", "结果", "未计入"] and book["各方"].max_row > 1
    for name in ("east", "lead", "lin", "zhou"):
        other = client_of(cast[name])
        for page in ("trial", "trial_xlsx"):
            assert other.get(reverse(page, args=[kept.pk])).status_code == 404, (name, page)
        assert other.post(reverse("trial_delete", args=[kept.pk])).status_code == 404, name
        assert "虚构案情 200 件" not in other.get(reverse("laboratory")).content.decode()
    assert gao.post(reverse("trial_delete", args=[kept.pk])).status_code == 302 and not LawTrial.objects.exists()
