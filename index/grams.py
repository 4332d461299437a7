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
    shared = np.bitwise_count(some[:, 0, None] & others[:, 0])
    shared += np.bitwise_count(some[:, 1, None] & others[:, 1])
    sizes = _size(some)[:, None] + _size(others)
    first, second = np.nonzero(2 * shared >= (least * sizes))
    return first, second, 2.0 * shared[first, second] / sizes[first, second]


def _size(grams: Grams) -> npt.NDArray[np.uint8]:
    counts = np.bitwise_count(grams)
    size: npt.NDArray[np.uint8] = counts[:, 0] + counts[:, 1]
    return size
