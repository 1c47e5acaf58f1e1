"""The table of identities as .xlsx: one sheet per sort of party, texts only, so that no number loses a digit."""

import io

from gongzhi.flow.admitting_reports import Sheet

_WIDEST = 40


def write_identity_report(sheets: tuple[Sheet, ...], *, platform: str, period: str) -> bytes:
    """The workbook; cells that begin like a formula stand as the text that they are."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    cover = book.active
    cover.title = "说明"
    for line in (
        (f"{platform} 身份信息报送表", period),
        ("依据", "；".join(dict.fromkeys(one.basis for one in sheets))),
        ("说明", "由系统从主体档案生成，仅供辅助；报送前由人核对，报送后妥善保管"),
        *((one.name, f"{len(one.rows)} 行") for one in sheets),
    ):
        cover.append(line)
    cover.column_dimensions["A"].width = _WIDEST
    cover.column_dimensions["B"].width = 2 * _WIDEST
    for one in sheets:
        sheet = book.create_sheet(one.name)
        for number, row in enumerate((one.columns, *one.rows), 1):
            for place, text in enumerate(row, 1):
                cell = sheet.cell(number, place)
                cell.value = text
                cell.data_type = "s"
                cell.number_format = "@"
                cell.font = Font(bold=number == 1)
        for place, column in enumerate(one.columns, 1):
            longest = max((len(row[place - 1]) for row in one.rows), default=0)
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = min(
                _WIDEST, 2 * max(len(column), longest) + 2
            )
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
