"""Sentence embeddings: how close in meaning a question and passages are, as cosines.

Optional: the package fastembed (``pip install "pullquote[semantic]"``) runs the model. It is
imported when an encoder is loaded, and not before.
"""

from __future__ import annotations

import importlib
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from index.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from index.arrays import Float32s, Float64s

    Embed = Callable[[Sequence[str]], Iterable[Float32s]]

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
"""What is loaded from the hub, and what the shipped weights were trained with."""
MEMORY = 64 * 2**20
"""Bytes that the vectors of passages may take: 35,000 passages with the default model."""
_BATCH = 16
"""Texts that are embedded at once, those of about the same length together."""
_OVERHEAD = 300
"""Bytes of an entry of the cache beside its numbers."""


class Encoder:
    """A model that is loaded, and the vectors of the passages that were asked last.

    May be used from several threads. A vector is kept under the text that it is of: an article that
    has changed has other texts, and so never an old vector.
    """

    def __init__(self, embed: Embed, *, memory: int = MEMORY) -> None:
        """Use a function that gives texts their vectors, each of length 1, in order."""
        self._embed = embed
        self._memory = memory
        self._lock = Lock()
        self._kept: OrderedDict[bytes, Float32s] = OrderedDict()
        self._used = 0

    @classmethod
    def load(
        cls, folder: Path | None = None, *, downloads: Path | None = None, memory: int = MEMORY
    ) -> Encoder:
        """Load a model from a folder, or `MODEL` from the hub, which is kept in ``downloads``.

        The folder has a ``model.onnx`` that gives each token a vector (their mean is the text's),
        ``tokenizer.json`` and ``tokenizer_config.json``. Raise EncoderError when the package is
        missing, the model is not available, or it does not work.
        """
        try:
            fastembed = importlib.import_module("fastembed")
        except ImportError:
            raise EncoderError(
                "Sentence embeddings need a package that is not installed. "
                'Install it: pip install "pullquote[semantic]"'
            ) from None
        where: dict[str, str] = {}
        if folder is not None:
            where["specific_model_path"] = str(folder)
        elif downloads is not None:
            where["cache_dir"] = str(downloads)
        try:
            model = fastembed.TextEmbedding(MODEL, **where)
            encoder = cls(lambda texts: model.embed(texts, batch_size=_BATCH), memory=memory)
            encoder.cosines("A question?", ["A passage."])
        except Exception as error:
            raise EncoderError(_unusable(folder, error)) from error
        return encoder

    @property
    def used(self) -> int:
        """Bytes that the kept vectors take."""
        return self._used

    def cosines(self, question: str, texts: Sequence[str]) -> Float64s:
        """Return the cosines between a question and n texts, (n,), from -1 to 1."""
        (asked,) = self._embed([question])
        return np.stack(self._vectors(texts)).astype(np.float64) @ asked.astype(np.float64)

    def _vectors(self, texts: Sequence[str]) -> list[Float32s]:
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        found: dict[bytes, Float32s] = {}
        with self._lock:
            for key in keys:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found[key] = self._kept[key]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            order = sorted(missing, key=lambda key: len(missing[key]))
            new = zip(order, self._embed([missing[key] for key in order]), strict=True)
            added = {key: np.array(vector, np.float32) for key, vector in new}
            found.update(added)
            self._keep(added)
        return [found[key] for key in keys]

    def _keep(self, vectors: dict[bytes, Float32s]) -> None:
        with self._lock:
            for key, vector in vectors.items():
                if key not in self._kept:
                    self._used += vector.nbytes + _OVERHEAD
                self._kept[key] = vector
            while self._used > self._memory:
                _, vector = self._kept.popitem(last=False)
                self._used -= vector.nbytes + _OVERHEAD


def _unusable(folder: Path | None, error: Exception) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    if folder is None:
        return (
            f"The model {MODEL} cannot be loaded from the hub: {reason}. "
            "Without a network, name a folder that has its files."
        )
    return (
        f"The embedding model in {folder} cannot be loaded: {reason}. The folder needs "
        "model.onnx, tokenizer.json and tokenizer_config.json."
    )
