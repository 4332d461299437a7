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


def likeness(some: Grams, others: Grams) -> npt.NDArray[np.float32]:
    """Return Dice's coefficient, 0 to 1, of each of a signatures with each of b, as (a, b)."""
    shared = np.bitwise_count(some[:, None, 0] & others[None, :, 0]).astype(np.float32)
    shared += np.bitwise_count(some[:, None, 1] & others[None, :, 1])
    sizes = _size(some)[:, None] + _size(others)[None, :]
    alike: npt.NDArray[np.float32] = 2 * shared / sizes
    return alike


def _size(grams: Grams) -> npt.NDArray[np.float32]:
    counts = np.bitwise_count(grams)
    size: npt.NDArray[np.float32] = (counts[:, 0] + counts[:, 1]).astype(np.float32)
    return size
