"""Rank and judge candidates: by the words alone, or with what the reader says as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from index.rank.background import read_background
from index.rank.evidence import evidence
from index.rank.linear import sigmoid
from index.rank.mix import MIX, evidence_of, read_mix, worth_reading
from index.rank.model import shipped_model
from index.rank.ranking import Ranking, in_order, rank
from index.rank.reader.form import is_legible, sentence_of

if TYPE_CHECKING:
    from pathlib import Path

    from index.arrays import Float64s
    from index.collection.collection import Collection
    from index.rank.mix import Mix
    from index.rank.question import Question
    from index.rank.reader.reader import Counts, Reader


class Judged(NamedTuple):
    """A ranking, and how likely its first passage answers."""

    confidence: float
    ranking: Ranking | None
    """None where there is no candidate."""


NOTHING = Judged(0.0, None)


class Ranker(Protocol):
    """Orders the candidates of a question."""

    @property
    def threshold(self) -> float:
        """The least confidence with which a question is answered."""

    @property
    def counts(self) -> tuple[int, int]:
        """How many questions a reader read for, and how many it was too busy for."""

    def judge(
        self, question: Question, collection: Collection, *, within: range | None = None
    ) -> Judged:
        """Return the ranking for a question; ``within`` restricts the passages, by number."""


class LexicalRanker:
    """By the words, with the model that ships."""

    counts = (0, 0)

    def __init__(self) -> None:
        self._model = shipped_model()
        self._background = read_background()
        self.threshold = self._model.threshold

    def judge(
        self, question: Question, collection: Collection, *, within: range | None = None
    ) -> Judged:
        """Return the ranking for a question."""
        ranking = self.order(question, collection, within=within)
        if ranking is None:
            return NOTHING
        found = evidence(ranking, collection, self._background)
        return Judged(self._model.confidence.of(found), ranking)

    def log_odds(self, ranking: Ranking, collection: Collection) -> float:
        """Return the log-odds that the first passage of a ranking of its own answers."""
        return self._model.confidence.log_odds(evidence(ranking, collection, self._background))

    def order(
        self, question: Question, collection: Collection, *, within: range | None
    ) -> Ranking | None:
        """Return the ranking without judging it."""
        return rank(
            question,
            collection,
            weights=self._model.weights,
            background=self._background,
            within=within,
        )


class ReadingRanker:
    """By the words; then the reader reads the first candidates, and both decide.

    A question that finds the reader busy for too long, or is about text in letters that it does not
    know, is ranked and judged by the words alone, whose confidence is calibrated as well: the
    threshold is the same.
    """

    def __init__(self, reader: Reader, mix: Mix) -> None:
        self._reader = reader
        self._mix = mix
        self._lexical = LexicalRanker()
        self.threshold = mix.threshold

    @classmethod
    def load(cls, folder: Path | None = None) -> ReadingRanker:
        """Load the reader of a folder, or the one that ships; raise ReaderError as it does."""
        from index.rank.reader.reader import FOLDER, Reader  # noqa: PLC0415 - where it is wanted

        folder = folder or FOLDER
        return cls(Reader.load(folder), read_mix(folder / MIX))

    @property
    def counts(self) -> Counts:
        """How many questions were read, and how many were not."""
        return self._reader.counts

    def judge(
        self, question: Question, collection: Collection, *, within: range | None = None
    ) -> Judged:
        """Return the ranking for a question."""
        lexical = self._lexical.order(question, collection, within=within)
        if lexical is None:
            return NOTHING
        log_odds = self._lexical.log_odds(lexical, collection)
        first = lexical.numbers[: worth_reading(lexical.scores)].tolist()
        sentences = [sentence_of(collection, number) for number in first]
        legible = is_legible(question.text, sentences)
        read = self._reader.read(question.text, sentences) if legible else None
        if read is None:
            return Judged(float(sigmoid(np.array(log_odds))), lexical)
        words = lexical.scores[: len(first)]
        scores = self._mix.scores(words, read)
        found = evidence_of(words, read, scores, log_odds=log_odds, candidates=len(lexical.numbers))
        return Judged(self._mix.of(found), _followed_by(scores, lexical, collection))


def _followed_by(scores: Float64s, lexical: Ranking, collection: Collection) -> Ranking:
    """Return a ranking in which the first candidates have other scores and the rest stays behind.

    The scores of the rest are shifted to continue where those of the first ones end.
    """
    depth = len(scores)
    rest = lexical.scores[depth:] - lexical.scores[depth - 1] + scores.min()
    return in_order(
        Ranking(
            lexical.question, lexical.numbers, np.concatenate((scores, rest)), lexical.features
        ),
        collection,
        first=depth,
    )
