"""``gongzhi liability``: what matters is printed, what rests is named, the burden sheet names exhibits."""

import json
from pathlib import Path
from typing import Any

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
