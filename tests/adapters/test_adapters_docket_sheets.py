"""Tables of leads: what is written is read back, what is no table is refused, and nothing in a cell runs."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from gongzhi.adapters.docket_sheets import (
    COLUMNS,
    SheetUnreadable,
    read_docket_sheet,
    write_refused,
    write_table,
    write_template,
)
from gongzhi.flow.entering_many import Refusal


def sheet(*rows: tuple[object, ...]) -> bytes:
    """A workbook of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_template_is_read_back_with_its_example() -> None:
    [example] = read_docket_sheet(write_template(["东县局", "河口分局"]))
    assert example.number == 2 and example.cells["承办单位"] == "东县局"


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    rows = read_docket_sheet(sheet(("标题", "反映的事实"), ("一", "二"), (None, " "), (3, "四 ")))
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"标题": "一", "反映的事实": "二"}),
        (4, {"标题": "3", "反映的事实": "四"}),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no workbook", "另存为 .xlsx"),
        (sheet(("标题", "别的")), "缺少“反映的事实”"),
        (sheet(("标题", "反映的事实", "身份证号")), "不认识“身份证号”"),
        (sheet(), "缺少"),
    ],
)
def test_what_is_no_table_of_leads_is_refused_with_the_way_out(data: bytes, said: str) -> None:
    with pytest.raises(SheetUnreadable, match=said):
        read_docket_sheet(data)


def test_a_zip_that_is_no_workbook_and_one_that_swells_are_refused() -> None:
    for name, size in (("x.txt", 3), ("big", 300 * 1024 * 1024)):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(name, b"0" * size)
        with pytest.raises(SheetUnreadable):
            read_docket_sheet(target.getvalue())


def test_the_report_of_refusals_can_be_mended_and_sent_back() -> None:
    rows = read_docket_sheet(sheet(("标题", "反映的事实", "事项"), ("一", "二", "查水表")))
    report = write_refused([Refusal(number=2, title="一", why="请写查处")], rows)
    [again] = read_docket_sheet(report)
    assert again.cells == {"标题": "一", "反映的事实": "二", "事项": "查水表"}
    assert [cell.value for cell in load_workbook(io.BytesIO(report)).active[2]][-2:] == [2, "请写查处"]
    assert len(COLUMNS) == 10


def test_no_cell_of_an_export_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(write_table(["甲"], [["=1+1"], ["@x\x00y"], ["+1"]])))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@xy", "s"), ("+1", "s")]
