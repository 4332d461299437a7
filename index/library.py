"""The library: the one door through which the bot and the command line reach the articles."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from index.analyze import words
from index.answer import compose, in_context
from index.collection import Collection
from index.errors import ArticleError, QuestionError
from index.ingest import article_from_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.model import Answer, Article, Quote

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The articles that ship with Pullquote, in a checkout and in an installed wheel alike."""

MAX_QUESTION = 1000
"""Longest question, in characters."""
_CANDIDATES = 100


class Library:
    """Articles that can be asked."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._collection = Collection(articles)

    @classmethod
    def open(cls, folder: Path = SEEDS) -> Library:
        """Open the articles of a folder: its ``.txt`` files, each with its ``.toml`` if it has one.

        Raise ArticleError when one of them cannot be read or two have the same id.
        """
        articles: dict[str, Article] = {}
        for path in sorted(folder.glob("*.txt")):
            article = article_from_path(path)
            if article.id in articles:
                raise ArticleError(f"{path} has the id “{article.id}”, which another article has.")
            articles[article.id] = article
        return cls(articles.values())

    @classmethod
    def of_file(cls, path: Path) -> Library:
        """Open one text file as a library of one article; raise ArticleError if it cannot be."""
        return cls([article_from_path(path)])

    @property
    def articles(self) -> list[Article]:
        """The articles, by title."""
        return self._collection.articles

    def article(self, article_id: str) -> Article:
        """Return an article by its id; raise UnknownArticleError if it is not there."""
        return self._collection.article(article_id)

    def ask(self, question: str, *, article_id: str | None = None, limit: int = 3) -> Answer:
        """Answer a question with at most ``limit`` quotes, or with as many nearest passages.

        ``article_id`` restricts it to one article. Raise QuestionError when the question is empty,
        too long, or without a word; UnknownArticleError when there is no such article.
        """
        asked = clean_question(question)
        hits = self._collection.search(asked, article_id=article_id, limit=_CANDIDATES)
        return compose(asked, hits, self._collection, limit=limit)

    def context(self, article_id: str, start: int, *, before: int = 2, after: int = 2) -> Quote:
        """Return the passage that begins at ``start`` with some passages before and after it.

        Raise UnknownArticleError when there is no such article, PassageError when no passage of
        its text begins there, as after an update.
        """
        return in_context(self._collection, article_id, start, before=before, after=after)


def clean_question(question: str) -> str:
    """Return a question in NFC without white space around it; raise QuestionError if it is none."""
    asked = unicodedata.normalize("NFC", question).strip()
    if not asked:
        raise QuestionError("The question is empty. Ask something about the articles.")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; ask in {MAX_QUESTION:,} or fewer."
        )
    if not words(asked):
        raise QuestionError("The question has no words in it. Ask with words or numbers.")
    return asked
