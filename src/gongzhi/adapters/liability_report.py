"""An analysis of liability as a .docx that can be printed and filed: same analysis, same bytes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from gongzhi.adapters.documents import NO_TIME, repack
from gongzhi.flow.analyse import Inquiry
from gongzhi.flow.analysis_text import Grid, Line, Section, sections_of
from gongzhi.liability import RuleSet
from gongzhi.values import BEIJING

_BODY, _HEADS = "宋体", "黑体"
_NUMBERS = "一二三四五六七八九"
_MOST_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who made it, when, and under which number it is sealed; without a number it is a draft."""

    name: str
    organisation: str
    at: datetime
    number: str = ""
    exhibit: str = ""

    @property
    def says(self) -> str:
        """The line under the title."""
        sealed = f"{self.number}（存证 {self.exhibit}）" if self.number else "草稿，未封存"
        return f"{self.organisation}　{self.name}　{self.at.astimezone(BEIJING):%Y-%m-%d %H:%M}　{sealed}"


def write_liability_docx(rules: RuleSet, inquiry: Inquiry, result: Mapping[str, Any], maker: Maker) -> bytes:
    """The .docx of an analysis: the notice on top and at the end, then its sections."""
    sections = sections_of(rules, inquiry, result)
    return write_sections_docx("责任分析", maker, result["notice"], sections, result["remarks"])


def write_sections_docx(
    title: str, maker: Maker, notice: str, sections: Sequence[Section], remarks: Sequence[str] = ()
) -> bytes:
    """Sections under a title: the notice on top and at the end, room for the signature of whoever decides."""
    document = Document()
    _set_up(document, title)
    _heading(document, title, 18).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, Line(maker.says))
    _line(document, Line(notice, strong=True))
    for remark in remarks:
        _line(document, Line(f"注意：{remark}"))
    for at, section in enumerate(sections):
        _heading(document, f"{_number(at)}、{section.title}", 14)
        for part in section.parts:
            if isinstance(part, Grid):
                _grid(document, part)
            else:
                _line(document, part)
    _line(document, Line("法条要旨为自拟，以官方文本为准。" + notice))
    _line(document, Line("作出决定的人（签字）：____________　　日期：____________"))
    written = io.BytesIO()
    document.save(written)
    return repack(written.getvalue())


def _number(at: int) -> str:
    return _NUMBERS[at] if at < len(_NUMBERS) else str(at + 1)


def _set_up(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.author, properties.title = "共治", title
    properties.created = properties.modified = NO_TIME
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.paragraph_format.space_after = Pt(3)
    _set_font(style, _BODY)


def _heading(document: Any, text: str, size: int) -> Any:
    paragraph = _paragraph(document)
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(size)
    _set_font(run, _HEADS)
    return paragraph


def _line(document: Any, line: Line) -> None:
    paragraph = _paragraph(document)
    if line.depth:
        paragraph.paragraph_format.left_indent = Cm(0.6 * min(line.depth, _MOST_DEPTH))
    paragraph.add_run(_printable(line.text)).bold = line.strong


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.heads))
    table.style = "Table Grid"
    for row in (grid.heads, *grid.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _printable(text)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    _paragraph(document)


def _paragraph(document: Any) -> Any:
    # Document.add_paragraph looks for the end of the body each time: a tree has thousands of lines.
    paragraph = OxmlElement("w:p")
    document.element.body.sectPr.addprevious(paragraph)
    return Paragraph(paragraph, document._body)


def _set_font(owner: Any, name: str) -> None:
    owner.font.name = name
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold; a box shows where one stood."""
    return "".join(one if one >= " " or one in "\t\n" else "□" for one in text if one not in "\ufffe\uffff")
