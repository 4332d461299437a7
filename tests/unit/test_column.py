"""A column of numbers that grows."""

from __future__ import annotations

import numpy as np

from index.bm25.column import Column


def test_a_column_holds_what_was_appended() -> None:
    column = Column(np.int32)
    for start in range(0, 1000, 7):
        column.extend(np.arange(start, start + 7))
    assert column.values.tolist() == list(range(len(column)))
    assert column.nbytes <= 4 * len(column) * 5 / 4 + 64


def test_a_column_keeps_some_of_its_values() -> None:
    column = Column(np.int32)
    column.extend(np.arange(10))
    column.keep(np.array([1, 5, 9]))
    column.extend(np.array([12]))
    assert column.values.tolist() == [1, 5, 9, 12]
