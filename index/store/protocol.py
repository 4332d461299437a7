"""What a store does, in the domain's verbs; every store passes the suite in ``tests/store/``.

A store keeps the *own* articles of each collection. What a collection *sees* are its own articles
and those of the shared collection that it does not hide; where both have the same id, its own.

Every method that writes is one transaction: when it returns, the change survives a crash of the
process and of the machine, and when it raises, nothing has changed; unless it raises
UncertainError, when the change is kept or is not, and nobody can tell yet. All methods may be
called from several threads, and several processes may have the same store open. Every method
raises StoreError when the store itself fails: BusyError when others have been writing for too
long, FullError when there is no room, ReadOnlyError when what is kept can only be read, LockedError
when not even that can be done just now, MovedError when what is kept has been taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Set
    from contextlib import AbstractContextManager
    from datetime import datetime

    from index.limits import CollectionLimits, OwnLimits
    from index.model import (
        Added,
        Article,
        CollectionId,
        Forgotten,
        Purged,
        Record,
        Usage,
    )


@dataclass(frozen=True, slots=True)
class Version:
    """Which version a collection has; any change to what it sees makes it another one.

    Numbers of changes are never given again, even when what is kept was restored from a copy: what
    is at another version than the store, a later one too, is not what the store has.
    """

    own: int
    """The number of the last change to the collection; 0 if it was never changed."""
    shared: int
    """The same of the shared collection."""
    bare: bool
    """Whether it has no articles of its own and hides none, and so sees what all see."""


@dataclass(frozen=True, slots=True)
class Content:
    """A text to ask, with its analysis as bytes and the version of the code that made it."""

    article: Article
    analysis: bytes
    analysis_version: int


Stamps = Mapping[str, int]
"""Articles by their id: the number of the last change of each, above 0."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a collection sees at one moment, compared with what the caller knows of it."""

    version: Version
    changed: Stamps
    """The visible articles that the caller does not know, or not with this stamp."""
    gone: frozenset[str]
    """Ids that the caller knows and that are not visible any more."""
    hidden: frozenset[str]
    """Ids of shared articles that the collection hides, whether they exist or not."""
    news: Iterator[Sequence[Content]]
    """Those that changed, in a few at a time: together they may be far larger than an index."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way into a store: analyzed, and signed."""

    content: Content
    passages: int
    left_out: int
    by: int | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that an article had before."""

    revision: str
    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that is kept about an article, for export and import."""

    collection_id: CollectionId
    record: Record
    content: Content
    earlier: tuple[Earlier, ...] = ()


Hidden = tuple["CollectionId", str]
"""A collection, and the id of a shared article that it hides, for export and import."""


class Store(Protocol):
    """Keeps the articles of collections."""

    def version(self, collection_id: CollectionId) -> Version:
        """Return the version of a collection; cheap enough to ask before every question."""
        ...

    def versions(self, collection_ids: Iterable[CollectionId]) -> Mapping[CollectionId, Version]:
        """Return the version of each of some collections, as `version`."""
        ...

    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> AbstractContextManager[Snapshot]:
        """Lend what a collection sees, to be read within the block.

        ``known`` holds the stamps that the caller has, and ``since`` the version at which it got
        them: with it, only what changed is looked for, and what it finds is checked.
        """
        ...

    def records(self, collection_id: CollectionId) -> list[Record]:
        """Return what a collection sees and what it hides, in no order, without reading texts."""
        ...

    def record(self, collection_id: CollectionId, article_id: str) -> Record | None:
        """Return one of `records` by its id."""
        ...

    def article(self, collection_id: CollectionId, article_id: str) -> Article | None:
        """Return an article with its text, own or shared, hidden or not."""
        ...

    def with_text(self, collection_id: CollectionId, revision: str) -> Record | None:
        """Return the article, own or shared, hidden or not, whose text has this revision."""
        ...

    def earlier(self, collection_id: CollectionId, article_id: str, revision: str) -> str | None:
        """Return an earlier text of an article, own or shared, by the first digits of its revision.

        None when there is no such text, or more than one.
        """
        ...

    def hidden(self, collection_id: CollectionId) -> frozenset[str]:
        """Return the ids of the shared articles that a collection hides."""
        ...

    def usage(self, collection_id: CollectionId) -> Usage:
        """Return how much is kept of a collection's own."""
        ...

    def collections(self) -> list[CollectionId]:
        """Return the collections about which anything is kept, in order."""
        ...

    def add(
        self,
        collection_id: CollectionId,
        draft: Draft,
        *,
        limits: CollectionLimits,
        taken: Set[str] = frozenset(),
    ) -> Added:
        """Add an article to a collection's own, unless it has or sees this very text already.

        Its id is the article's, made longer when that is the start of the revision and another
        text has it, or when it is among the ids ``taken`` by articles elsewhere. A hidden shared
        article with this text is shown again. Raise LimitError when there is no room, ArticleError
        when the id was chosen and belongs to another text.
        """
        ...

    def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        draft: Draft,
        *,
        limits: CollectionLimits,
    ) -> Record:
        """Give an own article another text, and everything else that the draft's article has.

        The id stays, and the text that it had is kept as an earlier one. Raise UnknownArticleError
        when it is not there, ArticleError when another own article has the new text, LimitError
        when there is no room.
        """
        ...

    def rename(
        self,
        collection_id: CollectionId,
        article_id: str,
        title: str,
        *,
        by: int | None,
        now: datetime,
    ) -> Record:
        """Give an own article another title; raise UnknownArticleError if it is not there."""
        ...

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        """Remove an own article, so that `restore` can bring it back until it is purged.

        Raise UnknownArticleError if it is not there.
        """
        ...

    def restore(
        self,
        collection_id: CollectionId,
        article_id: str,
        *,
        since: datetime,
        limits: CollectionLimits,
    ) -> Record:
        """Bring back an article that was removed at ``since`` or later; does nothing if it is back.

        Raise UnknownArticleError if there is none, ArticleError when its text was added again
        under another id, LimitError when there is no room any more.
        """
        ...

    def hide(self, collection_id: CollectionId, article_id: str) -> bool:
        """Hide a shared article in a collection; return False if it is hidden there already.

        The id is not checked.
        """
        ...

    def show(self, collection_id: CollectionId, article_id: str) -> None:
        """Show a shared article in a collection that hides it, or does not."""
        ...

    def keep_analyses(
        self, collection_id: CollectionId, renewed: Sequence[tuple[Content, int]]
    ) -> None:
        """Replace analyses of articles, own or shared, that still have the same revision.

        Each comes with the number of passages. One of later code is not replaced, so that two
        versions of the program can share a store. What collections see does not change by it, and
        nobody waits for it: raise BusyError at once when others are writing.
        """
        ...

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        """Return the role that may change a collection, as `allow_role` has set it."""
        ...

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        """Set the role whose members may change a collection: Discord's id, None for none."""
        ...

    def limits(self) -> Mapping[CollectionId, OwnLimits]:
        """Return the collections that have limits of their own, with those."""
        ...

    def limit(self, collection_id: CollectionId, own: OwnLimits) -> None:
        """Set the limits of a collection; they go before those that `add` and others are given."""
        ...

    def forget_person(self, person: int) -> Forgotten:
        """Delete a person's own collection, and their id wherever it is kept."""
        ...

    def server_left(self, server: int, *, now: datetime) -> None:
        """Note that the bot was removed from a server; the first time counts."""
        ...

    def server_joined(self, server: int) -> None:
        """Note that the bot is in a server."""
        ...

    def servers_left(self) -> Mapping[int, datetime]:
        """Return the servers that the bot is no longer in, each with when that was first noted."""
        ...

    def purge(
        self,
        *,
        removed_before: datetime,
        left_before: datetime,
        servers: Set[int] | None = None,
    ) -> Purged:
        """Delete for good what was removed, and the collections of servers left, before a time.

        Of the servers that were left only those go that are among ``servers``, if it is given.
        """
        ...

    def export(self) -> Iterator[Stored]:
        """Yield every article that is not removed, with its texts, in order of collection and id.

        What is yielded was there at one moment, whatever is written meanwhile.
        """
        ...

    def put(self, stored: Stored) -> bool:
        """Take an article over as it is, whatever the limits; return False if it is already there.

        Raise ArticleError when the id or the text belongs to another article of the collection.
        """
        ...

    def together(self) -> AbstractContextManager[None]:
        """Make what the thread writes within a block one transaction.

        All of it is kept when the block is left, and none when it is left by an exception; a method
        that raises within it changes nothing. What is read in between need not show it yet.
        """
        ...

    def close(self) -> None:
        """Let go of what is open; safe to call twice."""
        ...
