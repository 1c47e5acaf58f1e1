"""Precedents on the site: found by facts, held beside an analysis, entered by form and file, each organisation's own."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_web_liability import began, say
from test_web_liability_saved import saved
from web_cast import client_of

from gongzhi_web.liability.models import OwnPrecedent

ENTERED = {
    "号": "局内-2026-1", "名": "直播间退款调解", "类": "调解", "机关": "市局", "日": "2026-03", "行为日": "2026-02-01", "置信": "已核",
    "来源": "本局调解书", "当事人": "商家：直播间商家\n消费者：购买人", "给": "存在损害：是\n关系生命健康：是", "金额": "损失：300元",
    "谁1": "平台", "则1": "相应责任", "结果1": "成立", "形态1": "连带", "条款1": "电子商务法/38.2", "要旨": "平台与商家一并赔付",
}  # fmt: skip
FILE = """判例:
- 号: 局内-2
  名: 样例二
  类: 调解
  机关: 市局
  日: "2026"
  行为日: 2026-02-01
  置信: 待核
  来源: 调解书
  当事人: {商家: 直播间商家}
  给: {存在损害: 是}
  结论:
  - {谁: 商家, 则: 退货退款, 结果: 成立}
  要旨: 退款
"""


def add(client, **changes):
    return client.post(reverse("precedent_new"), {**ENTERED, **changes}, follow=True)


def upload(client, text: str):
    return client.post(reverse("precedent_new"), {"file": SimpleUploadedFile("我的.yaml", text.encode())}, follow=True)


def test_cases_are_found_by_words_and_by_a_fact(cast, archive) -> None:
    gao = client_of(cast["gao"])
    every = gao.get(reverse("precedents")).content.decode()
    assert "(2019)皖1621民初6389号" in every and "引用前须核对原文书" in every
    narrowed = gao.get(reverse("precedents"), {"q": "假一赔十"}).content.decode().split('id="splits"')[0]
    assert "媒体-假一赔十木饰案" in narrowed and "6389" not in narrowed
    by_fact = gao.get(reverse("precedents"), {"fact": "商家承诺假一赔N"}).content.decode().split('id="splits"')[0]
    assert "媒体-假一赔十木饰案" in by_fact and "6389" not in by_fact


def test_like_facts_in_different_forms_stand_side_by_side_without_a_judgment(cast, archive) -> None:
    splits = client_of(cast["gao"]).get(reverse("precedents")).content.decode().split('id="splits"')[1]
    for said in ("平台/相应责任", "连带", "补充", "按份", "不判对错"):
        assert said in splits, said


def test_the_cases_like_an_analysis_show_what_is_alike_and_its_own_result_beside_the_holding(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, topic=["平台"])
    assert "先回答几项" in gao.get(reverse("inquiry_precedents", args=[draft.pk])).content.decode()
    say(gao, draft, ("存在损害", "是"), ("关系生命健康", "是"), ("平台已审核资质", "否"))
    row = saved(gao, draft)
    body = gao.get(reverse("analysis_precedents", args=[row.number])).content.decode()
    first = body.split("<article")[1].split("</article>")[0]
    assert "平台 · 相应责任" in first and "相同：" in first and "成立" in first
    assert "形态不同" in body and 'id="splits"' in body


def test_a_case_entered_by_the_form_is_found_by_the_own_organisation_and_nobody_else(cast, archive) -> None:
    answer = add(client_of(cast["gao"]))
    assert "已录入 1 件" in answer.content.decode()
    for name, sees in (("gao", True), ("east", False), ("lead", False), ("lin", False), ("zhou", False)):
        body = client_of(cast[name]).get(reverse("precedents")).content.decode()
        assert ("局内-2026-1" in body) is sees, name
        removed = client_of(cast[name]).post(reverse("precedent_remove"), {"number": "局内-2026-1"})
        assert removed.status_code == (302 if sees else 404), name
        if sees:
            add(client_of(cast["gao"]))


def test_own_cases_stand_among_the_like_ones_and_among_the_splits(cast, archive) -> None:
    gao = client_of(cast["gao"])
    add(gao)
    body = gao.get(reverse("precedents")).content.decode()
    assert "局内-2026-1" in body.split('id="splits"')[1]
    draft = began(gao, topic=["平台"])
    say(gao, draft, ("存在损害", "是"), ("关系生命健康", "是"))
    assert "局内-2026-1" in gao.get(reverse("inquiry_precedents", args=[draft.pk])).content.decode()


def test_a_form_that_cannot_be_read_says_what_to_write_and_keeps_what_was_typed(cast, archive) -> None:
    gao = client_of(cast["gao"])
    for changed, said in (
        ({"给": "视品：是"}, "没有名为“视品”的事实"),
        ({"给": "存在损害"}, "每行一项，如 存在损害：是"),
        ({"给": "存在损害：也许"}, "请改为 是、否、不明 之一"),
        ({"行为日": "去年"}, "应是日期"),
        ({"谁1": "", "则1": ""}, "没有结论"),
        ({"来源": " "}, "“来源”没有填"),
        ({"号": "(2019)皖1621民初6389号"}, "是自带的案例"),
    ):
        answer = add(gao, **changed)
        body = answer.content.decode()
        assert answer.status_code == 400 and said in body and "直播间退款调解" in body, said
        assert "第 " not in body.split('id="refused"')[1].split("</div>")[0]
    assert not OwnPrecedent.objects.exists()


def test_a_file_is_entered_whole_or_not_at_all(cast, archive) -> None:
    gao = client_of(cast["gao"])
    two = FILE + FILE.split("判例:\n")[1].replace("局内-2", "局内-3").replace("存在损害", "存在损坏")
    refused = upload(gao, two)
    assert refused.status_code == 400 and "我的.yaml 第 24 行" in refused.content.decode()
    assert not OwnPrecedent.objects.exists()
    assert "已录入 1 件" in upload(gao, FILE).content.decode()
    assert "已录入过" in upload(gao, FILE).content.decode() and OwnPrecedent.objects.count() == 1
    assert (
        "不是 UTF-8"
        in gao.post(
            reverse("precedent_new"), {"file": SimpleUploadedFile("x.yaml", "判例".encode("gb18030"))}
        ).content.decode()
    )


def test_an_analysis_begins_the_form_with_its_own_facts(cast, archive) -> None:
    gao = client_of(cast["gao"])
    draft = began(gao, topic=["平台"])
    say(gao, draft, ("存在损害", "是"), ("平台自营", "否"))
    row = saved(gao, draft)
    body = gao.get(reverse("precedent_new"), {"from": row.number}).content.decode()
    assert "存在损害：是\n平台自营：否" in body and 'value="2026-03-01"' in body
    other = client_of(cast["east"]).get(reverse("precedent_new"), {"from": row.number}).content.decode()
    assert "平台自营：否" not in other


def test_a_case_that_the_rules_can_no_longer_read_is_named_and_can_be_taken_out(cast, archive) -> None:
    gao = client_of(cast["gao"])
    add(gao)
    row = OwnPrecedent.objects.get()
    row.text = row.text.replace("存在损害", "旧的名字")
    row.save()
    body = gao.get(reverse("precedents")).content.decode()
    assert "读不出来" in body and "旧的名字" in body
    assert gao.post(reverse("precedent_remove"), {"number": row.number}).status_code == 302
