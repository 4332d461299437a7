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
from threading import Lock
from typing import TYPE_CHECKING

from index.collection.collection import Collection
from index.errors import StoreError
from index.model import SHARED
from index.store.protocol import Content
from index.text.analysis import ANALYSIS_VERSION, Analysis, analyse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.model import Article, CollectionId
    from index.store.protocol import State, Store, View


@dataclass(frozen=True, slots=True)
class Index:
    """Which index a collection is asked through, and how far that has to come first."""

    name: CollectionId
    """That of the collection, or `SHARED`: collections with nothing of their own share one."""
    behind: int
    """About how many passages have to be taken over: all, when it is not in memory."""


@dataclass(slots=True, eq=False)
class _Shelf:
    """An index, and the version it has; guarded by its lock."""

    lock: Lock = field(default_factory=Lock)
    articles: Collection = field(default_factory=Collection)
    stamps: dict[str, int] = field(default_factory=dict)
    """As in `View.stamps`; 0 for the articles that ship."""
    state: State | None = None
    # The following two are guarded by the lock of all shelves.
    nbytes: int = 0
    readers: int = 0

    def is_at(self, state: State) -> bool:
        """Tell whether the index has this version, and neither an earlier nor a later one.

        A store that was restored from a backup has gone back.
        """
        mine = self.state
        return mine is not None and (mine.own, mine.shared) == (state.own, state.shared)

    def clear(self) -> None:
        """Start anew."""
        self.articles, self.stamps, self.state = Collection(), {}, None


class Shelves:
    """The collections that are open."""

    def __init__(self, store: Store, shipped: Iterable[Article], *, memory_budget: int) -> None:
        """Open nothing yet; ``memory_budget`` is in bytes."""
        self._store = store
        self.shipped = {article.id: (article, analyse(article)) for article in shipped}
        """The articles that ship, by id, each with its analysis."""
        self._budget = memory_budget
        self._shelves: OrderedDict[CollectionId, _Shelf] = OrderedDict()
        self._nbytes = 0
        self._lock = Lock()

    @property
    def open_collections(self) -> list[CollectionId]:
        """The collections whose index is in memory, the least recently used first."""
        with self._lock:
            return list(self._shelves)

    @property
    def nbytes(self) -> int:
        """About how many bytes the indexes and the texts of all open collections take."""
        return self._nbytes

    @contextmanager
    def open(self, name: CollectionId) -> Iterator[Collection]:
        """Lend the index of a collection as it is now; nobody else has it meanwhile.

        A collection that has no articles of its own and hides none is the shared one.
        """
        name, state = self._asked(name)
        shelf = self._take(name)
        try:
            with shelf.lock:
                # Whoever had it before may have taken over more by now than was there at the first.
                if not shelf.is_at(state) and not shelf.is_at(self._store.state(name)):
                    self._catch_up(name, shelf)
                yield shelf.articles
        finally:
            self._give_back(shelf)

    def index_of(self, name: CollectionId) -> Index:
        """Tell through which index a collection is asked; nothing is opened."""
        name, _ = self._asked(name)
        with self._lock:
            shelf = self._shelves.get(name)
        if shelf is not None and shelf.state is not None:
            return Index(name, 0)  # what changed since was added one by one, and is taken over so
        return Index(name, sum(self._store.kept(own).passages for own in {name, SHARED}))

    def _asked(self, name: CollectionId) -> tuple[CollectionId, State]:
        state = self._store.state(name)
        if state.bare and name != SHARED:
            self.drop(name)
            return SHARED, replace(state, own=state.shared)
        return name, state

    def drop(self, name: CollectionId) -> None:
        """Take an index out of memory."""
        with self._lock:
            if shelf := self._shelves.pop(name, None):
                self._nbytes -= shelf.nbytes

    def _take(self, name: CollectionId) -> _Shelf:
        with self._lock:
            if (shelf := self._shelves.get(name)) is None:
                shelf = self._shelves[name] = _Shelf()
            self._shelves.move_to_end(name)
            shelf.readers += 1
            return shelf

    def _give_back(self, shelf: _Shelf) -> None:
        with self._lock:
            shelf.readers -= 1
            for name in list(self._shelves) if self._nbytes > self._budget else ():
                idle = self._shelves[name]
                if idle.readers or idle is shelf:
                    continue
                self._nbytes -= self._shelves.pop(name).nbytes
                if self._nbytes <= self._budget:
                    break

    def _catch_up(self, name: CollectionId, shelf: _Shelf) -> None:
        """Take over what changed; an index that could not be brought up to date is emptied."""
        try:
            known = {article_id: stamp for article_id, stamp in shelf.stamps.items() if stamp}
            view = self._store.view(name, known)
            stamps = dict.fromkeys(self.shipped.keys() - view.hidden, 0) | dict(view.stamps)
            for article_id, stamp in shelf.stamps.items():
                if stamps.get(article_id) != stamp:
                    shelf.articles.remove(article_id)
            shelf.articles.extend(self._news(name, shelf, view, stamps))
            shelf.stamps, shelf.state = stamps, view.state
        except BaseException:
            shelf.clear()
            raise
        finally:
            self._weigh(name, shelf)

    def _news(
        self, name: CollectionId, shelf: _Shelf, view: View, stamps: dict[str, int]
    ) -> Iterator[tuple[Article, Analysis]]:
        for article_id, pair in self.shipped.items():
            if stamps.get(article_id) == 0 != shelf.stamps.get(article_id):
                yield pair
        renewed = []
        for content in view.news:
            analysis = _kept_analysis(content)
            if analysis is None:
                analysis = analyse(content.article)
                fresh = Content(content.article, analysis.to_bytes(), ANALYSIS_VERSION)
                renewed.append((fresh, analysis.passages))
            # What the outline says is in the analysis, and there it is smaller.
            yield replace(content.article, outline=()), analysis
        if renewed:
            # It saves time the next time; answers do not need it, and must not wait for it.
            with suppress(StoreError):
                self._store.keep_analyses(name, renewed)

    def _weigh(self, name: CollectionId, shelf: _Shelf) -> None:
        texts = sum(sys.getsizeof(article.text) for article in shelf.articles.articles)
        nbytes = shelf.articles.nbytes + texts
        with self._lock:
            if self._shelves.get(name) is shelf:  # else it was dropped meanwhile
                self._nbytes += nbytes - shelf.nbytes
            shelf.nbytes = nbytes


def _kept_analysis(content: Content) -> Analysis | None:
    """Return the analysis that is kept, or None when other code made it or it is damaged."""
    if content.analysis_version != ANALYSIS_VERSION:
        return None
    try:
        return Analysis.from_bytes(content.analysis)
    except ValueError:
        return None
