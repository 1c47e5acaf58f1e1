"""The kinds of papers as data, and their templates: what may be written there, and what is refused in words."""

import dataclasses
import io
from datetime import date
from importlib.resources import files

import docx
import pytest
from docxtpl import DocxTemplate

from cast_of_cases import law
from gongzhi.adapters.documents import render_document, shipped_template
from gongzhi.cases import PaperKind
from gongzhi.flow.guiding_papers import Form, NoBasis, Worded, document_of, lint_kinds, load_kinds, read_kinds
from gongzhi.screening.strict_yaml import NotReadable

FIELDS = {field.name for field in dataclasses.fields(Form)}
ON = date(2026, 3, 2)
SHIPPED = files("gongzhi.flow").joinpath("guiding_papers.yaml").read_text("utf-8")
NEW = (*(kind.value for kind in PaperKind), "blacklist", "field_sheet", "campaign_report")


def paper(kind: PaperKind, **changes: object) -> Form:
    given: dict[str, object] = {"addressee": "平台P", "facts": "直播间称全国第一甜。", "asks": ("下架该链接",)}
    basis = load_kinds()[kind].basis[:1]
    worded = Worded(**({"basis": basis} | given | changes))  # type: ignore[arg-type]
    return document_of(load_kinds()[kind], worded, law(), number="局建议〔2026〕1号", issuer="南江市局", on=ON)


def text_of(data: bytes) -> str:
    opened = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in opened.paragraphs), *cells])


def test_the_shipped_kinds_cite_only_what_is_verified_and_guidance_says_that_it_is_no_punishment() -> None:
    assert lint_kinds(load_kinds(), law()) == []
    lost = read_kinds(SHIPPED.replace("约谈是行政指导的方式，不是行政处罚", "约谈是行政指导的方式"), "x")
    assert any("summons" in one and "不是行政处罚" in one for one in lint_kinds(lost, law()))
    invented = read_kinds(SHIPPED.replace("直播电商监督管理办法/52", "直播电商监督管理办法/999"), "x")
    assert any("999" in one for one in lint_kinds(invented, law()))
    wrong = read_kinds(SHIPPED.replace("性质: 命令", "性质: 指导"), "x")
    assert any("rectification" in one for one in lint_kinds(wrong, law()))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("种类: advisory", "种类: reminder", "不能重复也不能少"),
        ("种类: advisory", "种类: letter", "不认识"),
        ("性质: 命令", "性质: 处罚", "不认识"),
        ("必引: 否", "必引: 不必", "是 或 否"),
        ("回看: 15", "回看: 15\n  备注: 无", "不认识的字段"),
    ],
)
def test_a_file_that_says_something_else_is_refused_with_its_place(was: str, becomes: str, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        read_kinds(SHIPPED.replace(was, becomes, 1), "guiding_papers.yaml")


@pytest.mark.parametrize("name", NEW)
def test_every_placeholder_of_a_shipped_template_is_a_field_of_the_document(name: str) -> None:
    asked = DocxTemplate(io.BytesIO(shipped_template(name))).get_undeclared_template_variables()
    assert asked and asked <= FIELDS
    assert {"title", "number", "sections", "issuer", "dated"} <= asked


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_says_to_whom_what_on_what_basis_and_who_decides(kind: PaperKind) -> None:
    said = text_of(render_document(paper(kind, rows=(("商品", "脐橙"),))))
    for word in (
        kind.chinese,
        "局建议〔2026〕1号",
        "平台P",
        "全国第一甜",
        "1．下架该链接",
        "条文要旨",
        "南江市局",
        "由承办人决定",
    ):
        assert word in said, word
    assert ("不是行政处罚" in said) is kind.advises


def test_a_basis_that_is_unknown_or_not_verified_is_refused_and_one_that_must_be_there_is_missed() -> None:
    with pytest.raises(NoBasis, match="没有已核实的要旨"):
        paper(PaperKind.ADVISORY, basis=("行政处罚法/6",))
    with pytest.raises(NoBasis, match="广告法"):
        paper(PaperKind.ADVISORY, basis=("广告发/9",))
    with pytest.raises(NoBasis, match="至少选一条"):
        paper(PaperKind.RECTIFICATION, basis=())
    assert "不以具体条款为依据" in text_of(render_document(paper(PaperKind.ADVISORY, basis=())))


def test_no_paper_turns_may_into_must() -> None:
    assert "应当" not in SHIPPED
