"""The one place where the event loop meets the synchronous library: it works in threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from index.errors import ArticleError
from index.ingest import Limits, article_from_bytes, article_from_text, article_from_url
from index.ingest.addresses import public_only
from index.ingest.document import too_large
from index.library import GRACE
from index.model import CollectionId

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from index.ingest import Overrides
    from index.ingest.addresses import Allow
    from index.library import Library
    from index.model import (
        Added,
        Answer,
        Article,
        Forgotten,
        Kept,
        LeftOut,
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
    """A library, and the reading of articles for it, whose work is done off the event loop.

    Methods that have the name of one of `Library` do what that does, and raise the same.
    """

    def __init__(
        self,
        library: Library,
        *,
        workers: int,
        grace: timedelta = GRACE,
        reading: Limits | None = None,
        allow: Allow | None = public_only,
    ) -> None:
        """Work on a library with so many threads.

        ``reading`` is what reading an article may cost; ``allow`` tells from which addresses pages
        may be fetched, None from none at all.
        """
        self.grace = grace
        self._library = library
        self._reading = reading or Limits()
        self._allow = allow
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="pullquote")
        # Apart, so that slow pages and large files do not keep questions waiting.
        self._readers = ThreadPoolExecutor(workers, thread_name_prefix="pullquote-reader")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def _in_reader(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    # Reading what people give

    def check_size(self, name: str, size: int) -> None:
        """Raise ArticleError when a file of so many bytes is too large to be read at all."""
        if size > self._reading.article_bytes:
            raise too_large(name, size, self._reading)

    async def read_file(
        self, raw: bytes, *, name: str, content_type: str | None, overrides: Overrides
    ) -> Article:
        """Return the article in a file; raise ArticleError when it cannot be read."""
        return await self._in_reader(
            lambda: article_from_bytes(
                raw,
                name=name,
                content_type=content_type,
                overrides=overrides,
                limits=self._reading,
            )
        )

    async def read_page(self, url: str, *, overrides: Overrides) -> Article:
        """Fetch a page and return its article; raise ArticleError when it cannot be had or read."""
        allow = self._allow
        if allow is None:
            raise ArticleError("Pages are not fetched here. Save the page and send it as a file.")
        return await self._in_reader(
            lambda: article_from_url(url, overrides=overrides, limits=self._reading, allow=allow)
        )

    async def read_text(self, text: str, *, overrides: Overrides) -> Article:
        """Return a pasted text as an article; raise ArticleError when it is none."""
        return await self._in_reader(
            lambda: article_from_text(text, overrides=overrides, limits=self._reading)
        )

    # What the library does

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

    async def left_out(
        self, article_id: str, collection: CollectionId
    ) -> tuple[Record, list[LeftOut]]:
        """Return an article's record, and what its document says that is no part of it."""
        return await self._in_thread(lambda: self._library.left_out(article_id, collection))

    async def count(self, collection: CollectionId) -> int:
        """Return how many articles are asked."""
        return await self._in_thread(lambda: self._library.count(collection))

    async def articles(self, collection: CollectionId, *, hidden: bool = False) -> list[Record]:
        """Return the articles of a collection by title."""
        return await self._in_thread(lambda: self._library.articles(collection, hidden=hidden))

    async def suggest(
        self, collection: CollectionId, typed: str, *, hidden: bool = False
    ) -> list[Record]:
        """Return the articles whose titles what was typed may mean."""
        return await self._in_thread(
            lambda: self._library.suggest(collection, typed, hidden=hidden)
        )

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

    async def allowed_role(self, collection: CollectionId) -> int | None:
        """Return the role whose members may change a collection."""
        return await self._in_thread(lambda: self._library.allowed_role(collection))

    async def allow_role(self, collection: CollectionId, role: int | None) -> None:
        """Set the role whose members may change a collection."""
        await self._in_thread(lambda: self._library.allow_role(collection, role))

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
        return await self._in_thread(lambda: self._library.purge(now=now, grace=self.grace))

    def close(self) -> None:
        """Stop taking questions; those under way end in their threads, unheard."""
        for pool in (self._pool, self._readers):
            pool.shutdown(wait=False, cancel_futures=True)
