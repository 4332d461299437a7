"""Fit the reranking by meaning (`index.rank.semantic`) to examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.rank.semantic import (
    SEMANTIC_EVIDENCE,
    SEMANTIC_FEATURES,
    first_with_cosines,
    semantic_evidence,
)
from index.train.fit import Inputs, weights_of_folds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.rank.encoder import Encoder
    from index.train.examples import Example

SEMANTIC = Inputs(SEMANTIC_FEATURES, SEMANTIC_EVIDENCE, semantic_evidence)


def reranked(
    examples: Sequence[Example], folds: Mapping[str, int], encoder: Encoder
) -> list[Example]:
    """Return examples with only the candidates that are reranked, and their cosines.

    They are chosen by a lexical ranking that was fitted to the other folds.
    """
    weights = weights_of_folds(examples, folds)
    found = []
    for example in examples:
        ranking = example.ranked(weights[folds[example.group]])
        if ranking is None:
            found.append(example)
            continue
        numbers, features = first_with_cosines(ranking, example.collection, encoder)
        right = np.isin(numbers, example.numbers[example.right])
        found.append(replace(example, numbers=numbers, features=features, right=right))
    return found
