"""The price audit on the site: who may, what is kept, what is refused, what can be taken away."""

import io
from datetime import UTC, datetime, timedelta

import docx
import numpy as np
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import client_of

from gongzhi.pricing import Scene, make_market
from gongzhi_web.accounts.models import Look
from gongzhi_web.pricing.models import PriceAudit

START = datetime(2026, 3, 1, tzinfo=UTC)


def table(markup: float = 0.05) -> bytes:
    """A small market as .csv."""
    made = make_market(Scene(rows=3000, users=400, items=10, markup=markup, share=1.0), np.random.default_rng(1))
    rows = ["user,item,at,region,old,device,price_yuan"]
    for at in range(3000):
        when = (START + timedelta(seconds=int(made.second[at]))).isoformat()
        price = made.price_fen[at] / 100
        rows.append(
            f"secret-{made.user[at]},SKU{made.item[at]},{when},{made.region[at]},{made.old[at]},{made.user[at] % 2},{price:.2f}"
        )
    return "\n".join([*rows, "secret-1,SKU1,昨天,1,1,0,5"]).encode()


def audited(client, content: bytes | None = None, **form: str):
    upload = SimpleUploadedFile("成交.csv", table() if content is None else content)
    return client.post(reverse("price_audit"), {"file": upload, "group": "old", **form}, follow=True)


@pytest.fixture
def lead(cast):
    """Somebody of the platform."""
    return client_of(cast["lead"])


def test_staff_may_merchants_may_not_and_strangers_sign_in(cast, client) -> None:
    for name in ("lead", "reviewer", "gao", "auditor"):
        assert client_of(cast[name]).get(reverse("pricing")).status_code == 200
    assert client_of(cast["lin"]).get(reverse("pricing")).status_code == 403
    assert client.get(reverse("pricing")).status_code == 302


def test_an_upload_becomes_a_report_with_an_indicator_pairs_and_law_and_no_user(lead) -> None:
    body = audited(lead, scan="1").content.decode()
    for said in (
        "指标异常，需平台说明",
        "由人作出决定",
        "第三十一条",
        "配对示例",
        "at 不是时间",
        "price-numbers",
        "逐列扫描",
    ):
        assert said in body, said
    assert "secret-" not in body and "secret-" not in str(PriceAudit.objects.get().result)


def test_a_report_is_seen_by_its_own_organisation_and_looking_is_written_down(lead, cast) -> None:
    audited(lead)
    address = reverse("price_report", args=[PriceAudit.objects.get().pk])
    assert client_of(cast["reviewer"]).get(address).status_code == 200
    assert client_of(cast["gao"]).get(address).status_code == 404
    assert Look.objects.filter(what="查看差别定价审计").exists()


def test_word_and_spreadsheet_are_taken_away(lead) -> None:
    audited(lead)
    kept = PriceAudit.objects.get()
    word = lead.get(reverse("price_download", args=[kept.pk, "docx"])).content
    assert any(
        "指标异常" in cell.text
        for one in docx.Document(io.BytesIO(word)).tables
        for row in one.rows
        for cell in row.cells
    )
    sheet = openpyxl.load_workbook(io.BytesIO(lead.get(reverse("price_download", args=[kept.pk, "xlsx"])).content))
    assert sheet["结论"]["B2"].value == "指标异常，需平台说明"
    assert lead.get(reverse("price_download", args=[kept.pk, "pdf"])).status_code == 404


@pytest.mark.parametrize(
    ("content", "group", "said"),
    [(b"item,user\na,b\n", "old", "成交价"), (b" ", "old", "是空的"), (b"item,user,price,old\na,b,1,1\n", "", "按哪一列"),
     (b"item,user,price,old\na,b,-1,1\n", "old", "不大于零 1 行"), (b"item,user,price\na,b,1\n", "<b>", "没有“&lt;b&gt;”")],
)  # fmt: skip
def test_what_cannot_be_audited_is_refused_on_the_form_and_nothing_is_kept(lead, content, group, said) -> None:
    answer = audited(lead, content, group=group)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not PriceAudit.objects.exists()


def test_only_its_maker_deletes_a_report(lead, cast) -> None:
    audited(lead)
    address = reverse("price_delete", args=[PriceAudit.objects.get().pk])
    assert client_of(cast["reviewer"]).post(address).status_code == 404
    assert lead.post(address).status_code == 302 and not PriceAudit.objects.exists()
