"""Tables of cases: the same from .csv and .xlsx, Chinese encodings, and files that only look like tables refused."""

import io
import zipfile

import openpyxl
import pytest

from gongzhi.adapters import liability_tables
from gongzhi.adapters.liability_tables import read_case_table
from gongzhi.liability import NotReadable, RuleSet, load_rules

TEXT = "名,存在损害,食品,价款\n甲,是,否,19900\n乙,,不明,199.50元\n"


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def book_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_case_a_row_with_facts_and_amounts_in_any_chinese_encoding(rules, encoding) -> None:
    first, second = read_case_table("a.csv", TEXT.encode(encoding), rules, 10)
    assert (first.kind, first.facts, first.amounts) == ("甲", {"存在损害": True, "食品": False}, {"价款": 19900})
    assert (second.facts, second.amounts) == ({}, {"价款": 19950})


def test_a_workbook_says_the_same_with_numbers_in_its_cells(rules) -> None:
    made = book_of(
        ["名", "存在损害", "食品", "价款"], ["甲", "是", "否", 19900.0], ["乙", None, "不明", "199.50元"], [None] * 4
    )
    assert read_case_table("a.xlsx", made, rules, 10) == read_case_table("a.csv", TEXT.encode(), rules, 10)


def test_one_row_too_many_is_refused_before_the_rest_is_read(rules) -> None:
    rows = b"".join(b"\xe6\x98\xaf\n" for _ in range(3))
    table = "存在损害\n".encode() + rows
    assert len(read_case_table("a.csv", table, rules, 3)) == 3
    with pytest.raises(NotReadable, match="多于 2 件，请分成几张表"):
        read_case_table("a.csv", table, rules, 2)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(rules, monkeypatch) -> None:
    monkeypatch.setattr(liability_tables, "_LARGEST_UNPACKED", 1000)
    with pytest.raises(NotReadable, match="展开后太大"):
        read_case_table("a.xlsx", book_of(["存在损害"], ["是"]), rules, 10)


def test_an_archive_that_is_no_workbook_says_what_to_do(rules) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("note.txt", "x")
    with pytest.raises(NotReadable, match=r"另存为 \.xlsx"):
        read_case_table("a.xlsx", packed.getvalue(), rules, 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [("\n是\n", "第 1 行"), ("存在损害,,食品\n是,是,否\n", "写了两次或空着"), ("存在损害\n" + "是" * 3 + "\n", "第 2 行"),
     ("存在损害" + "," * 400 + "\n", "多于 300 列"), ("价款\n-5\n", "不得为负"), ("存在损害\n", "没有案情")],
)  # fmt: skip
def test_a_table_that_cannot_be_used_names_the_row(rules, text, said) -> None:
    with pytest.raises(NotReadable, match=said):
        read_case_table("a.csv", text.encode(), rules, 10)


def test_bytes_in_no_known_encoding_are_refused(rules) -> None:
    with pytest.raises(NotReadable, match="另存为 UTF-8"):
        read_case_table("a.csv", b"\xff\xfe\x00\xd8\x00", rules, 10)
