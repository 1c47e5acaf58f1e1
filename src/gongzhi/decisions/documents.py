"""What a notice and an appeal decision say, as one text for the screen and for the .docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongzhi.decisions.ladder import Ladder
from gongzhi.decisions.records import AppealDecided, AppealFiled, AppealRoute, Basis, Decided
from gongzhi.parties import LegalRole
from gongzhi.values import BEIJING

GIST = "以下所列为条文要旨，不是条文原文；以官方公布的文本为准。"
NO_PENALTY = "以下各项均已逐一考虑。其中比照行政处罚规则的仅供参考：本决定是平台依其规则采取的处置措施，不是行政处罚。"
SCREENED = "本案线索由系统自动筛查辅助发现；事实由人复核，决定由人作出。"
_ROLES = {
    LegalRole.OPERATOR: "直播间运营者",
    LegalRole.PRESENTER: "直播营销人员",
    LegalRole.MCN: "直播营销人员服务机构",
    LegalRole.MERCHANT: "平台内经营者",
    LegalRole.PLATFORM: "直播电商平台经营者",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a document; every line is a paragraph."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in parts. ``template`` names the .docx that it is filled into; ``signatures`` are lines to be signed."""

    template: str
    title: str
    number: str
    addressee: str
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    issuer: str
    dated: str

    def section(self, heading: str) -> Section:
        """The part under this heading; raises KeyError."""
        for each in self.sections:
            if each.heading == heading:
                return each
        raise KeyError(heading)


def notice_document(decided: Decided, ladder: Ladder) -> Document:
    """处置决定告知书: facts, reasons, basis, measure, what was considered, remedy, evidence. Source: 网络交易平台规则监督管理办法/19.1."""
    return Document(
        template="notice",
        title="处置决定告知书",
        number=decided.number,
        addressee=f"{decided.party_name}（{_ROLES[decided.role]}）",
        sections=tuple(_notice_sections(decided, ladder)),
        signatures=_signatures(decided),
        issuer=decided.issuer,
        dated=chinese_day(decided.at),
    )


def appeal_document(decided: Decided, filed: AppealFiled, outcome: AppealDecided) -> Document:
    """申诉复核决定书: what was decided, why it was appealed, what became of it and why."""
    what = {
        "upheld": f"维持原决定（{decided.measure_name}）。",
        "changed": f"变更原决定：由{decided.measure_name}变更为{_measured(outcome.measure_name or '', outcome.days)}。",
        "revoked": f"撤销原决定（{decided.measure_name}），并撤销据此形成的信用记录。",
    }[outcome.outcome.value]
    return Document(
        template="appeal",
        title="申诉复核决定书",
        number=outcome.number,
        addressee=f"{decided.party_name}（{_ROLES[decided.role]}）",
        sections=(
            Section(
                heading="原决定",
                lines=(f"{decided.number}，{chinese_day(decided.at)}作出，措施为{decided.measure_name}。",),
            ),
            Section(heading="申诉理由", lines=_paragraphs(filed.grounds)),
            Section(heading="复核结果", lines=(what,)),
            Section(heading="复核理由", lines=_paragraphs(outcome.reasons)),
            Section(
                heading="说明",
                lines=("本申诉由作出原决定以外的人员复核。复核结果不影响当事人依法享有的其他权利。",),
            ),
        ),
        signatures=(f"复核人：{outcome.by.name}（签名）＿＿＿＿＿＿", "当事人签收：＿＿＿＿＿＿　日期：＿＿＿＿＿＿"),
        issuer=decided.issuer,
        dated=chinese_day(outcome.at),
    )


def remedy_line(appeal: AppealRoute) -> str:
    """How to appeal. The days are the platform's own rule, and the sentence says so."""
    return (
        f"对本决定有异议的，可以自收到本告知书之日起 {appeal.days} 日内（{appeal.basis}）通过{appeal.where}提出申诉。"
        "申诉由作出本决定以外的人员复核，并告知结果。申诉不影响当事人依法享有的其他权利。"
    )


def basis_line(basis: Basis) -> str:
    """One provision as a notice cites it: title, article, our own wording, and a remark when that version's wording is not held."""
    remark = "" if basis.held == "held" else "（该日文本未收录，条号依现有文本，请核对）"
    return f"《{basis.title}》{basis.article}：{basis.wording}{remark}"


def print_document(document: Document) -> str:
    """The document as plain text, for the screen."""
    lines = [document.title, document.number, "", f"{document.addressee}："]
    for section in document.sections:
        lines += ["", section.heading, *section.lines]
    return "\n".join([*lines, "", *document.signatures, "", document.issuer, document.dated, ""])


def chinese_day(at: datetime) -> str:
    """``2026年3月1日``, 北京时间."""
    day = at.astimezone(BEIJING)
    return f"{day.year}年{day.month}月{day.day}日"


def _notice_sections(decided: Decided, ladder: Ladder) -> Iterator[Section]:
    yield Section(heading="一、事实", lines=_paragraphs(decided.facts))
    yield Section(heading="二、理由", lines=_paragraphs(decided.reasons))
    yield Section(heading="三、依据", lines=(GIST, *(basis_line(each) for each in decided.provisions)))
    yield Section(heading="四、决定", lines=tuple(_decision_lines(decided, ladder)))
    yield Section(heading="五、裁量考虑", lines=tuple(_considered_lines(decided, ladder)))
    yield Section(heading="六、救济途径", lines=(remedy_line(decided.appeal),))
    yield Section(
        heading="七、证据",
        lines=(
            f"本决定依据的发现共 {len(decided.findings)} 条，均已封存，编号：{'、'.join(decided.findings)}。",
            f"证据摘要（SHA-256）：{decided.evidence_sha256}",
            SCREENED,
        ),
    )


def _decision_lines(decided: Decided, ladder: Ladder) -> Iterator[str]:
    measure = ladder.measure(decided.measure)
    yield f"对你（单位）采取“{_measured(decided.measure_name, decided.days)}”。{measure.says}"
    if decided.second is not None:
        yield f"本决定由{decided.by.name}、{decided.second.name}二人共同作出。"


def _considered_lines(decided: Decided, ladder: Ladder) -> Iterator[str]:
    asked = {question.id: question.asks for question in ladder.questions}
    yield NO_PENALTY
    for each in decided.considerations:
        remark = f"（{each.remark}）" if each.remark else ""
        yield f"{asked.get(each.topic, each.topic)}：{each.answer.chinese}{remark}"
    yield from decided.notes


def _measured(name: str, days: int | None) -> str:
    return name if days is None else f"{name} {days} 日"


def _signatures(decided: Decided) -> tuple[str, ...]:
    people = [decided.by, *([decided.second] if decided.second else [])]
    return (
        *(f"决定人：{person.name}（签名）＿＿＿＿＿＿" for person in people),
        "当事人签收：＿＿＿＿＿＿　日期：＿＿＿＿＿＿",
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
