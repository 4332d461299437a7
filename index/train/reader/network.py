"""The network of the reader in torch: BERT's encoder, of which the last layer reads one place.

Only the first place of the last layer counts, so only its queries, and only its sums, are computed:
what comes out is the same, and a layer costs a sixth.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from torch import Tensor

HEADS = 12
_EPSILON = 1e-12


class Shape(NamedTuple):
    """How large a network is."""

    vocabulary: int
    positions: int
    width: int
    inner: int
    layers: int


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.joined = nn.Linear(width, width), nn.Linear(width, width)
        self.norm_attention = nn.LayerNorm(width, _EPSILON)
        self.wide, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, _EPSILON)

    def forward(self, states: Tensor, mask: Tensor, *, first_only: bool) -> Tensor:
        """Return the next states of (b, l, w); of the first place, (b, 1, w), if only that."""
        asking = states[:, :1] if first_only else states
        query, key, value = (
            layer(x).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for layer, x in ((self.query, asking), (self.key, states), (self.value, states))
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        asking = self.norm_attention(asking + self.joined(seen.transpose(1, 2).flatten(2)))
        inner = functional.gelu(self.wide(asking), approximate="tanh")
        found: Tensor = self.norm(asking + self.narrow(inner))
        return found


class Network(nn.Module):
    """Gives each input the log-odds that its sentence answers its question."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.segments = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, _EPSILON)
        self.layers = nn.ModuleList(Layer(shape.width, shape.inner) for _ in range(shape.layers))
        self.pooler = nn.Linear(shape.width, shape.width)
        self.head = nn.Linear(shape.width, 1)

    def forward(self, pieces: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Return the log-odds, (b,), for (b, l) pieces, their segments, and which are there."""
        places = torch.arange(pieces.shape[1])
        states = self.words(pieces) + self.positions(places) + self.segments(segments)
        states = self.norm(states)
        wide = mask[:, None, None, :]
        for at, layer in enumerate(self.layers):
            states = layer(states, wide, first_only=at == len(self.layers) - 1)
        logits: Tensor = self.head(torch.tanh(self.pooler(states[:, 0])))[:, 0]
        return logits


def batch_of(inputs: Sequence[Sequence[int]], separator: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return some inputs padded to the longest: pieces, segments, and which are there."""
    longest = max(map(len, inputs))
    pieces = np.zeros((len(inputs), longest), np.int64)
    segments, mask = np.zeros_like(pieces), np.zeros(pieces.shape, np.bool_)
    for row, one in enumerate(inputs):
        pieces[row, : len(one)] = one
        segments[row, list(one).index(separator) + 1 : len(one)] = 1
        mask[row, : len(one)] = True
    return torch.from_numpy(pieces), torch.from_numpy(segments), torch.from_numpy(mask)


def base_network(folder: Path, positions: int) -> tuple[Network, list[str]]:
    """Return the network of a BERT in a folder, with an untrained head, and its vocabulary.

    The folder has ``model.safetensors`` and ``vocab.txt``.
    """
    tensors = _safetensors(folder / "model.safetensors")
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = tensors["embeddings.word_embeddings.weight"]
    depth = 1 + max(int(n.split(".")[2]) for n in tensors if n.startswith("encoder.layer."))
    inner = tensors["encoder.layer.0.intermediate.dense.weight"].shape[0]
    network = Network(Shape(len(words), positions, words.shape[1], inner, depth))
    state = network.state_dict()
    for name in state:
        if not name.startswith("head."):
            state[name] = tensors[_name_in_bert(name)][: len(state[name])].float()
    network.load_state_dict(state)
    return network, vocabulary


_IN_BERT = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "norm_attention": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}
_OUTSIDE = {
    "words": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings",
    "norm": "embeddings.LayerNorm",
    "pooler": "pooler.dense",
}


def _name_in_bert(name: str) -> str:
    parts = name.split(".")
    if parts[0] == "layers":
        return f"encoder.layer.{parts[1]}.{_IN_BERT[parts[2]]}.{parts[3]}"
    return f"{_OUTSIDE[parts[0]]}.{parts[1]}"


def _safetensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file of 32-bit floats."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    found = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = (8 + length + at for at in entry["data_offsets"])
            values = np.frombuffer(content[start:end], np.float32).reshape(entry["shape"])
            found[name] = torch.from_numpy(values.copy())
    return found


def smaller(teacher: Network, rows: Sequence[int], layers: Sequence[int], inner: int) -> Network:
    """Return a network made of some words, some layers and some inner units of another.

    The inner units that are kept of each layer are those with the largest weights.
    """
    shape = teacher.shape._replace(vocabulary=len(rows), inner=inner, layers=len(layers))
    student = Network(shape)
    state = teacher.state_dict()
    kept = {n: v for n, v in state.items() if not n.startswith("layers.")}
    kept["words.weight"] = state["words.weight"][list(rows)]
    for new, old in enumerate(layers):
        mine = {n.split(".", 2)[2]: v for n, v in state.items() if n.startswith(f"layers.{old}.")}
        size = mine["wide.weight"].norm(dim=1) * mine["narrow.weight"].norm(dim=0)
        units = size.topk(inner).indices.sort().values
        mine["wide.weight"], mine["wide.bias"] = (
            mine["wide.weight"][units],
            mine["wide.bias"][units],
        )
        mine["narrow.weight"] = mine["narrow.weight"][:, units]
        kept |= {f"layers.{new}.{name}": value for name, value in mine.items()}
    student.load_state_dict(kept)
    return student
