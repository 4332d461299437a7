"""The types of arrays, named by what one number in them is; docstrings give shapes and meanings.

For annotations only: what is annotated imports them for the type checker, and nothing at run time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Int8s = npt.NDArray[np.int8]
Int16s = npt.NDArray[np.int16]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Intps = npt.NDArray[np.intp]
"""Places, as numpy's own searches return them."""
UInts = npt.NDArray[np.unsignedinteger]
"""Of any width."""
UInt8s = npt.NDArray[np.uint8]
UInt32s = npt.NDArray[np.uint32]
UInt64s = npt.NDArray[np.uint64]
Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
