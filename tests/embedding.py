"""A small embedding model, made on the spot: real files, which fastembed loads from a folder.

Every word has a vector of its own, except that words of a group share one: "canine" means "dog".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_UNKNOWN = "[UNK]"
_SIZE = 32
_SEED = 7


QUESTION = "Which canine guarded the harbour?"
MEANT = "In the harbour an old hound kept watch."
"""Answers it, by meaning."""
DULL = "Guarded crates stood in the harbour all summer."
"""Has more of its words."""


def harbour_model(folder: Path) -> Path:
    """Write a model that knows what `QUESTION` means, and return its folder."""
    return embedding_model(folder, ("canine hound dog", "crates summer", "ship ships"))


def embedding_model(folder: Path, groups: Sequence[str]) -> Path:
    """Write a model that knows the words of some groups, and return its folder."""
    folder.mkdir()
    words = [word for group in groups for word in group.split()]
    vocabulary = {word: number for number, word in enumerate(["[PAD]", _UNKNOWN, *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=_UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"model_max_length": 128, "pad_token": "[PAD]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")

    random = np.random.default_rng(_SEED)
    vectors = [np.zeros(_SIZE), np.full(_SIZE, 0.01)]
    for group in groups:
        vectors += [random.standard_normal(_SIZE)] * len(group.split())
    table = numpy_helper.from_array(np.array(vectors, np.float32), "table")
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "words",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, _SIZE])],
        [table],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, str(folder / "model.onnx"))
    return folder
