"""Linear models find what made the data."""

from __future__ import annotations

import numpy as np

from index.rank.linear import sigmoid
from index.train.linear import fit_listwise, fit_logistic

RANDOM = np.random.default_rng(7)


def test_listwise_weights_recover_what_chose_the_right_candidates() -> None:
    true = np.array([2.0, -1.0, 0.0])
    lists = []
    for _ in range(1500):
        columns = RANDOM.normal(size=(8, 3))
        chances = np.exp(columns @ true)
        right = np.zeros(8, np.bool_)
        right[RANDOM.choice(8, p=chances / chances.sum())] = True
        lists.append((columns, right))
    np.testing.assert_allclose(fit_listwise(lists, penalty=1.0), true, atol=0.15)


def test_a_column_that_is_the_same_in_every_list_gets_no_weight() -> None:
    columns = np.ones((4, 2))
    columns[:, 0] = [1, 0, 0, 0]
    weights = fit_listwise([(columns, columns[:, 0] > 0)] * 5, penalty=1.0)
    assert weights[0] > 0
    assert weights[1] == 0


def test_logistic_regression_recovers_its_weights_and_is_calibrated() -> None:
    columns = RANDOM.normal(size=(6000, 2)) * [1.0, 10.0] + [0.0, 5.0]
    chances = sigmoid(columns @ np.array([1.5, -0.1]) + 0.5)
    model = fit_logistic(columns, RANDOM.random(6000) < chances, penalty=1.0)
    np.testing.assert_allclose(model.weights, [1.5, -0.1], atol=0.12)
    np.testing.assert_allclose(model.bias, 0.5, atol=0.12)
