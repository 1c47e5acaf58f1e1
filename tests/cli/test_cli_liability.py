"""``gongzhi liability``: what matters is printed, what rests is named, the burden sheet names exhibits."""

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongzhi.cli.main import run as run_cli

CASE = """事实日: 2026-03-01
审理日: 2026-06-01
金额: {价款: 19900, 损失: 5000}
事实: {存在损害: 是, 食品: 是, 不符合食品安全标准: 是}
证据:
- {号: EX1, 名: 准入记录}
"""


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "案情.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run_cli(["liability", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_text_shows_what_is_certain_and_what_matters_and_names_what_rests(case, capsys):
    status, said, _ = run(capsys, case, "--parties", "商家、平台")
    assert status == 0 and "成立  商家 · 退货退款" in said and "商家 · 预付惩罚性赔偿" not in said
    assert said.count("举证，影响") <= 8 and "预付款" in said and "人作出决定" in said


def test_everything_is_listed_on_request_and_always_in_json(case, capsys):
    assert "取决于  商家 · 预付惩罚性赔偿" in run(capsys, case, "--all")[1]
    results = json.loads(run(capsys, case, "--format", "json")[1])["results"]
    assert "预付惩罚性赔偿" in {one["claim"] for one in results}


def test_an_issue_that_is_raised_is_asked_about(case, capsys):
    assert "取决于  商家 · 预付惩罚性赔偿" in run(capsys, case, "--raise", "预付款")[1]


@pytest.mark.parametrize(("option", "word"), [("--parties", "商佳"), ("--raise", "预付")])
def test_an_unknown_party_or_issue_is_refused_with_those_there_are(case, capsys, option, word):
    status, _, complaint = run(capsys, case, option, word)
    assert status == 2 and f"没有名为“{word}”" in complaint and "可用：" in complaint


def test_the_burden_sheet_names_side_basis_consequence_and_exhibit(case, capsys):
    status, said, _ = run(capsys, "burden", case, "--parties", "商家、平台")
    assert status == 0 and "【平台举证】" in said and "未证明，由平台举证，按否处理" in said
    assert "已封存 EX1 准入记录，说明其为是；须看：" in said and "人作出决定" in said


def test_the_burden_sheet_as_json_has_the_same(case, capsys):
    found: dict[str, Any] = json.loads(run(capsys, "burden", case, "--format", "json")[1])
    (line,) = [one for one in found["sides"]["平台"] if one["fact"] == "平台已审核资质"]
    assert (line["said"], line["shown"][0]["exhibit"]) == ("是", "EX1")


def test_the_burden_sheet_takes_one_case(capsys):
    status, _, complaint = run(capsys, "burden")
    assert status == 2 and "gongzhi liability burden 案情.yaml" in complaint


def test_a_comparison_names_both_versions_and_what_changes_for_whom(capsys):
    options = ("--left", "2026-03-01", "--right", "2026-03-01", "--with-proposals", "小农户责任上限", "--count", "200")
    status, said, _ = run(capsys, "compare", *options)
    assert status == 0 and "立法建议：小农户责任上限" in said.splitlines()[1] and "建议" not in said.splitlines()[0]
    assert "虚构案情" in said and "商家/小农户责任上限：新成立" in said and "商家：" in said and "人作出决定" in said


def test_a_table_of_cases_is_compared_and_written_as_workbook_with_charts_and_as_csv(tmp_path, capsys):
    table = tmp_path / "案情.csv"
    table.write_text("构成欺诈,价款\n是,100元\n否,50元\n", encoding="utf-8")
    readings = ("--left-reading", "不问购买动机说", "--right-reading", "须为生活消费说", "--format", "json")
    book, rows = tmp_path / "比较.xlsx", tmp_path / "比较.csv"
    first = run(capsys, "compare", str(table), "--left", "2021-03-01", "--right", "2026-03-01", "-o", str(book))
    assert first[0] == 0 and "案件 2 件，" in first[1] and f"已写入 {book}" in first[1]
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["概要", "各方", "结果", "未计入"] and "人作出决定" in str(sheets["概要"]["B7"].value)
    with zipfile.ZipFile(book) as parts:
        assert any(name.startswith("xl/charts/") for name in parts.namelist())
    status, said, _ = run(capsys, "compare", str(table), *readings, "-o", str(rows))
    assert status == 0 and json.loads(said)["cases"] == 2
    assert rows.read_text(encoding="utf-8-sig").startswith("结果,原成立,现成立")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ((), "两边一样"),
        (("--left", "去年"), "--left 写成 2026-03-01"),
        (("--left", "2026-03-01/2025-03-01"), "审理日早于事实日"),
        (("--right-reading", "连带说"), "没有名为“连带说”的说法"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused_with_the_way_out(options, complaint, capsys):
    status, _, said = run(capsys, "compare", "--count", "5", *options)
    assert status == 2 and complaint in said
