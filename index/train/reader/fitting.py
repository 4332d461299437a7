"""Fit a network to pairs, and ask it for the log-odds of pairs."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from index.rank.reader.form import pieces_of
from index.train.reader.network import batch_of
from index.train.reader.pairs import as_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from torch import Tensor

    from index.rank.reader.wordpiece import WordPieces
    from index.train.reader.network import Network
    from index.train.reader.pairs import Group, Pair

BATCH = 32
"""About how many pairs are read together."""
_SORTED = 40
"""Batches among which inputs of about the same length are put together."""
_LISTS = 0.5
"""How much it counts, beside whether each sentence answers, that one that does is the first."""
_WARM = 0.06
_DECAY = 0.01
_REPORT = 100


class Taught(NamedTuple):
    """What a teacher says of pairs."""

    logits: Mapping[Pair, float]
    """The log-odds of each pair."""
    near: float
    """How much it counts that the log-odds are near those of the teacher."""
    order: float
    """How much it counts that the sentences for a question are shared out as by the teacher."""
    truth: float
    """How much the known answers count besides."""


def inputs_of(
    pieces: WordPieces, groups: Sequence[Group], random: Random | None
) -> list[list[list[int]]]:
    """Return the inputs of groups of pairs; with ``random``, questions as people type them."""
    found = []
    for group in groups:
        asked = group[0].question
        question = as_typed(asked, random) if random else asked
        found.append(pieces_of(pieces, question, [pair.sentence for pair in group]))
    return found


def batches(inputs: Sequence[Sequence[Sequence[int]]], random: Random) -> Iterator[list[int]]:
    """Yield the numbers of all groups in batches of about the same length, in a random order."""
    order = list(range(len(inputs)))
    random.shuffle(order)
    longest = [max(map(len, group)) for group in inputs]
    mean = sum(map(len, inputs)) / len(inputs)
    span = int(BATCH * _SORTED / mean)
    for start in range(0, len(order), span):
        found: list[list[int]] = [[]]
        size = 0
        for at in sorted(order[start : start + span], key=longest.__getitem__):
            if size + len(inputs[at]) > BATCH and found[-1]:
                found.append([])
                size = 0
            found[-1].append(at)
            size += len(inputs[at])
        random.shuffle(found)
        yield from found


def fit(
    network: Network,
    pieces: WordPieces,
    groups: Sequence[Group],
    *,
    taught: Taught | None,
    rate: float,
    seed: int,
    say: Callable[[str], None],
) -> None:
    """Fit a network to which sentences answer, and to a teacher's log-odds if there are some.

    In one pass. Words are kept as they are. AdamW with a linear decay, in bfloat16 where torch sees
    fit; the same seed and the same machine give the same weights.
    """
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311 - an order of examples, not a secret
    network.words.weight.requires_grad_(requires_grad=False)
    weights = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=_DECAY)
    read, pairs = 0, sum(map(len, groups))
    began, step, total = time.perf_counter(), 0, 0.0
    network.train()
    inputs = inputs_of(pieces, groups, random)
    for some in batches(inputs, random):
        share = min((read + BATCH) / (_WARM * pairs), 1 - read / pairs)
        for one in optimizer.param_groups:
            one["lr"] = rate * max(share, 0.0)
        batch = batch_of([one for at in some for one in inputs[at]], pieces.separator)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(*batch)
        loss = _loss(logits.float(), [groups[at] for at in some], taught)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        read += len(batch[0])
        step, total = step + 1, total + loss.item()
        if step % _REPORT == 0:
            spent = time.perf_counter() - began
            say(f"{read:,} of {pairs:,} pairs, loss {total / _REPORT:.4f}, {spent:.0f} s")
            total = 0.0
    network.eval()


def _loss(logits: Tensor, groups: Sequence[Group], taught: Taught | None) -> Tensor:
    """Return how far (n,) log-odds are from what is known of groups of n pairs."""
    pairs = [pair for group in groups for pair in group]
    answers = torch.tensor([pair.answers for pair in pairs])
    known = functional.binary_cross_entropy_with_logits(logits, answers.float())
    sizes = [len(group) for group in groups]
    if taught is None:
        return known + _LISTS * _first_right(logits.split(sizes), answers.split(sizes))
    teacher = torch.tensor([taught.logits[pair] for pair in pairs])
    near = functional.mse_loss(logits, teacher)
    order = _shared_out(logits.split(sizes), teacher.split(sizes))
    return taught.truth * known + taught.near * near + taught.order * order


def _first_right(logits: Sequence[Tensor], answers: Sequence[Tensor]) -> Tensor:
    """Return how unlikely a right sentence is the first of each question that has both kinds."""
    found = [
        one.logsumexp(0) - one[right].logsumexp(0)
        for one, right in zip(logits, answers, strict=True)
        if right.any() and not right.all()
    ]
    return torch.stack(found).mean() if found else torch.zeros(())


def _shared_out(logits: Sequence[Tensor], teacher: Sequence[Tensor]) -> Tensor:
    """Return how differently two networks share out the sentences for each question."""
    found = [
        functional.kl_div(
            mine.log_softmax(0), other.log_softmax(0), log_target=True, reduction="sum"
        )
        for mine, other in zip(logits, teacher, strict=True)
        if len(mine) > 1
    ]
    return torch.stack(found).mean() if found else torch.zeros(())


def logits_of(network: Network, pieces: WordPieces, groups: Sequence[Group]) -> dict[Pair, float]:
    """Return the log-odds of the pairs of groups."""
    pairs = list(dict.fromkeys(pair for group in groups for pair in group))
    inputs = [one for (one,) in inputs_of(pieces, [(pair,) for pair in pairs], None)]
    found = np.zeros(len(pairs), np.float32)
    order = sorted(range(len(inputs)), key=lambda at: len(inputs[at]))
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 2 * BATCH):
            some = order[start : start + 2 * BATCH]
            found[some] = network(*batch_of([inputs[at] for at in some], pieces.separator)).float()
    return dict(zip(pairs, found.tolist(), strict=True))
