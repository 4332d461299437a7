"""How alike two words look: the overlap of their letter trigrams.

A word is kept as the set of its trigrams, hashed into 128 bits, so that one word is compared with
all words of a collection in a few array operations. Misspellings and words of one family
("withdraw", "withdrawal") look alike; the measure is Dice's coefficient.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Grams = npt.NDArray[np.uint64]
    Numbers = npt.NDArray[np.intp]
    Floats = npt.NDArray[np.float64]

_BITS = 128
_HALF = 64


@lru_cache(maxsize=1 << 16)
def signature(form: str) -> tuple[int, int]:
    """Return the trigrams of a form, its two ends included, as two words of 64 bits."""
    padded = f"^{form.casefold()}$"
    bits = 0
    for start in range(len(padded) - 2):
        bits |= 1 << crc32(padded[start : start + 3].encode("utf-8", "surrogatepass")) % _BITS
    return bits & (1 << _HALF) - 1, bits >> _HALF


def signatures(forms: Iterable[str]) -> Grams:
    """Return the signatures of f forms as an (f, 2) array."""
    return np.array([signature(form) for form in forms], np.uint64).reshape(-1, 2)


def alike(some: Grams, others: Grams, *, least: float) -> tuple[Numbers, Numbers, Floats]:
    """Return which of a signatures are like which of b, and how much, by Dice's coefficient.

    Three arrays of the same length: places in ``some``, places in ``others``, and the coefficient,
    which is between ``least`` and 1.
    """
    # One row for each of the others, which are few: the long axis is the one that runs fast.
    low, high = np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])
    shared = np.bitwise_count(others[:, 0, None] & low)
    shared += np.bitwise_count(others[:, 1, None] & high)
    of_some, of_others = _size(low, high), _size(others[:, 0], others[:, 1])
    # How many have to be shared, by the sizes of both, as bytes: these are compared fastest.
    both = of_others[:, None] + np.arange(_BITS + 1)
    needed = np.ceil(both * (least / 2)).astype(np.uint8).take(of_some, axis=1)
    second, first = np.nonzero(shared >= needed)
    return first, second, 2.0 * shared[second, first] / both[second, of_some[first]]


def _size(low: npt.NDArray[np.uint64], high: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    size: npt.NDArray[np.uint8] = np.bitwise_count(low) + np.bitwise_count(high)
    return size
