"""A role's register of duties, written out: rows for people, xlsx for offices, OSCAL for machines."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from gongzhi.law.assessing import STATUS_NAMES, Checklist, Status
from gongzhi.law.duties import Duty
from gongzhi.law.instruments import KIND_NAMES
from gongzhi.values import print_instant

HEADINGS = (
    "序号",
    "码",
    "依据",
    "性质",
    "适用条件",
    "触发",
    "应做或不得做",
    "期限",
    "要看的证据",
    "留存",
    "违反的后果",
    "状态",
    "负责人",
    "到期日",
    "证据位置",
    "备注",
)
_WIDTHS = (6, 12, 30, 8, 20, 22, 48, 20, 32, 20, 36, 10, 12, 12, 24, 24)
# The names of properties that are ours and not the standard's stand in a namespace of their own.
_OURS = "urn:gongzhi:law"
NOTICE = "要旨为自拟，以官方文本为准；未评估不算已履行；本结果仅供辅助，由人作出决定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What people wrote beside one duty: who sees to it, by when, where the evidence lies."""

    owner: str = ""
    due: str = ""
    evidence: str = ""
    note: str = ""


def register_rows(
    checklist: Checklist, recorded: str | None = None, progress: Mapping[str, Progress] | None = None
) -> list[tuple[str, ...]]:
    """One row per duty under HEADINGS; without a record every duty is not assessed."""
    letters = recorded or checklist.record({})
    checklist.tally(letters)
    rows: list[tuple[str, ...]] = []
    for number, (duty, letter) in enumerate(zip(checklist.duties, letters, strict=True), 1):
        written = (progress or {}).get(duty.code, Progress())
        rows.append(
            (
                str(number),
                duty.code,
                str(duty.citation),
                KIND_NAMES[duty.kind],
                duty.condition,
                duty.trigger,
                duty.action,
                duty.deadline,
                "、".join(duty.evidence),
                duty.retention,
                "；".join(_consequence(duty)),
                STATUS_NAMES[Status(letter)],
                written.owner,
                written.due,
                written.evidence,
                written.note,
            )
        )
    return rows


def write_xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet: the title, the notice, HEADINGS, the rows. The same rows give the same bytes."""
    lines = [[title], [NOTICE], list(HEADINGS), *[list(row) for row in rows]]
    sheet = "".join(_sheet_row(at, cells) for at, cells in enumerate(lines, 1))
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _WORKBOOK.replace("SHEET", escape(_sheet_name(title))),
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELS,
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _SHEET.replace("COLS", widths).replace("ROWS", sheet),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return out.getvalue()


def oscal_results(title: str, checklist: Checklist, recorded: str, at: datetime) -> dict[str, Any]:
    """OSCAL 1.1.2 assessment-results: a finding for each duty met or not met, nothing for one not assessed.

    Not applicable stands as an observation. Not assessed is counted in the remarks and never as satisfied.
    """
    tally = checklist.tally(recorded)
    when = print_instant(at)
    seed = f"{title}\n{when}\n{recorded}"
    findings = [
        _finding(seed, duty, Status(letter))
        for duty, letter in zip(checklist.duties, recorded, strict=True)
        if letter in (Status.MET, Status.NOT_MET)
    ]
    result: dict[str, Any] = {
        "uuid": _uuid(seed, "result"),
        "title": title,
        "description": NOTICE,
        "start": when,
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        "remarks": f"已履行 {tally.met}，未履行 {tally.not_met}，不适用 {tally.not_applicable}，未评估 {tally.not_assessed}",
    }
    skipped = [_observation(seed, duty, when) for duty in checklist.standing(recorded, Status.NOT_APPLICABLE)]
    # OSCAL wants these lists to hold something or not to be there.
    if skipped:
        result["observations"] = skipped
    if findings:
        result["findings"] = findings
    return {
        "assessment-results": {
            "uuid": _uuid(seed, "document"),
            "metadata": {"title": title, "last-modified": when, "version": "1", "oscal-version": "1.1.2"},
            "import-ap": {"href": "#", "remarks": "评估计划即本清单"},
            "results": [result],
        }
    }


def _finding(seed: str, duty: Duty, status: Status) -> dict[str, Any]:
    state = "satisfied" if status is Status.MET else "not-satisfied"
    return {
        "uuid": _uuid(seed, duty.code),
        "title": f"{duty.citation}",
        "description": duty.action,
        "target": {"type": "objective-id", "target-id": _token(duty.code), "status": {"state": state}},
    }


def _observation(seed: str, duty: Duty, when: str) -> dict[str, Any]:
    return {
        "uuid": _uuid(seed, f"n{duty.code}"),
        "title": f"{duty.citation}",
        "description": f"不适用：{duty.action}",
        "props": [
            {"name": "status", "ns": _OURS, "value": "not-applicable"},
            {"name": "duty", "ns": _OURS, "value": _token(duty.code)},
        ],
        "methods": ["EXAMINE"],
        "collected": when,
    }


def _consequence(duty: Duty) -> list[str]:
    return [f"{one.article}：{one.figures or one.wording}" for one in duty.consequences] or [duty.consequence]


def _token(code: str) -> str:
    """A row code as an OSCAL token: brackets become points."""
    return code.replace("(", ".").replace(")", "")


def _uuid(seed: str, name: str) -> str:
    """A name-based UUID, so that the same assessment is the same document."""
    digits = hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _sheet_row(at: int, cells: Sequence[str]) -> str:
    style = {1: 1, 3: 2}.get(at, 0 if at == 2 else 3)
    inner = "".join(_cell(at, column, text, style) for column, text in enumerate(cells))
    return f'<row r="{at}">{inner}</row>'


def _cell(at: int, column: int, text: str, style: int) -> str:
    kept = "".join(character for character in text if character >= " " or character in "\t\n")
    place = f"{chr(ord('A') + column)}{at}"
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'


def _sheet_name(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31] or "义务清单"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_WORKBOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="SHEET" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_WORKBOOK_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="3"><font><sz val="10"/><name val="等线"/></font>'
    '<font><b/><sz val="14"/><name val="等线"/></font><font><b/><sz val="10"/><name val="等线"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    "<cols>COLS</cols><sheetData>ROWS</sheetData></worksheet>"
)
