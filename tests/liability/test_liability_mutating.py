"""A rule changed by one step is noticed by an example, or is exactly the same rule."""

from cast_of_liability import book, small

from gongzhi.liability import Engine, mutate_rules

RULE = "规则:\n- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲, 非 乙]}\n"
EXAMPLE = "- {{名: {0}, 事实日: 2026-03-01, 余: 否, 给: {1}, 得: {{A1: {2}}}}}\n"


def test_examples_that_pin_a_rule_kill_every_change() -> None:
    examples = "案例:\n" + "".join(
        EXAMPLE.format(*one)
        for one in (("一", "{甲: 是}", "成立"), ("二", "{甲: 是, 乙: 是}", "不成立"), ("三", "{乙: 否}", "不成立"))
    )
    mutants = list(mutate_rules(Engine(small(RULE + examples), book())))
    assert len(mutants) == 4
    assert all(one.killed_by and not one.equivalent for one in mutants)


def test_a_change_that_no_example_sees_is_named() -> None:
    mutants = list(mutate_rules(Engine(small(RULE + "案例:\n" + EXAMPLE.format("一", "{甲: 是}", "成立")), book())))
    alive = {one.change for one in mutants if not one.killed_by and not one.equivalent}
    assert alive == {"去掉条件“甲”", "去掉条件“非 乙”"}
    assert "请补一个案例" in str(next(one for one in mutants if one.change == "去掉条件“甲”"))


def test_a_change_that_changes_nothing_is_equivalent_and_only_then() -> None:
    doubled = RULE.replace("[甲, 非 乙]", "[甲, {任一: [甲, 乙]}]")
    mutants = {one.change: one.equivalent for one in mutate_rules(Engine(small(doubled), book()))}
    assert mutants["去掉条件“甲 或 乙”"]
    assert not mutants["去掉条件“甲”"]
