import json
from pathlib import Path

import jsonschema
import pytest

from gongzhi.cli.main import run

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats"


def ask(capsys, *words):
    status = run(["law", *words])
    return status, capsys.readouterr()


def test_cite_says_that_the_wording_is_held(capsys):
    status, said = ask(capsys, "cite", "广告法/9(3)", "--on", "2026-03-01", "--format", "json")
    answer = json.loads(said.out)
    assert status == 0
    assert (answer["id"], answer["article"], answer["wording"]) == ("广告法/9(3)", "第九条第三项", "held")


def test_cite_says_that_the_wording_of_then_is_not_held(capsys):
    status, said = ask(capsys, "cite", "食安法/148", "--on", "2016-01-01", "--format", "json")
    assert status == 0
    assert json.loads(said.out)["wording"] == "not_held"


@pytest.mark.parametrize(
    ("provision", "on", "words"),
    [
        ("反法/9", "2025-09-01", "反不正当竞争法/8.1"),
        ("直播电商监督管理办法/12", "2026-01-31", "自 2026-02-01 起施行"),
        ("广告法/175", "2026-01-31", "最接近的是 广告法/69"),
    ],
)
def test_cite_exits_one_and_names_what_to_cite_instead(capsys, provision, on, words):
    status, said = ask(capsys, "cite", provision, "--on", on)
    assert status == 1
    assert words in said.out


def test_a_day_that_does_not_exist_is_unusable_input(capsys):
    status, said = ask(capsys, "cite", "广告法/9", "--on", "2026-02-30")
    assert status == 2
    assert said.err.count("\n") == 1
    assert "2026-02-30" in said.err


def test_search_filters_by_role_and_kind(capsys):
    status, said = ask(capsys, "search", "黑名单", "--addressee", "平台", "--kind", "义务", "--format", "json")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert status == 0
    assert found
    assert all("平台" in one["addressee"] for one in found)


def test_search_for_a_kind_that_does_not_exist_names_the_kinds(capsys):
    status, said = ask(capsys, "search", "黑名单", "--kind", "法宝")
    assert status == 2
    assert "义务" in said.err


def test_every_citation_in_the_project_resolves_on_its_day(capsys):
    status, said = ask(capsys, "check", "--format", "json")
    report = json.loads(said.out)
    assert report["broken"] == []
    assert status == 0
    assert report["active"] >= 1107


def test_check_names_file_line_and_remedy_of_a_bad_table(capsys, tmp_path):
    (tmp_path / "甲法.yaml").write_text("名称: 甲法\n位阶: 法律\n版次:\n- 名: 一\n  自: 2026-02-30\n", encoding="utf-8")
    status, said = ask(capsys, "check", "--tables", str(tmp_path))
    assert status == 1
    assert "甲法.yaml 第5行：“2026-02-30”不是存在的日子" in said.out


def test_due_counts_working_days_and_names_the_basis(capsys):
    status, said = ask(capsys, "due", "TJ-15", "--from", "2026-04-30T10:00:00+08:00", "--format", "json")
    answer = json.loads(said.out)
    assert status == 0
    assert (answer["last_day"], answer["id"]) == ("2026-05-13", "市场监督管理投诉举报处理办法/15")


def test_due_exits_one_where_the_calendar_is_not_known_or_no_term_is_given(capsys):
    status, said = ask(capsys, "due", "TJ-15", "--from", "2039-04-30T10:00:00+08:00")
    assert (status, "放假安排未知" in said.out) == (1, True)
    status, said = ask(capsys, "due", "广告法/9", "--from", "2026-04-30T10:00:00+08:00")
    assert (status, "没有可以计算的期限" in said.out) == (1, True)


def test_due_refuses_a_time_without_an_offset(capsys):
    status, said = ask(capsys, "due", "TJ-15", "--from", "2026-04-30T10:00:00")
    assert (status, "没有时区" in said.err) == (2, True)


def test_changes_between_two_days(capsys):
    status, said = ask(capsys, "changes", "2025-10-14", "2025-10-15", "--format", "json")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert status == 0
    assert {"改号", "新施行"} <= {one["kind"] for one in found}
    assert ask(capsys, "changes", "2025-10-15", "2025-10-14")[0] == 2


def test_duties_are_written_as_workbook_and_oscal(capsys, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"ZB-39": "已履行", "ZB-40": "未履行"}), encoding="utf-8")
    book, oscal = tmp_path / "mcn.xlsx", tmp_path / "mcn.json"
    asked = ("duties", "MCN", "--on", "2026-05-01", "--answers", str(answers), "--xlsx", str(book))
    status, said = ask(capsys, *asked, "--oscal", str(oscal))
    assert status == 1
    assert "已履行 1，未履行 1" in said.out
    assert book.read_bytes()[:2] == b"PK"
    findings = json.loads(oscal.read_text(encoding="utf-8"))["assessment-results"]["results"][0]["findings"]
    assert len(findings) == 2


def test_duties_refuse_answers_that_are_not_among_the_four(capsys, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"ZB-39": "大概"}), encoding="utf-8")
    status, said = ask(capsys, "duties", "MCN", "--on", "2026-05-01", "--answers", str(answers))
    assert (status, "未评估" in said.err) == (2, True)


def test_import_splits_stores_and_reports_differences(capsys, tmp_path):
    text = tmp_path / "电子签名法.txt"
    text.write_text("电子签名法\n第一条　测试。\n第二条　测试。\n", encoding="utf-8")
    status, said = ask(capsys, "import", str(text), "--store", str(tmp_path))
    assert status == 1
    assert "2 条，与本库不同" in said.out
    assert (tmp_path / "law-texts" / "电子签名法.json").exists()
    assert ask(capsys, "import", str(tmp_path / "没有.txt"))[0] == 2


def test_cite_and_search_print_what_the_schema_says(capsys):
    schema = json.loads((FORMATS / "law-citation.schema.json").read_text(encoding="utf-8"))
    for words in (("cite", "食安法/148", "--on", "2016-01-01"), ("search", "罚款", "--limit", "400")):
        status, said = ask(capsys, *words, "--format", "json")
        assert status == 0
        for line in said.out.splitlines():
            jsonschema.validate(json.loads(line), schema)


def test_the_example_table_of_the_documents_loads_and_has_no_flaw(capsys, tmp_path):
    page = (FORMATS / "law-instrument.md").read_text(encoding="utf-8")
    table = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "示例法.yaml").write_text(table, encoding="utf-8")
    assert ask(capsys, "cite", "示法/9", "--on", "2025-09-01", "--tables", str(tmp_path))[1].out.count("8.1")
    assert ask(capsys, "cite", "示法/25", "--on", "2026-01-01", "--tables", str(tmp_path))[0] == 0
