"""One canonical form, the same content; a table and back loses nothing."""

from pathlib import Path

import pytest
from cast_of_liability import EXAMPLE, HEAD

import gongzhi.liability
from gongzhi.adapters.liability_sheets import read_sheets, write_sheets
from gongzhi.liability import NotReadable, format_rules, load_yaml

SHIPPED = sorted((Path(gongzhi.liability.__file__).parent / "rules").glob("*.yaml"))


@pytest.mark.parametrize("path", [*SHIPPED, EXAMPLE / "规则样例.yaml"], ids=lambda path: path.stem)
def test_formatting_keeps_the_content_and_settles_at_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = format_rules(text, path.name)
    assert load_yaml(made, path.name) == load_yaml(text, path.name)
    assert format_rules(made, path.name) == made


def test_comments_stay_above_their_item() -> None:
    text = HEAD.replace("  乙:", "  # 乙的说明\n  乙:") + "# 末尾\n"
    made = format_rules(text, "试.yaml").splitlines()
    assert made[made.index("  # 乙的说明") + 1].startswith("  乙:")
    assert made[-1] == "# 末尾"
    with pytest.raises(NotReadable, match="行末的注释"):
        format_rules(HEAD.replace("法源:", "法源: # 说明"), "试.yaml")


def test_odd_words_are_quoted_and_read_back() -> None:
    odd = [
        "a: b",
        "# x",
        "是?",
        "50%",
        "1",
        "2026-03-01",
        "true",
        "甲, 乙",
        '引"号',
        "换\n行",
        "",
        "- x",
        "非 甲",
        "*x",
    ]
    made = load_yaml(f"v: {gongzhi.liability.write_value(odd)}\n", "试.yaml")
    assert made["v"] == odd


@pytest.mark.parametrize("path", [*SHIPPED, EXAMPLE / "规则样例.yaml"], ids=lambda path: path.stem)
def test_a_table_and_back_is_the_canonical_file(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    write_sheets(text, path.name, tmp_path / "表.xlsx")
    assert read_sheets(tmp_path / "表.xlsx") == format_rules(text, path.name)
