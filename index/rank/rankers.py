"""Rank and judge candidates: by the words alone, or by meaning as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.rank.background import read_background
from index.rank.evidence import evidence
from index.rank.model import shipped_model
from index.rank.ranking import rank
from index.rank.semantic import followed_by, rerank, semantic_evidence, semantic_model

if TYPE_CHECKING:
    from index.collection.collection import Collection
    from index.rank.encoder import Encoder
    from index.rank.question import Question
    from index.rank.ranking import Ranking


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

    def judge(
        self, question: Question, collection: Collection, *, within: range | None = None
    ) -> Judged:
        """Return the ranking for a question; ``within`` restricts the passages, by number."""


class LexicalRanker:
    """By the words, with the model that ships."""

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


class SemanticRanker:
    """By the words; then the first candidates are reranked by meaning."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lexical = LexicalRanker()
        self._model = semantic_model()
        self._background = read_background()
        self.threshold = self._model.threshold

    def judge(
        self, question: Question, collection: Collection, *, within: range | None = None
    ) -> Judged:
        """Return the ranking for a question."""
        lexical = self._lexical.order(question, collection, within=within)
        if lexical is None:
            return NOTHING
        weights = self._model.weights
        first = rerank(lexical, collection, weights=weights, encoder=self._encoder)
        found = semantic_evidence(first, collection, self._background)
        return Judged(self._model.confidence.of(found), followed_by(first, lexical))
