"""Pairs of a term frequency and a length, as codes."""

from __future__ import annotations

import numpy as np
import pytest

from index.bm25.formula import Saturation

K1, B, AVGDL = 1.2, 0.75, 40.0


def value(tf: int, length: int) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / AVGDL))


@pytest.mark.parametrize("longest", [30, 3_000_000])
def test_a_code_stands_for_the_value_of_its_pair(longest: int) -> None:
    saturation = Saturation(k1=K1, b=B)
    tf, lengths = np.array([1, 2, 1, 30]), np.array([30, 30, 30, longest])
    codes = saturation.encode(tf, lengths)
    expected = [value(*pair) for pair in zip(tf.tolist(), lengths.tolist(), strict=True)]
    assert saturation.table(AVGDL)[codes].tolist() == pytest.approx(expected)
    assert len(saturation) == 3


def test_codes_grow_wider_when_there_are_many_pairs() -> None:
    saturation = Saturation(k1=K1, b=B, dtype=np.uint8)
    first = saturation.encode(np.array([1]), np.array([1]))
    lengths = np.arange(1, 400)
    codes = saturation.encode(np.ones(399, dtype=np.int64), lengths)
    assert first.dtype == np.uint8
    assert codes.dtype == np.uint32
    expected = [value(1, length) for length in lengths.tolist()]
    assert saturation.table(AVGDL)[codes].tolist() == pytest.approx(expected)
    assert saturation.table(AVGDL)[first].tolist() == pytest.approx([value(1, 1)])
