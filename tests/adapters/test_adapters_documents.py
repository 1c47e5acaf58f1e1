"""The .docx that goes to the party: what it says, word by word, and that it never fails in a foreign tongue."""

import dataclasses
import io
import zipfile
from datetime import timedelta

import docx
import pytest

from cast_of_cases import LIN, MA, NOON, RULES, SUN, draft_of, finding, law, opened_case
from gongzhi.adapters.documents import TemplateUnusable, render_document, shipped_template
from gongzhi.decisions import (
    AppealOutcome,
    AppealRuling,
    Decided,
    Document,
    ServedHow,
    load_ladder,
    notice_document,
    print_document,
)
from gongzhi.flow import appeal, decide


def paragraphs(data: bytes) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(data)).paragraphs if each.text]


def a_decision(**changes: object) -> Decided:
    archive, opened = opened_case(finding())
    draft, at = draft_of(opened, **changes), NOON + timedelta(hours=2)
    if draft.measure == "blacklist":
        placed = decide.propose(archive, law(), draft=draft, by=SUN, at=at)
        return decide.confirm(archive, law(), proposal=placed.exhibit, by=MA, at=at, rules=RULES)
    return decide.decide(archive, law(), draft=draft, by=SUN, at=at, rules=RULES)


GOLDEN = """处置决定告知书
P处〔2026〕000006号
林家果园（直播间运营者）：
一、事实
2026年3月1日，直播间“林家果园直播间”中出现“全国第一甜”。
二、理由
用最高级的说法介绍商品，没有可以核实的依据。
三、依据
以下所列为条文要旨，不是条文原文；以官方公布的文本为准。
《广告法》第九条第三项：{absolute}
《直播电商监督管理办法》第十二条第一款：{ladder}
《网络交易平台规则监督管理办法》第十九条第一款：{told}
四、决定
对你（单位）采取“限制流量 7 日”。在所定期限内减少对直播间的推荐。
五、裁量考虑
以下各项均已逐一考虑。其中比照行政处罚规则的仅供参考：本决定是平台依其规则采取的处置措施，不是行政处罚。
是否初次违法：是
情节是否轻微：否
是否已及时改正：否
是否造成危害后果：否
此前是否有生效的处置记录：否
当事人是否农户或小规模经营者：是
是否有证据足以证明没有主观过错：否
行为之后规定有修改的，新规定是否较轻：否
所选措施“限制流量”重于参考幅度（警示至限制功能），由决定人说明理由
六、救济途径
对本决定有异议的，可以自收到本告知书之日起 10 日内（平台规则约定）通过商家后台“申诉”提出申诉。申诉由作出本决定以外的人员复核，并告知结果。申诉不影响当事人依法享有的其他权利。
七、证据
本决定依据的发现共 1 条，均已封存，编号：{exhibit}。
证据摘要（SHA-256）：{digest}
本案线索由系统自动筛查辅助发现；事实由人复核，决定由人作出。
决定人：孙主管（签名）＿＿＿＿＿＿
当事人签收：＿＿＿＿＿＿　日期：＿＿＿＿＿＿
平台 P
2026年3月2日"""


def test_the_notice_says_exactly_this() -> None:
    made = a_decision(measure="limit_traffic", days=7)
    absolute, ladder, told = (basis.wording for basis in made.provisions)
    said = GOLDEN.format(
        absolute=absolute, ladder=ladder, told=told, exhibit=made.findings[0], digest=made.evidence_sha256
    )
    document = notice_document(made, load_ladder())
    assert paragraphs(render_document(document)) == said.split("\n")
    assert [line for line in print_document(document).split("\n") if line] == said.split("\n")


def test_the_notice_for_two_people_has_two_signature_lines_and_the_end_of_a_blacklist_term() -> None:
    made = a_decision(measure="blacklist", days=365, serious_breach=True)
    said = paragraphs(render_document(notice_document(made, load_ladder())))
    assert "本决定由孙主管、马主管二人共同作出。" in said
    assert any("期满移出并同步解除相应措施" in line for line in said)
    assert [line[:7] for line in said if line.startswith("决定人")] == ["决定人：孙主管", "决定人：马主管"]


def test_the_appeal_decision_says_what_became_of_it_and_why() -> None:
    archive, opened = opened_case()
    decide.decide(archive, law(), draft=draft_of(opened), by=SUN, at=NOON, rules=RULES)
    decide.serve_notice(archive, case=opened.id, service=decide.Service(how=ServedHow.ONLINE), by=SUN, at=NOON)
    appeal.file_appeal(archive, case=opened.id, grounds="话是转述客人的评价", by=LIN, at=NOON)
    ruling = AppealRuling(outcome=AppealOutcome.REVOKED, reasons="回看录像，确系转述")
    appeal.decide_appeal(archive, case=opened.id, ruling=ruling, by=MA, at=NOON + timedelta(days=1), rules=RULES)
    said = paragraphs(render_document(decide.document_of(archive, opened.id)))
    assert said[0] == "申诉复核决定书"
    for line in (
        "话是转述客人的评价",
        "撤销原决定（警示），并撤销据此形成的信用记录。",
        "回看录像，确系转述",
        "复核人：马主管（签名）＿＿＿＿＿＿",
        "2026年3月3日",
    ):
        assert line in said


def test_marks_that_mean_something_to_xml_or_to_the_template_are_printed_as_they_are() -> None:
    facts = "标题写着 <b>最&好</b> {{ issuer }} {% for x in y %}"
    document = notice_document(a_decision(facts=facts), load_ladder())
    assert facts in paragraphs(render_document(document))


def test_the_same_record_gives_the_same_bytes() -> None:
    document = notice_document(a_decision(), load_ladder())
    assert render_document(document) == render_document(document)
    with zipfile.ZipFile(io.BytesIO(render_document(document))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def edited(text: str) -> bytes:
    template = docx.Document()
    template.add_paragraph(text)
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


def test_an_official_may_bring_another_template() -> None:
    document = notice_document(a_decision(), load_ladder())
    assert paragraphs(render_document(document, edited("致 {{ addressee }}"))) == ["致 林家果园（直播间运营者）"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (edited("{{ adressee }}"), "占位符有误.*adressee"),
        (edited("{% for line in %}"), "占位符有误"),
        (edited("{{ title.__class__.__mro__ }}"), "占位符有误"),
        (b"no docx at all", "请用 Word 另存为"),
        (b"", "请用 Word 另存为"),
        (shipped_template("notice")[:2000], "请用 Word 另存为"),
    ],
)
def test_an_unusable_template_is_refused_in_words(template: bytes, words: str) -> None:
    document = notice_document(a_decision(), load_ladder())
    with pytest.raises(TemplateUnusable, match=words):
        render_document(document, template)


def test_a_template_that_was_never_made_is_named() -> None:
    document: Document = dataclasses.replace(notice_document(a_decision(), load_ladder()), template="never_made")
    with pytest.raises(TemplateUnusable, match=r"never_made.*make_templates"):
        render_document(document)
