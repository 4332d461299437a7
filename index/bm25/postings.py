"""Postings: for each term, the documents that hold it, in contiguous arrays that never change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.arrays import Bools, Int32s, Int64s, UInts
    from index.bm25.formula import TfParts

    Span = tuple[int, int]
    """The first posting of a term, and the one after its last."""


@dataclass(frozen=True, slots=True)
class Postings:
    """One run: the postings of term ``ids[i]`` stand at ``starts[i]`` to ``starts[i + 1]``."""

    ids: Int32s
    """The terms, in order; each has at least one posting."""
    starts: Int64s
    documents: Int32s
    """Numbers of documents, in order within a term."""
    codes: UInts
    """For each posting, the code of its term frequency and its document's length."""

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(a.nbytes for a in (self.ids, self.starts, self.documents, self.codes))

    def find(self, ids: Int32s) -> Iterator[tuple[int, Span]]:
        """Yield the place among ``ids`` of each term that is here, and where its postings stand."""
        last = len(self.ids) - 1
        # Numbers out of arrays one by one: for the few terms of a question, whole-array steps
        # would take three times as long.
        known, starts = self.ids.item, self.starts.item
        for at, (term, row) in enumerate(
            zip(ids.tolist(), self.ids.searchsorted(ids).tolist(), strict=True)
        ):
            if row <= last and known(row) == term:
                yield at, (starts(row), starts(row + 1))

    def without(self, dead: Bools) -> Postings:
        """Return the run without the documents that are flagged."""
        keep = ~dead[self.documents]
        if keep.all():
            return self
        counts = np.add.reduceat(keep, self.starts[:-1], dtype=np.int64)
        there = counts > 0
        return replace(
            self,
            ids=self.ids[there],
            starts=_starts(counts[there]),
            documents=self.documents[keep],
            codes=self.codes[keep],
        )


def distinct(terms: Int32s, lengths: Int32s) -> tuple[Int32s, Int32s, Int64s]:
    """Return term, document and tf of each posting of some documents, by term and then document.

    ``terms`` are the terms of all documents, concatenated; documents are numbered from 0.
    """
    documents = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    keys = np.sort((terms.astype(np.int64) << 32) | documents)
    heads = _heads(keys)
    tf = np.diff(heads, append=len(keys))
    keys = keys[heads]
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32), tf


def build(terms: Int32s, lengths: Int32s, first: int, tf_parts: TfParts) -> Postings:
    """Return a run of documents: their ``terms`` concatenated, numbered from ``first``."""
    term_of, documents, tf = distinct(terms, lengths)
    codes = tf_parts.encode(tf, lengths[documents].astype(np.int64))
    heads = _heads(term_of)
    starts = np.append(heads, len(documents))
    return Postings(term_of[heads], starts, documents + np.int32(first), codes)


def merge(
    runs: Sequence[Postings], dead: Bools | None, dtype: np.dtype[np.unsignedinteger]
) -> Postings:
    """Return one run of several over ascending documents, without the ``dead`` ones.

    ``dtype`` is that of the codes.
    """
    if dead is not None:
        runs = [run.without(dead) for run in runs]
    ids = np.unique(np.concatenate([run.ids for run in runs]))
    rows = [np.searchsorted(ids, run.ids) for run in runs]
    totals = np.zeros(len(ids), dtype=np.int64)
    for run, row in zip(runs, rows, strict=True):
        totals[row] += np.diff(run.starts)
    starts = _starts(totals)
    documents = np.empty(int(starts[-1]), dtype=np.int32)
    codes: UInts = np.empty(len(documents), dtype=dtype)
    free = starts[:-1].copy()
    for run, row in zip(runs, rows, strict=True):
        counts = np.diff(run.starts)
        places = np.repeat(free[row] - run.starts[:-1], counts)
        places += np.arange(len(run))
        documents[places] = run.documents
        codes[places] = run.codes
        free[row] += counts
    return Postings(ids, starts, documents, codes)


def _heads(values: Int32s | Int64s) -> Int64s:
    """Return the places where a run of equal values begins in sorted values."""
    changes = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _starts(counts: Int64s) -> Int64s:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
