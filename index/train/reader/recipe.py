"""How the reader is made: the teacher, what it says of the pairs, and the student that ships."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

import torch

from index.rank.reader.form import LONGEST
from index.rank.reader.wordpiece import WordPieces
from index.train.reader.fitting import fit, logits_of
from index.train.reader.making import cut
from index.train.reader.network import base_network, smaller
from index.train.reader.pairs import chosen, pairs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.evaluate.questions import QuestionSet
    from index.train.reader.network import Network
    from index.train.reader.pairs import Pair

SEED = 1
WRONG = 3
"""Of the wrong candidates of a question, so many are trained on."""
TEACHER_RATE, TEACHER_PASSES = 1e-4, 1
STUDENT_RATE, STUDENT_PASSES = 3e-4, 2
LAYERS = (0, 2, 5)
"""Of the teacher, that the student begins with."""
INNER = 768
"""Units within a layer of the student: half of the teacher's."""
WORDS = 16_000
"""Pieces in the student's vocabulary."""


class Made(NamedTuple):
    """A network with its vocabulary."""

    network: Network
    vocabulary: list[str]


def pairs_for(sources: Sequence[QuestionSet]) -> list[Pair]:
    """Return the pairs of some sets that are trained on."""
    random = Random(SEED)  # noqa: S311 - a choice of examples, not a secret
    found: list[Pair] = []
    for source in sources:
        found += chosen(pairs_of(source), random, wrong=WRONG)
    return found


def teacher_of(
    pairs: Sequence[Pair], base: Path, *, kept: Path | None, say: Callable[[str], None]
) -> Made:
    """Return the teacher: the base, fitted to pairs.

    With ``kept``, it is read from that file if it is there, and written to it if it is not.
    """
    network, vocabulary = base_network(base, LONGEST)
    if kept is not None and kept.exists():
        network.load_state_dict(torch.load(kept, weights_only=True))
        return Made(network.eval(), vocabulary)
    fit(
        network,
        WordPieces(vocabulary),
        pairs,
        taught=None,
        rate=TEACHER_RATE,
        passes=TEACHER_PASSES,
        seed=SEED,
        say=say,
    )
    if kept is not None:
        torch.save(network.state_dict(), kept)
    return Made(network, vocabulary)


def student_of(teacher: Made, pairs: Sequence[Pair], say: Callable[[str], None]) -> Made:
    """Return the student: layers of the teacher, fitted to the pairs and what it says of them."""
    taught = logits_of(teacher.network, WordPieces(teacher.vocabulary), pairs)
    say(f"The teacher has read {len(pairs):,} pairs")
    texts = {text for p in pairs for text in (p.question, *p.sentence)}
    rows = cut(teacher.vocabulary, sorted(texts), WORDS)
    network = smaller(teacher.network, rows, LAYERS, INNER)
    vocabulary = [teacher.vocabulary[row] for row in rows]
    fit(
        network,
        WordPieces(vocabulary),
        pairs,
        taught=taught,
        rate=STUDENT_RATE,
        passes=STUDENT_PASSES,
        seed=SEED,
        say=say,
    )
    return Made(network, vocabulary)
