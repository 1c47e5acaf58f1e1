"""``gongzhi parties check``: every doubt with its line; without a registry nobody is said to have been compared."""

import json
from pathlib import Path

import pytest

from gongzhi.cli import main

HEAD = "名称,统一社会信用代码,证照种类,证照编号,有效期至,商品类别\n"
GOOD = (
    "云裳,91390104900200307X,营业执照,91390104900200307X,长期,食品\n"
    "云裳,91390104900200307X,食品经营许可证,JY13901049000029,2028-09-30,\n"
)


def check(tmp_path: Path, rows: str, *more: str) -> int:
    listed = tmp_path / "名单.csv"
    listed.write_text(HEAD + rows, encoding="utf-8")
    return main(["parties", "check", str(listed), "--on", "2026-03-02", *more])


def test_a_list_in_order_says_so_and_that_nothing_was_compared(tmp_path: Path, capsys) -> None:
    assert check(tmp_path, GOOD) == 0
    assert "0 处需要核对；没有登记信息来源" in capsys.readouterr().out


def test_each_doubt_stands_with_its_line(tmp_path: Path, capsys) -> None:
    bad = GOOD + (
        "贝贝,913901229002006301,营业执照,913901229002006301,昨天,保健食品\n"
        "药房,91390122900200630E,营业执照,91390122900200630E,长期,药品、烟花\n"
    )
    assert check(tmp_path, bad, "--format", "jsonl") == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["line"], one["party"]) for one in found] == [(4, "贝贝")] * 4 + [(5, "药房")]
    assert "校验位" in found[0]["what"] and "不是日期" in found[1]["what"] and "食品安全法/35" in found[3]["what"]


def test_a_registry_is_compared_by_name(tmp_path: Path, capsys) -> None:
    extract = tmp_path / "登记.csv"
    extract.write_text("统一社会信用代码,名称\n91390104900200307X,别家\n", encoding="utf-8")
    assert check(tmp_path, GOOD, "--registry", str(extract)) == 1
    assert "登记.csv 里的名称是“别家”" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "says"), [("没有.csv", "读不了"), ("空.csv", "表头")])
def test_a_file_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path, capsys, name: str, says: str) -> None:
    (tmp_path / "空.csv").write_text("", encoding="utf-8")
    assert main(["parties", "check", str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err
