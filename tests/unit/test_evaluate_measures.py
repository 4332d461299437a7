"""Measures, against values computed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.evaluate.asking import TrialOutcome
from index.evaluate.measures import (
    area,
    average_precision,
    calibration_error,
    reciprocal_rank,
    statistics,
)
from index.evaluate.questions import which_answer
from index.evaluate.scores import resamples, result, score

if TYPE_CHECKING:
    from index.evaluate.measures import Statistic
    from index.evaluate.questions import QuestionKind, QuestionType


def outcome(
    *ranks: int,
    kind: QuestionKind = "answerable",
    type: QuestionType = "who",  # noqa: A002 - the field's name
    article: int = 0,
    relevant: int = 1,
    confidence: float = 0.5,
    answered: bool | None = True,
) -> TrialOutcome:
    return TrialOutcome(kind, type, article, ranks, relevant, confidence, answered, altered=0)


def value(statistic: Statistic | None, *weights: float) -> float:
    assert statistic is not None
    return float(statistic(np.array([weights or (1.0,)]))[0])


@pytest.mark.parametrize(
    ("passage", "gold", "right"),
    [
        ((0, 100), [(20, 30)], True),  # a long passage around a short answer
        ((20, 30), [(0, 100)], True),  # a part of a long answer
        ((0, 10), [(5, 15)], True),  # half of each
        ((0, 10), [(6, 16)], False),  # less than half
        ((0, 10), [(6, 14)], True),  # half of the shorter one
        ((0, 10), [(10, 12)], False),  # side by side
        ((0, 10), [(50, 60), (2, 4)], True),  # any of several
        ((0, 10), [], False),
    ],
)
def test_a_passage_is_right_when_it_shares_half_of_the_shorter(
    passage: tuple[int, int], gold: list[tuple[int, int]], right: bool
) -> None:
    start, end = np.array([passage]).T
    assert which_answer(start, end, gold).tolist() == [right]


def test_hits_and_reciprocal_ranks() -> None:
    asked = [outcome(1), outcome(3), outcome(4, 5), outcome()]
    found = statistics(asked, 1)
    assert value(found["hit@1"]) == 1 / 4
    assert value(found["hit@3"]) == 2 / 4
    assert value(found["hit@5"]) == 3 / 4
    assert value(found["mrr@10"]) == pytest.approx((1 + 1 / 3 + 1 / 4 + 0) / 4)
    assert reciprocal_rank(outcome(4, 5)) == 1 / 4


def test_average_precision() -> None:
    assert average_precision(outcome(1)) == 1
    assert average_precision(outcome(1, 3, relevant=2)) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(outcome(2, relevant=4)) == pytest.approx(1 / 2 / 4)
    assert average_precision(outcome()) == 0
    # Of a hundred that are right, ten can be found.
    assert average_precision(outcome(*range(1, 11), relevant=100)) == pytest.approx(1)


def test_answered_and_refused() -> None:
    asked = [
        outcome(1, answered=True),
        outcome(1, answered=False),
        outcome(kind="near", answered=True),
        outcome(kind="off-topic", answered=False),
        outcome(kind="off-topic", answered=False),
        outcome(kind="off-topic", answered=True),
    ]
    found = statistics(asked, 1)
    assert value(found["answered"]) == 1 / 2
    assert value(found["refused"]) == pytest.approx(2 / 3)


def test_auroc_counts_pairs_and_half_of_the_ties() -> None:
    answerable = [outcome(confidence=c) for c in (0.9, 0.5, 0.2)]
    off_topic = [outcome(kind="off-topic", confidence=c) for c in (0.5, 0.1)]
    # 0.9 wins both, 0.5 wins one and ties one, 0.2 wins one and loses one.
    assert value(area(answerable, off_topic, 1)) == pytest.approx((2 + 1.5 + 1) / 6)
    found = statistics([*answerable, *off_topic], 1)
    assert value(found["auroc_off_topic"]) == pytest.approx(4.5 / 6)
    assert "auroc_near" not in found


def test_auroc_of_nothing_found_is_below_everything() -> None:
    nothing = outcome(kind="near", confidence=float("-inf"))
    assert value(area([outcome(confidence=0.0)], [nothing], 1)) == 1
    assert value(area([nothing], [nothing], 1)) == 0.5


def test_calibration_error_by_hand() -> None:
    asked = [
        outcome(1, confidence=0.95),
        outcome(2, confidence=0.91),  # this bin: said 0.93, happened 0.5
        outcome(1, confidence=0.15),  # this bin: said 0.15, happened 1
        outcome(kind="off-topic", confidence=1.0),  # in the last bin, too
    ]
    last = abs((0.95 + 0.91 + 1.0) - 1)
    assert value(calibration_error(asked, 1)) == pytest.approx((last + 0.85) / 4)
    found = statistics(asked, 1)
    assert value(found["ece"]) == pytest.approx((last + 0.85) / 4)
    assert value(found["ece_answerable"]) == pytest.approx(((1.86 - 1) + 0.85) / 3)


def test_a_system_that_does_not_decide_has_neither_shares_nor_calibration() -> None:
    asked = [outcome(1, answered=None), outcome(kind="off-topic", answered=None)]
    assert set(statistics(asked, 1)) == {
        "hit@1", "hit@3", "hit@5", "shown@1", "mrr@10", "map@10", "auroc_off_topic",
        "refused_at_95",
    }  # fmt: skip


def test_what_there_are_no_questions_for_is_left_out() -> None:
    assert set(statistics([outcome(1)], 1)) == {
        "hit@1", "hit@3", "hit@5", "shown@1", "mrr@10", "map@10", "answered", "ece_answerable"
    }  # fmt: skip
    assert statistics([], 1) == {}


def test_refusals_are_compared_where_nearly_all_that_is_answerable_is_answered() -> None:
    sure = [outcome(1, confidence=0.5 + n / 100) for n in range(20)]
    doubted = [outcome(kind="near", confidence=c) for c in (0.1, 0.505, 0.515, 0.9)]
    found = statistics([*sure, *doubted], 1)["refused_near_at_95"]
    # One of twenty may be refused: the threshold is the second lowest, .51.
    assert found(np.ones((1, 1)))[0] == 0.5


def test_articles_weigh_as_often_as_they_are_drawn() -> None:
    asked = [outcome(1, article=0), outcome(2, article=1), outcome(2, article=1)]
    hit = statistics(asked, 3)["hit@1"]
    assert value(hit, 1, 1, 1) == pytest.approx(1 / 3)
    assert value(hit, 2, 1, 0) == pytest.approx(2 / 4)
    assert value(hit, 0, 3, 0) == 0
    assert np.isnan(value(hit, 0, 0, 3))


def test_an_interval_holds_the_value_and_is_the_same_every_time() -> None:
    asked = [outcome(*([1] if n % 3 else [2]), article=n % 20) for n in range(200)]
    scores = [score(statistics(asked, 20)["hit@1"], resamples(20)) for _ in range(2)]
    assert scores[0] == scores[1]
    low, high = scores[0].low, scores[0].high
    assert low is not None
    assert high is not None
    assert low < scores[0].value < high


def test_an_interval_over_articles_has_the_width_that_theory_gives() -> None:
    asked = [outcome(1 if n % 2 else 2, article=n) for n in range(100)]
    found = score(statistics(asked, 100)["hit@1"], resamples(100))
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)


def test_one_article_gives_no_interval() -> None:
    found = score(statistics([outcome(1)], 1)["hit@1"], resamples(1))
    assert (found.value, found.low, found.high) == (1, None, None)


def test_results_are_also_by_type() -> None:
    asked = [outcome(1, type="who"), outcome(2, type="why"), outcome(1, type="why")]
    found = result("ours", asked, 2)
    assert list(found.by_type) == ["who", "why"]
    assert found.by_type["why"].questions["answerable"] == 2
    assert found.by_type["why"].measures["hit@1"].value == 0.5
    assert found.overall.measures["hit@1"].value == pytest.approx(2 / 3)
