"""The network computes what BERT's formulas say; damaged arrays are told as such."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import ReaderError
from index.rank.reader.network import HEADS, Network, quantized
from tests.reading import DEPTH, WIDTH, arrays_of

if TYPE_CHECKING:
    from index.arrays import Float64s
    from tests.reading import Arrays

SEPARATOR = 3
INPUTS = [[2, 9, 11, 3, 7, 3, 8, 3, 12, 13, 3], [2, 9, 3, 3, 3, 14, 3], [2, 3, 3, 3, 3]]


def plainly(arrays: Arrays, pieces: list[int]) -> float:
    """BERT (Devlin et al. 2019) as its formulas stand: one input, 64-bit floats, every place."""

    def weights(name: str) -> Float64s:
        scale = arrays[f"{name}.scale"].astype(np.float64)
        found: Float64s = arrays[f"{name}.weight"].astype(np.float64) * scale
        return found

    def linear(name: str, states: Float64s) -> Float64s:
        found: Float64s = states @ weights(name) + arrays[f"{name}.bias"].astype(np.float64)
        return found

    def norm(name: str, states: Float64s) -> Float64s:
        mean, variance = states.mean(axis=-1), states.var(axis=-1)
        scaled = (states - mean[:, None]) / np.sqrt(variance + 1e-12)[:, None]
        found: Float64s = scaled * arrays[f"{name}.weight"].astype(np.float64)
        found += arrays[f"{name}.bias"].astype(np.float64)
        return found

    first = pieces.index(SEPARATOR)
    segments = [int(place > first) for place in range(len(pieces))]
    states: Float64s = (
        weights("words")[pieces]
        + arrays["positions.weight"][: len(pieces)].astype(np.float64)
        + arrays["segments.weight"][segments].astype(np.float64)
    )
    states = norm("norm", states)
    size = WIDTH // HEADS
    for layer in (f"layers.{at}" for at in range(DEPTH)):
        query, key, value = (linear(f"{layer}.{n}", states) for n in ("query", "key", "value"))
        seen = np.zeros_like(states)
        for head in (slice(at * size, (at + 1) * size) for at in range(HEADS)):
            likeness = np.exp(query[:, head] @ key[:, head].T / math.sqrt(size))
            seen[:, head] = likeness / likeness.sum(axis=1, keepdims=True) @ value[:, head]
        states = norm(f"{layer}.norm_attention", states + linear(f"{layer}.joined", seen))
        wide = linear(f"{layer}.wide", states)
        bend = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
        states = norm(f"{layer}.norm", states + linear(f"{layer}.narrow", bend))
    return float(linear("head", np.tanh(linear("pooler", states[:1])))[0, 0])


def test_it_computes_what_the_formulas_say() -> None:
    arrays = arrays_of()
    found = Network(arrays).logits(INPUTS, SEPARATOR)
    expected = [plainly(arrays, pieces) for pieces in INPUTS]
    assert found == pytest.approx(expected, abs=1e-4)
    assert len({round(logit, 3) for logit in expected}) == len(INPUTS)


def test_what_is_read_together_does_not_change_what_is_said() -> None:
    network = Network(arrays_of())
    together = network.logits(INPUTS, SEPARATOR)
    alone = [float(network.logits([pieces], SEPARATOR)[0]) for pieces in INPUTS]
    assert together == pytest.approx(alone, abs=1e-5)


def test_weights_lose_less_than_half_a_step_in_8_bits() -> None:
    weights = np.random.default_rng(1).normal(size=(50, 9)).astype(np.float32)
    weights[:, 4] = 0.0
    integers, scales = quantized(weights)
    assert integers.dtype == np.int8
    assert (np.abs(integers * scales - weights) <= 0.5001 * scales).all()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("norm.bias", None, "norm.bias"),
        ("layers.1.wide.weight", np.zeros((3, 32), np.int8), "fit"),
        ("layers.0.query.weight", np.zeros((WIDTH, WIDTH)), "float64"),
        ("head.weight", np.zeros((WIDTH, 2), np.int8), "head.scale"),
        ("norm.weight", np.zeros(3, np.float32), "norm.weight"),
        ("words.weight", np.zeros((9, 13), np.int8), "13"),
        ("words.weight", np.zeros(9, np.int8), "words.weight"),
        ("positions.weight", None, "positions.weight"),
    ],
)
def test_arrays_that_are_no_network_are_told(name: str, value: object, says: str) -> None:
    arrays = arrays_of()
    if isinstance(value, np.ndarray):
        arrays[name] = value
    else:
        del arrays[name]
    with pytest.raises(ReaderError, match=says):
        Network(arrays)
