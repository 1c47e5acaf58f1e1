import json

import pytest

from gongzhi.cli.main import run


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
