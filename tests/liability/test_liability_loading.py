"""Rule files are read strictly: every refusal names the file, the line and what to do."""

from pathlib import Path

import pytest
from cast_of_liability import HEAD, example_rules, small

from gongzhi.liability import Kind, NotReadable, read_rules

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "liability"
RULE = "规则:\n- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲]}\n"


def test_the_example_of_the_format_page_loads() -> None:
    rules = example_rules()
    assert rules.rules["P08"].readings[2].shares["平台"].as_integer_ratio() == (3, 10)
    assert rules.rules["K01"].kind is Kind.DEEMED
    assert rules.facts["不符合食品安全标准"].unproved


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + RULE.replace("[甲]", "[甲乙丙]"), 8, "没有名为“甲乙丙”的事实"),
        (HEAD + RULE.replace("若:", "若是:"), 8, "是不是“若”"),
        (HEAD + RULE.replace("电商法/38.1", "电子法/38.1"), 8, "最接近的是 电商法"),
        (HEAD + RULE + RULE.split("\n")[1] + "\n", 9, "已写过一次"),
        (HEAD.replace("不明: 否", "不明: no", 1), 4, "请写 是 或 否"),
        (HEAD.replace("不明: 否", "不明: 可能", 1), 4, "请改为"),
        (HEAD.replace("  乙:", "  甲:"), 5, "写了两次"),
        (HEAD + "规则:\n- {号: a1, 据: [电商法/38.1], 例外: 无}\n", 8, "大写字母开头"),
        (HEAD + RULE.replace("则: 责任", "则: 责任, 额: __import__('os')"), 8, "公式"),
        (HEAD + RULE.replace("则: 责任", "则: 责任, 额: 价款*工资"), 8, "没有名为“工资”的金额"),
        (HEAD + RULE.replace("[甲]", "[甲 乙]"), 8, "读不懂"),
        (HEAD + RULE.replace("[甲]", "[A1]"), 8, "循环引用 A1 → A1"),
        (HEAD + "甲乙: &x 1\n", 7, "不用锚点"),
        (HEAD + "---\n主题: 二\n", 7, "一个文件只写一份"),
        (HEAD + "案例:\n- {名: 一, 事实日: 2026-3-1, 得: {}}\n", 8, "日期"),
        ("法源: [", 2, "读不懂"),
    ],
)
def test_a_bad_file_names_its_line_and_the_remedy(text: str, line: int, words: str) -> None:
    with pytest.raises(NotReadable) as raised:
        read_rules({"试.yaml": text})
    assert f"试.yaml 第 {line} 行" in str(raised.value)
    assert words in str(raised.value)


def test_a_proposal_cannot_hide_among_the_law() -> None:
    with pytest.raises(NotReadable, match="移到建议层"):
        read_rules(
            {
                "试.yaml": HEAD.replace("事实:", "  想法: {名: 想法, 建议: 是}\n事实:", 1)
                + RULE.replace("电商法/38.1", "想法/1")
            }
        )


def test_shares_have_to_add_up() -> None:
    with pytest.raises(NotReadable, match="100%"):
        small(RULE.replace("则: 责任", "则: 责任, 解释: {一说: {形态: 按份, 份额: {平台: 30%, 商家: 30%}}}"))


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_vector_is_refused_for_the_reason_in_its_header(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    words = text.splitlines()[0].removeprefix("# 应拒绝: ")
    with pytest.raises(NotReadable) as raised:
        read_rules({path.name: text})
    assert words in str(raised.value)
    assert f"{path.name} 第" in str(raised.value)


def test_there_are_vectors() -> None:
    assert len(list(VECTORS.glob("*.yaml"))) >= 9
