"""Make a reader's file: its network in 8 bits, and the vocabulary that is left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from index.rank.reader.network import quantized
from index.rank.reader.wordpiece import PAD, SEPARATOR, START, UNKNOWN, WordPieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from index.train.reader.network import Network

SPECIAL = (PAD, UNKNOWN, START, SEPARATOR)


def cut(vocabulary: Sequence[str], texts: Iterable[str], most: int) -> list[int]:
    """Return the numbers of the ``most`` pieces that English needs, in order.

    These are the marks, single characters, what texts use more than once, and of the others the
    first: a vocabulary of this kind is in the order of frequency.
    """
    pieces = WordPieces(vocabulary)
    used: Counter[int] = Counter()
    for text in texts:
        used.update(pieces.first(text, len(text) + 1))

    def is_plain(piece: str) -> bool:
        return piece.removeprefix("##").isascii()

    def is_single(piece: str) -> bool:
        return len(piece.removeprefix("##")) == 1 and (piece.isascii() or used[numbers[piece]] > 0)

    numbers = {piece: number for number, piece in enumerate(vocabulary)}
    kept = [numbers[piece] for piece in SPECIAL]
    kept += [n for p, n in numbers.items() if is_single(p)]
    kept += [number for number, count in used.most_common() if count > 1]
    kept += [n for p, n in numbers.items() if is_plain(p) and not p.startswith("[")]
    return list(dict.fromkeys(kept))[:most]


def write_reader(path: Path, network: Network, vocabulary: Sequence[str]) -> None:
    """Write a network with its vocabulary, as `index.rank.reader.reader.Reader.load` reads it."""
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), np.uint8)
    }
    for name, tensor in network.state_dict().items():
        values = tensor.detach().float().numpy()
        module, _, kind = name.rpartition(".")
        if kind != "weight" or "norm" in module or module in ("positions", "segments"):
            arrays[name] = values.astype(np.float32)
            continue
        columns = values if module == "words" else np.ascontiguousarray(values.T)
        arrays[name], arrays[f"{module}.scale"] = quantized(columns)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
