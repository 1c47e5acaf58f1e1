"""The check of a script as a .docx that can be printed, sent and filed: same check, same bytes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gongzhi.adapters.documents import NO_TIME, repack
from gongzhi.flow.check_script import Checked, Remark, slices_of
from gongzhi.law import Citation
from gongzhi.values import BEIJING

_MOST_PLACES = 20
_BODY, _HEADS = "宋体", "黑体"
_COLOURS = {"definite": WD_COLOR_INDEX.PINK, "likely": WD_COLOR_INDEX.YELLOW, "doubtful": WD_COLOR_INDEX.TURQUOISE}
_DONE = {True: "稿中已说到", False: "稿中没有找到", None: "请到页面上核对"}
_ASSISTS = "本结果仅供辅助，由人作出决定；没有标出的地方不等于合法。法条要旨为自拟，以官方文本为准。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What coded values are called: finding types, certainties, kinds of promises."""

    types: Mapping[str, str]
    certainties: Mapping[str, str]
    promises: Mapping[str, str]


def write_script_report(checked: Checked, wording: Wording, *, made_at: datetime) -> bytes:
    """The .docx: figures, the marked text, each remark with its law, promises, what is still to be said."""
    report = _Report(wording)
    report.open(checked, made_at)
    report.text(checked)
    report.remarks(checked)
    report.promises(checked)
    report.to_say(checked)
    report.line(_ASSISTS, italic=True)
    written = io.BytesIO()
    report.document.save(written)
    return repack(written.getvalue())


class _Report:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.document: Any = Document()
        properties = self.document.core_properties
        properties.author, properties.title = "共治", "话术自查报告"
        properties.created = properties.modified = NO_TIME
        self._body = self.document._body
        self._end = self.document.element.body.sectPr
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        style = self.document.styles["Normal"]
        style.font.size = Pt(11)
        _set_font(style, _BODY)

    def open(self, checked: Checked, made_at: datetime) -> None:
        title = self._heading("话术自查报告", 18)
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        counts = [
            f"{name} {sum(one.hit.certainty == key for one in checked.remarks)} 处"
            for key, name in self.wording.certainties.items()
        ]
        self.line(
            f"商品类别：{checked.category or '未选'}　按 {checked.on} 有效的法规　"
            f"生成时间：{made_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        )
        self.line(
            f"共 {len(checked.passages)} 段，标出 {len(checked.remarks)} 处（{'，'.join(counts)}），"
            f"说出口就要兑现的承诺 {len(checked.owed)} 项。"
        )

    def text(self, checked: Checked) -> None:
        self._heading("一、原稿与标记", 14)
        for at, passage in enumerate(checked.passages):
            paragraph = self._paragraph()
            paragraph.add_run(f"{passage.at or at + 1}　").font.color.rgb = RGBColor(0x80, 0x88, 0x99)
            for part in slices_of(passage.text, [one for one in checked.remarks if one.passage == at]):
                self._marked(paragraph, part.text, part.remarks)
                for number in part.ending:
                    paragraph.add_run(f"[{number}]").font.superscript = True

    def remarks(self, checked: Checked) -> None:
        self._heading("二、逐处说明", 14)
        # The same words said forty times are explained once, with all their places.
        alike: dict[tuple[str, str, str], list[Remark]] = {}
        for one in checked.remarks:
            alike.setdefault((one.hit.rule, one.hit.quote, one.hit.reading), []).append(one)
        for same in alike.values():
            self._remark(same)
        if not checked.remarks:
            self.line("规则没有标出什么。没有标出不等于合法，请再由人通读一遍。")

    def promises(self, checked: Checked) -> None:
        self._heading("三、说出口就要兑现的承诺", 14)
        for owed in checked.owed:
            terms = "，".join(f"{name} {value}" for name, value in owed.promise.terms.items())
            kind = self.wording.promises.get(owed.promise.kind, owed.promise.kind)
            self.line(f"第 {owed.passage + 1} 段“{owed.promise.quote}”：{kind}{('（' + terms + '）') if terms else ''}")
        if not checked.owed:
            self.line("没有找到承诺。")

    def to_say(self, checked: Checked) -> None:
        self._heading("四、这类商品还要说明、展示的", 14)
        for one in checked.to_say:
            self.line(f"□ {one.reminder.item.what}（{_DONE[one.reminder.done]}）", bold=one.reminder.done is False)
            if one.law:
                self._law(one.law)
            self.line(f"可以这样说：{one.reminder.item.say}")

    def line(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        run = self._paragraph().add_run(_printable(text))
        run.bold, run.italic = bold, italic

    def _remark(self, same: list[Remark]) -> None:
        one, hit = same[0], same[0].hit
        kind, sure = self.wording.types.get(hit.type, hit.type), self.wording.certainties[hit.certainty]
        numbers = "、".join(str(each.number) for each in same[:_MOST_PLACES])
        places = "、".join(str(each.passage + 1) for each in same[:_MOST_PLACES])
        more = f"等 {len(same)} 处" if len(same) > _MOST_PLACES else ""
        self.line(f"[{numbers}] 第 {places} 段{more}“{hit.quote}”——{kind}（{sure}）", bold=True)
        if hit.reading != hit.quote:
            self.line(f"读作：{hit.reading}")
        self.line(f"规则：{one.title}（{hit.rule} 第 {hit.rule_version} 版）")
        for citation in one.law:
            self._law(citation)
        self.line(f"为什么：{hit.why}")
        self.line(f"可以这样说：{hit.instead}")

    def _law(self, citation: Citation) -> None:
        self.line(f"依据：{citation}——{citation.wording}")

    def _paragraph(self) -> Any:
        # Document.add_paragraph looks for the end of the body each time: with thousands of remarks that takes half a minute.
        paragraph = OxmlElement("w:p")
        self._end.addprevious(paragraph)
        return Paragraph(paragraph, self._body)

    def _heading(self, text: str, size: int) -> Any:
        paragraph = self._paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = True, Pt(size)
        _set_font(run, _HEADS)
        return paragraph

    def _marked(self, paragraph: Any, text: str, remarks: tuple[Remark, ...]) -> None:
        run = paragraph.add_run(_printable(text))
        for sure, colour in _COLOURS.items():
            if any(one.hit.certainty == sure for one in remarks):
                run.font.highlight_color = colour
                return


def _set_font(owner: Any, name: str) -> None:
    owner.font.name = name
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold; a box shows where one stood."""
    return "".join(one if one >= " " or one in "\t\n" else "□" for one in text if one not in "\ufffe\uffff")
