import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.law import BadTable
from gongzhi.law.loading import load_instrument, read_tables, shipped_tables
from gongzhi.law.reading import read_table

TABLES = read_tables(shipped_tables())
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_is_also_plain_yaml(name):
    table = read_table(TABLES[name], name)
    ours = {**table.top.values, **{key: [row.values for row in rows] for key, rows in table.lists.items()}}
    assert _without_nothing(yaml.load(TABLES[name], Loader=yaml.CBaseLoader)) == _without_nothing(ours)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_named_after_its_instrument(name):
    assert f"{load_instrument(TABLES[name], name).title}.yaml" == name


def test_a_row_knows_the_line_of_each_value():
    table = read_table("名称: 甲\n# 说明\n条文:\n- 条: 1\n  # 又说明\n  码: 甲-1\n", "甲.yaml")
    (row,) = table.lists["条文"]
    assert (row.line_of("条"), row.line_of("码"), row.line_of("没有")) == (4, 6, 4)
    assert str(row.wrong("码", "不好")) == "甲.yaml 第6行：不好"


def test_quoted_words_and_lists_are_read():
    table = read_table('甲: "含: 冒号"\n乙: [一, "二, 三", 四]\n丙: ~\n', "甲.yaml")
    assert table.top.values == {"甲": "含: 冒号", "乙": ["一", "二, 三", "四"], "丙": None}


@pytest.mark.parametrize(
    "text", ["甲: [一, 二", "甲: [一 [二]]", '甲: "一', "  甲: 一", "甲:一", "条文:\n  条: 1", "- 条: 1"]
)
def test_what_is_not_of_the_subset_is_refused_with_its_line(text):
    with pytest.raises(BadTable, match=r"甲\.yaml 第"):
        read_table(text, "甲.yaml")


@given(words)
def test_reading_never_fails_otherwise_than_by_refusing(text):
    try:
        table = read_table(f"甲: {text}", "甲.yaml")
    except BadTable:
        return
    assert yaml.load(f"甲: {text}", Loader=yaml.CBaseLoader)["甲"] in (*_alike(table.top.values["甲"]), "~")


def _alike(value):
    return (value, "") if value is None else (value,)


def _without_nothing(value):
    """An absent value is ``~`` to the base loader and None to us."""
    if isinstance(value, dict):
        return {key: _without_nothing(item) for key, item in value.items() if item not in (None, "~", "")}
    return [_without_nothing(item) for item in value] if isinstance(value, list) else value
