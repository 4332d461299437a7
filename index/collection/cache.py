"""The indexes in memory: one for each collection in use, never other than what the store has.

Before every use the store is asked which version the collection has; only what changed since is
taken over, whoever changed it: this thread, another one, another process, or a restored backup.
The least recently used indexes give way when all together take more memory than they may.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Lock, local
from typing import TYPE_CHECKING

from index.collection.collection import Collection
from index.errors import LockedError, NotReadyError, StaleError, StoreError
from index.model import SHARED
from index.store.protocol import Content
from index.text.analysis import ANALYSIS_VERSION, Analysis, analyze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.model import Article, CollectionId
    from index.store.protocol import Snapshot, Store, Version


_TRIES = 3
"""How often a collection is read that changes meanwhile, where the store is not all there."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How much memory indexes take."""

    open: int
    """How many are in memory."""
    nbytes: int
    """About how many bytes they and their texts take together."""
    budget: int
    """How many they may take."""


@dataclass(slots=True, eq=False)
class _Entry:
    """An index, and the version it has; guarded by its lock."""

    lock: Lock = field(default_factory=Lock)
    articles: Collection = field(default_factory=Collection)
    stamps: dict[str, int] = field(default_factory=dict)
    """The number of the last change of each article that the store has."""
    ships: frozenset[str] = frozenset()
    """The articles that ship, those in place of which the store has one left out."""
    version: Version | None = None
    # The following two are guarded by the lock of the cache.
    nbytes: int = 0
    readers: int = 0

    def is_at(self, version: Version) -> bool:
        """Tell whether the index has this version, and neither an earlier nor a later one.

        A store that was restored from a backup has gone back.
        """
        return self.version is not None and not _is_other(self.version, version)

    def clear(self) -> None:
        """Empty it."""
        self.articles, self.stamps, self.version = Collection(), {}, None
        self.ships = frozenset()


class IndexCache:
    """The collections that are open."""

    def __init__(self, store: Store, shipped: Iterable[Article], *, memory_budget: int) -> None:
        """Open nothing yet; ``memory_budget`` is in bytes."""
        self._store = store
        self.shipped = {article.id: (article, analyze(article)) for article in shipped}
        """The articles that ship, by id, each with its analysis."""
        self._budget = memory_budget
        self._entries: OrderedDict[CollectionId, _Entry] = OrderedDict()
        self._nbytes = 0
        self._lock = Lock()
        self._own = local()

    @property
    def open_collections(self) -> list[CollectionId]:
        """The collections whose index is in memory, the least recently used first."""
        with self._lock:
            return list(self._entries)

    @property
    def nbytes(self) -> int:
        """About how many bytes the indexes and the texts of all open collections take."""
        return self._nbytes

    @property
    def memory(self) -> Memory:
        """How much memory all open collections take."""
        return Memory(len(self._entries), self._nbytes, self._budget)

    @contextmanager
    def open(self, collection_id: CollectionId) -> Iterator[Collection]:
        """Lend the index of a collection as it is now; nobody else has it meanwhile.

        A collection that has no articles of its own and hides none is the shared one.
        """
        collection_id, version = self._asked(collection_id)
        entry = self._take(collection_id)
        try:
            with self._held(entry, collection_id):
                # Whoever had it before may have taken over more by now than was there at the first.
                if not entry.is_at(version):
                    self._come_to_now(entry, collection_id)
                yield entry.articles
        finally:
            self._give_back(entry)

    @contextmanager
    def without_waiting(self, collection_id: CollectionId) -> Iterator[None]:
        """Let this thread open a collection in the block if it is ready; else raise NotReadyError.

        That is told before the block; in it, the collection is as it was then, unless somebody else
        has it by now.
        """
        self._own.asked = {collection_id: self._asked(collection_id)}
        try:
            with self.open(collection_id):
                pass
            yield
        finally:
            self._own.asked = {}

    @property
    def _known(self) -> dict[CollectionId, tuple[CollectionId, Version]]:
        """What this thread asks without waiting, and how that was when it began."""
        known: dict[CollectionId, tuple[CollectionId, Version]] = getattr(self._own, "asked", {})
        return known

    @property
    def _waits(self) -> bool:
        return not self._known

    @contextmanager
    def _held(self, entry: _Entry, collection_id: CollectionId) -> Iterator[None]:
        if not entry.lock.acquire(blocking=self._waits):
            raise NotReadyError(collection_id, self._behind(entry, collection_id))
        try:
            yield
        finally:
            entry.lock.release()

    def _come_to_now(self, entry: _Entry, collection_id: CollectionId) -> None:
        if not self._waits:
            raise NotReadyError(collection_id, self._behind(entry, collection_id))
        if not entry.is_at(self._store.version(collection_id)):
            self._bring_up(collection_id, entry)

    def _behind(self, entry: _Entry, collection_id: CollectionId) -> int:
        """Return about how many passages have to be taken over."""
        if entry.version is not None:
            # What changed since was added one by one, and is taken over the same way.
            return 0
        return sum(self._store.usage(each).passages for each in {collection_id, SHARED})

    def _asked(self, collection_id: CollectionId) -> tuple[CollectionId, Version]:
        if collection_id in self._known:
            return self._known[collection_id]
        version = self._store.version(collection_id)
        if version.bare and collection_id != SHARED:
            self.drop(collection_id)
            return SHARED, replace(version, own=version.shared)
        return collection_id, version

    def stale(self) -> list[CollectionId]:
        """Return the collections whose index in memory is not what the store has by now."""
        with self._lock:
            at = {i: entry.version for i, entry in self._entries.items() if entry.version}
        now = self._store.versions(at)
        return [i for i, version in at.items() if _is_other(version, now[i])]

    def renew(self, collection_id: CollectionId) -> None:
        """Take over what changed in a collection that is in memory; if nothing is left, drop it.

        Otherwise what others have deleted would be in memory until the collection is asked again.
        """
        asked, _ = self._asked(collection_id)  # a bare one is dropped
        with self._lock:
            if asked != collection_id or (entry := self._entries.get(collection_id)) is None:
                return
            entry.readers += 1
        try:
            with entry.lock:
                self._bring_up(collection_id, entry)
        finally:
            self._give_back(entry)

    def drop(self, collection_id: CollectionId) -> None:
        """Take an index out of memory."""
        with self._lock:
            if entry := self._entries.pop(collection_id, None):
                self._nbytes -= entry.nbytes

    def _take(self, collection_id: CollectionId) -> _Entry:
        with self._lock:
            if (entry := self._entries.get(collection_id)) is None:
                entry = self._entries[collection_id] = _Entry()
            self._entries.move_to_end(collection_id)
            entry.readers += 1
            return entry

    def _give_back(self, entry: _Entry) -> None:
        with self._lock:
            entry.readers -= 1
            for collection_id in list(self._entries) if self._nbytes > self._budget else ():
                idle = self._entries[collection_id]
                if idle.readers or idle is entry:
                    continue
                self._nbytes -= self._entries.pop(collection_id).nbytes
                if self._nbytes <= self._budget:
                    break

    def _bring_up(self, collection_id: CollectionId, entry: _Entry) -> None:
        """Take over what changed, also where that changes while it is read."""
        for _ in range(_TRIES - 1):
            with suppress(StaleError):
                return self._catch_up(collection_id, entry)
        try:
            self._catch_up(collection_id, entry)
        except StaleError as error:
            raise LockedError(str(error)) from error

    def _catch_up(self, collection_id: CollectionId, entry: _Entry) -> None:
        """Take over what changed; an index that could not be brought up to date is emptied."""
        try:
            with self._store.snapshot(collection_id, entry.stamps, since=entry.version) as found:
                self._take_over(collection_id, entry, found)
        except BaseException:
            entry.clear()
            raise
        finally:
            self._weigh(collection_id, entry)

    def _take_over(self, collection_id: CollectionId, entry: _Entry, found: Snapshot) -> None:
        for article_id in found.gone | (found.changed.keys() & entry.stamps.keys()):
            entry.articles.remove(article_id)
            del entry.stamps[article_id]
        ships = self.shipped.keys() - found.hidden - entry.stamps.keys() - found.changed.keys()
        for article_id in entry.ships - ships:
            entry.articles.remove(article_id)
        new = ships - entry.ships
        entry.articles.extend(pair for i, pair in self.shipped.items() if i in new)
        for contents in found.news:
            entry.articles.extend(self._analyzed(collection_id, contents))
        entry.stamps |= found.changed
        entry.ships, entry.version = frozenset(ships), found.version

    def _analyzed(
        self, collection_id: CollectionId, contents: Iterable[Content]
    ) -> Iterator[tuple[Article, Analysis]]:
        renewed = []
        for content in contents:
            analysis = _kept_analysis(content)
            if analysis is None:
                analysis = analyze(content.article)
                fresh = Content(content.article, analysis.to_bytes(), ANALYSIS_VERSION)
                renewed.append((fresh, analysis.passages))
            # What the outline says is in the analysis, and there it is smaller.
            yield replace(content.article, outline=()), analysis
        if renewed:
            # It saves time the next time; answers do not need it, and must not wait for it.
            with suppress(StoreError):
                self._store.keep_analyses(collection_id, renewed)

    def _weigh(self, collection_id: CollectionId, entry: _Entry) -> None:
        texts = sum(sys.getsizeof(kept.article.text) for kept in entry.articles.all_entries)
        nbytes = entry.articles.nbytes + texts
        with self._lock:
            if self._entries.get(collection_id) is entry:  # else it was dropped meanwhile
                self._nbytes += nbytes - entry.nbytes
            entry.nbytes = nbytes


def _is_other(one: Version, version: Version) -> bool:
    return (one.own, one.shared) != (version.own, version.shared)


def _kept_analysis(content: Content) -> Analysis | None:
    """Return the analysis that is kept, or None when other code made it or it is damaged."""
    if content.analysis_version != ANALYSIS_VERSION:
        return None
    try:
        return Analysis.from_bytes(content.analysis)
    except ValueError:
        return None
