"""Invariants are proved over every combination, or a combination that breaks them is shown."""

from cast_of_liability import book, example_rules, small

from gongzhi.liability import prove_invariants

RULES = "规则:\n- {号: A1, 据: [电商法/38.1], 谁: 平台, 则: 责任, 若: [甲, 非 乙]}\n- {号: B1, 据: [电商法/38.1], 谁: 平台, 则: 另责任, 若: [丙]}\n"


def test_the_invariants_of_the_format_page_are_proved() -> None:
    assert [one.against for one in prove_invariants(example_rules(), book())] == [None, None, None]


def test_a_broken_invariant_shows_a_combination() -> None:
    (proof,) = prove_invariants(small(RULES + "不变式:\n- {名: 有甲则有责, 若: [甲], 则: [A1]}\n"), book())
    assert proof.against == {"甲": True, "乙": True}
    assert "反例" in str(proof)


def test_two_results_that_can_meet_are_found_and_conflicts_keep_them_apart() -> None:
    apart = "不变式:\n- {名: 不并存, 不并存: [A1, 平台/另责任]}\n"
    (proof,) = prove_invariants(small(RULES + apart), book())
    assert proof.against == {"甲": True, "乙": False, "丙": True}
    conflict = "不相容:\n- {若: [甲, 丙], 因: 相反, 改: 只留一个}\n"
    (kept,) = prove_invariants(small(RULES + apart + conflict), book())
    assert kept.against is None


def test_an_influence_that_should_not_be_is_shown() -> None:
    moved = "不变式:\n- {名: 乙无关, 不受影响: {结论: 民事, 事实: [乙]}}\n- {名: 丙与A1无关, 不受影响: {结论: [A1], 事实: [丙]}}\n"
    broken, kept = prove_invariants(small(RULES + moved), book())
    assert broken.against == {"甲": True, "乙": True}
    assert kept.against is None
