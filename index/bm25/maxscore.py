"""The n best documents of a weighted question, without scoring all that could be scored.

MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995): terms are
scored from the heaviest to the lightest. As soon as the n-th best document so far has more than all
the lighter terms together could give, no new document can come in, and the long postings of the
light terms are only looked up for the few documents that are still in the running. It is exact:
ties and the last bit of a score are those of scoring everything, because a document's parts are
added in the same order either way.
"""

from __future__ import annotations

import threading
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.arrays import Bools, Float64s, Int32s, Int64s, UInts


_SMALL = 1 << 14
"""Documents up to which one array over all of them is cheaper than keeping track of candidates."""
_LONG = 1 << 12
"""Postings from which on a term is worth the tens of microseconds of an attempt to skip it."""
_LIKELY = 0.3
"""Attempt to skip a term when what is left could give less than this share of the weights so far.
Over a million passages, 400 questions: median 0.41 ms with 0.3, 0.51 with 0.4, 0.59 without."""
_LOOK_UP = 16
"""Postings for each document to look up that make skipping a term worth while; in the same
measurement 16 and 32 were alike, 8 was slower."""
_LEAST = np.finfo(np.float64).tiny
"""Less than any score above 0."""
_SLACK = 1 + 1e-9
"""Bounds are raised by this, far more than their sums are rounded by."""


class Term(NamedTuple):
    """A term of a question: its postings, ascending by document, and what they are worth."""

    documents: Int32s
    codes: UInts
    weight: float
    """The question's weight times the idf."""
    bound: float
    """No posting scores more."""

    def within(self, numbers: range) -> Term:
        """Return the term with its postings in some documents only."""
        start, stop = np.searchsorted(self.documents, (numbers.start, numbers.stop)).tolist()
        return Term(self.documents[start:stop], self.codes[start:stop], self.weight, self.bound)

    def look_up(self, documents: Int64s, table: Float64s) -> Float64s:
        """Return the scores of some documents for this term: 0 where they do not hold it."""
        wanted = documents.astype(np.int32)  # the same type, or the postings would be converted
        places = np.searchsorted(self.documents, wanted)
        held = self.documents.take(places, mode="clip") == wanted
        scores = table.take(self.codes.take(places, mode="clip"))
        scores *= self.weight
        scores *= held
        return scores


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
        documents, scores = _candidates(terms, n, numbers.stop, table, dead)
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


def _candidates(
    terms: Sequence[Term], n: int, size: int, table: Float64s, dead: Bools | None
) -> tuple[Int64s, Float64s]:
    """Return documents, the ``n`` best among them, and their scores."""
    rests = [*accumulate(term.bound * _SLACK for term in reversed(terms))][::-1]
    scores = _borrow(size)
    touched: list[Int64s] = []
    done = 0
    for at in _pauses(terms, rests):
        touched += _add(terms[done:at], scores, table)
        done = at
        documents, partial = _collect(touched, scores, dead)
        least = nth_best(partial, n)
        running = partial + rests[at] >= least
        look_ups = np.count_nonzero(running)
        if least > rests[at] and look_ups * _LOOK_UP < len(terms[at].documents):
            _give_back(scores)
            chosen = documents[running], partial[running]
            return _finish(terms[at:], [*rests[at + 1 :], 0.0], n, table, chosen)
        touched = [documents[partial > 0]]
        scores[touched[0]] = partial[partial > 0]
    touched += _add(terms[done:], scores, table)
    documents, partial = _collect(touched, scores, dead)
    _give_back(scores)
    return documents, partial


def _pauses(terms: Sequence[Term], rests: Sequence[float]) -> Iterator[int]:
    """Yield the places of the terms before which it is worth seeing whether to go on."""
    likely = 0.0
    for at, (term, rest) in enumerate(zip(terms, rests, strict=True)):
        if rest < likely and len(term.documents) >= _LONG:
            yield at
        likely += term.weight * _LIKELY


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
    documents, partial = np.concatenate(touched), np.concatenate(taken)
    if dead is not None:
        partial[dead[documents]] = 0
    return documents, partial


def _finish(
    terms: Sequence[Term],
    rests: Sequence[float],
    n: int,
    table: Float64s,
    chosen: tuple[Int64s, Float64s],
) -> tuple[Int64s, Float64s]:
    """Add the parts of the light terms, dropping the documents that fall out of the running."""
    documents, scores = chosen
    for term, rest in zip(terms, rests, strict=True):
        scores = scores + term.look_up(documents, table)
        if len(scores) > 2 * n:
            running = scores + rest >= nth_best(scores, n)
            documents, scores = documents[running], scores[running]
    return documents, scores


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
    """Return this thread's buffer of zeros; who fails while it is out costs a new one, no more."""
    buffer: Float64s | None = _buffers.__dict__.pop("scores", None)
    return buffer if buffer is not None and len(buffer) >= size else np.zeros(size)


def _give_back(scores: Float64s) -> None:
    _buffers.scores = scores
