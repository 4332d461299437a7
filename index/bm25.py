"""The BM25 index: rank_bm25's class and arithmetic, on inverted postings that can change.

What differs from rank_bm25 as it comes: the idf is Lucene's, which is never negative; an empty
index is an index; documents are added and removed without a rebuild; only documents that share a
term with the question are scored; ties are broken by the order of the documents.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    Ids = npt.NDArray[np.intp]
    Scores = npt.NDArray[np.float64]


@dataclass(slots=True)
class _Postings:
    """The documents that hold one term, in order of their numbers, and how often each does."""

    documents: array[int] = field(default_factory=lambda: array("q"))
    tf: array[int] = field(default_factory=lambda: array("q"))
    df: int = 0
    """Documents that hold the term and are not removed."""


class BM25Lucene(BM25):  # type: ignore[misc]  # rank_bm25 ships no types
    """BM25 (Robertson and Zaragoza 2009) with Lucene's idf, over documents that come and go.

    A document is a sequence of terms; its number is its place in the order of addition, and is
    never used again. ``k1`` is above 0 and ``b`` in 0 to 1; the defaults suit short documents
    (Trotman, Puurula and Burgess 2014).
    """

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 0.9, b: float = 0.4
    ) -> None:
        self.k1 = k1
        self.b = b
        self.corpus_size = 0
        self._total_length = 0
        self._lengths: array[int] = array("q")
        self._removed: set[int] = set()
        self._postings: dict[str, _Postings] = {}
        for document in corpus:
            self.add(document)

    @property
    def avgdl(self) -> float:
        """The average length of the documents, in terms; 0 for an empty index."""
        return self._total_length / self.corpus_size if self.corpus_size else 0.0

    def add(self, document: Sequence[str]) -> int:
        """Add a document and return its number."""
        number = len(self._lengths)
        self._lengths.append(len(document))
        for term, tf in Counter(document).items():
            postings = self._postings.setdefault(term, _Postings())
            postings.documents.append(number)
            postings.tf.append(tf)
            postings.df += 1
        self.corpus_size += 1
        self._total_length += len(document)
        return number

    def remove(self, number: int, document: Sequence[str]) -> None:
        """Remove a document by its number and its terms; raise KeyError if it is not there."""
        if not 0 <= number < len(self._lengths) or number in self._removed:
            raise KeyError(number)
        for term in set(document):
            self._postings[term].df -= 1
        self._removed.add(number)
        self.corpus_size -= 1
        self._total_length -= self._lengths[number]

    def df(self, term: str) -> int:
        """Return the number of documents that hold a term."""
        postings = self._postings.get(term)
        return postings.df if postings else 0

    def idf(self, term: str) -> float:
        """Return Lucene's idf, ln(1 + (N - df + 0.5) / (df + 0.5)): above 0 for every term.

        Kamphuis, de Vries, Boytsov and Lin, "Which BM25 do you mean?" (2020), table 1.
        """
        df = self.df(term)
        return math.log1p((self.corpus_size - df + 0.5) / (df + 0.5))

    def get_scores(self, query: Sequence[str]) -> Scores:
        """Return the score of every document number for the terms of a question."""
        scores = np.zeros(len(self._lengths))
        documents, found = self._score(query)
        scores[documents] = found
        return scores

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some documents, by number."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.intp)].tolist()
        return scores

    def top(
        self, query: Sequence[str], n: int, *, within: range | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``n`` best documents that share a term with the question, and their scores.

        Best first, ties by number. ``within`` restricts the documents, not the statistics.
        """
        documents, scores = self._score(query)
        if within is not None:
            inside = (documents >= within.start) & (documents < within.stop)
            documents, scores = documents[inside], scores[inside]
        if n < len(documents):
            least = np.partition(scores, len(scores) - n)[len(scores) - n]
            good = scores >= least
            documents, scores = documents[good], scores[good]
        order = np.lexsort((documents, -scores))[:n]
        return list(zip(documents[order].tolist(), scores[order].tolist(), strict=True))

    def _score(self, query: Sequence[str]) -> tuple[Ids, Scores]:
        """Return the documents that share a term with the question, by number, and their scores.

        A term that the question repeats counts as often, as in rank_bm25. Terms are added in
        sorted order, so that the same question gives the same bits whatever its word order.
        """
        scores = np.zeros(len(self._lengths))
        shared = np.zeros(len(self._lengths), dtype=np.bool_)
        lengths = np.frombuffer(self._lengths, dtype=np.int64)
        for term, repeats in sorted(Counter(query).items()):
            postings = self._postings.get(term)
            if postings is None or not postings.df:
                continue
            documents = np.frombuffer(postings.documents, dtype=np.int64)
            tf = np.frombuffer(postings.tf, dtype=np.int64)
            norm = self.k1 * (1 - self.b + self.b * lengths[documents] / self.avgdl)
            scores[documents] += repeats * self.idf(term) * tf * (self.k1 + 1) / (tf + norm)
            shared[documents] = True
        if self._removed:
            shared[np.fromiter(self._removed, dtype=np.intp)] = False
        documents = np.flatnonzero(shared)
        return documents, scores[documents]
