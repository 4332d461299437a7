"""The formulas of BM25, each once, and the tf part of many postings by look-up.

A collection has few different pairs of a term frequency and a length: some hundreds, whatever its
size. A posting holds the *code* of its pair; the formula is worked out once for each pair, when the
average length changes, and scoring a posting is a look-up in a small table.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from index.arrays import Float64s, Int64s, UInt32s, UInts

_DENSE = 1 << 20
"""Cells, tf times length, up to which pairs are told apart by marking cells and not by sorting."""
_Number = TypeVar("_Number", float, "Float64s")


def tf_part(tf: Float64s, lengths: Float64s, average: float, *, k1: float, b: float) -> Float64s:
    """Return ``tf (k1 + 1) / (tf + k1 (1 - b + b length / average))``, 0 to ``k1 + 1``.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), equation 3.15, with the
    factor ``k1 + 1`` that rank_bm25 has. ``tf`` and ``lengths`` broadcast, as (n, s) counts of s
    terms in n texts and (n, 1) lengths do. The average length of no text at all may be given as 0.
    """
    norm = k1 * (1 - b + b * lengths / (average or 1.0))
    part: Float64s = tf * (k1 + 1) / (tf + norm)
    return part


def idf(df: int, size: int) -> float:
    """Return Lucene's idf, ``ln(1 + (N - df + 0.5) / (df + 0.5))``: above 0 for every term.

    ``df`` of ``size`` documents, N, hold the term. Kamphuis, de Vries, Boytsov and Lin, "Which BM25
    do you mean?" (2020), table 1.
    """
    return math.log1p(_odds(df, size))


def idfs(df: Float64s, size: int) -> Float64s:
    """Return the `idf` of each of some terms; for one alone, `idf` takes a tenth of the time."""
    return np.log1p(_odds(df, size))


def _odds(df: _Number, size: int) -> _Number:
    """Return how many documents are without a term for each that holds it, smoothed."""
    return (size - df + 0.5) / (df + 0.5)


class TfParts:
    """The pairs that occur, their codes, and their values at the present average length."""

    def __init__(self, *, k1: float, b: float, dtype: type[np.unsignedinteger] = np.uint16) -> None:
        self._k1 = k1
        self._b = b
        self.dtype = np.dtype(dtype)
        """The type of codes: widened when there are more pairs than it can tell apart."""
        self._codes: dict[tuple[int, int], int] = {}
        self._table: tuple[float, int, Float64s] = (0.0, 0, np.zeros(0))

    def __len__(self) -> int:
        return len(self._codes)

    def encode(self, tf: Int64s, lengths: Int64s) -> UInts:
        """Return the codes of pairs, one for each posting; ``0 < tf <= lengths``."""
        if not len(tf):
            return np.zeros(0, dtype=self.dtype)
        width = int(tf.max()) + 1
        cells = lengths * width + tf
        if (size := int(cells.max()) + 1) <= _DENSE:
            seen = np.zeros(size, dtype=np.bool_)
            seen[cells] = True
            distinct = np.flatnonzero(seen)
            code_of = np.zeros(size, dtype=np.uint32)
            code_of[distinct] = self._number(distinct, width)
            codes = code_of[cells]
        else:
            distinct, inverse = np.unique(cells, return_inverse=True)
            codes = self._number(distinct, width)[inverse]
        narrow: UInts = codes.astype(self.dtype)
        return narrow

    def _number(self, cells: Int64s, width: int) -> UInt32s:
        codes = self._codes
        pairs = zip((cells % width).tolist(), (cells // width).tolist(), strict=True)
        numbers = np.array([codes.setdefault(pair, len(codes)) for pair in pairs], dtype=np.uint32)
        if len(codes) > np.iinfo(self.dtype).max + 1:
            self.dtype = np.dtype(np.uint32)
        return numbers

    def table(self, avgdl: float) -> Float64s:
        """Return the `tf_part` of every code's pair in documents of that average length."""
        known, size, values = self._table
        if known != avgdl or size != len(self._codes):
            pairs = np.array(list(self._codes), dtype=np.float64).reshape(-1, 2)
            tf, length = pairs[:, 0], pairs[:, 1]
            values = tf_part(tf, length, avgdl, k1=self._k1, b=self._b)
            self._table = (avgdl, len(values), values)
        return values

    @property
    def nbytes(self) -> int:
        """Bytes of the table and of the codes' dictionary, about."""
        return self._table[2].nbytes + 200 * len(self._codes)
