"""What a model does on examples: rankings and confidence, by suite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.evaluate.asking import DEPTH, TrialOutcome
from index.evaluate.measures import statistics
from index.evaluate.questions import question_type
from index.rank.features import FEATURES
from index.train.fit import LEXICAL, THRESHOLD, cases_of, fit_confidence, weights_of_folds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.arrays import Float64s
    from index.rank.background import Background
    from index.rank.model import Model
    from index.train.examples import Example
    from index.train.fit import Inputs


_ONCE = np.ones((1, 1))

COLUMNS = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "mrr@10": "MRR@10",
    "auroc_off_topic": "off AUROC",
    "auroc_near": "near AUROC",
    "ece": "ECE",
    "answered": "answered",
    "refused": "refused",
    "refused_at_95": "at .95",
    "refused_near_at_95": "near at .95",
}
"""The measures of the table, by their names in `index.evaluate.measures`."""

Rows = dict[str, list[TrialOutcome]]
"""Outcomes by suite."""


def held_out(
    examples: Sequence[Example],
    folds: Mapping[str, int],
    background: Background,
    inputs: Inputs = LEXICAL,
) -> Rows:
    """Return the outcomes of examples by models that were fitted to the other folds."""
    weights = weights_of_folds(examples, folds)
    cases = cases_of(examples, weights, folds, background, inputs)
    mine = np.array([folds[example.group] for example in examples])
    confidences = np.zeros(len(examples))
    for fold in range(len(weights)):
        confidence = fit_confidence(cases[mine != fold], inputs.pieces)
        here = (mine == fold) & cases.found
        confidences[here] = confidence.probability(cases.columns[here])
    ranks = [_rank(example, weights[folds[example.group]]) for example in examples]
    return _outcomes(examples, ranks, confidences, THRESHOLD)


def outcomes_of(examples: Sequence[Example], model: Model, background: Background) -> Rows:
    """Return the outcomes of examples by one model."""
    folds = dict.fromkeys((example.group for example in examples), 0)
    cases = cases_of(examples, [model.weights], folds, background)
    confidences = np.where(cases.found, model.confidence.probability(cases.columns), 0.0)
    ranks = [_rank(example, model.weights) for example in examples]
    return _outcomes(examples, ranks, confidences, model.threshold)


def _rank(example: Example, weights: Float64s) -> float:
    """Return the rank of the first right candidate, infinite if there is none."""
    if example.features is None or not example.right.any():
        return np.inf
    scores = example.features.columns @ weights
    return float(1 + (scores > scores[example.right].max()).sum())


def _outcomes(
    examples: Sequence[Example], ranks: Sequence[float], confidences: Float64s, threshold: float
) -> Rows:
    rows: Rows = {}
    for example, rank, confidence in zip(examples, ranks, confidences.tolist(), strict=True):
        outcome = TrialOutcome(
            kind=example.kind,
            type=question_type(example.question.text),
            article=0,  # all as of one: the table has no intervals
            ranks=() if rank > DEPTH else (int(rank),),
            relevant=int(example.right.sum()),
            confidence=confidence,
            answered=confidence >= threshold,
            altered=0,
        )
        rows.setdefault(example.suite, []).append(outcome)
    return rows


def table(rows: Rows) -> str:
    """Return a table with a row for each suite."""
    width = max(map(len, rows))
    lines = [" " * width + "".join(f"{name:>12}" for name in COLUMNS.values())]
    for suite, outcomes in rows.items():
        found = statistics(outcomes, 1)
        values = [found[name](_ONCE)[0] if name in found else np.nan for name in COLUMNS]
        cells = ("" if np.isnan(value) else f"{value:.3f}" for value in values)
        lines.append(f"{suite:{width}}" + "".join(f"{cell:>12}" for cell in cells))
    return "\n".join(lines)


def ablation(
    examples: Sequence[Example], folds: Mapping[str, int]
) -> Iterator[tuple[str, Float64s]]:
    """Yield hit@1 and MRR@10 for each suite with all features, and then what each one adds."""
    ranked = [e for e in examples if e.kind == "answerable" and not e.suite.endswith("half")]
    whole = _cross_validated(ranked, folds)
    yield "all", whole
    for column, name in enumerate(FEATURES):
        yield name, whole - _cross_validated([_without(e, column) for e in ranked], folds)


def _cross_validated(examples: Sequence[Example], folds: Mapping[str, int]) -> Float64s:
    weights = weights_of_folds(examples, folds)
    ranks = [_rank(example, weights[folds[example.group]]) for example in examples]
    rows = _outcomes(examples, ranks, np.zeros(len(examples)), 0.0).values()
    found = [statistics(outcomes, 1) for outcomes in rows]
    return np.array([of[name](_ONCE)[0] for of in found for name in ("hit@1", "mrr@10")])


def _without(example: Example, column: int) -> Example:
    if example.features is None:
        return example
    columns = example.features.columns.copy()
    columns[:, column] = 0.0
    return replace(example, features=replace(example.features, columns=columns))
