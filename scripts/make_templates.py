"""Writes the .docx templates that officials may edit: page, fonts and placeholders of each."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gongzhi.adapters.documents import repack

SOURCE = Path(__file__).resolve().parents[1] / "src/gongzhi"
FOLDER = SOURCE / "decisions/templates"
# Letters all alike at first, each in a file of its own so that officials may change one alone.
LETTERS = ("summons", "reminder", "advisory", "guidance", "rectification", "delisting", "recall_notice", "blacklist")
# Headings of the list that stands in the middle of these, with the width of each column in mm.
LISTS = {
    "sample_sheet": (("项目", 40), ("内容", 116)),
    "recall_report": (("项目", 60), ("数", 96)),
    "field_sheet": (("序号", 12), ("直播间", 38), ("为何检查", 32), ("命中发现", 20), ("检查情况", 34), ("检查人", 20)),
    "campaign_report": (("项目", 60), ("件数", 96)),
}
PATHS = (
    FOLDER / "notice.docx",
    FOLDER / "appeal.docx",
    *(SOURCE / f"flow/templates/{name}.docx" for name in ("extraction", "transfer", *LETTERS, *LISTS)),
)
# The page and the sizes follow GB/T 9704-2012 (党政机关公文格式): A4, 仿宋 16 pt, 28 pt lines, title 22 pt.
# Heading, field of the row and width in mm of the list of extracted data.
COLUMNS = (
    ("序号", "n", 10),
    ("证据编号", "exhibit", 34),
    ("类别", "kind", 24),
    ("字节", "size", 16),
    ("SHA-256", "sha256", 56),
    ("日志项", "place", 16),
)
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}


def main(arguments: list[str]) -> int:
    """Write each template that is not there yet; ``--overwrite`` replaces edited ones too."""
    for path in PATHS:
        if path.exists() and "--overwrite" not in arguments:
            print(f"{path.name} 已存在，未改动；要重新生成请加 --overwrite")
            continue
        _write(path, _filler(path.stem))
        print(f"已写 {path.name}")
    return 0


def _write(path: Path, fill: Callable[[Opened], None]) -> None:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for margin, width in MARGINS.items():
        setattr(section, margin, Mm(width))
    _set_font(made.styles["Normal"], "仿宋", 16)
    made.core_properties.author = "共治"
    made.core_properties.title = ""
    _line(made, "{{ title }}", font="宋体", size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(made, "{{ number }}", align=WD_ALIGN_PARAGRAPH.CENTER)
    fill(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    path.write_bytes(repack(path.read_bytes()))


def _filler(name: str) -> Callable[[Opened], None]:
    if name in LISTS:
        return lambda made: _letter(made, LISTS[name])
    return _record if name == "extraction" else _letter


def _letter(made: Opened, columns: tuple[tuple[str, int], ...] = ()) -> None:
    _line(made, "{{ addressee }}：")
    if columns:
        _rows(made, [(heading, f"row[{at}]", width) for at, (heading, width) in enumerate(columns)], size=12)
    _sections(made, "sections")
    _signatures(made)
    _line(made, "{{ issuer }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(made, "{{ dated }}", align=WD_ALIGN_PARAGRAPH.RIGHT)


def _record(made: Opened) -> None:
    _sections(made, "sections")
    _table(made)
    _sections(made, "after")
    _signatures(made)
    _line(made, "{{ dated }}", align=WD_ALIGN_PARAGRAPH.RIGHT)


def _sections(made: Opened, name: str) -> None:
    _line(made, f"{{%p for section in {name} %}}")
    _line(made, "{{ section.heading }}", font="黑体", indent=True)
    _line(made, "{%p for line in section.lines %}")
    _line(made, "{{ line }}", indent=True)
    _line(made, "{%p endfor %}")
    _line(made, "{%p endfor %}")


def _signatures(made: Opened) -> None:
    _line(made, "{%p for line in signatures %}")
    _line(made, "{{ line }}", indent=True)
    _line(made, "{%p endfor %}")


def _table(made: Opened) -> None:
    _rows(made, [(heading, f"row.{field}", width) for heading, field, width in COLUMNS], size=9)


def _rows(made: Opened, columns: list[tuple[str, str, int]], *, size: int) -> None:
    table = made.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for at, (heading, field, width) in enumerate(columns):
        table.columns[at].width = Mm(width)
        texts = (
            heading,
            "{%tr for row in rows %}" if at == 0 else "",
            f"{{{{ {field} }}}}",
            "{%tr endfor %}" if at == 0 else "",
        )
        for row, text in zip(table.rows, texts, strict=True):
            row.cells[at].width = Mm(width)
            run = row.cells[at].paragraphs[0].add_run(text)
            _set_font(run, "仿宋", size)


def _line(
    made: Opened,
    text: str,
    *,
    font: str | None = None,
    size: int | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(28 if size is None else size + 12)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold = size is not None
    if font is not None:
        _set_font(run, font, size or 16)


def _set_font(styled: Any, name: str, size: int) -> None:
    styled.font.name, styled.font.size = name, Pt(size)
    # Word takes Chinese characters from the East Asian font, which python-docx leaves alone.
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
