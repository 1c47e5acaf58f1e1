"""Analyses opened from a case, sealed, reopened, printed, taken away; each organisation reads its own only."""

import io
from dataclasses import replace
from functools import cache
from html import unescape

import docx
import pytest
from django.urls import reverse
from test_web_liability import SCOPE, began, inquiry_of, page_of, say
from web_cast import client_of

from gongzhi.cases import CaseParty, ReviewOutcome
from gongzhi.flow import open_case, review
from gongzhi.flow.analyse import LiabilityAnalysed
from gongzhi.law import load_book
from gongzhi.liability import Engine, load_rules
from gongzhi.parties import LegalRole, Party, PartyKind
from gongzhi.values import decode_record
from gongzhi_web.accounts.models import Look
from gongzhi_web.archive.following import catch_up
from gongzhi_web.cases.models import CaseRow
from gongzhi_web.evidence.scope import exhibits_of
from gongzhi_web.liability import engine as asking
from gongzhi_web.liability.models import AnalysisRow, InquiryDraft


@pytest.fixture
def case(archive, cast, market) -> str:
    """A case of platform P against Lin, over the confirmed finding of the room."""
    finding = next(one.exhibit for one in archive.placed(kind="Finding", subject=market["lin"]))
    by, at = cast["lead"].acting(["P"]), next(archive.placed()).at
    review.review_finding(archive, finding=finding, outcome=ReviewOutcome.CONFIRMED, reason=None, by=by, at=at)
    party = Party(id="林家果园", kind=PartyKind.SMALLHOLDER, names=("林家果园",))
    draft = open_case.CaseDraft(
        broadcast=market["lin"], parties=(CaseParty(party=party, role=LegalRole.OPERATOR),), findings=(finding,)
    )
    opened = open_case.open_case(archive, draft=draft, by=by, at=at)
    catch_up(archive)
    return opened.id


def saved(client, draft) -> AnalysisRow:
    answer = client.post(reverse("inquiry_save", args=[draft.pk]), follow=True)
    assert "已封存" in answer.content.decode()
    return AnalysisRow.objects.latest("index")


@cache
def newer_engine() -> Engine:
    rules = load_rules()
    return Engine(replace(rules, digest="0" * 64), load_book())


def test_from_a_case_the_known_facts_are_filled_in_and_marked_with_their_exhibits(cast, case, archive) -> None:
    lead = client_of(cast["lead"])
    start = lead.get(reverse("liability_new"), {"case": case}).content.decode()
    promise = next(archive.placed(kind="Promise")).exhibit
    filled = start.split('id="from-record"')[1].split("</section>")[0]
    assert "假一赔十" in filled and f"/evidence/{promise}/" in filled
    draft = began(lead, case=case, topic=["承诺与退货"])
    inquiry = inquiry_of(draft)
    assert inquiry.facts["商家承诺假一赔N"] and inquiry.amounts == {"承诺倍数": 10} and inquiry.case == case
    assert f"/evidence/{promise}/" in page_of(lead, draft) and f"案件 {case}" in page_of(lead, draft)


def test_the_case_page_leads_to_the_analysis(cast, case) -> None:
    body = client_of(cast["lead"]).get(reverse("case", args=[case])).content.decode()
    assert f'href="{reverse("liability_new")}?case={case}"' in body


def test_opening_a_case_is_written_down_and_sealed_in_its_custody(cast, case, archive) -> None:
    lead = client_of(cast["lead"])
    lead.get(reverse("liability_new"), {"case": case})
    assert Look.objects.filter(what="由案件开始责任分析", subject=case, user=cast["lead"]).exists()
    assert any(one.subject == case for one in archive.placed(kind="Viewed"))
    page_of(lead, began(lead, case=case))
    assert Look.objects.filter(what="查看责任分析", subject=case).count() == 1


def test_who_may_not_read_the_case_cannot_begin_from_it(cast, case) -> None:
    for name in ("west", "tea", "elsewhere", "zhou"):
        client = client_of(cast[name])
        assert client.get(reverse("liability_new"), {"case": case}).status_code == 404, name
        assert client.post(reverse("liability_new"), {**SCOPE, "case": case}).status_code == 404, name
    assert not InquiryDraft.objects.exists()


def test_a_sealed_analysis_is_a_record_and_reopening_shows_the_same(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao)
    say(gao, draft, ("存在损害", "是"), ("平台自营", "是"))
    row = saved(gao, draft)
    placed = next(archive.placed(kind="LiabilityAnalysed"))
    record = decode_record(LiabilityAnalysed, archive.read(placed))
    assert (row.exhibit, record.id, record.party) == (placed.exhibit, row.number, "city")
    assert not InquiryDraft.objects.filter(pk=draft.pk).exists()
    body = gao.get(reverse("analysis", args=[row.number])).content.decode()
    for said in (
        "平台——销售者责任",
        record.rules_digest[:16],
        "由人作出决定",
        row.number,
        f"/evidence/{placed.exhibit}/",
    ):
        assert said in body, said
    assert Look.objects.filter(what="查看责任分析", subject=row.number).exists()


def test_when_the_rules_changed_since_the_sealed_result_stays_and_the_page_says_so(cast, archive, monkeypatch) -> None:
    gao = client_of(cast["gao"])
    row = saved(gao, began(gao))
    address = reverse("analysis", args=[row.number])
    before = gao.get(address).content.decode()
    monkeypatch.setattr(asking, "_made", newer_engine)
    after = gao.get(address).content.decode()
    assert "规则在保存之后更新过" in after and "规则在保存之后更新过" not in before
    assert before.split("<article")[1].split("</article>")[0] == after.split("<article")[1].split("</article>")[0]


def test_the_docx_of_a_sealed_analysis_is_the_same_each_time_and_marked_as_assistance(cast, archive) -> None:
    gao = client_of(cast["gao"])
    row = saved(gao, began(gao))
    address = reverse("analysis_docx", args=[row.number])
    first, second = gao.get(address), gao.get(address)
    assert first.content == second.content and row.number in unescape(first.headers["Content-Disposition"])
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(first.content)).paragraphs)
    assert "由人作出决定" in text and row.number in text


def test_a_draft_is_printed_and_taken_away_marked_as_a_draft(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao)
    assert "草稿，未封存" in gao.get(reverse("inquiry_paper", args=[draft.pk])).content.decode()
    word = docx.Document(io.BytesIO(gao.get(reverse("inquiry_docx", args=[draft.pk])).content))
    assert any("草稿，未封存" in one.text for one in word.paragraphs)


def test_a_contradiction_is_neither_printed_nor_sealed(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao)
    say(gao, draft, ("平台自营", "是"), ("运营者已标明实际销售者", "是"))
    for page in ("inquiry_paper", "inquiry_docx"):
        answer = gao.get(reverse(page, args=[draft.pk]), follow=True)
        assert "事实互相矛盾" in answer.content.decode() and answer.redirect_chain
    assert "事实互相矛盾" in gao.post(reverse("inquiry_save", args=[draft.pk]), follow=True).content.decode()
    assert not list(archive.placed(kind="LiabilityAnalysed")) and InquiryDraft.objects.filter(pk=draft.pk).exists()


def test_a_sealed_analysis_is_its_organisations_own_even_of_a_case_that_others_may_read(cast, case, archive) -> None:
    lead = client_of(cast["lead"])
    row = saved(lead, began(lead, case=case))
    pages = [reverse("analysis", args=[row.number]), reverse("analysis_docx", args=[row.number])]
    for page in pages:
        assert client_of(cast["reviewer"]).get(page).status_code == 200
        for name in ("gao", "east", "west", "lin", "elsewhere", "zhou"):
            assert client_of(cast[name]).get(page).status_code == 404, name
    for name, sees in (("reviewer", True), ("gao", False), ("lin", False), ("elsewhere", False)):
        assert exhibits_of(cast[name]).filter(kind="LiabilityAnalysed").exists() is sees, name
        assert (row.number in client_of(cast[name]).get(reverse("liability")).content.decode()) is sees, name
    assert client_of(cast["gao"]).post(reverse("analysis_again", args=[row.number])).status_code == 404


def test_who_may_no_longer_read_the_case_no_longer_reads_what_was_made_of_it(cast, case, archive) -> None:
    lead = client_of(cast["lead"])
    row, draft = saved(lead, began(lead, case=case)), began(lead, case=case)
    CaseRow.objects.filter(id=case).update(holder="别家平台")
    assert lead.get(reverse("analysis", args=[row.number])).status_code == 404
    assert lead.get(reverse("inquiry", args=[draft.pk])).status_code == 404


def test_going_on_from_a_sealed_analysis_begins_a_draft_and_leaves_the_sealed_one(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao)
    say(gao, draft, ("存在损害", "是"))
    row = saved(gao, draft)
    assert gao.post(reverse("analysis_again", args=[row.number])).status_code == 302
    again = InquiryDraft.objects.get()
    assert inquiry_of(again).facts == {"存在损害": True} and AnalysisRow.objects.count() == 1


def test_projecting_the_log_anew_gives_the_same_row(cast, archive) -> None:
    gao = client_of(cast["gao"])
    row = saved(gao, began(gao))
    from gongzhi_web.liability.rows import project_analysis

    placed = next(archive.placed(kind="LiabilityAnalysed"))
    project_analysis(placed, archive.read(placed))
    AnalysisRow.objects.all().delete()
    project_analysis(placed, archive.read(placed))
    again = AnalysisRow.objects.get()
    assert (again.number, again.title, bytes(again.record)) == (row.number, row.title, bytes(row.record))
