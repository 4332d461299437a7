"""Put the candidates of a question in order: BM25 finds them, a linear model orders them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.rank.candidates import candidates
from index.rank.features import compute

if TYPE_CHECKING:
    from index.arrays import Float64s, Int64s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.features import Computed
    from index.rank.question import Question


_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Ranking:
    """The m candidates of a question, best first; there is at least one."""

    question: Question
    numbers: Int64s
    """(m,) passage numbers."""
    scores: Float64s
    """(m,) what the model gives; comparable within the question."""
    features: Computed

    @property
    def shares(self) -> Float64s:
        """(m,) the softmax of the scores: how likely each answers, if one of them does."""
        shares: Float64s = np.exp(self.scores - self.scores[0])
        shares /= shares.sum()
        return shares


def rank(
    question: Question,
    collection: Collection,
    *,
    weights: Float64s,
    background: Background,
    within: range | None = None,
) -> Ranking | None:
    """Return the passages of a collection that may answer, best first; None if there are none.

    ``weights`` are those of `index.rank.features.FEATURES`, (f,). Ties are broken by article id,
    then by the order of the passages. ``within`` restricts the passages, by number.
    """
    numbers = candidates(question, collection, within=within)
    if not len(numbers):
        return None
    features = compute(question, collection, numbers, background)
    return arrange(question, collection, numbers, features, weights)


def arrange(
    question: Question,
    collection: Collection,
    numbers: Int64s,
    features: Computed,
    weights: Float64s,
) -> Ranking:
    """Return the ranking of candidates whose features are known; see `rank`."""
    # Rounded, so that machines that add in another order give the same ranking.
    scores = np.round(features.columns @ weights, _DIGITS)
    order = _order(collection, numbers, scores)
    return Ranking(question, numbers[order], scores[order], features[order])


def in_order(ranking: Ranking, collection: Collection, *, first: int) -> Ranking:
    """Return a ranking with its first candidates in the order of their scores, as in `rank`.

    The others stay as they are, behind them.
    """
    head = _order(collection, ranking.numbers[:first], ranking.scores[:first])
    order = np.concatenate((head, np.arange(first, len(ranking.numbers))))
    return Ranking(
        ranking.question, ranking.numbers[order], ranking.scores[order], ranking.features[order]
    )


def _order(collection: Collection, numbers: Int64s, scores: Float64s) -> Int64s:
    """Return the order of candidates: by score, then by article id, then as in the article."""
    order: Int64s = np.lexsort((numbers, -scores))
    if (np.diff(scores[order]) < 0).all():
        return order  # no ties, the usual case
    serials, owners = np.unique(collection.table.articles[numbers], return_inverse=True)
    ids = [entry.article.id for entry in collection.entries(serials.tolist())]
    place = {article_id: at for at, article_id in enumerate(sorted(ids))}
    by_id = np.array([place[article_id] for article_id in ids])
    return np.lexsort((numbers, by_id[owners], -scores))
