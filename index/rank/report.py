"""What a model does on examples: rankings and confidence, by suite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.rank.examples import ANSWERABLE, NEAR, OFF_TOPIC
from index.rank.features import FEATURES
from index.rank.fit import cases_of, fit_confidence, weights_of_folds
from index.rank.measure import auroc, calibration_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from index.rank.background import Background
    from index.rank.examples import Example
    from index.rank.model import Model

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one example."""

    suite: str
    kind: str
    rank: float
    """Of the first right candidate, from 1; infinite if there is none."""
    confidence: float


def held_out(
    examples: Sequence[Example], folds: Mapping[str, int], background: Background
) -> list[Outcome]:
    """Return the outcomes of examples by models that were fitted to the other folds."""
    weights = weights_of_folds(examples, folds)
    cases = cases_of(examples, weights, folds, background)
    mine = np.array([folds[example.group] for example in examples])
    confidences = np.zeros(len(examples))
    for fold in range(len(weights)):
        confidence = fit_confidence(cases[mine != fold])
        here = (mine == fold) & cases.found
        confidences[here] = confidence.probability(cases.columns[here])
    ranks = [_rank(example, weights[folds[example.group]]) for example in examples]
    return _outcomes(examples, ranks, confidences)


def outcomes_of(examples: Sequence[Example], model: Model, background: Background) -> list[Outcome]:
    """Return the outcomes of examples by one model."""
    folds = dict.fromkeys((example.group for example in examples), 0)
    cases = cases_of(examples, [model.weights], folds, background)
    confidences = np.where(cases.found, model.confidence.probability(cases.columns), 0.0)
    ranks = [_rank(example, model.weights) for example in examples]
    return _outcomes(examples, ranks, confidences)


def _rank(example: Example, weights: Floats) -> float:
    """Return the rank of the first right candidate, infinite if there is none."""
    if example.features is None or not example.right.any():
        return np.inf
    scores = example.features.columns @ weights
    return float(1 + (scores > scores[example.right].max()).sum())


def _outcomes(
    examples: Sequence[Example], ranks: Sequence[float], confidences: Floats
) -> list[Outcome]:
    return [
        Outcome(example.suite, example.kind, rank, confidence)
        for example, rank, confidence in zip(examples, ranks, confidences.tolist(), strict=True)
    ]


def table(outcomes: Sequence[Outcome], threshold: float) -> str:
    """Return a table with a row for each suite."""
    head = ("hit@1", "hit@3", "MRR@10", "off AUROC", "near AUROC", "ECE", "answered", "refused")
    suites = dict.fromkeys(outcome.suite for outcome in outcomes)
    width = max(map(len, suites))
    lines = [" " * width + "".join(f"{name:>11}" for name in head)]
    for suite in suites:
        values = _row([o for o in outcomes if o.suite == suite], threshold)
        cells = "".join(f"{'' if value is None else format(value, '.3f'):>11}" for value in values)
        lines.append(f"{suite:{width}}{cells}")
    return "\n".join(lines)


def _row(outcomes: Sequence[Outcome], threshold: float) -> list[float | None]:
    answerable = [outcome for outcome in outcomes if outcome.kind == ANSWERABLE]
    ranks = np.array([outcome.rank for outcome in answerable])
    sure = {
        kind: np.array([outcome.confidence for outcome in outcomes if outcome.kind == kind])
        for kind in (ANSWERABLE, OFF_TOPIC, NEAR)
    }
    row: list[float | None] = [*ranking_measures(ranks)]
    row += [
        auroc(sure[ANSWERABLE], sure[kind]) if len(sure[kind]) else None
        for kind in (OFF_TOPIC, NEAR)
    ]
    if not len(sure[OFF_TOPIC]):
        return [*row, None, None, None]
    both = np.concatenate((sure[ANSWERABLE], sure[OFF_TOPIC]))
    right = np.concatenate((ranks == 1, np.zeros(len(sure[OFF_TOPIC]), np.bool_)))
    return [
        *row,
        calibration_error(both, right),
        float((sure[ANSWERABLE] >= threshold).mean()),
        float((sure[OFF_TOPIC] < threshold).mean()),
    ]


def ranking_measures(ranks: Floats) -> tuple[float, float, float]:
    """Return hit@1, hit@3 and MRR@10 of the ranks of the first right candidates."""
    reciprocal = np.where(ranks <= 10, 1 / ranks, 0.0)  # noqa: PLR2004 - as its name says
    return float((ranks <= 1).mean()), float((ranks <= 3).mean()), float(reciprocal.mean())  # noqa: PLR2004 - as above


def ablation(examples: Sequence[Example], folds: Mapping[str, int]) -> Iterator[tuple[str, Floats]]:
    """Yield hit@1 and MRR@10 for each suite with all features, and then what each one adds."""
    ranked = [e for e in examples if e.kind == ANSWERABLE and not e.suite.endswith("half")]
    whole = _cross_validated(ranked, folds)
    yield "all", whole
    for column, name in enumerate(FEATURES):
        yield name, whole - _cross_validated([_without(e, column) for e in ranked], folds)


def _cross_validated(examples: Sequence[Example], folds: Mapping[str, int]) -> Floats:
    weights = weights_of_folds(examples, folds)
    ranks: dict[str, list[float]] = {}
    for example in examples:
        ranks.setdefault(example.suite, []).append(_rank(example, weights[folds[example.group]]))
    rows = [ranking_measures(np.array(of_suite)) for of_suite in ranks.values()]
    return np.array([[first, mrr] for first, _, mrr in rows]).ravel()


def _without(example: Example, column: int) -> Example:
    if example.features is None:
        return example
    columns = example.features.columns.copy()
    columns[:, column] = 0.0
    return replace(example, features=replace(example.features, columns=columns))
