"""The one place where the event loop meets the synchronous library: it works in threads.

Each sort of work has threads of its own, a `Lane`, so that it keeps no other waiting: questions,
indexes that are large to open, short looks, changes, and what people give to be read.
"""

from __future__ import annotations

import asyncio
import math
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from bot.observing.observer import Load, Observer, observed
from bot.reading.reading import MEMORY, SECONDS, Reading
from bot.reading.turns import Giver
from index.errors import BusyError, NotReadyError
from index.ingest import Limits
from index.ingest.addresses import public_only
from index.ingest.document import too_large
from index.library import GRACE
from index.model import CollectionId

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Set
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime, timedelta

    from bot.reading.turns import Wanted
    from index.ingest import Overrides
    from index.ingest.addresses import Allow
    from index.library import Library
    from index.limits import CollectionLimits, OwnLimits
    from index.model import (
        Added,
        Answer,
        Article,
        Forgotten,
        Purged,
        Record,
    )
    from index.text.analysis import Analysis

T = TypeVar("T")

_LOOKING = 2
_CHANGING = 8
"""Changes that may wait for the store at the same time; it lets one in after another."""
PATIENCE = 2.0
"""Seconds that a change may wait to be one of them: Discord wants to hear of it within three."""
_LARGE = 5_000
"""Passages from which on an index is opened apart: it takes some 0.1 s."""


def collection_at(server: int | None, person: int) -> CollectionId:
    """Return the collection that is asked at a place: the server's there, else the person's own."""
    return CollectionId("person", person) if server is None else CollectionId("server", server)


class Lane:
    """Threads for one sort of work."""

    def __init__(self, name: str, threads: int, *, patience: float = math.inf) -> None:
        """Start no thread yet; ``patience`` is how many seconds work may wait for one."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"pullquote-{name}")
        self._patience = patience

    async def do(self, work: Callable[[], T]) -> T:
        """Return the result of some work, done in one of the threads.

        Raise BusyError when none is free in time.
        """
        end = monotonic() + self._patience

        def in_time() -> T:
            if monotonic() > end:
                raise BusyError("Too many changes are waiting for their turn.")
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._pool, in_time)

    def close(self) -> None:
        """Take no more work; what is under way ends in its thread, unheard."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class LooseLane(Lane):
    """Threads, one for each piece of work, that a process does not wait for when it ends."""

    def __init__(self, name: str) -> None:
        self._name = f"pullquote-{name}"

    async def do(self, work: Callable[[], T]) -> T:
        """Return the result of some work, done in a thread of its own."""
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                result.set_exception(error)

        threading.Thread(target=run, name=self._name, daemon=True).start()
        return await asyncio.wrap_future(result)

    def close(self) -> None:
        """Leave what is under way."""


class Service:
    """A library, and the reading of articles for it, whose work is done off the event loop.

    `look`, `change` and `search` do what a function does with the library, in a thread for work of
    that sort. Methods that have the name of one of `Library` do more than that does, and raise the
    same.
    """

    def __init__(
        self,
        library: Library,
        *,
        workers: int,
        grace: timedelta = GRACE,
        reading: Limits | None = None,
        reader_memory: int = MEMORY,
        reader_seconds: float = SECONDS,
        allow: Allow | None = public_only,
        observer: Observer | None = None,
    ) -> None:
        """Work on a library, on so many questions at once.

        ``reading`` is what reading an article may cost; ``reader_memory``, in bytes, what all
        readers may take together; ``reader_seconds`` how long they may work for one person, in ten
        minutes. ``allow`` tells from which addresses pages may be fetched, None from none at all.
        ``observer`` is told what happens.
        """
        self.grace = grace
        self.observer = observer or Observer()
        self.own_limits: Mapping[CollectionId, OwnLimits] = {}
        """As they were when they were last read."""
        self._library = library
        self._asking = Lane("asking", workers)
        self._opening = Lane("opening", 1)
        self._looking = Lane("looking", _LOOKING)
        self._changing = Lane("changing", _CHANGING, patience=PATIENCE)
        self._reading = Reading(
            lambda threads: Lane("reading", threads),
            LooseLane("fetching"),
            limits=reading or Limits(),
            memory=reader_memory,
            seconds=reader_seconds,
            allow=allow,
            observer=self.observer,
        )
        self._locks: WeakValueDictionary[CollectionId, asyncio.Lock] = WeakValueDictionary()

    # Reading what people give

    def check_size(self, name: str, size: int) -> None:
        """Raise ArticleError when a file of so many bytes is too large to be read at all."""
        if size > self.limits.article_bytes:
            raise too_large(name, size, self.limits)

    @property
    def limits(self) -> Limits:
        """What reading an article may cost."""
        return self._reading.limits

    def turn(self, wanted: Wanted) -> AbstractAsyncContextManager[None]:
        """Wait until it is the turn of something to be read, as `Reading.turn`."""
        return self._reading.turn(wanted)

    def has_to_wait(self, wanted: Wanted) -> bool:
        """Tell whether it is not the turn of something yet."""
        return self._reading.has_to_wait(wanted)

    async def read_file(
        self,
        raw: bytes,
        *,
        giver: Giver,
        name: str,
        content_type: str | None,
        overrides: Overrides,
    ) -> Article:
        """Return the article in a file; raise ArticleError when it cannot be read."""
        return await self._reading.file(
            giver, raw, name=name, content_type=content_type, overrides=overrides
        )

    async def read_page(self, url: str, *, giver: Giver, overrides: Overrides) -> Article:
        """Fetch a page and return its article; raise ArticleError when that fails."""
        return await self._reading.page(giver, url, overrides=overrides)

    async def read_text(self, text: str, *, overrides: Overrides) -> Article:
        """Return a pasted text as an article; raise ArticleError when it cannot be one."""
        return await self._reading.text(text, overrides=overrides)

    async def _analyzed(self, collection_id: CollectionId, article: Article, by: int) -> Analysis:
        server = collection_id.number if collection_id.kind == "server" else None
        return await self._reading.analyzed(Giver(by, server), article)

    # What the library does

    async def ask(
        self,
        question: str,
        *,
        collection_id: CollectionId,
        article_id: str | None = None,
        limit: int,
        previous: str | None = None,
    ) -> Answer:
        """Answer a question."""
        asking = self.search(
            collection_id,
            lambda library: library.ask(
                question,
                collection_id=collection_id,
                article_id=article_id,
                limit=limit,
                previous=previous,
            ),
        )
        return await observed(asking, partial(self.observer.asked, collection_id))

    async def search(self, collection_id: CollectionId, work: Callable[[Library], T]) -> T:
        """Return the result of some work that needs the index of a collection.

        Nobody else uses that index meanwhile. If it is ready, that is all. Otherwise it is waited
        for here, and not in a thread that others could use, and so is its opening when it is large;
        then the work is begun.
        """
        try:
            return await self._asking.do(partial(self._at_once, collection_id, work))
        except NotReadyError as error:
            index = error
        async with self._locks.setdefault(index.collection_id, asyncio.Lock()):
            if index.behind > _LARGE:
                opening = self._opening.do(lambda: self._library.warm(collection_id))
                await observed(opening, partial(self.observer.opened, index.behind))
            return await self._asking.do(lambda: work(self._library))

    def _at_once(self, collection_id: CollectionId, work: Callable[[Library], T]) -> T:
        with self._library.without_waiting(collection_id):
            return work(self._library)

    async def look(self, work: Callable[[Library], T]) -> T:
        """Return the result of some work that is short and changes nothing."""
        return await self._looking.do(lambda: work(self._library))

    async def change(self, work: Callable[[Library], T]) -> T:
        """Return the result of a change; raise BusyError when too many wait for their turn."""
        return await self._changing.do(lambda: work(self._library))

    async def add(
        self, collection_id: CollectionId, article: Article, *, by: int, now: datetime
    ) -> Added:
        """Add an article."""

        async def add() -> Added:
            analysis = await self._analyzed(collection_id, article, by)
            return await self.change(
                lambda library: library.add(
                    collection_id, article, by=by, now=now, analysis=analysis
                )
            )

        return await observed(add(), partial(self.observer.changed, "add"))

    async def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        article: Article,
        *,
        by: int,
        now: datetime,
        edited: str | None = None,
    ) -> Record:
        """Give an article another text."""

        async def update() -> Record:
            analysis = await self._analyzed(collection_id, article, by)
            return await self.change(
                lambda library: library.update(
                    collection_id,
                    article_id,
                    article,
                    by=by,
                    now=now,
                    analysis=analysis,
                    edited=edited,
                )
            )

        return await observed(update(), partial(self.observer.changed, "update"))

    async def forget_person(self, person: int) -> Forgotten:
        """Delete what is a person's."""
        self._reading.forget(person)
        return await self.change(lambda library: library.forget_person(person))

    async def purge(self, *, now: datetime, servers: Set[int]) -> Purged:
        """Delete what has had its time, of the servers that were left only those given."""
        self._reading.expire()
        return await self.change(
            lambda library: library.purge(now=now, grace=self.grace, servers=servers)
        )

    async def renew(self) -> None:
        """Take over what others have changed; what they have forgotten leaves the memory."""
        for collection_id in await self.look(lambda library: library.stale()):
            async with self._locks.setdefault(collection_id, asyncio.Lock()):
                await self._opening.do(partial(self._library.renew, collection_id))

    # What operators set and see

    def configure(self, *, limits: CollectionLimits, threshold: float | None) -> None:
        """Have other limits and another threshold from now on; what is being read keeps its own."""
        self._library.configure(limits=limits, threshold=threshold)
        self._reading.allow_characters(limits.characters)

    async def read_limits(self) -> None:
        """Learn which collections have limits of their own, as any process may have set them."""
        self.own_limits = await self._looking.do(self._library.limits)

    async def reach_store(self) -> None:
        """Ask the store for next to nothing; raise StoreError when it cannot be used."""
        await self.look(lambda library: library.reach_store())

    @property
    def load(self) -> Load:
        """How much is going on."""
        indexes = self._library.memory
        reading, waiting = self._reading.load
        read = self._library.read
        return Load(indexes.open, indexes.nbytes, indexes.budget, reading, waiting, *read)

    def close(self) -> None:
        """Stop taking work; what is under way ends in its threads, unheard, and reading at once."""
        for lane in (self._asking, self._opening, self._looking, self._changing):
            lane.close()
        self._reading.close()
