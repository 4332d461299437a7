"""A collection: the articles that are asked together, their passages, and the index over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analyze import terms
from index.bm25 import BM25Lucene
from index.errors import UnknownArticleError
from index.model import Hit
from index.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from index.model import Article, Passage


@dataclass(frozen=True, slots=True)
class _Entry:
    article: Article
    passages: Sequence[Passage]
    first: int
    """The number of its first passage in the index; the others follow."""


class Collection:
    """Articles with an index over their passages; what comes and goes is seen at once."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._entries: dict[str, _Entry] = {}
        self._passages: dict[int, Passage] = {}
        self._index = BM25Lucene()
        for article in articles:
            self.add(article)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def articles(self) -> list[Article]:
        """The articles, by title and then by id."""
        found = (entry.article for entry in self._entries.values())
        return sorted(found, key=lambda article: (article.title.casefold(), article.id))

    def add(self, article: Article) -> None:
        """Add an article, in place of the one with the same id if there is one."""
        if article.id in self._entries:
            self.remove(article.id)
        passages = segment(article)
        documents = [self._terms(article, passage) for passage in passages]
        ends = np.cumsum([len(document) for document in documents], dtype=np.int64)
        numbers = self._index.extend(self._ids(documents), ends)
        self._entries[article.id] = _Entry(article, passages, numbers.start)
        self._passages.update(zip(numbers, passages, strict=True))

    def remove(self, article_id: str) -> Article:
        """Remove an article and return it; raise UnknownArticleError if it is not there."""
        entry = self._entry(article_id)
        numbers = range(entry.first, entry.first + len(entry.passages))
        documents = [self._terms(entry.article, passage) for passage in entry.passages]
        self._index.remove(numbers, self._ids(documents))
        for number in numbers:
            del self._passages[number]
        del self._entries[article_id]
        return entry.article

    def article(self, article_id: str) -> Article:
        """Return an article by its id; raise UnknownArticleError if it is not there."""
        return self._entry(article_id).article

    def passages(self, article_id: str) -> Sequence[Passage]:
        """Return the passages of an article, in order."""
        return self._entry(article_id).passages

    def text(self, passage: Passage) -> str:
        """Return the words of a passage, as they stand in its article."""
        return self._entry(passage.article_id).article.text[passage.start : passage.end]

    def search(self, question: str, *, article_id: str | None = None, limit: int) -> list[Hit]:
        """Return the passages that share a term with the question, best first.

        Ties are broken by article id, then by the order of the passages. ``article_id`` restricts
        the search to one article.
        """
        within = None
        if article_id is not None:
            entry = self._entry(article_id)
            within = range(entry.first, entry.first + len(entry.passages))
        found = self._index.top(terms(question), limit, within=within)
        scored = [(self._passages[number], score) for number, score in found]
        scored.sort(key=lambda pair: (-pair[1], pair[0].article_id, pair[0].ordinal))
        return [Hit(passage, score, rank) for rank, (passage, score) in enumerate(scored, start=1)]

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a term: above 0, highest for an unknown one."""
        return self._index.idf(term)

    def knows(self, term: str) -> bool:
        """Tell whether any passage holds a term."""
        return self._index.df(term) > 0

    def _entry(self, article_id: str) -> _Entry:
        try:
            return self._entries[article_id]
        except KeyError:
            known = ", ".join(sorted(self._entries)[:10]) or "none yet"
            raise UnknownArticleError(
                f"There is no article “{article_id}” here. Articles: {known}."
            ) from None

    def _ids(self, documents: Iterable[Sequence[str]]) -> NDArray[np.int32]:
        terms = (term for document in documents for term in document)
        return np.fromiter(map(self._index.intern, terms), dtype=np.int32)

    @staticmethod
    def _terms(article: Article, passage: Passage) -> list[str]:
        return terms(article.text[passage.start : passage.end])
