"""How the reader is made: the teacher, what it says of the pairs, and the student that ships."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

import torch

from index.rank.reader.form import LONGEST
from index.rank.reader.wordpiece import WordPieces
from index.train.reader.fitting import Taught, fit, logits_of
from index.train.reader.making import cut
from index.train.reader.network import base_network, smaller
from index.train.reader.pairs import chosen, pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from index.evaluate.questions import QuestionSet
    from index.train.reader.network import Network
    from index.train.reader.pairs import Group, Pair

TEACHER_SEED = 1
WRONG = 3
"""Of the wrong candidates of a question, so many are read at once."""
TEACHER_RATE = 1e-4
STUDENT_LAYERS = (0, 1, 2, 3, 4, 5)
"""Of the teacher, that the student begins with."""
STUDENT_INNER = 768
"""Units within a layer of the student: half of the teacher's."""
WORDS = 12_000
"""Pieces in the student's vocabulary."""
NEAR, ORDER, TRUTH = 0.35, 0.5, 0.3
"""How much it counts for the student that it says what the teacher says, that it puts the sentences
for a question in the same order, and that it is right."""


class Round(NamedTuple):
    """What the student reads while its rate rises and falls once."""

    seeds: tuple[int, ...]
    """All questions are read once for each, with other wrong candidates."""
    rate: float


STUDENT_ROUNDS = (Round((2, 3), 1.5e-4), Round((4, 5), 1e-4))


class Made(NamedTuple):
    """A network with its vocabulary."""

    network: Network
    vocabulary: list[str]


def groups_of(pairs: Sequence[Iterable[Pair]], seed: int) -> list[Group]:
    """Return what is read in one pass, from the pairs of each set."""
    random = Random(seed)  # noqa: S311 - a choice of examples, not a secret
    found: list[Group] = []
    for some in pairs:
        found += chosen(some, random, wrong=WRONG)
    random.shuffle(found)
    return found


def teacher_of(
    groups: Sequence[Group], base: Path, *, kept: Path | None, say: Callable[[str], None]
) -> Made:
    """Return the teacher: the base, fitted to groups of pairs.

    With ``kept``, it is read from that file if it is there, and written to it if it is not.
    """
    network, vocabulary = base_network(base, LONGEST)
    if kept is not None and kept.exists():
        network.load_state_dict(torch.load(kept, weights_only=True))
        return Made(network.eval(), vocabulary)
    pieces = WordPieces(vocabulary)
    fit(network, pieces, groups, taught=None, rate=TEACHER_RATE, seed=TEACHER_SEED, say=say)
    if kept is not None:
        torch.save(network.state_dict(), kept)
    return Made(network, vocabulary)


def student_of(teacher: Made, pairs: Sequence[Sequence[Pair]], say: Callable[[str], None]) -> Made:
    """Return the student: parts of the teacher, fitted to pairs and to what it says of them."""
    rounds = [
        [group for seed in one.seeds for group in groups_of(pairs, seed)] for one in STUDENT_ROUNDS
    ]
    read = [group for groups in rounds for group in groups]
    logits = logits_of(teacher.network, WordPieces(teacher.vocabulary), read)
    say(f"The teacher has read {len(logits):,} pairs")
    first = [pair for group in rounds[0] for pair in group]
    texts = {text for pair in first for text in (pair.question, *pair.sentence)}
    rows = cut(teacher.vocabulary, sorted(texts), WORDS)
    layers = [at for at in STUDENT_LAYERS if at < teacher.network.shape.layers]
    inner = min(STUDENT_INNER, teacher.network.shape.inner)
    network = smaller(teacher.network, rows, layers, inner)
    vocabulary = [teacher.vocabulary[row] for row in rows]
    taught = Taught(logits, near=NEAR, order=ORDER, truth=TRUTH)
    pieces = WordPieces(vocabulary)
    for one, groups in zip(STUDENT_ROUNDS, rounds, strict=True):
        fit(network, pieces, groups, taught=taught, rate=one.rate, seed=one.seeds[0], say=say)
    return Made(network, vocabulary)


def pairs_for(sources: Sequence[QuestionSet]) -> list[list[Pair]]:
    """Return the pairs of each of some sets that are trained on."""
    return [list(pairs_of(source)) for source in sources]
