"""What is least and most to be paid: nothing at least while open, the smaller sum when one of two rules surely holds."""

from datetime import date

from cast_of_liability import book, small

from gongzhi.liability import Engine, Matter, load_rules, read_matter

EITHER = """规则:
- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲, 乙], 额: 100元}
- {号: A2, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲, 非 乙], 额: 30元}
"""


def limits(rules: str, facts: str) -> dict[str, int]:
    made = small(rules)
    matter = read_matter(f"事实日: 2026-03-01\n事实: {{{facts}}}\n", "案.yaml", made)
    (result,) = Engine(made, book()).answer(matter)["results"]
    return {word: result["amount_fen"][word] for word in ("min", "max")}


def test_at_least_the_smaller_sum_is_due_when_one_of_two_rules_surely_holds():
    assert limits(EITHER, "甲: 是") == {"min": 3000, "max": 10000}


def test_nothing_is_surely_due_while_the_result_is_open():
    assert limits(EITHER, "乙: 是") == {"min": 0, "max": 10000}


def test_a_rule_that_surely_holds_sets_the_least():
    assert limits(EITHER, "甲: 是, 乙: 是") == {"min": 10000, "max": 10000}


def test_nothing_is_surely_due_when_every_reading_of_the_rule_asks_for_more():
    rule = "规则:\n- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲], 额: 50元, 解释: {严格说: {形态: 单独, 另须: [乙]}}}\n"
    assert limits(rule, "甲: 是") == {"min": 0, "max": 5000}


def test_buying_with_or_without_knowing_leaves_ten_times_what_is_reasonable_at_least():
    facts = dict.fromkeys(("食品", "不符合食品安全标准", "经营者明知", "为生活消费需要"), True) | {"仅标签瑕疵": False}
    amounts = {"价款": 60000, "数量": 6, "合理生活消费数量": 2}
    matter = Matter(name="", conduct=date(2026, 3, 1), trial=date(2026, 6, 1), facts=facts, amounts=amounts)
    results = Engine(load_rules(), book()).answer(matter)["results"]
    food = next(one for one in results if (one["defendant"], one["claim"]) == ("商家", "食品惩罚性赔偿"))
    assert (food["outcome"], food["amount_fen"]["min"], food["amount_fen"]["max"]) == ("成立", 200000, 600000)
