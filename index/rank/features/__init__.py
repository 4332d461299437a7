"""The features of a question and its candidates: what the linear model is over.

Each is a column with one value for each candidate. A weight says how much a feature counts when the
others are the same; `docs/ranking.md` has what each contributes, and what was tried and dropped.
What a sentence stands under (its headings, its column heads) is read with it, as words of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.rank.features.content import content_features
from index.rank.features.context import context_features, paragraphs_of
from index.rank.features.matching import match
from index.rank.features.window import look_around
from index.rank.features.wording import wording_features

if TYPE_CHECKING:
    from index.arrays import Bools, Float64s, Int64s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.question import Question


FOR, AGAINST, EITHER = 1.0, -1.0, 0.0
"""What a piece of evidence can only speak for or against, whatever a fit makes of it together with
others: a question with more unknown words never raises the confidence."""


class Feature(NamedTuple):
    """A feature, and how that of the first passage counts as evidence that it answers."""

    says: str
    sign: float = EITHER
    near: bool = False
    """It tells questions that only seem to be answered (see `index.rank.evidence.Piece`)."""


FEATURES: dict[str, Feature] = {
    # How the sentence matches the question (index/rank/features/wording.py)
    "bm25": Feature("BM25 of the sentence"),
    "topic_free": Feature(
        "share of the idf that it has, words of the article's title left out", FOR, near=True
    ),
    "topic_free_close": Feature(
        "the same, where similar and related words count in part", FOR, near=True
    ),
    "topic_only": Feature("it has nothing of the question but words of the title"),
    "complete": Feature("it has every word of the question", FOR, near=True),
    "related": Feature("share of the idf for which it has a related word only", near=True),
    "common_sense": Feature(
        "share that it has or comes close to, weighted by how rare words are at large",
        FOR,
        near=True,
    ),
    "exact": Feature("share of the idf that it has in the very form of the question", near=True),
    "pairs": Feature(
        "pairs of neighboring words of the question that stand together in it", near=True
    ),
    "function_words": Feature("BM25 over the stop words of the question"),
    "names": Feature("share of the idf that it has in words written as names"),
    # What stands around it (index/rank/features/context.py)
    "paragraph": Feature("BM25 of its paragraph"),
    "paragraph_share": Feature("share of the idf that its paragraph has", near=True),
    "paragraph_close": Feature(
        "the same, where similar and related words count in part", near=True
    ),
    "paragraph_common_sense": Feature(
        "BM25 of its paragraph, weighted by how rare words are at large"
    ),
    "three": Feature("BM25 of the sentence with the one before it and the one after"),
    "before": Feature("share of the idf that the sentence before adds to its own", near=True),
    "leaning": Feature("the same, where it opens with a pronoun"),
    "opening": Feature("1 for the first sentence of the article, 1/2 for the second, ..."),
    "paragraph_opening": Feature("it opens its paragraph"),
    "title": Feature("share of the idf that the article's title has"),
    "article": Feature("share of the idf that the candidates of its article have between them"),
    "article_best": Feature("best BM25 among the candidates of its article"),
    # What is written in it beside the question's words (index/rank/features/content.py)
    "time": Feature("the question wants a time, and it has one", near=True),
    "time_near": Feature(
        "the same, by how near the time stands to words of the question", near=True
    ),
    "year": Feature("the question wants a time, and it has a year", near=True),
    "place": Feature(
        "the question wants a place, and it has a name after a word such as in", near=True
    ),
    "number_near": Feature(
        "the question wants a number: how near one stands to words of the question", near=True
    ),
    "measured": Feature("the question wants a number, and it has one with a unit", near=True),
    "duration": Feature(
        "the question asks how long or how often, and it has a time or a measure", near=True
    ),
    "numbers": Feature("how many numbers it has (log)", near=True),
    "new_words": Feature("how many words it has beyond the question's (log)"),
    "nothing_new": Feature("it has hardly any word beyond the question's", near=True),
    "unfinished": Feature("it does not end like a sentence"),
}
"""The features by name, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The features of m candidates, and which of a question's s terms each of them has."""

    columns: Float64s
    """(m, f) in the order of `FEATURES`."""
    held: Bools
    """(m, s) the sentence, or what it stands under, has the term."""
    around: Bools
    """(m, s) its paragraph has the term."""
    by_place: Bools
    """(m,) it has nothing of the question that what it stands under does not have."""

    def __getitem__(self, order: Int64s) -> Computed:
        """Return the features of some candidates, in an order."""
        return Computed(
            self.columns[order], self.held[order], self.around[order], self.by_place[order]
        )


def compute(
    question: Question, collection: Collection, numbers: Int64s, background: Background
) -> Computed:
    """Return the features of passages, given by distinct numbers, at least one.

    The question has a term at least.
    """
    window = look_around(collection, numbers)
    matching = match(question, collection, window, background)
    paragraphs = paragraphs_of(collection, window, matching)
    wording = wording_features(question, collection, window, matching)
    found = {
        **wording,
        **context_features(collection, window, matching, paragraphs, bm25=wording["bm25"]),
        **content_features(question, collection, window, matching),
    }
    columns = np.empty((len(numbers), len(FEATURES)))
    for column, name in enumerate(FEATURES):
        columns[:, column] = found[name]
    own, placed = matching.tf[window.candidates] > 0, matching.place.tf > 0
    by_place = np.asarray(placed.any(axis=1) & ~(own & ~placed).any(axis=1), np.bool_)
    return Computed(columns, own | placed, paragraphs.tf > 0, by_place)
