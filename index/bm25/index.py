"""The BM25 index: rank_bm25's class and arithmetic, on inverted postings that can change.

What differs from rank_bm25 as it comes: the idf is Lucene's, which is never negative; an empty
index is an index; documents are added and removed without a rebuild; only documents that share a
term with the question are scored; ties are broken by the order of the documents.

Terms are interned: numbered 0, 1, 2, ... as they come, for the life of the index. One index may be
searched by many threads at once while nobody writes to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25

from index.bm25.column import Column
from index.bm25.formula import TfParts, idf, idfs
from index.bm25.postings import distinct
from index.bm25.runs import Runs
from index.bm25.scoring import Term, best, score_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.arrays import Bools, Float64s, Int32s, Int64s


_TERM_BYTES = 130
"""Memory of an interned term, its letters apart: string, dictionary entry, number, list entry."""


class BM25Lucene(BM25):  # type: ignore[misc]  # rank_bm25 ships no types
    """BM25 (Robertson and Zaragoza 2009) with Lucene's idf, over documents that come and go.

    A document is a sequence of terms; its number is its place in the order of addition, and is
    used again only after `compact`. ``k1`` is above 0 and ``b`` in 0 to 1; the defaults suit
    short documents (Trotman, Puurula and Burgess 2014).
    """

    def __init__(
        self, corpus: Iterable[Sequence[str]] = (), *, k1: float = 0.9, b: float = 0.4
    ) -> None:
        self.k1 = k1
        self.b = b
        self.corpus_size = 0
        self._total_length = 0
        self._ids: dict[str, int] = {}
        self._terms: list[str] = []
        self._df = Column(np.int32)
        self._lengths = Column(np.int32)
        self._dead = Column(np.bool_)
        self._tf_parts = TfParts(k1=k1, b=b)
        self._runs = Runs(self._tf_parts)
        lengths: list[int] = []
        terms = np.fromiter(self._interned(corpus, lengths), dtype=np.int32)
        self.extend(terms, np.cumsum(lengths, dtype=np.int64))

    @property
    def avgdl(self) -> float:
        """The average length of the documents, in terms; 0 for an empty index."""
        return self._total_length / self.corpus_size if self.corpus_size else 0.0

    @property
    def lengths(self) -> Int32s:
        """The length of every document number, in terms; not to be written to."""
        return self._lengths.values

    @property
    def removed(self) -> int:
        """The number of documents that are removed and not yet compacted."""
        return len(self._lengths) - self.corpus_size

    @property
    def terms(self) -> int:
        """The number of terms that were interned."""
        return len(self._terms)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and, about, of the vocabulary; threads' buffers come on top."""
        columns = self._df.nbytes + self._lengths.nbytes + self._dead.nbytes
        vocabulary = _TERM_BYTES * len(self._terms) + sum(map(len, self._terms))
        return columns + vocabulary + self._runs.nbytes + self._tf_parts.nbytes

    def intern(self, term: str) -> int:
        """Return the id of a term, giving it the next one if it is new."""
        known = self._ids.get(term)
        if known is not None:
            return known
        self._ids[term] = len(self._terms)
        self._terms.append(term)
        return len(self._terms) - 1

    def _interned(self, corpus: Iterable[Sequence[str]], lengths: list[int]) -> Iterator[int]:
        """Yield the ids of the terms of some documents, noting the length of each."""
        for document in corpus:
            lengths.append(len(document))
            yield from map(self.intern, document)

    def id_of(self, term: str) -> int | None:
        """Return the id of a term, or None if it was never interned."""
        return self._ids.get(term)

    def add(self, document: Sequence[str]) -> int:
        """Add a document and return its number; for many at once, `extend` is far cheaper."""
        ids = np.array([self.intern(term) for term in document], dtype=np.int32)
        return self.extend(ids, np.array([len(ids)], dtype=np.int64)).start

    def extend(self, terms: Int32s, ends: Int64s) -> range:
        """Add many documents and return their numbers.

        ``terms`` are the ids of their terms, concatenated; ``ends[i]`` is where document ``i``
        ends in them, exclusive.
        """
        lengths = np.diff(ends, prepend=0).astype(np.int32)
        first = len(self._lengths)
        self._df.extend(np.zeros(len(self._terms) - len(self._df), dtype=np.int32))
        self._lengths.extend(lengths)
        self._dead.extend(np.zeros(len(lengths), dtype=np.bool_))
        self.corpus_size += len(lengths)
        self._total_length += len(terms)
        ids, df = self._runs.add(terms, lengths, first, dead=self._tombstones())
        self._df.values[ids] += df
        return range(first, first + len(lengths))

    def remove(self, numbers: range, terms: Int32s) -> None:
        """Remove consecutive documents; ``terms`` are the ids that they hold, concatenated.

        Their postings stay, unseen, until a merge or `compact` drops them. Raise KeyError if one of
        the documents is not there, ValueError if the terms are not as many as theirs.
        """
        here = slice(numbers.start, numbers.stop)
        if numbers.start < 0 or numbers.stop > len(self._lengths) or self._dead.values[here].any():
            raise KeyError(numbers)
        lengths = self.lengths[here]
        if lengths.sum() != len(terms):
            raise ValueError(
                f"The documents {numbers} hold {lengths.sum()} terms, not {len(terms)}."
            )
        np.subtract.at(self._df.values, distinct(terms, lengths)[0], 1)
        self._dead.values[here] = True
        self.corpus_size -= len(lengths)
        self._total_length -= len(terms)

    def compact(self) -> Int64s:
        """Drop the removed documents and renumber the others from 0, in their order.

        Return the old numbers of those that stay: what has the number ``i`` now had the number
        ``old[i]``. It costs as much as merging all postings: worth it when a part of the documents
        that would be felt, a fifth say, is `removed`.
        """
        old = np.flatnonzero(~self._dead.values)
        if self.removed:
            self._runs.compact(self._dead.values)
            self._lengths.keep(old)
            self._dead.keep(old)
        return old

    def df(self, term: str) -> int:
        """Return the number of documents that hold a term."""
        known = self._ids.get(term)
        return 0 if known is None or known >= len(self._df) else int(self._df.values[known])

    def idf(self, term: str) -> float:
        """Return the idf of a term in the index (`index.bm25.formula.idf`): above 0."""
        return idf(self.df(term), self.corpus_size)

    def idf_of(self, ids: Int32s) -> Float64s:
        """Return the idf of each of some terms, by id; -1 stands for a term never interned."""
        df = np.zeros(len(ids))
        indexed = (ids >= 0) & (ids < len(self._df))
        df[indexed] = self._df.values[ids[indexed]]
        return idfs(df, self.corpus_size)

    def get_scores(self, query: Sequence[str]) -> Float64s:
        """Return the score of every document number for the terms of a question."""
        numbers = range(len(self._lengths))
        terms = self._question(self._weigh(query), numbers)
        return score_all(terms, numbers, self._table(), self._tombstones())

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some documents, by number."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.intp)].tolist()
        return scores

    def top(
        self, query: Sequence[str], n: int, *, within: range | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``n`` best documents that share a term with the question, and their scores.

        Best first, ties by number. ``within`` restricts the documents, not the statistics. A term
        that the question repeats counts as often, as in rank_bm25.
        """
        documents, scores = self.search(self._weigh(query), n, within=within)
        return list(zip(documents.tolist(), scores.tolist(), strict=True))

    def search(
        self, query: Sequence[tuple[int, float]], n: int, *, within: range | None = None
    ) -> tuple[Int64s, Float64s]:
        """Return the numbers and the scores of the ``n`` best documents for weighted terms.

        ``query`` pairs the id of a term with the weight, above 0, that multiplies its idf; weights
        of the same id add. Otherwise as `top`. The order of the terms does not change a bit.
        """
        everything = range(len(self._lengths))
        numbers = everything if within is None else everything[within.start : within.stop]
        terms = self._question(query, numbers)
        return best(terms, n, numbers, self._table(), self._tombstones())

    def _weigh(self, query: Sequence[str]) -> list[tuple[int, float]]:
        weights: dict[int, float] = {}
        for term in query:
            known = self._ids.get(term)
            if known is not None:
                weights[known] = weights.get(known, 0.0) + 1.0
        return list(weights.items())

    def _question(self, query: Sequence[tuple[int, float]], numbers: range) -> list[Term]:
        """Return the terms of a question that some documents hold, heaviest first."""
        weights: dict[int, float] = {}
        counted, df_of, size = len(self._df), self._df.values.item, self.corpus_size
        for term, weight in sorted(query):
            df = df_of(term) if term < counted else 0
            if df:
                weights[term] = weights.get(term, 0.0) + weight * idf(df, size)
        # By term where the weight is the same: ids depend on the order in which articles came.
        names = self._terms
        order = sorted([(-weight, names[term], term) for term, weight in weights.items()])
        found = self._runs.find([term for _, _, term in order])
        terms = [
            Term(documents, codes, -minus)
            for (minus, _, _), (documents, codes) in zip(order, found, strict=True)
        ]
        if len(numbers) == len(self._lengths):
            return terms
        terms = [term.within(numbers) for term in terms]
        return [term for term in terms if len(term.documents)]

    def _table(self) -> Float64s:
        return self._tf_parts.table(self.avgdl)

    def _tombstones(self) -> Bools | None:
        return self._dead.values if self.removed else None
