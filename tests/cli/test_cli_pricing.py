"""``gongzhi pricing``: a market made, audited, reported; bad rows told one by one; nothing usable refused."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import docx
import jsonschema
import openpyxl
import pytest

from gongzhi.cli import main
from in_process import run_gongzhi

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "formats" / "price-audit.schema.json").read_text(encoding="utf-8")
)


def pricing(*arguments: object) -> "CompletedProcess[str]":
    return run_gongzhi("pricing", *arguments)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Old customers pay three percent more on a third of the items."""
    path = tmp_path_factory.mktemp("market") / "market.csv"
    made = pricing(
        "simulate",
        "-o",
        path,
        "--markup",
        "0.03",
        "--newcomers",
        "0.05",
        "--rows",
        8000,
        "--users",
        1500,
        "--items",
        40,
    )
    assert made.returncode == 0 and "老客在 30% 的商品上多付 3.00%" in made.stdout
    return path


def test_csv_and_parquet_give_the_same_audit_by_the_schema(market: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "market.parquet"
    pricing(
        "simulate",
        "-o",
        parquet,
        "--markup",
        "0.03",
        "--newcomers",
        "0.05",
        "--rows",
        8000,
        "--users",
        1500,
        "--items",
        40,
    )
    printed = [
        json.loads(
            pricing(
                "audit", one, "--group", "old", "--exclude", "first_order", "--scan", "all", "--format", "json"
            ).stdout
        )
        for one in (market, parquet)
    ]
    for found in printed:
        jsonschema.validate(found, SCHEMA)
        assert found["indicator"] == "abnormal" and found["provisions"][0]["article"] == "第三十一条"
        for pair in found["pairs"]:
            pair["line"] = pair["other_line"] = 0
    assert printed[0] == printed[1]


def test_the_words_are_an_indicator_and_the_status_is_zero_unless_asked(market: Path) -> None:
    ran = pricing("audit", market, "--group", "old", "--exclude", "first_order")
    assert ran.returncode == 0 and ran.stdout.startswith("指标异常，需平台说明")
    assert "不认定违法" in ran.stdout and "由人作出决定" in ran.stdout and "计入申明的理由之前" in ran.stdout
    assert pricing("audit", market, "--group", "old", "--fail-on", "abnormal").returncode == 1


def test_own_strata_are_used_and_told(market: Path) -> None:
    ran = pricing("audit", market, "--group", "old", "--strata", "item,region", "--format", "json")
    assert json.loads(ran.stdout)["strata"] == {
        "columns": ["item", "region"],
        "bucket": None,
        "all": 160,
        "compared": 160,
    }


def test_bad_rows_are_told_by_line_and_counted_and_the_rest_goes_on(market: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    rows = market.read_text(encoding="utf-8").splitlines()
    rows[2:2] = ["甲,乙"]
    rows += [
        "D1,U1,SKU1,2026-03-01T10:00:00+08:00,华东,,1,0,-5",
        "D2,U1,SKU1,昨天,华东,,1,0,5",
        "D3,U1,SKU1,2026-03-01T10:00:00+08:00,华东,,,0,5",
    ]
    bad.write_text("\n".join(rows) + "\n", encoding="gb18030")
    ran = pricing("audit", bad, "--group", "old", "--format", "json")
    found = json.loads(ran.stdout)
    assert ran.returncode == 0 and found["rows"]["refused"] == 4 and found["rows"]["read"] == 8004
    assert [(one["line"], one["why"]) for one in found["refused"]["lines"]] == [
        (3, "列数与标题不符"),
        (8003, "price_yuan 不大于零“-5”"),
        (8004, "at 不是时间“昨天”"),
        (8005, "old 是空的"),
    ]
    assert "第 8003 行未计入" in ran.stderr and "共 4 行未计入，其余照常审计" in ran.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"item,user,price,old\n", "没有一行可用"),
        (b"item,user\na,b\n", "成交价"),
        (b"item,user,price\na,b,1\n", "没有“old”"),
        (b"item,item,user,price,old\na,a,b,1,1\n", "同名的列"),
        (b"item,user,price,old\na,b,-1,1\n", "不大于零 1 行"),
        (b"item,user,price,old\na,b,1,1\na,c,1,1\n", "只有一个取值"),
    ],
)
def test_what_cannot_be_audited_at_all_is_refused_in_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_bytes(content)
    ran = pricing("audit", tmp_path / "one.csv", "--group", "old")
    assert ran.returncode == 2 and said in ran.stderr and len(ran.stderr.splitlines()) == 1 and not ran.stdout


def test_a_file_that_is_no_parquet_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.parquet").write_bytes(b"PAR0")
    for name, said in (("one.parquet", "读不出来"), ("none.csv", "打不开"), ("one.txt", "打不开")):
        ran = pricing("audit", tmp_path / name, "--group", "old")
        assert ran.returncode == 2 and said in ran.stderr


def test_the_reports_open_say_the_same_and_hold_a_chart(market: Path, tmp_path: Path) -> None:
    word, sheet = tmp_path / "r.docx", tmp_path / "r.xlsx"
    ran = pricing(
        "audit",
        market,
        "--group",
        "old",
        "--exclude",
        "first_order",
        "--scan",
        "all",
        "--report",
        word,
        "--report",
        sheet,
    )
    assert ran.returncode == 0, ran.stderr
    document = docx.Document(str(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "指标异常，需平台说明" in cells and any("第三十一条" in one for one in cells)
    assert any(part.partname.startswith("/word/charts/") for part in document.part.package.iter_parts())
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == ["结论", "比较", "配对示例", "扫描", "未计入的行"]
    assert book["结论"]["B2"].value == "指标异常，需平台说明" and len(book["比较"]._charts) == 1
    assert pricing("audit", market, "--group", "old", "--report", tmp_path / "r.pdf").returncode == 2


def test_a_market_is_the_same_for_the_same_seed_and_refuses_impossible_shares(tmp_path: Path) -> None:
    one, two = tmp_path / "1.csv", tmp_path / "2.csv"
    for path in (one, two):
        assert pricing("simulate", "-o", path, "--rows", 50, "--seed", 4).returncode == 0
    assert one.read_bytes() == two.read_bytes()
    assert pricing("simulate", "-o", one, "--markup", "2").returncode == 2
    assert pricing("simulate", "-o", tmp_path / "1.txt", "--rows", 50).returncode == 2


def test_truth_tells_what_a_store_s_price_signals_come_to(tmp_path, capsys) -> None:
    from datetime import UTC, datetime

    from gongzhi.adapters.archive import open_archive
    from gongzhi.broadcasts import Broadcast, Listing, Signal, SignalBatch, SignalKind, TimeSource
    from gongzhi.flow.matters import item_of

    at = datetime(2026, 3, 14, 6, tzinfo=UTC)
    about = Broadcast(id="b1", platform="P", room="果园", operator="lin", started_at=at)
    signals = tuple(
        Signal(
            broadcast="b1", sequence=step, kind=SignalKind.LISTING, at=at.replace(minute=step), at_source=TimeSource.MESSAGE,
            listing=Listing(product="p1", title="脐橙", price_fen=price, reference_price_fen=former),
        )
        for step, (price, former) in enumerate([(2990, None), (2590, 9900)])
    )  # fmt: skip
    batch = SignalBatch(broadcast="b1", number=0, first=0, opened_at=at, signals=signals)
    with open_archive(tmp_path / "store") as archive:
        archive.append([item_of(one, "b1", at) for one in (about, batch)])
    assert main(["pricing", "truth", "--store", str(tmp_path / "store")]) == 0
    told = capsys.readouterr().out
    assert "“脐橙”标价 29.90 元、25.90 元" in told and "明码标价和禁止价格欺诈规定/16" in told and "由人核查" in told
    assert main(["pricing", "truth", "--store", str(tmp_path / "store"), "--broadcast", "x"]) == 2
