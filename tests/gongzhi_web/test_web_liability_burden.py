"""The burden sheet on the site: what each side proves, a sealed record put behind an answer, on paper, own papers only."""

import io

import docx
import pytest
from django.urls import reverse
from test_web_liability import began, inquiry_of, say
from test_web_liability_saved import saved
from web_cast import NOW, client_of

from gongzhi.cases import Matter
from gongzhi.flow.assess import DutiesAssessed, DutyAnswer
from gongzhi.flow.docketing import NewEntry, enter
from gongzhi.flow.ports import Item
from gongzhi.law import Status
from gongzhi.parties import DossierActed, DossierOpened, LegalRole, PartyKind, Step
from gongzhi.values import encode_record
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.forms import register

FACTS = (("存在损害", "是"), ("关系生命健康", "是"))


def sealed_paper(archive, room: str) -> str:
    placed = archive.append([Item(kind="raw", subject=room, data=b"admission of Lin", at=NOW)])
    catch_up(archive)
    return placed[0].exhibit


def sheet_of(client, draft) -> str:
    return client.get(reverse("inquiry_burden", args=[draft.pk])).content.decode()


def attach(client, draft, exhibit: str, kind: str = "准入记录") -> str:
    address = reverse("inquiry_burden_attach", args=[draft.pk])
    return client.post(address, {"exhibit": exhibit, "kind": kind}, follow=True).content.decode()


def test_each_side_has_its_table_with_basis_what_is_assumed_and_what_proof_would_turn(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, topic=["平台"])
    say(gao, draft, *FACTS)
    body = sheet_of(gao, draft)
    platform = body.split("平台举证</h2>")[1].split("</table>")[0]
    both, alone = (
        platform.split(f"（{name}）")[1].split("</tr>")[0]
        for name in ("平台已尽安全保障义务", "平台能提供经营者真实信息")
    )
    for said in (
        "《电子商务法》第三十八条第二款",
        "未证明，由平台举证，按否处理",
        "与其他事实一起影响：平台/相应责任",
        "还没有",
    ):
        assert said in both, said
    assert "证明为是：平台/先行赔偿责任由成立转为不成立" in alone
    assert "消费者举证</h2>" in body and "由人作出决定" in body


def test_a_sealed_admission_record_proves_that_the_platform_checked_the_licences(cast, archive, market) -> None:
    lead = client_of(cast["lead"])
    draft, exhibit = began(lead, topic=["平台"]), sealed_paper(archive, market["lin"])
    say(lead, draft, *FACTS)
    body = attach(lead, draft, exhibit)
    assert "已写进回答" in body
    row = body.split("（平台已审核资质）")[1].split("</tr>")[0]
    assert exhibit in row and "准入记录，说明其为是" in row and "须看：载明交易之前" in row
    answer = next(one for one in inquiry_of(draft).answers if one.fact == "平台已审核资质")
    assert (answer.answer, answer.source, answer.exhibits) == ("是", "准入记录", (exhibit,))


def test_an_exhibit_that_the_person_may_not_read_is_not_taken(cast, archive, market) -> None:
    exhibit = sealed_paper(archive, market["lin"])
    for name in ("zhou", "elsewhere"):
        client = client_of(cast[name])
        draft = began(client, topic=["平台"])
        assert "你看不到它" in attach(client, draft, exhibit)
        assert inquiry_of(draft).answers == ()


def test_a_record_that_says_the_contrary_of_an_answer_is_refused_with_both_named(cast, archive, market) -> None:
    lead = client_of(cast["lead"])
    draft, exhibit = began(lead, topic=["平台"]), sealed_paper(archive, market["lin"])
    say(lead, draft, ("平台已审核资质", "否"))
    body = attach(lead, draft, exhibit)
    assert "说明“平台已审核资质”为是" in body and inquiry_of(draft).facts == {"平台已审核资质": False}
    assert "证明什么不清楚" in attach(lead, draft, exhibit, kind="手写便条")


def test_what_a_platform_assessed_of_itself_stands_beside_the_fact_for_it_alone(cast, archive, market) -> None:
    exhibit = sealed_paper(archive, market["lin"])
    answer = DutyAnswer(code="ZB-8(1)", status=Status.MET, exhibits=(exhibit,))
    record = DutiesAssessed(
        party="P", role="平台", on=NOW.date(), answers=(answer,), by=cast["lead"].acting(["P"]), at=NOW
    )
    archive.append([Item(kind="DutiesAssessed", subject="P", data=encode_record(record), at=NOW)])
    catch_up(archive)
    for name, sees in (("lead", True), ("gao", False), ("elsewhere", False)):
        client = client_of(cast[name])
        draft = began(client, topic=["平台"])
        say(client, draft, *FACTS)
        body = sheet_of(client, draft)
        assert ("履职自评 ZB-8(1) 写为已履行" in body) is sees, name


def test_the_sheet_of_a_sealed_analysis_is_printed_taken_away_and_its_opening_written_down(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, topic=["平台"])
    say(gao, draft, *FACTS)
    row = saved(gao, draft)
    page = gao.get(reverse("analysis_burden", args=[row.number])).content.decode()
    assert row.number in page and "把存证写进回答" not in page
    word = gao.get(reverse("analysis_burden_docx", args=[row.number]))
    text = docx.Document(io.BytesIO(word.content))
    cells = [cell.text for table in text.tables for line in table.rows for cell in line.cells]
    assert any("平台已尽安全保障义务" in one for one in cells) and text.core_properties.title == "举证清单"
    assert word.content == gao.get(reverse("analysis_burden_docx", args=[row.number])).content


@pytest.mark.parametrize("name", ["east", "lead", "lin", "zhou"])
def test_nobody_elses_sheet_opens(cast, archive, name) -> None:
    gao, other = client_of(cast["gao"]), client_of(cast[name])
    draft, kept = began(gao), saved(gao, began(gao))
    for page, key in (("inquiry_burden", draft.pk), ("inquiry_burden_docx", draft.pk), ("analysis_burden", kept.number),
                      ("analysis_burden_docx", kept.number), ("inquiry_precedents", draft.pk), ("analysis_precedents", kept.number)):  # fmt: skip
        assert other.get(reverse(page, args=[key])).status_code == 404, page
    assert other.post(reverse("inquiry_burden_attach", args=[draft.pk]), {"exhibit": "x"}).status_code == 404


def test_a_contradiction_leads_back_to_the_questions(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao)
    say(gao, draft, ("平台自营", "是"), ("运营者已标明实际销售者", "是"))
    for page in ("inquiry_burden", "inquiry_burden_docx", "inquiry_precedents"):
        answer = gao.get(reverse(page, args=[draft.pk]), follow=True)
        assert "事实互相矛盾" in answer.content.decode() and answer.redirect_chain, page


def test_the_platforms_own_file_of_admission_stands_beside_the_fact(cast, archive, market) -> None:
    by = cast["lead"].acting(["P"])
    opened = DossierOpened(
        number="A1", role=LegalRole.MERCHANT, kind=PartyKind.SMALLHOLDER, holder="P", applicant="lin", about="林家果园",
        name="林家果园", by=by, at=NOW,
    )  # fmt: skip
    acted = DossierActed(number="A1", version=2, step=Step.ADMIT, by=by, at=NOW)
    archive.append(
        [Item(kind=type(one).__name__, subject="A1", data=encode_record(one), at=NOW) for one in (opened, acted)]
    )
    exhibit = next(archive.placed(kind="DossierActed")).exhibit
    new = NewEntry(title="脐橙", summary="坏了", unit="P", matter=Matter.COMPLAINT, broadcast=market["lin"])
    number = enter(archive, register(), new=new, by=by, at=NOW).number
    catch_up(archive)
    lead = client_of(cast["lead"])
    draft = began(lead, lead=number, topic=["平台"], conduct="2026-03-14")
    say(lead, draft, *FACTS)
    row = sheet_of(lead, draft).split("（平台已审核资质）")[1].split("</tr>")[0]
    assert f"{exhibit} 准入记录，说明其为是" in row
