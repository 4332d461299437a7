"""What a term frequency is worth in a document of some length: the part of BM25 that is not idf.

A collection has few different pairs of a term frequency and a length: some hundreds, whatever its
size. A posting holds the *code* of its pair; the formula is worked out once for each pair, when the
average length changes, and scoring a posting is a look-up in a small table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.unsignedinteger]
    Whole = npt.NDArray[np.int64]
    Parts = npt.NDArray[np.float64]

_DENSE = 1 << 20
"""Cells, tf times length, up to which pairs are told apart by marking cells and not by sorting."""


class Saturation:
    """The pairs that occur, their codes, and their values at the present average length."""

    def __init__(self, *, k1: float, b: float, dtype: type[np.unsignedinteger] = np.uint16) -> None:
        self._k1 = k1
        self._b = b
        self.dtype = np.dtype(dtype)
        """The type of codes: widened when there are more pairs than it can tell apart."""
        self._codes: dict[tuple[int, int], int] = {}
        self._table: tuple[float, int, Parts] = (0.0, 0, np.zeros(0))

    def __len__(self) -> int:
        return len(self._codes)

    def encode(self, tf: Whole, lengths: Whole) -> Codes:
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
        narrow: Codes = codes.astype(self.dtype)
        return narrow

    def _number(self, cells: Whole, width: int) -> npt.NDArray[np.uint32]:
        codes = self._codes
        pairs = zip((cells % width).tolist(), (cells // width).tolist(), strict=True)
        numbers = np.array([codes.setdefault(pair, len(codes)) for pair in pairs], dtype=np.uint32)
        if len(codes) > np.iinfo(self.dtype).max + 1:
            self.dtype = np.dtype(np.uint32)
        return numbers

    def table(self, avgdl: float) -> Parts:
        """Return the value of every code: ``tf (k1 + 1) / (tf + k1 (1 - b + b length / avgdl))``.

        Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), equation 3.15, with
        the factor ``k1 + 1`` that rank_bm25 has. Values are above 0 and below ``k1 + 1``.
        """
        known, size, values = self._table
        if known != avgdl or size != len(self._codes):
            pairs = np.array(list(self._codes), dtype=np.float64).reshape(-1, 2)
            tf, length = pairs[:, 0], pairs[:, 1]
            norm = self._k1 * (1 - self._b + self._b * length / avgdl)
            values = tf * (self._k1 + 1) / (tf + norm)
            self._table = (avgdl, len(values), values)
        return values

    @property
    def nbytes(self) -> int:
        """Bytes of the table and of the codes' dictionary, about."""
        return self._table[2].nbytes + 200 * len(self._codes)
