"""The features of a question and its candidates: what the linear model is over.

Each is a column with one value for each candidate. A weight says how much a feature counts when the
others are the same; `docs/ranking.md` has what each contributes, and what was tried and dropped.
What a sentence stands under (its headings, its column heads) is read with it, as words of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.rank.features.content import writing_features
from index.rank.features.context import context_features, paragraphs_of
from index.rank.features.matching import match
from index.rank.features.window import look_around
from index.rank.features.wording import wording_features

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.question import Question

    Numbers = npt.NDArray[np.int64]
    Masks = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

FEATURES = {
    # How the sentence matches the question (index/rank/features/wording.py and phrasing.py)
    "bm25": "BM25 of the sentence",
    "topic_free": "share of the idf that it has, words of the article's title left out",
    "topic_free_close": "the same, where similar and related words count in part",
    "topic_only": "it has nothing of the question but words of the title",
    "complete": "it has every word of the question",
    "related": "share of the idf for which it has a related word only",
    "common_sense": "share that it has or comes close to, weighted by how rare words are at large",
    "exact": "share of the idf that it has in the very form of the question",
    "pairs": "pairs of neighbouring words of the question that stand together in it",
    "function_words": "BM25 over the stop words of the question",
    "names": "share of the idf that it has in words written as names",
    # What stands around it (index/rank/features/context.py)
    "paragraph": "BM25 of its paragraph",
    "paragraph_share": "share of the idf that its paragraph has",
    "paragraph_close": "the same, where similar and related words count in part",
    "paragraph_common_sense": "BM25 of its paragraph, weighted by how rare words are at large",
    "three": "BM25 of the sentence with the one before it and the one after",
    "before": "share of the idf that the sentence before adds to its own",
    "leaning": "the same, where it opens with a pronoun",
    "opening": "1 for the first sentence of the article, 1/2 for the second, ...",
    "paragraph_opening": "it opens its paragraph",
    "title": "share of the idf that the article's title has",
    "article": "share of the idf that the candidates of its article have between them",
    "article_best": "best BM25 among the candidates of its article",
    # What is written in it beside the question's words (index/rank/features/content.py)
    "time": "the question wants a time, and it has one",
    "time_near": "the same, by how near the time stands to words of the question",
    "year": "the question wants a time, and it has a year",
    "place": "the question wants a place, and it has a name after a word such as in",
    "number_near": "the question wants a number: how near one stands to words of the question",
    "measured": "the question wants a number, and it has one with a unit",
    "duration": "the question asks how long or how often, and it has a time or a measure",
    "numbers": "how many numbers it has (log)",
    "new_words": "how many words it has beyond the question's (log)",
    "nothing_new": "it has hardly any word beyond the question's",
    "unfinished": "it does not end like a sentence",
}
"""The features, in the order of the columns, and what they say."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The features of m candidates, and which of a question's s slots each of them has."""

    columns: Floats
    """(m, f) in the order of `FEATURES`."""
    held: Masks
    """(m, s) the sentence, or what it stands under, has the term."""
    around: Masks
    """(m, s) its paragraph has the term."""
    by_place: Masks
    """(m,) it has nothing of the question that what it stands under does not have."""

    def __getitem__(self, order: Numbers) -> Computed:
        """Return the features of some candidates, in an order."""
        return Computed(
            self.columns[order], self.held[order], self.around[order], self.by_place[order]
        )


def compute(
    question: Question, collection: Collection, numbers: Numbers, background: Background
) -> Computed:
    """Return the features of passages, given by distinct numbers, at least one.

    The question has a slot at least.
    """
    window = look_around(collection, numbers)
    matching = match(question, collection, window, background)
    paragraphs = paragraphs_of(collection, window, matching)
    wording = wording_features(question, collection, window, matching)
    found = {
        **wording,
        **context_features(collection, window, matching, paragraphs, bm25=wording["bm25"]),
        **writing_features(question, collection, window, matching),
    }
    columns = np.empty((len(numbers), len(FEATURES)))
    for column, name in enumerate(FEATURES):
        columns[:, column] = found[name]
    own, placed = matching.tf[window.candidates] > 0, matching.place.tf > 0
    by_place = np.asarray(placed.any(axis=1) & ~(own & ~placed).any(axis=1), np.bool_)
    return Computed(columns, own | placed, paragraphs.tf > 0, by_place)
