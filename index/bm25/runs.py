"""The postings of an index that grows and shrinks: a few runs, merged now and then.

Runs cover consecutive documents, and each is at least `_RATIO` times as long as the next. Added
documents become a run, which is merged with those before it that are too short to stand beside it
(O'Neil, Cheng, Gawlick and O'Neil, "The log-structured merge-tree", 1996). So a posting is copied
a few dozen times in its life, and a question looks into a handful of runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.bm25.postings import build, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.arrays import Bools, Int32s, UInts
    from index.bm25.formula import TfParts
    from index.bm25.postings import Postings

_RATIO = 8
"""With 4, a question looks into more runs; with 16, an update copies more postings."""


class TermPostings(NamedTuple):
    """The postings of one term, ascending by document."""

    documents: Int32s
    codes: UInts


class Runs:
    """The postings of an index."""

    def __init__(self, tf_parts: TfParts) -> None:
        self._tf_parts = tf_parts
        self._runs: list[Postings] = []

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(run.nbytes for run in self._runs)

    def add(
        self, terms: Int32s, lengths: Int32s, first: int, *, dead: Bools | None
    ) -> tuple[Int32s, Int32s]:
        """Add documents, numbered from ``first``; return their distinct terms and the df of each.

        ``terms`` are the ids of their terms, concatenated. Where it merges, the ``dead`` documents
        are dropped.
        """
        if not len(terms):
            return terms, terms
        run = build(terms, lengths, first, self._tf_parts)
        self._runs.append(run)
        stay = self._settled()
        if stay < len(self._runs) - 1:
            self._runs[stay:] = self._merged(stay, dead)
        return run.ids, np.diff(run.starts).astype(np.int32)

    def compact(self, dead: Bools) -> None:
        """Drop the documents that are dead, and close the gaps in the numbers of the others."""
        numbers = (np.cumsum(~dead) - 1).astype(np.int32)
        self._runs = [
            replace(run, documents=numbers[run.documents])
            for run in (self._merged(0, dead) if self._runs else ())
        ]

    def find(self, ids: Sequence[int]) -> list[TermPostings]:
        """Return the postings of each of some terms; at least one run holds each of them."""
        wanted = np.array(ids, dtype=np.int32)
        found: list[list[TermPostings]] = [[] for _ in ids]
        for run in self._runs:
            documents, codes = run.documents, run.codes
            for at, (start, end) in run.find(wanted):
                found[at].append(TermPostings(documents[start:end], codes[start:end]))
        return [parts[0] if len(parts) == 1 else _joined(parts) for parts in found]

    def _settled(self) -> int:
        """Return how many runs may stay as they are; the others are to become one."""
        stay = max(len(self._runs) - 1, 0)
        size = sum(len(run) for run in self._runs[stay:])
        while stay and size * _RATIO > len(self._runs[stay - 1]):
            stay -= 1
            size += len(self._runs[stay])
        return stay

    def _merged(self, stay: int, dead: Bools | None) -> list[Postings]:
        run = merge(self._runs[stay:], dead, self._tf_parts.dtype)
        return [run] if len(run) else []


def _joined(parts: Sequence[TermPostings]) -> TermPostings:
    documents, codes = zip(*parts, strict=True)
    return TermPostings(np.concatenate(documents), np.concatenate(codes))
