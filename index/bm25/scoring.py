"""Score the documents that hold a term of a weighted question, and return the n best.

All postings of the question's terms are scored. To skip those of light terms (MaxScore, Turtle and
Flood 1995) was measured and dropped: `docs/benchmarks.md` has the figures.
"""

from __future__ import annotations

import threading
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.arrays import Bools, Float64s, Int32s, Int64s, UInts

_SMALL = 1 << 14
"""Documents up to which one array over all of them is cheaper than a buffer kept for the next
question, of which only the cells are cleared that were written to."""
_LEAST = np.finfo(np.float64).tiny
"""Less than any score above 0."""


class Term(NamedTuple):
    """A term of a question: its postings, ascending by document, and what they are worth."""

    documents: Int32s
    codes: UInts
    weight: float
    """The question's weight times the idf."""

    def within(self, numbers: range) -> Term:
        """Return the term with its postings in some documents only."""
        start, stop = np.searchsorted(self.documents, (numbers.start, numbers.stop)).tolist()
        return Term(self.documents[start:stop], self.codes[start:stop], self.weight)


def best(
    terms: Sequence[Term], n: int, numbers: range, table: Float64s, dead: Bools | None
) -> tuple[Int64s, Float64s]:
    """Return the ``n`` best of some documents and their scores, best first, ties by number.

    ``terms`` come heaviest first; only documents of ``numbers`` are in their postings. Those that
    are ``dead`` are left out.
    """
    if not terms or n <= 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    if len(numbers) <= _SMALL:
        scores = score_all(terms, numbers, table, dead)
        documents = (scores > 0).nonzero()[0]
        documents, scores = documents + numbers.start, scores[documents]
    else:
        documents, scores = _matching(terms, numbers.stop, table, dead)
    documents, scores = _leading(documents, scores, n)
    order = np.lexsort((documents, -scores))[:n]
    return documents[order], scores[order]


def score_all(
    terms: Sequence[Term], numbers: range, table: Float64s, dead: Bools | None
) -> Float64s:
    """Return the score of each of some documents, in order; 0 where no term is shared."""
    if not terms:
        return np.zeros(len(numbers))
    documents, parts = _parts(terms, table)
    if numbers.start:
        documents -= numbers.start
    scores: Float64s = np.bincount(documents, weights=parts, minlength=len(numbers))  # type: ignore[assignment]  # with weights, its sums are floats
    if dead is not None:
        scores[dead[numbers.start : numbers.stop]] = 0
    return scores


def _parts(terms: Sequence[Term], table: Float64s) -> tuple[Int64s, Float64s]:
    """Return the documents and the scores of all postings, term by term."""
    documents = np.concatenate([term.documents for term in terms]).astype(np.int64)
    parts = table.take(np.concatenate([term.codes for term in terms]))
    start = 0
    for term in terms:
        end = start + len(term.documents)
        here = parts[start:end]
        here *= term.weight
        start = end
    return documents, parts


def _matching(
    terms: Sequence[Term], size: int, table: Float64s, dead: Bools | None
) -> tuple[Int64s, Float64s]:
    """Return the documents that hold a term, and their scores; a document may repeat, with 0."""
    scores = _borrow(size)
    touched = _add(terms, scores, table)
    documents, total = _collect(touched, scores, dead)
    _give_back(scores)
    return documents, total


def _add(terms: Sequence[Term], scores: Float64s, table: Float64s) -> list[Int64s]:
    """Add the scores of some terms to a buffer; return the documents of each."""
    documents, parts = _parts(terms, table)
    np.add.at(scores, documents, parts)
    ends = accumulate(len(term.documents) for term in terms)
    return [
        documents[end - len(term.documents) : end] for term, end in zip(terms, ends, strict=True)
    ]


def _collect(
    touched: Sequence[Int64s], scores: Float64s, dead: Bools | None
) -> tuple[Int64s, Float64s]:
    """Take the scores of the touched documents out of a buffer; a repeated document has 0."""
    taken = []
    for documents in touched:
        taken.append(scores[documents])
        scores[documents] = 0  # so that another term that holds it finds nothing
    documents, total = np.concatenate(touched), np.concatenate(taken)
    if dead is not None:
        total[dead[documents]] = 0
    return documents, total


def _leading(documents: Int64s, scores: Float64s, n: int) -> tuple[Int64s, Float64s]:
    """Return the ``n`` best documents and few more; documents that score nothing are none."""
    leading = scores >= (nth_best(scores, n) or _LEAST)
    return documents[leading], scores[leading]


def nth_best(scores: Float64s, n: int) -> float:
    """Return a score that at least ``n`` of some scores reach, near the n-th best; 0 if too few.

    Of many scores, the n-th best among the maxima of groups, four times as many as ``n``: near
    enough, for a tenth of the time. Sorted, because numpy's partition takes ten times as long where
    most values are equal.
    """
    groups = 4 * n
    if len(scores) < n:
        return 0.0
    if len(scores) >= 2 * groups:
        depth = len(scores) // groups
        scores = scores[: depth * groups].reshape(depth, groups).max(axis=0)
    return float(np.sort(scores)[len(scores) - n])


_buffers = threading.local()


def _borrow(size: int) -> Float64s:
    """Return this thread's buffer of zeros; a caller that fails before returning it costs one."""
    buffer: Float64s | None = _buffers.__dict__.pop("scores", None)
    return buffer if buffer is not None and len(buffer) >= size else np.zeros(size)


def _give_back(scores: Float64s) -> None:
    _buffers.scores = scores
