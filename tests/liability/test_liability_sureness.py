"""What is found of many cases at once is exactly what each case alone gives: settled, open, and turned by which fact."""

import random
from functools import cache

import numpy as np
import pytest
from cast_of_liability import book, example_rules

from gongzhi.liability import Contradiction, RuleSet, Screening, applicable, compile_rules, load_rules
from gongzhi.liability.lanes import bits_in, cases_from, column_of, columns_from, rows_at
from gongzhi.liability.proving import PROVED_DAYS
from gongzhi.liability.sureness import Sureness


@cache
def asked(shipped: bool) -> tuple[Screening, Sureness]:
    rules: RuleSet = load_rules() if shipped else example_rules()
    screening = Screening(compile_rules(rules, applicable(rules, book(), PROVED_DAYS).numbers))
    return screening, Sureness(screening)


def draw(screening: Screening, count: int, share: float, seed: int) -> list[tuple[int, int]]:
    chance, found = random.Random(seed), []
    while len(found) < count:
        names = screening.program.asked
        facts = {name: chance.random() < 0.5 for name in names if chance.random() < share}
        try:
            found.append(screening.admit(screening.planes(facts))[0])
        except Contradiction:
            continue
    return found


@pytest.mark.parametrize(
    ("shipped", "share", "count"), [(False, 0.3, 60), (False, 0.8, 60), (True, 0.1, 12), (True, 0.5, 6)]
)
def test_many_cases_at_once_say_what_each_case_alone_says(shipped: bool, share: float, count: int):
    screening, sureness = asked(shipped)
    cases = draw(screening, count, share, seed=7)
    sure = sureness.of(*columns_from(cases, len(screening.program.asked)), (1 << count) - 1)
    for name in screening.program.rules.groups():
        deciding = {outcome: sure.deciding(name, outcome) for outcome in (True, False)}
        for lane, known in enumerate(cases):
            view = screening.view(name, known)
            for member, outcome in view.settled.items():
                so, not_so = sure.settled(member)
                assert (bool(so >> lane & 1), bool(not_so >> lane & 1)) == (outcome is True, outcome is False), member
            if view.outcome is not None:
                found = {
                    screening.program.asked[f] for f, column in deciding[view.outcome].items() if column >> lane & 1
                }
                assert found == set(view.deciding), name


def test_cases_become_columns_and_cases_again():
    chance = random.Random(3)
    cases = [(so := chance.getrandbits(13), ~so & chance.getrandbits(13)) for _ in range(21)]
    so, not_so = columns_from(cases, 13)
    assert [so[5] >> lane & 1 for lane in range(21)] == [case[0] >> 5 & 1 for case in cases]
    assert cases_from(so, not_so, 21) == cases
    assert columns_from([], 2) == ([0, 0], [0, 0])


def test_rows_are_equal_where_all_columns_agree():
    assert column_of(bits_in(0b1011, 9)) == 0b1011
    first, second, third = rows_at([0b011, 0b101], 3, np.array([0, 1, 2]))
    assert len({first, second, third}) == 3
    again = rows_at([0b011], 3, np.array([0, 1]))
    assert again[0] == again[1] and rows_at([], 3, np.array([0, 1])) == [b"", b""]
