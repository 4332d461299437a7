"""The formulas of BM25 against numbers worked out by hand, and the table of tf parts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from index.bm25.formula import TfParts, idf, idfs, tf_part

K1, B, AVGDL = 1.2, 0.75, 40.0


def value(tf: int, length: int) -> float:
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / AVGDL))


def part(tf: float, length: float, *, average: float = 10.0, b: float = 0.75) -> float:
    parts = tf_part(np.array([tf]), np.array([length]), average, k1=1.2, b=b)
    return float(parts[0])


def test_the_tf_part_is_that_of_the_paper() -> None:
    assert part(2, 10) == pytest.approx(2 * 2.2 / 3.2)  # of average length: the norm is k1
    assert part(2, 20) == pytest.approx(2 * 2.2 / (2 + 1.2 * 1.75))
    assert part(0, 10) == 0
    assert part(1e9, 10) == pytest.approx(2.2)  # it never passes k1 + 1
    assert part(2, 20, b=0) == part(2, 10, b=0)
    assert part(2, 1, average=0) == part(2, 1, average=1)


def test_counts_of_several_terms_share_the_length_of_their_text() -> None:
    tf, lengths = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([10.0, 20.0])
    found = tf_part(tf, lengths[:, None], 10.0, k1=1.2, b=0.75)
    assert found.tolist() == [[part(1, 10), part(2, 10)], [part(0, 20), part(3, 20)]]


def test_the_idf_is_lucenes_and_never_negative() -> None:
    assert idf(3, 10) == pytest.approx(math.log(1 + 7.5 / 3.5))
    assert idf(0, 0) == pytest.approx(math.log(2))
    assert 0 < idf(10, 10) < idf(9, 10) < idf(0, 10)
    assert idfs(np.array([3.0, 10.0]), 10).tolist() == pytest.approx([idf(3, 10), idf(10, 10)])


@pytest.mark.parametrize("longest", [30, 3_000_000])
def test_a_code_stands_for_the_value_of_its_pair(longest: int) -> None:
    parts = TfParts(k1=K1, b=B)
    tf, lengths = np.array([1, 2, 1, 30]), np.array([30, 30, 30, longest])
    codes = parts.encode(tf, lengths)
    expected = [value(*pair) for pair in zip(tf.tolist(), lengths.tolist(), strict=True)]
    assert parts.table(AVGDL)[codes].tolist() == pytest.approx(expected)
    assert len(parts) == 3


def test_codes_grow_wider_when_there_are_many_pairs() -> None:
    parts = TfParts(k1=K1, b=B, dtype=np.uint8)
    first = parts.encode(np.array([1]), np.array([1]))
    lengths = np.arange(1, 400)
    codes = parts.encode(np.ones(399, dtype=np.int64), lengths)
    assert first.dtype == np.uint8
    assert codes.dtype == np.uint32
    expected = [value(1, length) for length in lengths.tolist()]
    assert parts.table(AVGDL)[codes].tolist() == pytest.approx(expected)
    assert parts.table(AVGDL)[first].tolist() == pytest.approx([value(1, 1)])
