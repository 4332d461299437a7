"""Arrays that grow: amortised appending to NumPy arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

S = TypeVar("S", bound=np.generic)

_GROWTH = 1.25
"""Room is made for this many times what is there: a fifth of the memory at most stands empty."""


class Column(Generic[S]):
    """A one-dimensional array to which values are appended, in time proportional to the values."""

    def __init__(self, dtype: type[S]) -> None:
        self._array: npt.NDArray[S] = np.empty(0, dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> npt.NDArray[S]:
        """The values, without a copy; appending does not change the array returned before."""
        return self._array[: self._length]

    @property
    def nbytes(self) -> int:
        """Bytes of memory, the room for growth included."""
        return self._array.nbytes

    def extend(self, values: npt.NDArray[S]) -> None:
        """Append values."""
        needed = self._length + len(values)
        if needed > len(self._array):
            grown = np.empty(max(needed, int(needed * _GROWTH)), self._array.dtype)
            grown[: self._length] = self._array[: self._length]
            self._array = grown
        self._array[self._length : needed] = values
        self._length = needed

    def replace(self, values: npt.NDArray[S]) -> None:
        """Hold these values in place of all that are there."""
        self._array = values.astype(self._array.dtype)
        self._length = len(values)
