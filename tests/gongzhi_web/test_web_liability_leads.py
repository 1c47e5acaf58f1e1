"""An analysis opened from the register on the site: filled in with sources, only for who may read the entry."""

import pytest
from django.urls import reverse
from test_web_liability import SCOPE, began, inquiry_of, page_of
from test_web_liability_saved import saved
from web_cast import NOW, client_of

from gongzhi.cases import LeadOrigin, Matter
from gongzhi.flow.docketing import NewEntry, enter
from gongzhi_web.accounts.models import Look
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.forms import register
from gongzhi_web.board.models import DocketReader
from gongzhi_web.liability.models import AnalysisRow, InquiryDraft


@pytest.fixture
def lead(archive, cast, market) -> str:
    """A complaint about Lin's room in the register of the city."""
    new = NewEntry(
        title="脐橙坏了不赔", summary="买到的脐橙坏了一半", unit="city", matter=Matter.COMPLAINT,
        origin=LeadOrigin.COMPLAINT, broadcast=market["lin"], parties=("林家果园",),
    )  # fmt: skip
    entered = enter(archive, register(), new=new, by=cast["gao"].acting(), at=NOW)
    catch_up(archive)
    return entered.number


def test_a_complaint_in_the_register_leads_to_an_interview_with_its_facts_and_their_sources(cast, lead) -> None:
    gao = client_of(cast["gao"])
    home = gao.get(reverse("liability")).content.decode()
    assert f'href="{reverse("liability_new")}?lead={lead}"' in home and "脐橙坏了不赔" in home
    assert f"{reverse('liability_new')}?lead={lead}" in gao.get(reverse("docket_entry", args=[lead])).content.decode()
    start = gao.get(reverse("liability_new"), {"lead": lead}).content.decode()
    filled = start.split('id="from-record"')[1]
    assert "假一赔十" in filled and "商品卡“脐橙5斤装”的标价" in filled and "买到的脐橙坏了一半" in filled
    assert Look.objects.filter(what="由案源开始责任分析", subject=lead, user=cast["gao"]).exists()
    draft = began(gao, lead=lead, topic=["质量、数量与约定不符", "承诺与退货"])
    inquiry = inquiry_of(draft)
    assert (inquiry.lead, draft.lead, inquiry.amounts) == (lead, lead, {"承诺倍数": 10, "价款": 2990})
    body = page_of(gao, draft, ask="存在损害")
    assert "记录里有：登记为投诉，反映的是“买到的脐橙坏了一半”" in body and "实际付了多少请看订单" in body
    assert f"案源 {lead}" in body


def test_an_amount_typed_over_is_the_persons_own(cast, lead) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, lead=lead)
    gao.post(reverse("inquiry_setting", args=[draft.pk]), {"part": "amounts", "amount:价款": "25"})
    assert inquiry_of(draft).amounts["价款"] == 2500 and "价款" not in inquiry_of(draft).amount_sources


def test_who_may_not_read_the_entry_cannot_begin_from_it(cast, lead) -> None:
    for name in ("east", "lead", "lin", "elsewhere", "zhou"):
        client = client_of(cast[name])
        assert client.get(reverse("liability_new"), {"lead": lead}).status_code == 404, name
        assert client.post(reverse("liability_new"), {**SCOPE, "lead": lead}).status_code == 404, name
        assert lead not in client.get(reverse("liability")).content.decode(), name
    assert not InquiryDraft.objects.exists()


def test_what_was_made_of_an_entry_closes_with_it_and_its_number_is_sealed(cast, lead) -> None:
    gao = client_of(cast["gao"])
    row, draft = saved(gao, began(gao, lead=lead)), began(gao, lead=lead)
    assert AnalysisRow.objects.get().lead == lead
    assert lead in gao.get(reverse("analysis", args=[row.number])).content.decode()
    DocketReader.objects.filter(number=lead).delete()
    assert gao.get(reverse("analysis", args=[row.number])).status_code == 404
    assert gao.get(reverse("inquiry", args=[draft.pk])).status_code == 404


def test_going_on_from_an_analysis_keeps_the_entry(cast, lead) -> None:
    gao = client_of(cast["gao"])
    row = saved(gao, began(gao, lead=lead))
    gao.post(reverse("analysis_again", args=[row.number]))
    assert InquiryDraft.objects.get().lead == lead
