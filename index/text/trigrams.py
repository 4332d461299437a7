"""Measure how alike two words look, by the overlap of their letter trigrams.

A word is kept as the set of its trigrams, hashed into 128 bits, so that one word is compared with
all words of a collection in a few array operations. Misspellings and words of one family
("withdraw", "withdrawal") look alike; the measure is Dice's coefficient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from index.text.keeping import kept_for_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.arrays import Float64s, Intps, UInt8s, UInt64s


_BITS = 128
_HALF = 64
_PAIRS = 1 << 22
"""Words with words that are compared at once, about: each pair takes some bytes of memory."""


def trigrams(text: str) -> set[str]:
    """Return the runs of three characters of a text; pad it so that its ends count."""
    return {text[at : at + 3] for at in range(len(text) - 2)}


def dice(some: set[str], others: set[str]) -> float:
    """Return Dice's coefficient of two sets of trigrams, not both empty: 0 to 1."""
    return 2 * len(some & others) / (len(some) + len(others))


@kept_for_words(1 << 16)
def signature(form: str) -> tuple[int, int]:
    """Return the trigrams of a form, its two ends included, as two words of 64 bits."""
    padded = f"^{form.casefold()}$"
    bits = 0
    for trigram in trigrams(padded):
        bits |= 1 << crc32(trigram.encode("utf-8", "surrogatepass")) % _BITS
    return bits & (1 << _HALF) - 1, bits >> _HALF


def signatures(forms: Iterable[str]) -> UInt64s:
    """Return the signatures of f forms as an (f, 2) array."""
    return np.array([signature(form) for form in forms], np.uint64).reshape(-1, 2)


def similar(some: UInt64s, others: UInt64s, *, least: float) -> tuple[Intps, Intps, Float64s]:
    """Return which of some signatures are like which of others, and how much (Dice).

    Three arrays of the same length: places in ``some``, places in ``others``, and the coefficient,
    which is between ``least`` and 1.
    """
    low, high = np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])
    of_some = _size(low, high)
    first, second, likeness = [], [], []
    rows = max(_PAIRS // max(len(some), 1), 1)
    for start in range(0, max(len(others), 1), rows):
        # One row for each of the others: the long axis is the one that runs fast.
        few = others[start : start + rows]
        shared = np.bitwise_count(few[:, 0, None] & low)
        shared += np.bitwise_count(few[:, 1, None] & high)
        # How many have to be shared, by the sizes of both, as bytes: these are compared fastest.
        both = _size(few[:, 0], few[:, 1])[:, None] + np.arange(_BITS + 1)
        needed = np.ceil(both * (least / 2)).astype(np.uint8).take(of_some, axis=1)
        row, column = np.nonzero(shared >= needed)
        first.append(column)
        second.append(start + row)
        likeness.append(2.0 * shared[row, column] / both[row, of_some[column]])
    return np.concatenate(first), np.concatenate(second), np.concatenate(likeness)


def _size(low: UInt64s, high: UInt64s) -> UInt8s:
    size: UInt8s = np.bitwise_count(low) + np.bitwise_count(high)
    return size
