"""A column: a numpy array that grows at its end in amortised constant time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_Scalar = TypeVar("_Scalar", bound=np.generic)


class Column(Generic[_Scalar]):
    """Values of one type; its buffer grows by a quarter when it is full."""

    def __init__(self, dtype: type[_Scalar]) -> None:
        self._buffer: npt.NDArray[_Scalar] = np.zeros(0, dtype=dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> npt.NDArray[_Scalar]:
        """The values, as a view that can be written to; the next `extend` may leave it behind."""
        return self._buffer[: self._size]

    @property
    def nbytes(self) -> int:
        """Bytes of the buffer, room to grow included."""
        return self._buffer.nbytes

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Append values, cast to the type of the column."""
        size = self._size + len(values)
        if size > len(self._buffer):
            room = max(size, len(self._buffer) * 5 // 4)
            grown = np.zeros(room, dtype=self._buffer.dtype)
            grown[: self._size] = self.values
            self._buffer = grown
        self._buffer[self._size : size] = values
        self._size = size

    def keep(self, which: npt.NDArray[np.int64]) -> None:
        """Keep the values at some places, in that order, and give the room of the others back."""
        self._buffer = self.values[which]
        self._size = len(self._buffer)
