"""The one place where the event loop meets the synchronous library: it works in threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from index.library import GRACE
from index.model import CollectionId

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from index.library import Library
    from index.model import (
        Added,
        Answer,
        Article,
        Forgotten,
        Kept,
        Purged,
        Quote,
        Record,
        Removed,
    )

T = TypeVar("T")


def collection_at(server: int | None, person: int) -> CollectionId:
    """Return the collection that is asked at a place: the server's there, else the person's own."""
    return CollectionId("person", person) if server is None else CollectionId("server", server)


class Service:
    """A library whose work is done off the event loop.

    Each method does what the method of the same name does in `Library`, and raises the same.
    """

    def __init__(self, library: Library, *, workers: int, grace: timedelta = GRACE) -> None:
        self._library = library
        self._grace = grace
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="pullquote")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def ask(
        self,
        question: str,
        *,
        collection: CollectionId,
        article_id: str | None = None,
        limit: int,
        previous: str | None = None,
    ) -> Answer:
        """Answer a question."""
        return await self._in_thread(
            lambda: self._library.ask(
                question,
                collection=collection,
                article_id=article_id,
                limit=limit,
                previous=previous,
            )
        )

    async def context(
        self,
        article_id: str,
        start: int,
        *,
        end: int | None,
        revision: str | None,
        collection: CollectionId,
    ) -> Quote:
        """Return a passage with its neighbours."""
        return await self._in_thread(
            lambda: self._library.context(
                article_id, start, end=end, revision=revision, collection=collection
            )
        )

    async def count(self, collection: CollectionId) -> int:
        """Return how many articles are asked."""
        return await self._in_thread(lambda: self._library.count(collection))

    async def articles(self, collection: CollectionId, *, hidden: bool = False) -> list[Record]:
        """Return the articles of a collection by title."""
        return await self._in_thread(lambda: self._library.articles(collection, hidden=hidden))

    async def suggest(self, collection: CollectionId, typed: str) -> list[Record]:
        """Return the articles whose titles what was typed may mean."""
        return await self._in_thread(lambda: self._library.suggest(collection, typed))

    async def find(
        self, collection: CollectionId, named: str, *, hidden: bool = False, exact: bool = False
    ) -> Record:
        """Return the article that a person names."""
        return await self._in_thread(
            lambda: self._library.find(collection, named, hidden=hidden, exact=exact)
        )

    async def article(self, article_id: str, collection: CollectionId) -> Article:
        """Return an article with its text."""
        return await self._in_thread(lambda: self._library.article(article_id, collection))

    async def kept(self, collection: CollectionId) -> Kept:
        """Return how much is kept of a collection's own."""
        return await self._in_thread(lambda: self._library.kept(collection))

    async def collections(self) -> list[CollectionId]:
        """Return the collections about which anything is kept."""
        return await self._in_thread(self._library.collections)

    async def add(
        self, collection: CollectionId, article: Article, *, by: int, now: datetime
    ) -> Added:
        """Add an article."""
        return await self._in_thread(lambda: self._library.add(collection, article, by=by, now=now))

    async def update(
        self,
        collection: CollectionId,
        article_id: str,
        article: Article,
        *,
        by: int,
        now: datetime,
    ) -> Record:
        """Give an article another text."""
        return await self._in_thread(
            lambda: self._library.update(collection, article_id, article, by=by, now=now)
        )

    async def rename(
        self, collection: CollectionId, article_id: str, title: str, *, by: int, now: datetime
    ) -> Record:
        """Give an article another title."""
        return await self._in_thread(
            lambda: self._library.rename(collection, article_id, title, by=by, now=now)
        )

    async def remove(self, collection: CollectionId, article_id: str, *, now: datetime) -> Removed:
        """Remove an article."""
        return await self._in_thread(lambda: self._library.remove(collection, article_id, now=now))

    async def restore(self, collection: CollectionId, article_id: str, *, now: datetime) -> Record:
        """Bring back an article."""
        return await self._in_thread(lambda: self._library.restore(collection, article_id, now=now))

    async def hide(self, collection: CollectionId, article_id: str) -> Record:
        """Hide a shared article."""
        return await self._in_thread(lambda: self._library.hide(collection, article_id))

    async def show(self, collection: CollectionId, article_id: str) -> Record:
        """Show a hidden article."""
        return await self._in_thread(lambda: self._library.show(collection, article_id))

    async def forget_person(self, person: int) -> Forgotten:
        """Delete what is a person's."""
        return await self._in_thread(lambda: self._library.forget_person(person))

    async def server_left(self, server: int, *, now: datetime) -> None:
        """Note that the bot was removed from a server."""
        await self._in_thread(lambda: self._library.server_left(server, now=now))

    async def server_joined(self, server: int) -> None:
        """Note that the bot is in a server."""
        await self._in_thread(lambda: self._library.server_joined(server))

    async def purge(self, *, now: datetime) -> Purged:
        """Delete what has had its time."""
        return await self._in_thread(lambda: self._library.purge(now=now, grace=self._grace))

    def close(self) -> None:
        """Stop taking questions; those under way end in their threads, unheard."""
        self._pool.shutdown(wait=False, cancel_futures=True)
