"""BM25's arithmetic for texts that are not in the index: paragraphs, and sentences with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.arrays import Float64s


def saturated(tf: Float64s, lengths: Float64s, average: float, *, k1: float, b: float) -> Float64s:
    """Return BM25's tf part, 0 to k1 + 1, of an (n, s) matrix of counts in n texts.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), equation 3.15.
    """
    norm = k1 * (1 - b + b * lengths / (average or 1.0))
    part: Float64s = tf * (k1 + 1) / (tf + norm[:, None])
    return part
