"""Areas and calibration errors, for any outcomes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.evaluate.asking import TrialOutcome
from index.evaluate.measures import area, calibration_error, statistics

if TYPE_CHECKING:
    from random import Random

    from index.arrays import Bools, Float64s
    from index.evaluate.measures import Statistic

ARTICLES = 4


def auroc(positive: Float64s, negative: Float64s) -> float:
    """Return the share of pairs in which the positive is higher, ties counting half."""
    higher = (positive[:, None] > negative).mean()
    return float(higher + (positive[:, None] == negative).mean() / 2)


def one_calibration_error(probabilities: Float64s, outcomes: Bools, *, bins: int = 10) -> float:
    """Return the expected calibration error, bin by bin."""
    error = 0.0
    for bin_ in range(bins):
        inside = np.minimum((probabilities * bins).astype(int), bins - 1) == bin_
        if inside.any():
            error += abs(probabilities[inside].mean() - outcomes[inside].mean()) * inside.mean()
    return float(error)


OUTCOMES = st.builds(
    TrialOutcome,
    kind=st.sampled_from(("answerable", "near", "off-topic")),
    type=st.just("who"),
    article=st.integers(0, ARTICLES - 1),
    ranks=st.lists(st.integers(1, 10), unique=True).map(lambda ranks: tuple(sorted(ranks))),
    relevant=st.integers(0, 12),
    confidence=st.integers(0, 64).map(lambda n: n / 64),
    answered=st.booleans(),
    altered=st.just(0),
)
SOME = st.lists(OUTCOMES, min_size=1, max_size=12)


def value(statistic: Statistic | None, weights: list[int] | None = None) -> float:
    assert statistic is not None
    return float(statistic(np.array([weights or [1] * ARTICLES], np.float64))[0])


def confidences(outcomes: list[TrialOutcome]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([outcome.confidence for outcome in outcomes])


@given(SOME, SOME)
def test_an_area_is_that_of_the_pairs(
    positive: list[TrialOutcome], negative: list[TrialOutcome]
) -> None:
    found = value(area(positive, negative, ARTICLES))
    assert 0 <= found <= 1
    assert found == pytest.approx(auroc(confidences(positive), confidences(negative)))
    assert found + value(area(negative, positive, ARTICLES)) == pytest.approx(1)


@given(SOME, SOME)
def test_an_area_is_of_the_order_only(
    positive: list[TrialOutcome], negative: list[TrialOutcome]
) -> None:
    def squashed(outcomes: list[TrialOutcome]) -> list[TrialOutcome]:
        return [replace(o, confidence=3 * o.confidence**3 - 7) for o in outcomes]

    found = value(area(squashed(positive), squashed(negative), ARTICLES))
    assert found == pytest.approx(value(area(positive, negative, ARTICLES)))


@given(SOME, st.randoms(use_true_random=False))
def test_a_calibration_error_is_a_share_and_knows_no_order(
    asked: list[TrialOutcome], random: Random
) -> None:
    found = value(calibration_error(asked, ARTICLES))
    assert 0 <= found <= 1
    right = np.array([outcome.ranks[:1] == (1,) for outcome in asked])
    assert found == pytest.approx(one_calibration_error(confidences(asked), right))
    shuffled = random.sample(asked, len(asked))
    assert value(calibration_error(shuffled, ARTICLES)) == pytest.approx(found)


@given(SOME, st.lists(st.integers(0, 3), min_size=ARTICLES, max_size=ARTICLES))
def test_drawing_an_article_twice_is_having_its_questions_twice(
    asked: list[TrialOutcome], weights: list[int]
) -> None:
    drawn = [outcome for outcome in asked for _ in range(weights[outcome.article])]
    weighted, repeated = statistics(asked, ARTICLES), statistics(drawn, ARTICLES)
    for name, statistic in weighted.items():
        if name in repeated:
            assert value(statistic, weights) == pytest.approx(value(repeated[name]))
        elif name != "ece":  # over both kinds, it needs only one of them to be drawn
            assert np.isnan(value(statistic, weights))
