"""Rerank the first candidates by meaning.

Optional. The lexical model orders all candidates as usual; for the first `DEPTH` the cosine between
the embeddings of question and passage is one more feature, and a separate linear model reranks
those. Its weights, and those of its confidence, stand in `semantic.toml`, which
``python -m index.train`` makes with ``--semantic``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.rank.evidence import BY_TITLE, EVIDENCE, Piece, pieces
from index.rank.features import FEATURES, FOR
from index.rank.model import parse_model
from index.rank.ranking import Ranking, arrange

if TYPE_CHECKING:
    from index.arrays import Float64s, Int64s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.encoder import Encoder
    from index.rank.features import Computed
    from index.rank.model import Model


FILE = Path(__file__).with_name("semantic.toml")
DEPTH = 20
"""How many candidates are reranked."""
SEMANTIC_FEATURES = (*FEATURES, "cosine")
SEMANTIC_EVIDENCE = {**EVIDENCE, **BY_TITLE, "first cosine": Piece(FOR, near=True)}
_DIGITS = 5
"""Decimals of a cosine: more than that differs with what else was embedded in the same batch."""


def first_with_cosines(
    ranking: Ranking, collection: Collection, encoder: Encoder
) -> tuple[Int64s, Computed]:
    """Return the first `DEPTH` candidates of a lexical ranking, and their features.

    The cosines are one more column of these, the last.
    """
    first = np.arange(min(DEPTH, len(ranking.numbers)))
    numbers, features = ranking.numbers[first], ranking.features[first]
    texts = [collection.text(collection.passage(number)) for number in numbers.tolist()]
    cosines = np.round(encoder.cosines(ranking.question.text, texts), _DIGITS)
    return numbers, replace(features, columns=np.column_stack((features.columns, cosines)))


def semantic_evidence(ranking: Ranking, collection: Collection, background: Background) -> Float64s:
    """Return the evidence that the first of candidates with cosines answers.

    It is (e,) as in `SEMANTIC_EVIDENCE`.
    """
    columns = ranking.features.columns
    lexical = replace(ranking, features=replace(ranking.features, columns=columns[:, :-1]))
    found = {**pieces(lexical, collection, background), "first cosine": columns[0, -1]}
    return np.array([found[name] for name in SEMANTIC_EVIDENCE], np.float64)


def rerank(
    ranking: Ranking, collection: Collection, *, weights: Float64s, encoder: Encoder
) -> Ranking:
    """Return the first `DEPTH` candidates of a lexical ranking in order, with their cosines.

    ``weights`` are those of `SEMANTIC_FEATURES`.
    """
    numbers, features = first_with_cosines(ranking, collection, encoder)
    return arrange(ranking.question, collection, numbers, features, weights)


def followed_by(first: Ranking, lexical: Ranking) -> Ranking:
    """Return the first candidates in their new order, and the others after them as they were.

    The scores of the others are shifted to continue where those of the first ones end.
    """
    depth = len(first.numbers)
    others = lexical.scores[depth:] - lexical.scores[depth - 1] + first.scores[-1]
    numbers = np.concatenate((first.numbers, lexical.numbers[depth:]))
    place = {number: at for at, number in enumerate(lexical.numbers.tolist())}
    order = np.array([place[number] for number in numbers.tolist()])
    scores = np.concatenate((first.scores, others))
    return Ranking(lexical.question, numbers, scores, lexical.features[order])


@lru_cache(maxsize=1)
def semantic_model() -> Model:
    """Return the model that ships for reranking by meaning."""
    text = FILE.read_text(encoding="utf-8")
    return parse_model(text, features=SEMANTIC_FEATURES, evidence=SEMANTIC_EVIDENCE)
