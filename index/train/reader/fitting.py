"""Fit a network to pairs, and ask it for the log-odds of pairs."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from index.rank.reader.form import pieces_of
from index.train.reader.network import batch_of
from index.train.reader.pairs import as_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.arrays import Float32s
    from index.rank.reader.wordpiece import WordPieces
    from index.train.reader.network import Network
    from index.train.reader.pairs import Pair

BATCH = 32
_SORTED = 40
"""Batches among which inputs of about the same length are put together."""
_WARM = 0.05
_DECAY = 0.01
_REPORT = 100


def inputs_of(pieces: WordPieces, pairs: Sequence[Pair], random: Random | None) -> list[list[int]]:
    """Return the inputs for pairs; with ``random``, questions as people type them."""
    return [
        pieces_of(pieces, as_typed(p.question, random) if random else p.question, [p.sentence])[0]
        for p in pairs
    ]


def batches(inputs: Sequence[Sequence[int]], random: Random) -> Iterator[list[int]]:
    """Yield the numbers of all inputs in batches of about the same length, in a random order."""
    order = list(range(len(inputs)))
    random.shuffle(order)
    for start in range(0, len(order), BATCH * _SORTED):
        some = sorted(order[start : start + BATCH * _SORTED], key=lambda at: len(inputs[at]))
        found = [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
        random.shuffle(found)
        yield from found


def fit(
    network: Network,
    pieces: WordPieces,
    pairs: Sequence[Pair],
    *,
    taught: Float32s | None,
    rate: float,
    passes: int,
    seed: int,
    say: Callable[[str], None],
) -> None:
    """Fit a network to whether sentences answer, and to a teacher's log-odds if there are some.

    ``taught`` is (n,). Words are kept as they are. AdamW with a linear decay, in bfloat16 where
    torch sees fit; the same seed and the same machine give the same weights.
    """
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311 - an order of examples, not a secret
    network.words.weight.requires_grad_(requires_grad=False)
    weights = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=_DECAY)
    answers = torch.tensor([float(p.answers) for p in pairs])
    teacher = None if taught is None else torch.from_numpy(taught)
    steps = passes * (-(-len(pairs) // BATCH))
    began, step, total = time.perf_counter(), 0, 0.0
    network.train()
    for _ in range(passes):
        inputs = inputs_of(pieces, pairs, random)
        for some in batches(inputs, random):
            share = min((step + 1) / (_WARM * steps), 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = rate * max(share, 0.0)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(*batch_of([inputs[at] for at in some], pieces.separator))
            logits = logits.float()
            loss = functional.binary_cross_entropy_with_logits(logits, answers[some])
            if teacher is not None:
                loss = 0.3 * loss + 0.35 * functional.mse_loss(logits, teacher[some])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            step, total = step + 1, total + loss.item()
            if step % _REPORT == 0:
                spent = time.perf_counter() - began
                say(f"step {step:,} of {steps:,}, loss {total / _REPORT:.4f}, {spent:.0f} s")
                total = 0.0
    network.eval()


def logits_of(network: Network, pieces: WordPieces, pairs: Sequence[Pair]) -> Float32s:
    """Return the log-odds of pairs, (n,)."""
    inputs = inputs_of(pieces, pairs, None)
    found = np.zeros(len(pairs), np.float32)
    order = sorted(range(len(inputs)), key=lambda at: len(inputs[at]))
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            found[some] = network(*batch_of([inputs[at] for at in some], pieces.separator)).float()
    return found
