"""What a collection holds, by id and title: the articles of the store and those that ship."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from index.articles import titles
from index.errors import ArticleError, UnknownArticleError
from index.model import SHARED, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.model import Article, CollectionId
    from index.store.protocol import Store, Version
    from index.text.analysis import Analysis

_MOST_NAMED = 5
_LONGEST_NAME = 100
_MOST_LISTED = 50_000
"""Records in the lists that are kept: some 25 MB."""


class Catalogue:
    """The records of every collection; lists of them are kept until what they list has changed."""

    def __init__(self, store: Store, shipped: Mapping[str, tuple[Article, Analysis]]) -> None:
        self._store = store
        self._shipped = shipped
        self._records = {
            article_id: _shipped_record(article, analysis)
            for article_id, (article, analysis) in shipped.items()
        }
        self._lists: OrderedDict[CollectionId, tuple[Version, list[Record]]] = OrderedDict()
        self._lock = Lock()

    def records(self, collection_id: CollectionId, *, hidden: bool) -> list[Record]:
        """Return the records of a collection by title and then by id."""
        version = self._store.version(collection_id)
        if version.bare and collection_id != SHARED:
            collection_id, version = SHARED, replace(version, own=version.shared)
        with self._lock:
            kept, found = self._lists.get(collection_id, (None, []))
        if kept != version:
            found = self._listed(collection_id)
            self._keep(collection_id, version, found)
        return [record for record in found if hidden or not record.hidden]

    def _keep(self, collection_id: CollectionId, version: Version, found: list[Record]) -> None:
        """Keep a list for whoever types on; those that were made first give way."""
        with self._lock:
            self._lists.pop(collection_id, None)
            self._lists[collection_id] = (version, found)
            while sum(len(records) for _, records in self._lists.values()) > _MOST_LISTED:
                self._lists.popitem(last=False)

    def _listed(self, collection_id: CollectionId) -> list[Record]:
        hides = self._store.hidden(collection_id)
        shipped = {i: replace(r, hidden=i in hides) for i, r in self._records.items()}
        found = shipped | {record.id: record for record in self._store.records(collection_id)}
        return sorted(found.values(), key=lambda record: (record.title.casefold(), record.id))

    def suggest(self, collection_id: CollectionId, typed: str, *, hidden: bool) -> list[Record]:
        """Return what was typed may mean; see `index.articles.titles.suggest`."""
        return titles.suggest(self.records(collection_id, hidden=hidden), typed)

    def find(self, collection_id: CollectionId, named: str, *, hidden: bool, exact: bool) -> Record:
        """Return the record that a person names.

        Raise UnknownArticleError if there is none, AmbiguousTitleError if there are several.
        """
        records = self.records(collection_id, hidden=hidden)
        found = titles.exactly(records, named) if exact else titles.find(records, named)
        if found is None:
            raise _unknown(named, titles.suggest(records, named), records)
        return found

    def record(self, collection_id: CollectionId, article_id: str) -> Record:
        """Return a record by its exact id; raise UnknownArticleError if there is none."""
        if record := self._store.record(collection_id, article_id):
            return record
        if article_id in self._records:
            hides = self._store.hidden(collection_id)
            return replace(self._records[article_id], hidden=article_id in hides)
        raise _unknown(article_id, (), self.records(collection_id, hidden=False))

    def article(self, collection_id: CollectionId, article_id: str) -> Article:
        """Return an article with its text; raise UnknownArticleError if there is none."""
        if article := self._store.article(collection_id, article_id):
            return article
        self.record(collection_id, article_id)
        return self._shipped[article_id][0]

    def own(self, collection_id: CollectionId, article_id: str) -> Record:
        """Return a record that the collection may change.

        Raise ArticleError when the article ships or is the operator's.
        """
        record = self.record(collection_id, article_id)
        if self._ships(record):
            raise ArticleError(
                f"“{record.title}” ships with Pullquote. It can be hidden, but not changed."
            )
        if record.shared and collection_id != SHARED:
            raise ArticleError(
                f"“{record.title}” is the operator's. It can be hidden here, but not changed."
            )
        return record

    def operators(self, collection_id: CollectionId, article_id: str) -> Record:
        """Return a record that the collection may hide; raise ArticleError if it is its own."""
        record = self.record(collection_id, article_id)
        if collection_id == SHARED or not record.shared:
            raise ArticleError(f"“{record.title}” belongs here; remove it instead of hiding it.")
        return record

    def with_text(self, collection_id: CollectionId, revision: str) -> Record | None:
        """Return the article that has this very text, hidden or not."""
        if record := self._store.with_text(collection_id, revision):
            return record
        ships = next((r for r in self._records.values() if r.revision == revision), None)
        found = self.record(collection_id, ships.id) if ships else None
        return found if found and found.revision == revision else None

    def _ships(self, record: Record) -> bool:
        return record.added_at is None and record.id in self._records


def _shipped_record(article: Article, analysis: Analysis) -> Record:
    return Record.of(
        article,
        passages=analysis.passages,
        left_out=analysis.furniture + len(article.left_out),
        added_at=None,
        shared=True,
    )


def _unknown(named: str, alike: Iterable[Record], records: Iterable[Record]) -> UnknownArticleError:
    shown = named if len(named) <= _LONGEST_NAME else f"{named[: _LONGEST_NAME - 1]}…"
    near = [f"“{record.title}” ({record.id})" for record in islice(alike, _MOST_NAMED)]
    if near:
        return UnknownArticleError(
            f"There is no article “{shown}” here. Do you mean {' or '.join(near)}?"
        )
    ids = [record.id for record in islice(records, _MOST_NAMED + 1)]
    known = ", ".join(ids[:_MOST_NAMED]) + ", …" * (len(ids) > _MOST_NAMED)
    return UnknownArticleError(
        f"There is no article “{shown}” here. Articles: {known or 'none yet'}."
    )
