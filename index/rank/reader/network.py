"""The network of the reader, in numpy: BERT's encoder, of which the last layer reads one place.

Inputs are laid end to end, without padding. Only the first place of the last layer counts, so only
its queries, and only its sums, are computed. All arithmetic is in 32-bit floats; the weights are
kept as 8-bit integers with a scale for each column, and only their file is smaller for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.errors import ReaderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.arrays import Float32s, Int8s, Int32s

HEADS = 12
_EPSILON = np.float32(1e-12)
_MOST = 127


def quantized(weights: Float32s) -> tuple[Int8s, Float32s]:
    """Return (r, c) weights as integers, (r, c), and the scale of each column, (c,)."""
    scales = np.maximum(np.abs(weights).max(axis=0), _EPSILON) / np.float32(_MOST)
    return np.rint(weights / scales).astype(np.int8), scales.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Linear:
    weights: Float32s
    bias: Float32s

    def __call__(self, states: Float32s) -> Float32s:
        found: Float32s = states @ self.weights
        found += self.bias
        return found


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Float32s
    bias: Float32s

    def __call__(self, states: Float32s) -> Float32s:
        """Return the rows with mean 0 and deviation 1, scaled; ``states`` is overwritten."""
        states -= states.mean(axis=1, keepdims=True)
        states /= np.sqrt((states * states).mean(axis=1, keepdims=True) + _EPSILON)
        states *= self.weight
        states += self.bias
        return states


class _Parts:
    """The arrays of a file by name; raises ReaderError where one is missing or misshapen."""

    def __init__(self, arrays: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]):
        self._arrays = arrays

    def floats(self, name: str, *shape: int) -> Float32s:
        found = self._get(name, np.float32)
        if found.shape != shape:
            raise ReaderError(f"“{name}” is {found.shape}, and has to be {shape}")
        return found.astype(np.float32)

    def rows(self, name: str, width: int) -> Float32s:
        found = self._get(name, np.float32)
        return self.floats(name, len(found), width)

    def integers(self, name: str) -> Int8s:
        return self._get(name, np.int8).astype(np.int8)

    def linear(self, name: str) -> _Linear:
        integers = self.integers(f"{name}.weight")
        scales = self.floats(f"{name}.scale", integers.shape[-1])
        bias = self.floats(f"{name}.bias", integers.shape[-1])
        return _Linear(integers.astype(np.float32) * scales, bias)

    def norm(self, name: str, width: int) -> _Norm:
        return _Norm(self.floats(f"{name}.weight", width), self.floats(f"{name}.bias", width))

    def _get(
        self, name: str, kind: type[np.generic]
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
        if name not in self._arrays:
            raise ReaderError(f"it has no “{name}”")
        found = self._arrays[name]
        if found.dtype != kind:
            raise ReaderError(f"“{name}” is of the type {found.dtype}")
        return found


class _Layer:
    def __init__(self, parts: _Parts, name: str, width: int) -> None:
        self._query, self._key, self._value, self._joined, self._wide, self._narrow = (
            parts.linear(f"{name}.{part}")
            for part in ("query", "key", "value", "joined", "wide", "narrow")
        )
        inner = len(self._wide.bias)
        square = (self._query, self._key, self._value, self._joined)
        shapes = [*((linear, width, width) for linear in square)]
        for linear, rows, columns in (
            *shapes,
            (self._wide, width, inner),
            (self._narrow, inner, width),
        ):
            if linear.weights.shape != (rows, columns):
                raise ReaderError(f"“{name}” has parts that do not fit together")
        self._norm_attention = parts.norm(f"{name}.norm_attention", width)
        self._norm = parts.norm(f"{name}.norm", width)

    def __call__(self, states: Float32s, ends: Sequence[int], *, first_only: bool) -> Float32s:
        """Return the next states of n places, (n, w), of inputs that end at ``ends``.

        With ``first_only``, only those of the first place of each input.
        """
        starts = [0, *ends[:-1]]
        asking = states[starts] if first_only else states
        query, key, value = self._query(asking), self._key(states), self._value(states)
        seen = np.empty_like(asking)
        for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
            mine = slice(at, at + 1) if first_only else slice(start, end)
            seen[mine] = _attend(query[mine], key[start:end], value[start:end])
        asking = self._norm_attention(asking + self._joined(seen))
        return self._norm(asking + self._narrow(_gelu(self._wide(asking))))


def _attend(query: Float32s, key: Float32s, value: Float32s) -> Float32s:
    """Return what each of the (q, w) queries sees of (k, w) values, (q, w)."""
    width = query.shape[1]
    size = width // HEADS

    def heads(states: Float32s) -> Float32s:
        return states.reshape(-1, HEADS, size).transpose(1, 0, 2)

    likeness: Float32s = heads(query) @ heads(key).transpose(0, 2, 1)
    likeness *= np.float32(size**-0.5)
    likeness -= likeness.max(axis=2, keepdims=True)
    np.exp(likeness, out=likeness)
    likeness /= likeness.sum(axis=2, keepdims=True)
    seen: Float32s = likeness @ heads(value)
    return seen.transpose(1, 0, 2).reshape(-1, width)


def _gelu(states: Float32s) -> Float32s:
    """Return GELU of some values by its usual approximation (Hendrycks and Gimpel 2016)."""
    inner = states * states
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= states
    inner *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= states
    inner *= np.float32(0.5)
    return inner


class Network:
    """Gives each input the log-odds that its sentence answers its question."""

    def __init__(
        self, arrays: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]
    ) -> None:
        """Take the arrays of a file; raise ReaderError where they are not those of a network."""
        parts = _Parts(arrays)
        self._words = parts.integers("words.weight")
        if self._words.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise ReaderError(f"“words.weight” is {self._words.shape}")
        words, width = self._words.shape
        if width % HEADS:
            raise ReaderError(f"its width is {width}, which is no multiple of {HEADS}")
        self.vocabulary = words
        self._scales = parts.floats("words.scale", width)
        self._segments = parts.floats("segments.weight", 2, width)
        self._positions = parts.rows("positions.weight", width)
        self.longest = len(self._positions)
        self._norm = parts.norm("norm", width)
        depth = sum(name.endswith(".query.weight") for name in arrays)
        self._layers = [_Layer(parts, f"layers.{at}", width) for at in range(depth)]
        self._pooler, self._head = parts.linear("pooler"), parts.linear("head")
        if not depth or self._head.weights.shape != (width, 1):
            raise ReaderError("it has no layers, or a head that does not fit")

    def logits(self, inputs: Sequence[Sequence[int]], separator: int) -> Float32s:
        """Return the log-odds of n inputs, (n,); see `index.rank.reader.form.pieces_of`."""
        sizes = [len(one) for one in inputs]
        ends = np.cumsum(sizes).tolist()
        pieces = np.concatenate([np.asarray(one, np.int32) for one in inputs])
        places = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes])
        states = self._words[pieces].astype(np.float32)
        states *= self._scales
        states += self._positions[places]
        states += self._segments[_segments(pieces, ends, separator)]
        states = self._norm(states)
        last = len(self._layers) - 1
        for at, layer in enumerate(self._layers):
            states = layer(states, ends, first_only=at == last)
        found: Float32s = self._head(np.tanh(self._pooler(states)))[:, 0]
        return found


def _segments(pieces: Int32s, ends: Sequence[int], separator: int) -> Int32s:
    """Return the segment of each piece: 1 after the first separator of its input."""
    found = np.zeros(len(pieces), np.int32)
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        first = start + int(np.argmax(pieces[start:end] == separator))
        found[first + 1 : end] = 1
    return found
