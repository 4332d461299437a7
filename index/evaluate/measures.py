"""Measures of outcomes, each for any weights of the articles.

A measure is a function of weights: it takes (r, a), r times a weight for each of a articles, and
returns (r,) values, NaN where it is not defined. Weights of 1 give the measure itself; how often
each article was drawn gives it for a bootstrap resample: all resamples are measured at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.evaluate.asking import DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.arrays import Float64s, Int64s
    from index.evaluate.asking import TrialOutcome

    Statistic = Callable[[Float64s], Float64s]


BINS = 10
"""Of equal width, for the calibration error."""
ANSWERED = 0.95
"""Share of answerable questions that is answered where refusals are compared."""


def statistics(outcomes: Sequence[TrialOutcome], articles: int) -> dict[str, Statistic]:
    """Return the measures of some outcomes over a number of articles, by name.

    Undefined measures are omitted: those that need decisions or probabilities, for systems that
    make none, and those that need a kind of question that was not asked.
    """
    by_kind = {
        kind: [outcome for outcome in outcomes if outcome.kind == kind]
        for kind in ("answerable", "near", "off-topic")
    }
    answerable, near, off_topic = by_kind.values()
    found = {
        **{f"hit@{k}": mean(answerable, _hit(k), articles) for k in (1, 3, 5)},
        "shown@1": mean(answerable, lambda o: float(o.shown), articles),
        "mrr@10": mean(answerable, reciprocal_rank, articles),
        "map@10": mean(answerable, average_precision, articles),
        "answered": None,
        "refused": None,
        "refused_near": None,
        "refused_at_95": refused_at(answerable, off_topic, articles),
        "refused_near_at_95": refused_at(answerable, near, articles),
        "auroc_off_topic": area(answerable, off_topic, articles),
        "auroc_near": area(answerable, near, articles),
        "ece": None,
        "ece_answerable": None,
    }
    if all(outcome.answered is not None for outcome in outcomes):
        found["answered"] = mean(answerable, lambda o: float(bool(o.answered)), articles)
        found["refused"] = mean(off_topic, lambda o: float(not o.answered), articles)
        found["refused_near"] = mean(near, lambda o: float(not o.answered), articles)
        if off_topic:
            found["ece"] = calibration_error([*answerable, *off_topic], articles)
        found["ece_answerable"] = calibration_error(answerable, articles)
    return {name: statistic for name, statistic in found.items() if statistic is not None}


def _hit(k: int) -> Callable[[TrialOutcome], float]:
    return lambda outcome: float(bool(outcome.ranks) and outcome.ranks[0] <= k)


def reciprocal_rank(outcome: TrialOutcome) -> float:
    """Return 1 / rank of the first right passage, 0 when none of those found is right."""
    return 1 / outcome.ranks[0] if outcome.ranks else 0.0


def average_precision(outcome: TrialOutcome) -> float:
    """Return the mean of the precision at each right passage, over the right ones there are.

    Of these no more are counted than can be found, which is `DEPTH`
    (Manning, Raghavan and Schütze 2008, section 8.4).
    """
    if not outcome.ranks:
        return 0.0
    precisions = (found / rank for found, rank in enumerate(outcome.ranks, start=1))
    return sum(precisions) / min(max(outcome.relevant, len(outcome.ranks)), DEPTH)


def mean(
    outcomes: Sequence[TrialOutcome], value: Callable[[TrialOutcome], float], articles: int
) -> Statistic | None:
    """Return the mean of a value over questions; None when there is no question."""
    if not outcomes:
        return None
    of = _articles(outcomes)
    sums = np.bincount(of, [value(outcome) for outcome in outcomes], articles)
    counts = np.bincount(of, minlength=articles).astype(float)
    return lambda weights: _ratio(weights @ sums, weights @ counts)


def area(
    positive: Sequence[TrialOutcome], negative: Sequence[TrialOutcome], articles: int
) -> Statistic | None:
    """Return how likely a positive has a higher confidence than a negative, ties counting half.

    The area under the ROC curve (Mann and Whitney 1947), with each pair of questions weighted by
    both of their articles; None when there are no pairs.
    """
    if not positive or not negative:
        return None
    of_positive, of_negative = _articles(positive), _articles(negative)
    confidences, against = _confidences(positive), _confidences(negative)
    wins = np.zeros((articles, articles))
    for article in np.unique(of_negative):
        values = np.sort(against[of_negative == article])
        below = np.searchsorted(values, confidences, side="left")
        upto = np.searchsorted(values, confidences, side="right")
        wins[:, article] = np.bincount(of_positive, (below + upto) / 2, articles)
    counts = np.bincount(of_positive, minlength=articles).astype(float)
    others = np.bincount(of_negative, minlength=articles).astype(float)

    def statistic(weights: Float64s) -> Float64s:
        won: Float64s = ((weights @ wins) * weights).sum(axis=1)
        return _ratio(won, (weights @ counts) * (weights @ others))

    return statistic


def refused_at(
    positive: Sequence[TrialOutcome], negative: Sequence[TrialOutcome], articles: int
) -> Statistic | None:
    """Return the share of negatives that are below the threshold which `ANSWERED` positives reach.

    So confidences are compared where people use them, whatever a system's own threshold is; None
    when there are no pairs.
    """
    if not positive or not negative:
        return None
    order = np.argsort(_confidences(positive), kind="stable")
    of_positive, confidences = _articles(positive)[order], _confidences(positive)[order]
    of_negative, against = _articles(negative), _confidences(negative)

    def statistic(weights: Float64s) -> Float64s:
        below = np.cumsum(weights[:, of_positive], axis=1)
        spared = (below <= (1 - ANSWERED) * below[:, -1:]).sum(axis=1)
        least = confidences[np.minimum(spared, len(confidences) - 1)]
        counted = weights[:, of_negative] * (below[:, -1:] > 0)
        return _ratio((counted * (against < least[:, None])).sum(axis=1), counted.sum(axis=1))

    return statistic


def calibration_error(outcomes: Sequence[TrialOutcome], articles: int) -> Statistic | None:
    """Return the expected calibration error over `BINS` bins of equal width (Guo et al. 2017).

    What is predicted is that the first passage is right; of questions off topic none is. None when
    there are no questions.
    """
    if not outcomes:
        return None
    of, confidences = _articles(outcomes), np.maximum(_confidences(outcomes), 0.0)
    places = of * BINS + bins(confidences)
    excess = confidences - first_is_right(outcomes)
    gaps = np.bincount(places, excess, articles * BINS).reshape(articles, BINS)
    counts = np.bincount(of, minlength=articles).astype(float)
    return lambda weights: _ratio(np.abs(weights @ gaps).sum(axis=1), weights @ counts)


def bins(confidences: Float64s) -> Int64s:
    """Return the bin, from 0, of each of some probabilities; 1 is in the last."""
    return np.minimum((confidences * BINS).astype(np.int64), BINS - 1)


def first_is_right(outcomes: Iterable[TrialOutcome]) -> Float64s:
    """Return for each outcome 1 if the first passage is right, else 0."""
    return np.array([_hit(1)(outcome) for outcome in outcomes])


def _articles(outcomes: Iterable[TrialOutcome]) -> Int64s:
    return np.array([outcome.article for outcome in outcomes], np.int64)


def _confidences(outcomes: Iterable[TrialOutcome]) -> Float64s:
    return np.array([outcome.confidence for outcome in outcomes])


def _ratio(numerator: Float64s, denominator: Float64s) -> Float64s:
    undefined = np.full(len(numerator), np.nan)
    ratio: Float64s = np.divide(numerator, denominator, out=undefined, where=denominator > 0)
    return ratio
