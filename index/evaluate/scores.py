"""Turn outcomes into scores: measures with intervals, over all questions and by type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.evaluate.measures import statistics
from index.evaluate.questions import TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.arrays import Float64s
    from index.evaluate.asking import TrialOutcome
    from index.evaluate.measures import Statistic
    from index.evaluate.questions import QuestionKind, QuestionType

RESAMPLES = 1_000
SEED = 2026
COVERAGE = 0.95
"""How often an interval holds what it estimates."""


@dataclass(frozen=True, slots=True)
class Score:
    """A measure with its interval: what it may be on other articles of the same sort."""

    value: float
    low: float | None
    """None where there are too few articles to tell."""
    high: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures over some questions."""

    questions: Mapping[QuestionKind, int]
    """How many there are of each kind."""
    measures: Mapping[str, Score]
    """By name, as `index.evaluate.measures.statistics` names them."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a system reached on a question set."""

    system: str
    overall: Scores
    by_type: Mapping[QuestionType, Scores]
    altered: int
    """How many quotes are not what stands in the article; anything but 0 is a defect."""


def result(system: str, outcomes: Sequence[TrialOutcome], articles: int) -> Result:
    """Measure the outcomes of a system on a set of so many articles."""
    weights = resamples(articles)
    types = {kind: [o for o in outcomes if o.type == kind] for kind in TYPES}
    return Result(
        system=system,
        overall=scores(outcomes, weights),
        by_type={kind: scores(some, weights) for kind, some in types.items() if some},
        altered=sum(outcome.altered for outcome in outcomes),
    )


def resamples(articles: int) -> Float64s:
    """Return how often each article is drawn in each resample: (RESAMPLES, articles).

    Articles are drawn rather than questions, because questions about one article are alike
    (the cluster bootstrap: Davison and Hinkley 1997, section 3.8).
    """
    random = np.random.default_rng(SEED)
    shares = np.full(articles, 1 / articles)
    return random.multinomial(articles, shares, size=RESAMPLES).astype(np.float64)


def scores(outcomes: Sequence[TrialOutcome], weights: Float64s) -> Scores:
    """Return the measures of some outcomes, with percentile intervals over resamples."""
    counts = Counter(outcome.kind for outcome in outcomes)
    found = statistics(outcomes, weights.shape[1])
    return Scores(
        questions={kind: counts[kind] for kind in ("answerable", "near", "off-topic")},
        measures={name: score(statistic, weights) for name, statistic in found.items()},
    )


def score(statistic: Statistic, weights: Float64s) -> Score:
    """Return a measure and its interval over (r, a) resamples of a articles."""
    articles = weights.shape[1]
    value = float(statistic(np.ones((1, articles)))[0])
    values = statistic(weights)
    defined = values[~np.isnan(values)]
    if articles < 2 or not len(defined):  # noqa: PLR2004 - one article says nothing of others
        return Score(value, None, None)
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(defined, (tail, 1 - tail))
    return Score(value, float(low), float(high))
