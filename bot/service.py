"""The one place where the event loop meets the synchronous library: it works in threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.library import Library
    from index.model import Answer, Article, Quote


class Service:
    """A library whose work is done off the event loop."""

    def __init__(self, library: Library, *, workers: int) -> None:
        self._library = library
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="pullquote")

    async def ask(self, question: str, *, article_id: str | None = None, limit: int) -> Answer:
        """Answer a question; see `Library.ask` for what it raises."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: self._library.ask(question, article_id=article_id, limit=limit),
        )

    async def context(self, article_id: str, start: int) -> Quote:
        """Return a passage with its neighbours; see `Library.context` for what it raises."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: self._library.context(article_id, start)
        )

    def articles(self) -> list[Article]:
        """Return the articles that can be asked, by title."""
        return self._library.articles

    def article_id(self, named: str) -> str:
        """Return the id of an article that a person names by its id or its title.

        Raise UnknownArticleError when there is none.
        """
        wanted = named.casefold().strip()
        for article in self._library.articles:
            if wanted in (article.id.casefold(), article.title.casefold()):
                return article.id
        return self._library.article(named).id

    def close(self) -> None:
        """Stop taking questions; those under way end in their threads, unheard."""
        self._pool.shutdown(wait=False, cancel_futures=True)
