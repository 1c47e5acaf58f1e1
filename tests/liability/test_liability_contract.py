"""The interface that others drive: fact names that always exist, fields that never go, refusals with a way out."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest
from cast_of_liability import book, example_engine

from gongzhi.liability import Explaining, load_rules
from in_process import run_gongzhi

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "存在损害",
    "构成欺诈",
    "商品不符合约定",
    "不符合食品安全标准",
    "食品",
    "关系生命健康",
    "仅标签瑕疵",
    "经营者明知",
    "为生活消费需要",
    "平台自营",
    "平台误导为自营",
    "平台知道或应当知道",
    "平台已采取必要措施",
    "平台已审核资质",
    "平台已尽安全保障义务",
    "平台能提供经营者真实信息",
    "平台作出更有利承诺",
    "运营者为实际销售者",
    "运营者已标明实际销售者",
    "运营者知道或应当知道",
    "运营者公开承诺兜底",
    "主播系商家员工",
    "主播以自己名义推荐证明",
    "主播明知或应知虚假",
    "商家承诺假一赔N",
    "虚假广告",
    "商家违约",
    "引导线下交易",
    "支持七日无理由退货的商品",
    "商家拒绝退货",
    "侵害知识产权",
    "平台接到侵权通知后及时处理",
    "商业诋毁",
]
CASE = """事实日: 2026-03-01
审理日: 2026-06-01
金额: {价款: 19900, 损失: 0, 承诺倍数: 10, 数量: 1}
事实: {存在损害: 是, 食品: 否, 平台知道或应当知道: 不明}
"""


def _run(path: Path, *more: str) -> "CompletedProcess[str]":
    return run_gongzhi("liability", path, *more)


@pytest.fixture(name="case")
def _case(tmp_path: Path) -> Path:
    path = tmp_path / "案情.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_the_fact_names_of_the_interface_all_exist() -> None:
    facts = load_rules().facts
    assert [name for name in NAMES if name not in facts or facts[name].derived] == []


@pytest.mark.parametrize("mode", ["screening", "adjudication"])
def test_the_answer_has_the_shape_of_the_interface(case: Path, mode: str) -> None:
    ran = _run(case, "--mode", mode, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    schema = json.loads((ROOT / "docs/formats/liability-answer.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert {one["defendant"] for one in answer["results"]} <= {"商家", "运营者", "主播", "平台", "MCN", "生产者"}
    assert "由人作出决定" in answer["notice"]


def test_a_reader_gets_text_with_articles_and_questions(case: Path) -> None:
    ran = _run(case)
    assert ran.returncode == 0
    assert "《" in ran.stdout
    assert "还要问" in ran.stdout


@pytest.mark.parametrize(
    ("was", "is_", "words"),
    [
        ("食品: 否", "食品类: 否", "没有名为“食品类”的事实，最接近的是"),
        ("价款: 19900", "价款: -1", "不得为负"),
        ("事实日: 2026-03-01\n", "", "缺少“事实日”"),
        ("审理日: 2026-06-01", "审理日: 2026-01-01", "早于事实日"),
        ("食品: 否", "食品: 也许", "请改为 是、否、不明 之一"),
        ("存在损害: 是", "平台自营: 是, 运营者为实际销售者: 是", "矛盾"),
    ],
)
def test_an_unusable_case_is_refused_in_one_line(case: Path, was: str, is_: str, words: str) -> None:
    case.write_text(CASE.replace(was, is_), encoding="utf-8")
    ran = _run(case, "--format", "json")
    assert ran.returncode == 2
    assert words in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert ran.stdout == ""


def test_the_check_of_rule_files_fails_on_an_example_that_does_not_come_out(tmp_path: Path) -> None:
    text = (ROOT / "tests/liability/example/规则样例.yaml").read_text(encoding="utf-8")
    (tmp_path / "甲.yaml").write_text(text.replace("得: {O02: 成立}", "得: {O02: 不成立}"), encoding="utf-8")
    ran = _run(Path("check"), "--rules", str(tmp_path))
    assert ran.returncode == 1
    assert "写明 O02 不成立，实际 成立" in ran.stdout
    good = _run(Path("check"), "--rules", str(ROOT / "tests/liability/example"))
    assert good.returncode == 0, good.stdout


def test_explaining_many_cases_gives_what_answering_one_gives() -> None:
    engine = example_engine()
    assert book()
    numbers = engine.rules.rules.keys()
    explaining = Explaining(engine.screening(frozenset(numbers)))
    known = engine.screening(frozenset(numbers)).planes({"存在损害": True, "平台知道或应当知道": True})
    one = {found.view.name: found for found in explaining.explain(known)}
    assert one["平台/侵权责任"].view.outcome is None
    assert one["平台/侵权责任"].why[0]["conditions"][0] == {"fact": "存在损害", "value": "是", "deciding": False}
    assert explaining.explain(known)[0] is one["平台/侵权责任"]
