"""The interview on liability: asked one by one, shown at once, contradictions with the way out, without scripts too."""

import re

import pytest
from django.urls import reverse
from web_cast import client_of

from gongzhi.flow.analyse import FactAnswer, Inquiry
from gongzhi.values import decode_record
from gongzhi_web.liability.models import InquiryDraft

PARTS = {"headers": {"HX-Request": "true"}}
SCOPE = {"title": "王女士的脐橙", "conduct": "2026-03-01", "trial": "2026-06-01", "topic": ["虚假宣传与欺诈", "平台"]}


@pytest.fixture
def officer(cast):
    """Gao of the city's bureau."""
    return client_of(cast["gao"])


def began(client, **changes) -> InquiryDraft:
    answer = client.post(reverse("liability_new"), {**SCOPE, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return InquiryDraft.objects.latest("pk")


def inquiry_of(draft: InquiryDraft) -> Inquiry:
    draft.refresh_from_db()
    return decode_record(Inquiry, bytes(draft.record))


def say(client, draft: InquiryDraft, *said: tuple[str, str]) -> str:
    """Answers one after the other; the page after the last."""
    for fact, answer in said:
        sent = client.post(reverse("inquiry_answer", args=[draft.pk]), {"fact": fact, "answer": answer})
        assert sent.status_code == 302
    return page_of(client, draft)


def page_of(client, draft: InquiryDraft, **asked: str) -> str:
    return client.get(reverse("inquiry", args=[draft.pk]), asked).content.decode()


def question_on(body: str) -> str:
    return re.search(r'<input type="hidden" name="fact" value="([^"]+)">', body)[1]


def test_everybody_with_an_organisation_may_begin_and_strangers_sign_in(cast, client) -> None:
    for name in ("lead", "reviewer", "gao", "auditor", "lin"):
        assert client_of(cast[name]).get(reverse("liability")).status_code == 200
    assert client_of(cast["nobody"]).get(reverse("liability")).status_code == 403
    assert client.get(reverse("liability")).status_code == 302


def test_the_question_that_turns_most_comes_first_with_burden_basis_and_what_it_moves(officer) -> None:
    draft = began(officer)
    body = page_of(officer, draft)
    assert question_on(body) == "存在损害"
    for said in ("消费者；没有证明时按“否”处理", "/law/p/", "由人作出决定", "取决于"):
        assert said in body, said


def test_an_answer_moves_on_and_shows_the_result_of_each_party_at_once(officer) -> None:
    draft = began(officer)
    body = say(officer, draft, ("存在损害", "是"), ("平台自营", "是"))
    platform = body.split('data-party="平台"')[1]
    assert 'data-result="平台/销售者责任"' in platform and "成立 1 项" in platform and "单独 金额未填" in platform
    assert question_on(body) not in ("存在损害", "平台自营")


def test_a_question_that_cannot_be_told_is_not_asked_again_and_stays_open(officer) -> None:
    draft = began(officer)
    body = say(officer, draft, ("存在损害", "不明"))
    assert question_on(body) != "存在损害" and "不清楚" in body
    assert inquiry_of(draft).untold == {"存在损害"}


def test_an_answer_is_taken_back(officer) -> None:
    draft = began(officer)
    say(officer, draft, ("存在损害", "是"), ("存在损害", "收回"))
    assert inquiry_of(draft).answers == ()


def test_with_htmx_only_the_desk_comes_back(officer) -> None:
    draft = began(officer)
    address = reverse("inquiry_answer", args=[draft.pk])
    part = officer.post(address, {"fact": "存在损害", "answer": "是"}, **PARTS).content.decode()
    assert part.lstrip().startswith('<div id="desk"') and "<html" not in part


def test_contradicting_answers_name_the_conflict_and_offer_the_way_out(officer) -> None:
    draft = began(officer)
    body = say(officer, draft, ("存在损害", "是"), ("运营者已标明实际销售者", "是"), ("平台自营", "是"))
    assert 'id="conflict"' in body and "事实互相矛盾" in body and "outcome" in body
    clash = body.split('id="conflict"')[1].split("</section>")[0]
    assert "平台自营" in clash and "运营者已标明实际销售者" in clash and "存在损害：" not in clash
    assert "改为否" in clash and "data-party" not in body
    assert "data-party" in say(officer, draft, ("平台自营", "否"))


def test_amounts_are_yuan_and_a_bad_one_is_told_beside_its_field_while_the_good_one_is_kept(officer) -> None:
    draft = began(officer)
    address = reverse("inquiry_setting", args=[draft.pk])
    sent = officer.post(address, {"part": "amounts", "amount:价款": "199", "amount:损失": "一百"})
    body = sent.content.decode()
    assert sent.status_code == 400 and "“一百”不是金额" in body and 'value="一百"' in body
    assert inquiry_of(draft).amounts == {"价款": 19900}


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [("价款", "-5", "负数"), ("价款", "99999999999", "多写了零"), ("价款", "1.999", "最多两位小数"), ("惩罚倍数", "一点五", "不是整数"),
     ("惩罚倍数", "9999999", "太大")],
)  # fmt: skip
def test_an_amount_that_cannot_be_meant_is_refused_with_what_to_write(officer, name, written, said) -> None:
    draft = began(officer, topic=[])
    sent = officer.post(
        reverse("inquiry_setting", args=[draft.pk]), {"part": "amounts", f"amount:{name}": written}, **PARTS
    )
    assert said in sent.content.decode() and inquiry_of(draft).amounts == {}


def test_readings_stand_side_by_side_with_their_money(officer) -> None:
    draft = began(officer, topic=["平台"])
    officer.post(reverse("inquiry_setting", args=[draft.pk]), {"part": "amounts", "amount:损失": "1000"})
    body = say(officer, draft, ("存在损害", "是"), ("关系生命健康", "是"), ("平台已审核资质", "否"))
    result = body.split('data-result="平台/相应责任"')[1].split('class="trees"')[0]
    for said in ("按份责任说", "连带", "补充", "1000.00", "300.00"):
        assert said in result, said


def test_the_consumers_elections_are_stated_as_a_choice_and_not_made(officer) -> None:
    draft = began(officer, topic=["虚假宣传与欺诈", "承诺与退货", "食品、农产品与药品"])
    body = say(officer, draft, ("构成欺诈", "是"), ("商家承诺假一赔N", "是"), ("商品不符合约定", "是"))
    choice = body.split('id="elections"')[1].split("</section>")[0]
    assert "只能选其一" in choice and "由消费者决定" in choice and "欺诈惩罚性赔偿" in choice and "承诺赔偿" in choice


def test_adjudication_settles_what_is_unproved_and_says_how(officer) -> None:
    draft = began(officer)
    say(officer, draft, ("存在损害", "是"))
    body = officer.post(
        reverse("inquiry_setting", args=[draft.pk]), {"part": "mode", "mode": "adjudication"}, follow=True
    ).content.decode()
    outcome = body.split('class="outcome"')[1]
    assert "取决于</span>" not in outcome and "按举证责任处理的事实" in outcome
    assert "未证明，由平台举证，按否处理" in outcome


def test_one_deciding_fact_the_other_way_round_shows_what_changes(officer) -> None:
    draft = began(officer)
    say(officer, draft, ("存在损害", "是"), ("平台自营", "是"))
    box = page_of(officer, draft, **{"if": "平台自营", "to": "否"}).split('id="what-if"')[1].split("</section>")[0]
    row = box.split("平台/销售者责任")[1].split("</tr>")[0]
    assert row.index("成立") < row.index("取决于")
    assert inquiry_of(draft).facts["平台自营"] is True


def test_an_impossible_change_says_why_it_cannot_be(officer) -> None:
    draft = began(officer)
    say(officer, draft, ("平台自营", "是"))
    box = page_of(officer, draft, **{"if": "平台误导为自营", "to": "是"}).split('id="what-if"')[1]
    assert "事实互相矛盾" in box


def test_the_reasons_open_as_a_part_and_as_a_page_with_links_to_the_law(officer) -> None:
    draft = began(officer)
    say(officer, draft, ("存在损害", "是"), ("平台自营", "是"))
    address = f"{reverse('inquiry_why', args=[draft.pk])}?of=平台/销售者责任"
    part, whole = officer.get(address, **PARTS).content.decode(), officer.get(address).content.decode()
    assert "<html" not in part and "<html" in whole
    for said in ("P01", "起决定作用", "电子商务法", "/law/p/", "平台自营"):
        assert said in part, said


def test_links_to_the_law_lead_to_the_text_of_the_day_that_counted(officer) -> None:
    draft = began(officer)
    body = say(officer, draft, ("存在损害", "是"), ("平台自营", "是"))
    links = set(re.findall(r'href="(/law/p/[^"]+)"', body.split('data-party="平台"')[1]))
    assert links
    for link in links:
        answer = officer.get(link)
        assert answer.status_code == 200 and "当日没有施行" not in answer.content.decode()


def test_days_and_titles_that_cannot_be_are_refused_on_the_form(officer) -> None:
    for changed, said in (
        ({"title": " "}, "请写一个"),
        ({"conduct": "三月"}, "不是日期"),
        ({"trial": "2020-01-01"}, "早于事实日"),
    ):
        answer = officer.post(reverse("liability_new"), {**SCOPE, **changed})
        assert answer.status_code == 400 and said in answer.content.decode()
    assert not InquiryDraft.objects.exists()


def test_what_is_no_question_or_no_answer_is_not_found(officer) -> None:
    draft = began(officer)
    address = reverse("inquiry_answer", args=[draft.pk])
    for sent in ({"fact": "没有这项", "answer": "是"}, {"fact": "存在损害", "answer": "也许"}, {}):
        assert officer.post(address, sent).status_code == 404
    assert officer.get(reverse("inquiry_why", args=[draft.pk]), {"of": "谁/什么"}).status_code == 404
    assert officer.post(reverse("inquiry_setting", args=[draft.pk]), {"part": "x"}).status_code == 404


def test_an_issue_that_nobody_raised_is_raised_and_let_rest_again(officer) -> None:
    draft = began(officer, topic=["质量、数量与约定不符"])
    say(officer, draft, ("存在损害", "是"))
    address = reverse("inquiry_setting", args=[draft.pk])
    assert "先放在一边" in page_of(officer, draft)
    raising = {"part": "issue", "issue": "赠品与线下付款"}
    assert "已提出" in officer.post(address, {**raising, "raise": "1"}, **PARTS).content.decode()
    assert inquiry_of(draft).raised == ("赠品与线下付款",)
    officer.post(address, raising)
    assert inquiry_of(draft).raised == ()
    assert officer.post(address, {"part": "issue", "issue": "没有的"}).status_code == 404


def test_proposals_are_shown_apart_from_the_law_in_force(officer) -> None:
    body = page_of(officer, began(officer, proposal=["小农户责任上限"], topic=["质量、数量与约定不符"]))
    assert "立法建议：小农户责任上限" in body and "amount:建议上限倍数" in body
    plain = page_of(officer, began(officer, topic=["质量、数量与约定不符"]))
    assert "立法建议：" not in plain and "amount:建议上限倍数" not in plain


def test_a_draft_is_its_makers_alone(officer, cast) -> None:
    draft = began(officer)
    for name in ("east", "lead", "lin", "zhou"):
        other = client_of(cast[name])
        for page in ("inquiry", "inquiry_paper", "inquiry_docx"):
            assert other.get(reverse(page, args=[draft.pk])).status_code == 404, (name, page)
        for page in ("inquiry_answer", "inquiry_setting", "inquiry_save", "inquiry_delete"):
            assert other.post(reverse(page, args=[draft.pk])).status_code == 404, (name, page)
    assert FactAnswer.YES == "是" and officer.post(reverse("inquiry_delete", args=[draft.pk])).status_code == 302
    assert not InquiryDraft.objects.exists()


def test_who_may_turn_to_whom_after_paying_stands_step_by_step_on_the_page_and_on_paper(officer) -> None:
    draft = began(officer, topic=["质量、数量与约定不符", "平台"])
    officer.post(
        reverse("inquiry_setting", args=[draft.pk]), {"part": "amounts", "amount:损失": "1000", "amount:价款": "199"}
    )
    body = say(
        officer,
        draft,
        ("存在损害", "是"),
        ("商品不符合约定", "是"),
        ("平台自营", "否"),
        ("平台能提供经营者真实信息", "否"),
    )
    assert "平台 → 商家 → 生产者" in body.split('id="recourse"')[1].split("</section>")[0]
    paper = officer.get(reverse("inquiry_paper", args=[draft.pk])).content.decode()
    assert "付了之后向谁追偿" in paper and "平台因先行赔偿责任付后，可以向商家追偿，至多 1000.00 元" in paper
