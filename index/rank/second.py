"""Fitting the second look (`index.rank.semantic`) to examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.rank.fit import (
    THRESHOLD,
    Look,
    cases_of,
    fit_confidence,
    fit_ranking,
    weights_of_folds,
)
from index.rank.model import Model, parse_model
from index.rank.ranker import arrange
from index.rank.semantic import (
    DEPTH,
    SEMANTIC_EVIDENCE,
    SEMANTIC_FEATURES,
    add_cosines,
    semantic_evidence,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.encoder import Encoder
    from index.rank.background import Background
    from index.rank.examples import Example

SEMANTIC = Look(SEMANTIC_EVIDENCE, semantic_evidence)


def second_look(
    examples: Sequence[Example], folds: Mapping[str, int], encoder: Encoder
) -> list[Example]:
    """Return examples with only the candidates that are looked at again, and their cosines.

    Which ones these are says a lexical ranking that was fitted to the other folds.
    """
    weights = weights_of_folds(examples, folds)
    found = []
    for example in examples:
        if example.features is None:
            found.append(example)
            continue
        question, collection = example.question, example.collection
        ranking = arrange(
            question, collection, example.numbers, example.features, weights[folds[example.group]]
        )
        numbers = ranking.numbers[:DEPTH]
        place = np.argsort(example.numbers)
        order = place[np.searchsorted(example.numbers[place], numbers)]
        features = example.features[order]
        features = add_cosines(question, collection, numbers, features, encoder)
        right = example.right[order]
        found.append(replace(example, numbers=numbers, features=features, right=right))
    return found


def fit_semantic(
    examples: Sequence[Example], folds: Mapping[str, int], background: Background
) -> Model:
    """Return the model of the second look, fitted to what `second_look` returned."""
    weights = weights_of_folds(examples, folds)
    cases = cases_of(examples, weights, folds, background, SEMANTIC)
    model = Model(fit_ranking(examples), fit_confidence(cases), THRESHOLD)
    text = model.dump((), features=SEMANTIC_FEATURES, evidence=SEMANTIC_EVIDENCE)
    return parse_model(text, features=SEMANTIC_FEATURES, evidence=SEMANTIC_EVIDENCE)
