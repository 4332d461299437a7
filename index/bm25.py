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
    from collections.abc import Iterable, Mapping, Sequence

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
        self._postings: dict[int, _Postings] = {}
        self._ids: dict[str, int] = {}
        for document in corpus:
            self.add(document)

    @property
    def avgdl(self) -> float:
        """The average length of the documents, in terms; 0 for an empty index."""
        return self._total_length / self.corpus_size if self.corpus_size else 0.0

    def intern(self, term: str) -> int:
        """Return the id of a term, given one if it is new; ids are 0, 1, 2, ..."""
        return self._ids.setdefault(term, len(self._ids))

    def id_of(self, term: str) -> int | None:
        """Return the id of a term, None for one never interned."""
        return self._ids.get(term)

    def add(self, document: Sequence[str]) -> int:
        """Add a document and return its number."""
        ids = np.array([self.intern(term) for term in document], np.int32)
        return self.extend(ids, np.array([len(ids)])).start

    def extend(self, terms: npt.NDArray[np.int32], ends: Ids) -> range:
        """Add documents, given as concatenated term ids with their ends; return their numbers."""
        first = len(self._lengths)
        start = 0
        for end in ends.tolist():
            number = len(self._lengths)
            self._lengths.append(end - start)
            for term, tf in Counter(terms[start:end].tolist()).items():
                postings = self._postings.setdefault(term, _Postings())
                postings.documents.append(number)
                postings.tf.append(tf)
                postings.df += 1
            start = end
        self.corpus_size += len(ends)
        self._total_length += start
        return range(first, len(self._lengths))

    def remove(self, numbers: range, terms: npt.NDArray[np.int32]) -> None:
        """Remove consecutive documents, whose terms are given; KeyError if one is not there."""
        start = 0
        for number in numbers:
            if not 0 <= number < len(self._lengths) or number in self._removed:
                raise KeyError(number)
            end = start + self._lengths[number]
            for term in set(terms[start:end].tolist()):
                self._postings[term].df -= 1
            start = end
            self._removed.add(number)
            self.corpus_size -= 1
            self._total_length -= self._lengths[number]

    @property
    def removed(self) -> int:
        """Documents that are removed and still take memory."""
        return len(self._removed)

    @property
    def nbytes(self) -> int:
        """Bytes of memory, roughly."""
        return 16 * sum(len(p.documents) for p in self._postings.values()) + 200 * len(self._ids)

    def compact(self) -> Ids:
        """Drop removed documents; return the old numbers of the others, which get new ones."""
        numbers = [n for n in range(len(self._lengths)) if n not in self._removed]
        new = {old: number for number, old in enumerate(numbers)}
        for postings in self._postings.values():
            kept = [
                (new[n], t)
                for n, t in zip(postings.documents, postings.tf, strict=True)
                if n in new
            ]
            postings.documents = array("q", [n for n, _ in kept])
            postings.tf = array("q", [t for _, t in kept])
        self._lengths = array("q", [self._lengths[n] for n in numbers])
        self._removed.clear()
        return np.array(numbers, np.int64)

    @property
    def lengths(self) -> Ids:
        """The length of every document number, in terms."""
        return np.frombuffer(self._lengths, dtype=np.int64)

    def idf_of(self, ids: npt.NDArray[np.int32]) -> Scores:
        """Return the idf of terms by their ids."""
        df = np.array([self._postings[i].df if i in self._postings else 0 for i in ids.tolist()])
        return np.log1p((self.corpus_size - df + 0.5) / (df + 0.5))

    def search(
        self, query: Sequence[tuple[int, float]], n: int, *, within: range | None = None
    ) -> tuple[Ids, Scores]:
        """Return the n best documents for weighted terms, best first, ties by number."""
        weights: dict[int, float] = {}
        for term, weight in query:
            weights[term] = weights.get(term, 0.0) + weight
        documents, scores = self._score(weights)
        if within is not None:
            inside = (documents >= within.start) & (documents < within.stop)
            documents, scores = documents[inside], scores[inside]
        if n < len(documents):
            least = np.partition(scores, len(scores) - n)[len(scores) - n]
            good = scores >= least
            documents, scores = documents[good], scores[good]
        order = np.lexsort((documents, -scores))[:n]
        return documents[order], scores[order]

    def df(self, term: str) -> int:
        """Return the number of documents that hold a term."""
        postings = self._postings.get(self._ids.get(term, -1))
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
        documents, found = self._score(self._weights(query))
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
        documents, scores = self.search(list(self._weights(query).items()), n, within=within)
        return list(zip(documents.tolist(), scores.tolist(), strict=True))

    def _weights(self, query: Sequence[str]) -> dict[int, float]:
        known = Counter(query).items()
        return {self._ids[term]: float(n) for term, n in sorted(known) if term in self._ids}

    def _score(self, weights: Mapping[int, float]) -> tuple[Ids, Scores]:
        """Return the documents that share a term with the question, by number, and their scores.

        A term that the question repeats counts as often, as in rank_bm25. Terms are added in
        sorted order, so that the same question gives the same bits whatever its word order.
        """
        scores = np.zeros(len(self._lengths))
        shared = np.zeros(len(self._lengths), dtype=np.bool_)
        lengths = np.frombuffer(self._lengths, dtype=np.int64)
        for term, repeats in weights.items():
            postings = self._postings.get(term)
            if postings is None or not postings.df:
                continue
            documents = np.frombuffer(postings.documents, dtype=np.int64)
            tf = np.frombuffer(postings.tf, dtype=np.int64)
            idf = math.log1p((self.corpus_size - postings.df + 0.5) / (postings.df + 0.5))
            norm = self.k1 * (1 - self.b + self.b * lengths[documents] / self.avgdl)
            scores[documents] += repeats * idf * tf * (self.k1 + 1) / (tf + norm)
            shared[documents] = True
        if self._removed:
            shared[np.fromiter(self._removed, dtype=np.intp)] = False
        documents = np.flatnonzero(shared)
        return documents, scores[documents]
