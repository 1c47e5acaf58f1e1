"""Rule files as workbooks and back: one sheet per section, one row per item, nothing lost."""

from pathlib import Path
from typing import Any

from gongzhi.liability import NotReadable, format_rules, load_yaml, write_value

_TOP = "总"
_NAME = "名称"


def write_sheets(text: str, file: str, target: Path) -> None:
    """The rule file ``text`` as an .xlsx. Raises NotReadable; comments have no place in a table."""
    from openpyxl import Workbook

    if any(line.lstrip().startswith("#") for line in text.splitlines()):
        raise NotReadable(f"{file}：有注释，表格里放不下，请改写成 说明 后再导出")
    top = load_yaml(format_rules(text, file), file)
    book = Workbook()
    first = book.active
    first.title = _TOP
    for key, value in top.items():
        if not isinstance(value, dict | list):
            first.append([key, write_value(value)])
            continue
        sheet = book.create_sheet(key)
        rows = (
            [{_NAME: name, **one} for name, one in value.items()]
            if isinstance(value, dict)
            else [dict(v) for v in value]
        )
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([write_value(row[column]) if column in row else None for column in columns])
        if isinstance(value, dict):
            sheet.sheet_properties.tabColor = "206BC4"
            first.append([key, "名称表"])
        else:
            first.append([key, "列表"])
    book.save(target)


def read_sheets(source: Path) -> str:
    """The canonical rule file that a workbook says. Raises NotReadable naming sheet and row."""
    from openpyxl import load_workbook

    book = load_workbook(source, read_only=False)
    if _TOP not in book.sheetnames:
        raise NotReadable(f"{source.name}：没有“{_TOP}”这张表，请用 gongzhi liability xlsx 导出后再改")
    lines: list[str] = []
    for number, (key, value, *_) in enumerate(book[_TOP].iter_rows(min_col=1, max_col=2, values_only=True), 1):
        if key is None:
            continue
        if value in ("名称表", "列表"):
            if key not in book.sheetnames:
                raise NotReadable(f"{source.name}：“{_TOP}”第 {number} 行说有“{key}”表，却没有，请补上或删去这一行")
            lines += _section(str(key), book[str(key)], value == "名称表")
        else:
            lines.append(f"{key}: {value}")
    return format_rules("\n".join(lines) + "\n", source.name)


def _section(key: str, sheet: Any, named: bool) -> list[str]:
    rows = list(sheet.iter_rows(values_only=True))
    columns = [str(one) for one in rows[0]] if rows else []
    lines = []
    for number, row in enumerate(rows[1:], 2):
        cells = {column: cell for column, cell in zip(columns, row, strict=True) if cell is not None}
        if not cells:
            continue
        name = cells.pop(_NAME, None) if named else None
        if named and name is None:
            raise NotReadable(f"表“{key}”第 {number} 行：缺少{_NAME}，请补上")
        inner = ", ".join(f"{column}: {cell}" for column, cell in cells.items())
        lines.append(f"  {name}: {{{inner}}}" if named else f"- {{{inner}}}")
    return [f"{key}:", *lines] if lines else [f"{key}: {{}}" if named else f"{key}: []"]
