from gongzhi.law import lint_book, load_book


def test_the_shipped_tables_have_no_flaw():
    assert lint_book(load_book()) == ()


def test_a_flaw_names_table_row_and_remedy(tmp_path):
    (tmp_path / "甲法.yaml").write_text(
        "名称: 甲法\n位阶: 法律\n版次:\n- 名: 一\n  自: 2020-01-01\n  条数: 2\n"
        "条文:\n- 条: 3\n  码: 甲-3\n  主体: [平台]\n  性质: 义务\n  要旨: 记账\n",
        encoding="utf-8",
    )
    (flaw,) = lint_book(load_book(tmp_path))
    assert str(flaw) == "甲法.yaml 甲-3：条 3 在版次“一”里不存在：改正条号或骨架"
