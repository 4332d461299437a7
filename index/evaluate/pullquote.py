"""Pullquote as a system to evaluate: the only part of the evaluation that needs the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import QuestionError
from index.evaluate.asking import DEPTH, Found, Response
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Article
    from index.rank.rankers import Ranker


class Pullquote:
    """Pullquote as people get it: through its public door, at its default threshold."""

    def __init__(self, articles: Sequence[Article], *, ranker: Ranker | None = None) -> None:
        self._library = Library(articles, ranker=ranker)
        self._texts = {article.id: article.text for article in articles}

    def ask(self, question: str) -> Response:
        """Return the quotes of the answer, or what is nearest."""
        try:
            answer = self._library.ask(question, limit=DEPTH)
        except QuestionError:  # such as one without a word: people are told so
            return Response((), 0.0, answered=False)
        shown = answer.quotes or answer.nearest
        return Response(
            found=tuple(Found(q.citation.article_id, q.start, q.end, q.neighbors) for q in shown),
            confidence=answer.confidence,
            answered=answer.answered,
            altered=sum(
                self._texts[q.citation.article_id][q.start : q.end] != q.text for q in shown
            ),
        )
