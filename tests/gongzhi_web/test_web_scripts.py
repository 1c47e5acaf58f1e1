"""The script check: paste or upload, what is shown, the report, what is kept and by whom it is seen."""

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web_cast import client_of

from gongzhi.adapters.script_files import LARGEST
from gongzhi.flow.scripts import MOST_CHARACTERS
from gongzhi_web.scripts.checking import CATEGORIES, MOST_CARDS, checker
from gongzhi_web.scripts.models import SavedScript

SCRIPT = "家人们我们家都是国家级品质\n这款保健品能治高血压，假一赔十"
FORM = {"text": SCRIPT, "category": "保健食品", "kind": "speech", "on": "2026-03-14"}


@pytest.fixture
def lin(cast):
    """The smallholder's browser."""
    return client_of(cast["lin"])


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_with_an_organisation_may_check_and_nobody_else(cast, client) -> None:
    for name in ("lin", "qiao", "reviewer", "gao", "auditor"):
        assert "话术自查" in page(client_of(cast[name]).get(reverse("scripts")))
    assert client_of(cast["nobody"]).get(reverse("scripts")).status_code == 403
    assert client.get(reverse("scripts")).status_code == 302


def test_a_pasted_script_shows_rule_law_reason_a_lawful_way_promises_and_what_is_missing(lin) -> None:
    body = page(lin.post(reverse("check_script"), FORM))
    for said in ("国家级品质", "使用“国家级”", "《广告法》第九条第三项", "为什么", "可以这样说", "赔付承诺", "倍数：10",
                 "声明保健食品不是药物、不能代替药物", "由人作出决定", "data-print"):  # fmt: skip
        assert said in body
    assert '<a href="#r1"><mark class="middle">国家级品质</mark></a><sup><a href="#r1">1</a></sup>' in body
    assert 'id="p2"' in body and 'id="r2"' in body


def test_nothing_is_stored_by_checking_or_by_the_report(lin) -> None:
    page(lin.post(reverse("check_script"), FORM))
    lin.post(reverse("script_report"), FORM)
    assert not SavedScript.objects.exists()


def test_a_script_is_shown_as_text_and_never_as_markup(lin) -> None:
    body = page(lin.post(reverse("check_script"), {**FORM, "text": "<script>alert(1)</script>国家级品质"}))
    assert "<script>alert" not in body and "&lt;script&gt;alert" in body


def test_a_clean_script_says_that_clean_is_not_lawful(lin) -> None:
    assert "没有标出不等于合法" in page(lin.post(reverse("check_script"), {**FORM, "text": "大家好"}))


def test_without_a_category_the_page_says_what_is_lost(lin) -> None:
    assert "没有选商品类别" in page(lin.post(reverse("check_script"), {**FORM, "category": "飞船"}))


def test_the_day_asked_for_decides_which_law_is_cited(lin) -> None:
    early = page(lin.post(reverse("check_script"), {**FORM, "on": "2014-01-07"}))
    assert "第九条第三项" not in early and "2014年1月7日" in early


def test_text_for_the_product_page_is_read_as_such(lin) -> None:
    assert "商品页文案" in page(lin.post(reverse("check_script"), {**FORM, "kind": "listing"}))


def uploaded(name: str, content: bytes) -> dict[str, object]:
    return {**FORM, "text": "", "file": SimpleUploadedFile(name, content)}


def test_word_text_and_subtitles_can_be_uploaded(lin) -> None:
    document, into = docx.Document(), io.BytesIO()
    document.add_paragraph("我们家都是国家级品质")
    document.save(into)
    subtitles = "1\n00:00:05,000 --> 00:00:06,000\n都是国家级\n\n2\n00:00:06,100 --> 00:00:07,000\n品质\n"
    for name, content in (
        ("稿.docx", into.getvalue()),
        ("稿.txt", "都是国家级品质".encode("gbk")),
        ("稿.srt", subtitles.encode()),
    ):
        body = page(lin.post(reverse("check_script"), uploaded(name, content)))
        assert ">国家级品质</mark>" in body and name in body
    assert "00:00:05" in body


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({**FORM, "text": "  "}, "稿子是空的"),
        ({**FORM, "text": "好" * (MOST_CHARACTERS + 1)}, "分成几份"),
        (uploaded("a.pdf", b"%PDF"), "请上传 .docx、.txt 或 .srt"),
        (uploaded("a.docx", b"PK"), "不是 .docx"),
        (uploaded("a.doc", b"\xd0\xcf\x11\xe0"), "旧版 .doc"),
        (uploaded("a.txt", b"a" * (LARGEST + 1)), "最多 2048 KB"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_chinese_and_the_text_stays(lin, form, says: str) -> None:
    for address in ("check_script", "script_report", "save_script"):
        if "file" in form:
            form["file"].seek(0)
        body = page(lin.post(reverse(address), form))
        assert says in body and 'role="alert"' in body and "selected>保健食品" in body
    assert not SavedScript.objects.exists()


def test_a_rule_that_breaks_shows_no_verdict(lin, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        from gongzhi.screening import RuleFailed

        raise RuleFailed("筛查“第 1 段”时出错，本行没有结论")

    monkeypatch.setattr(checker(), "check", broken, raising=False)
    assert "没有结论" in page(lin.post(reverse("check_script"), FORM))


def test_many_remarks_are_all_marked_and_the_cards_say_how_many_are_left_out(lin) -> None:
    body = page(lin.post(reverse("check_script"), {**FORM, "text": "国家级品质\n" * (MOST_CARDS + 5)}))
    assert body.count('<mark class="middle">国家级品质') == MOST_CARDS + 5
    assert f"先列前 {MOST_CARDS} 处，另有 5 处" in body


def test_the_report_is_a_document_with_the_same_remarks(lin) -> None:
    answer = lin.post(reverse("script_report"), FORM)
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "attachment" in answer["Content-Disposition"] and "国家级品质" in text and "绝对化用语" in text


def test_a_script_is_kept_when_asked_and_seen_by_its_owner_alone(lin, cast) -> None:
    answer = lin.post(reverse("save_script"), FORM, follow=True)
    kept = SavedScript.objects.get()
    assert kept.title == "家人们我们家都是国家级品质" and kept.on == date(2026, 3, 14)
    assert "只有你自己看得到" in page(answer) and "国家级品质" in page(lin.get(reverse("scripts")))
    for name in ("zhou", "qiao", "lead", "gao", "auditor"):
        stranger = client_of(cast[name])
        assert stranger.get(reverse("saved_script", args=[kept.pk])).status_code == 404
        assert stranger.post(reverse("delete_script", args=[kept.pk])).status_code == 404
        assert kept.title not in page(stranger.get(reverse("scripts")))
    lin.post(reverse("delete_script", args=[kept.pk]))
    assert not SavedScript.objects.exists()


def test_only_so_many_scripts_are_kept(lin, cast, monkeypatch) -> None:
    monkeypatch.setattr("gongzhi_web.scripts.saved_views.MOST_KEPT", 1)
    lin.post(reverse("save_script"), FORM)
    assert "请先删去不用的" in page(lin.post(reverse("save_script"), FORM))
    assert SavedScript.objects.count() == 1


def test_the_categories_offered_are_those_the_rules_know() -> None:
    assert set(CATEGORIES) <= checker()._categories.names
    for name in CATEGORIES:
        assert name in checker()._categories.read(name)
