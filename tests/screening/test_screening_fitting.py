"""Regressions on sparse rows: they find what the rows show, and their sums do not depend on the machine."""

import math

import numpy as np
import pytest

from gongzhi.screening.semantic.fitting import Table, exponential, fit_choice, fit_lean, least, scales_of

ROWS = [[0], [0, 2], [1], [1, 2], [0], [1], []]
TARGETS = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0])


def test_a_table_sums_weights_by_row_and_errors_by_feature() -> None:
    table = Table.of(ROWS, 3)
    assert table.scores(np.array([1.0, 2.0, 4.0, 8.0])).tolist() == [9, 13, 10, 14, 9, 10, 8]
    assert table.blame(np.ones(7)).tolist() == [3, 3, 2, 7] == table.times().tolist()


def test_a_regression_leans_towards_what_stands_in_claims() -> None:
    table = Table.of(ROWS, 3)
    weights = fit_lean(table, TARGETS, scales_of(table.times()), freedom=100.0, turns=60)
    assert weights[0] > 0.1 > -0.1 > weights[1]
    assert weights[0] > weights[2] > weights[1]


def test_a_fitted_regression_stands_where_the_slope_is_nothing() -> None:
    table = Table.of(ROWS, 3)
    weights = fit_lean(table, TARGETS, np.ones(4), freedom=2.0, turns=60)
    forecast = 1 / (1 + np.exp(-table.scores(weights)))
    assert np.abs(table.blame(forecast - TARGETS) + weights / 2.0).max() < 1e-3


def test_choices_are_told_apart() -> None:
    table = Table.of([[0], [1], [2], [0], [1], [2]], 3)
    leans = fit_choice(table, [0, 1, 2, 0, 1, 2], np.ones(4), 3, freedom=10.0, turns=40)
    assert [int(np.argmax(lean[:3])) for lean in leans] == [0, 1, 2]


def test_the_least_point_of_a_bowl_is_found() -> None:
    steep = np.array([1.0, 10.0, 100.0])
    found = least(lambda at: steep * (at - 3.0), np.zeros(3), turns=60)
    assert found.tolist() == pytest.approx([3.0, 3.0, 3.0], abs=1e-3)


def test_our_exponential_is_that_of_mathematics() -> None:
    powers = np.linspace(-50, 50, 401)
    assert exponential(powers).tolist() == pytest.approx([math.exp(one) for one in powers], rel=1e-13)
    assert np.isfinite(exponential(np.array([-1e9, 1e9]))).all()


def test_what_stands_in_few_rows_may_grow_more_freely_and_the_bias_most() -> None:
    scales = scales_of(np.array([1.0, 10.0, 100.0]), evenness=0.5)
    assert scales[0] == pytest.approx(1.0)
    assert scales[1] == pytest.approx(0.1 * math.sqrt(10))
    assert scales[2] == 1.0
