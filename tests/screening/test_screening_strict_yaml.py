"""YAML that people edit: what a plain word is does not hang on how fast it is read."""

from datetime import date
from typing import Any

import pytest
import yaml

from gongzhi.screening.rules import read_files, shipped
from gongzhi.screening.strict_yaml import NotReadable, load_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("最好", "最好"),
        ("12", 12),
        ("-3", -3),
        ("true", True),
        ("yes", True),
        ("off", False),
        ("2026-03-01", date(2026, 3, 1)),
        ("~", None),
        ("null", None),
        ("", None),
        ('"12"', "12"),
        ("１２", "１２"),
        ("是", "是"),
        ("…6好", "…6好"),
        ("3天", "3天"),
        ("<数>天", "<数>天"),
    ],
)
def test_plain_words_are_what_yaml_takes_them_for(text: str, value: Any) -> None:
    assert load_yaml(f"甲: {text}", "x.yaml") == {"甲": value}


def test_shipped_rules_read_as_any_other_reader_reads_them() -> None:
    texts = {path.name: path.read_text("utf-8") for path in shipped("rules").iterdir() if path.name.endswith(".yaml")}
    names = sorted(texts)[::6]
    read = dict(read_files(shipped("rules")))
    assert len(names) > 3
    assert {name: read[name] for name in names} == {
        name: yaml.load(texts[name], Loader=yaml.CSafeLoader) for name in names
    }


def test_an_error_names_file_line_and_remedy() -> None:
    with pytest.raises(NotReadable, match=r"x\.yaml 第 3 行不是 YAML.*请检查"):
        load_yaml("甲: 乙\n丙: [", "x.yaml")
    with pytest.raises(NotReadable, match=r"x\.yaml 第 3 行重复了“甲”，请只留一个"):
        load_yaml("甲: 乙\n丁: 戊\n甲: 丙", "x.yaml")
