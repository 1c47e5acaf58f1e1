"""``gongzhi screen`` and ``gongzhi rules`` keep the contract: one line out for one line in, 0, 1 or 2."""

import io
import json
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from gongzhi.cli import main

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats"

GOOD = {"id": "a", "text": "国家级品质假一赔十", "kind": "speech", "at": "2026-03-01T20:00:00+08:00"}


def written(path: Path, *rows: object) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_each_line_gives_one_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "in.jsonl", GOOD, {"id": "b", "text": "大家好", "kind": "danmu"}, {**GOOD, "id": "c"})
    assert main(["screen", source]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert rows[1] == {"id": "b", "findings": [], "promises": [], "evasions": []}
    (finding,) = rows[0]["findings"]
    assert finding["quote"] == GOOD["text"][finding["start"] : finding["end"]] == "国家级品质"
    assert finding["provisions"] == [{"id": "广告法/9(3)", "title": "广告法", "article": "第九条第三项"}]
    assert rows[0]["promises"][0]["terms"] == {"倍数": "10"}


def test_findings_fail_the_command_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "in.jsonl", GOOD)
    assert main(["screen", source, "--fail-on", "likely"]) == 1
    assert main(["screen", source, "--fail-on", "definite"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"id": "a"', "JSON"),
        (b"[1]", "对象"),
        (b'{"id": "a", "kind": "speech"}', "text"),
        (b'{"id": "a", "text": "x", "kind": "song"}', "kind"),
        (b'{"id": "a", "text": "x", "kind": "danmu", "actor": "cat"}', "actor"),
        (b'{"id": "a", "text": "x", "kind": "speech", "at": "yesterday"}', "at"),
        (b'{"id": "a", "text": "\xff", "kind": "speech"}', "UTF-8"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: bytes, says: str
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(json.dumps(GOOD).encode() + b"\n" + line + b"\n")
    assert main(["screen", str(source)]) == 2
    error = capsys.readouterr().err
    assert "第 2 行" in error
    assert says in error


def test_subtitles_and_plain_text_are_read_by_their_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    srt = tmp_path / "a.srt"
    srt.write_text("1\n00:00:01,000 --> 00:00:03,000\n全网\n第一\n\n2\n00:00:04,000 --> 00:00:05,000\n你好\n", "utf-8")
    vtt = tmp_path / "a.vtt"
    vtt.write_text("WEBVTT\n\n00:01.000 --> 00:03.000\n<v Qiao>全网第一\n", "utf-8")
    txt = tmp_path / "a.txt"
    txt.write_text("你好\n\n全网第一\n", "utf-8")
    for source, flagged in ((srt, ["1"]), (vtt, ["1"]), (txt, ["3"])):
        assert main(["screen", str(source), "--on", "2026-03-01"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["id"] for row in rows if row["findings"]] == flagged


def test_the_text_form_says_that_a_person_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", written(tmp_path / "in.jsonl", GOOD), "--format", "text"]) == 0
    out = capsys.readouterr().out
    assert "《广告法》第九条第三项" in out
    assert "由人作出决定" in out


def test_a_line_of_a_million_characters_is_screened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "in.jsonl", {**GOOD, "text": "大家好" * 330_000 + "全网第一"})
    assert main(["screen", source]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [finding["start"] for finding in row["findings"]] == [990_000]


def test_an_unreadable_day_or_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "no-such-file.jsonl"]) == 2
    assert main(["screen", "-", "--on", "2026-13-01"]) == 2
    assert "2026-03-01" in capsys.readouterr().err


def test_rules_are_tested_linted_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    # A single file of them; all of them are tested by the command that README.md shows.
    one = files("gongzhi.screening").joinpath("rules/price.yaml")
    assert main(["rules", "test", "--rules", str(one)]) == 0
    assert "问题 0 处" in capsys.readouterr().out
    assert main(["rules", "lint"]) == 0
    assert main(["rules", "list"]) == 0
    assert "medical.cure_disease" in capsys.readouterr().out


def test_a_rule_that_breaks_its_own_example_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trial.yaml").write_text(
        "subject: 试验\nrules:\n  - {id: trial.one, version: 1, title: 试验, type: absolute_claim, status: active,"
        " author: Lin, since: 2026-02-01, severity: 3, certainty: likely, provisions: [广告法/9(3)], patterns: [顶级蜜桃],"
        " why: 这是为试验而写的理由, instead: 说糖度和产地, accepted: [好蜜桃, 顶级蜜桃一, 顶级蜜桃二], refused: [甲, 乙, 丙]}\n",
        "utf-8",
    )
    assert main(["rules", "test", "--rules", str(tmp_path)]) == 1
    assert "应命中而未命中：好蜜桃" in capsys.readouterr().out
    assert main(["rules", "test", "--rules", str(tmp_path / "none")]) == 2


def test_the_model_suggests_beside_the_findings_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = {"id": "a", "text": "我妈的老胃病喝上半个月就全好了医生都说不用再吃药了", "kind": "speech"}
    source = written(tmp_path / "in.jsonl", claim, {**claim, "id": "b", "kind": "danmu", "actor": "viewer"})
    assert main(["screen", source]) == 0
    plain = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert main(["screen", source, "--semantic"]) == 0
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [{key: row[key] for key in plain[0]} for row in rows] == plain
    assert rows[1]["suggestions"] == []
    for one in rows[0]["suggestions"]:
        assert one["certainty"] == "doubtful"
        assert one["origin"] == "semantic"
        assert one["quote"] == claim["text"][one["start"] : one["end"]]
        assert "由人判断" in one["says"]


def test_a_line_with_suggestions_keeps_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((FORMATS / "screen-verdict.schema.json").read_text(encoding="utf-8"))
    claim = {"id": "a", "text": "家里老爷子拄了三年的拐棍喝完第二个月就扔了", "kind": "speech"}
    assert main(["screen", written(tmp_path / "in.jsonl", claim, GOOD), "--semantic"]) == 0
    for row in map(json.loads, capsys.readouterr().out.splitlines()):
        assert "suggestions" in row
        jsonschema.validate(row, schema)


def test_the_documents_of_a_line_settle_what_may_be_claimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = {"kind": "registration", "number": "国食健注G20260001", "functions": ["有助于改善睡眠"]}
    line = {"text": "有助于改善睡眠", "kind": "speech", "at": GOOD["at"]}
    source = written(
        tmp_path / "in.jsonl", {**line, "id": "a", "documents": [held]}, {**line, "id": "b", "category": "保健食品"}
    )
    assert main(["screen", source]) == 0
    lawful, bare = [json.loads(row)["findings"] for row in capsys.readouterr().out.splitlines()]
    assert lawful == [] and [finding["certainty"] for finding in bare] == ["doubtful"]
    assert "没有在档的" in bare[0]["why"]


def test_documents_that_cannot_be_read_are_refused_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "in.jsonl", {**GOOD, "documents": [{"kind": "diploma"}]})
    assert main(["screen", source]) == 2
    error = capsys.readouterr().err
    assert "第 1 行" in error and "diploma" in error


def test_plain_text_on_standard_input_is_told_how_to_be_screened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "家人们晚上好\n这是全国第一的脐橙\n".encode() + json.dumps(GOOD).encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))
    assert main(["screen", "-"]) == 2
    told = capsys.readouterr()
    assert [json.loads(row)["id"] for row in told.out.splitlines()] == ["a"]
    (error,) = told.err.splitlines()
    assert "第 1 行不是 JSON（第 1 个字符处）" in error and "第 2 行不是 JSON" in error and "第 3 行" not in error
    assert '{"id": "1", "text": "……", "kind": "speech"}' in error and ".txt" in error and ".srt" in error
    assert error.count(".txt") == 1 and error.isascii() is False and "expected" not in error


def test_a_page_of_plain_text_on_standard_input_stops_early_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("全国第一\n".encode() * 500)))
    assert main(["screen", "-"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "已停下" in told.err and ".txt" in told.err and "第 21 行" not in told.err


def test_an_object_that_lacks_a_field_is_not_told_of_plain_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", written(tmp_path / "in.jsonl", {"id": "a", "kind": "speech"})]) == 2
    assert ".txt" not in capsys.readouterr().err


def test_a_single_statement_that_the_model_is_nearly_sure_of_is_found_unless_only_the_rules_are_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"id": "1", "text": "想要的懂的都懂去我另外那个地方聊", "kind": "speech", "category": "珠宝"}
    source = written(tmp_path / "in.jsonl", said)
    assert main(["screen", source]) == 0
    [finding] = json.loads(capsys.readouterr().out)["findings"]
    assert finding["rule"] == "leaning.off_platform" and finding["certainty"] == "likely"
    assert main(["screen", source, "--rules-only"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
