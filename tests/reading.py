"""A reader made on the spot: real files, with weights at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.rank.linear import Logistic
from index.rank.mix import EVIDENCE, MIX, Mix
from index.rank.reader.form import LONGEST
from index.rank.reader.network import quantized
from index.rank.reader.reader import WEIGHTS

if TYPE_CHECKING:
    from pathlib import Path

    from index.arrays import Float32s

    Arrays = dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz0123456789.?,’"]
VOCABULARY += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"]
WIDTH, INNER, DEPTH = 24, 32, 2


def floats(random: np.random.Generator, *shape: int) -> Float32s:
    return random.normal(0.0, 0.5, shape).astype(np.float32)


def arrays_of(seed: int = 7) -> Arrays:
    """The arrays of a reader's file."""
    random = np.random.default_rng(seed)
    found: Arrays = {
        "vocabulary": np.frombuffer("\n".join(VOCABULARY).encode(), np.uint8),
        "positions.weight": floats(random, LONGEST, WIDTH),
        "segments.weight": floats(random, 2, WIDTH),
    }
    found["words.weight"], found["words.scale"] = quantized(floats(random, len(VOCABULARY), WIDTH))
    linears = {"pooler": (WIDTH, WIDTH), "head": (WIDTH, 1)}
    norms = ["norm"]
    for at in range(DEPTH):
        linears |= {
            f"layers.{at}.{name}": (WIDTH, WIDTH) for name in ("query", "key", "value", "joined")
        }
        linears |= {f"layers.{at}.wide": (WIDTH, INNER), f"layers.{at}.narrow": (INNER, WIDTH)}
        norms += [f"layers.{at}.norm_attention", f"layers.{at}.norm"]
    for name, shape in linears.items():
        found[f"{name}.weight"], found[f"{name}.scale"] = quantized(floats(random, *shape))
        found[f"{name}.bias"] = floats(random, shape[1])
    for name in norms:
        found[f"{name}.weight"] = 1 + floats(random, WIDTH)
        found[f"{name}.bias"] = floats(random, WIDTH)
    return found


def write_arrays(folder: Path, arrays: Arrays) -> None:
    with (folder / WEIGHTS).open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def reader_folder(folder: Path, *, reader: float = 0.5) -> Path:
    """Write a reader with its mix into a folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_arrays(folder, arrays_of())
    confidence = Logistic(0.0, np.full(len(EVIDENCE), 0.25))
    (folder / MIX).write_text(Mix(reader, confidence, 0.2).dump(["made by a test"]), "utf-8")
    return folder
