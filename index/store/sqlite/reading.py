"""The reading half of the SQLite store."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from index.limits import OwnLimits
from index.model import SHARED, CollectionId, Usage
from index.store.packing import unpacked_text
from index.store.protocol import Earlier, Snapshot, Stored, Version
from index.store.rules import in_batches
from index.store.sqlite import statements as sql
from index.store.sqlite.compare import Places, compared
from index.store.sqlite.rows import ARTICLE, article_from, content_of, moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from index.model import Article, Record
    from index.store.protocol import Stamps
    from index.store.sqlite.connections import Connections

_VERSION = """
SELECT name, change,
    NOT EXISTS (
        SELECT 1 FROM article WHERE collection = collection.key AND removed_at IS NULL
    ) AND NOT EXISTS (SELECT 1 FROM hidden WHERE collection = collection.key)
FROM collection WHERE name IN (?, 'shared')
"""
_KEPT = """
SELECT count(*) FILTER (WHERE removed_at IS NULL),
    coalesce(sum(passages) FILTER (WHERE removed_at IS NULL), 0),
    coalesce(sum(characters) FILTER (WHERE removed_at IS NULL), 0),
    (SELECT count(*) FROM earlier JOIN article AS a ON a.key = earlier.article
        WHERE a.collection = :key AND a.removed_at IS NULL),
    count(*) FILTER (WHERE removed_at IS NOT NULL),
    (SELECT count(*) FROM hidden WHERE collection = :key)
FROM article WHERE collection = :key
"""


class SqliteReader:
    """Reads what a file keeps; see `index.store.protocol.Store` for what each method promises."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def version(self, collection_id: CollectionId) -> Version:
        with self._connections.reading() as connection:
            return _version(connection, collection_id)

    def versions(self, collection_ids: Iterable[CollectionId]) -> Mapping[CollectionId, Version]:
        with self._connections.snapshot() as connection:
            return {each: _version(connection, each) for each in collection_ids}

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        with self._connections.snapshot() as connection:
            places = Places(
                sql.key_of(connection, collection_id),
                sql.key_of(connection, SHARED),
            )
            found = compared(connection, places, known, since)
            keys = ((row.key, row.characters) for row in found.changed.values())
            yield Snapshot(
                _version(connection, collection_id),
                {article_id: row.change for article_id, row in found.changed.items()},
                gone=found.gone,
                hidden=sql.hidden(connection, places.own),
                news=([content_of(connection, key) for key in batch] for batch in in_batches(keys)),
            )

    def records(self, collection_id: CollectionId) -> list[Record]:
        with self._connections.snapshot() as connection:
            return sql.records(connection, collection_id)

    def record(self, collection_id: CollectionId, article_id: str) -> Record | None:
        with self._connections.snapshot() as connection:
            found = sql.find_visible(connection, collection_id, article_id)
            return _record(connection, collection_id, *found) if found else None

    def article(self, collection_id: CollectionId, article_id: str) -> Article | None:
        with self._connections.snapshot() as connection:
            found = sql.find_visible(connection, collection_id, article_id)
            if found is None:
                return None
            row = connection.execute(
                f"SELECT {ARTICLE} FROM article JOIN content ON content.article = article.key"  # noqa: S608 - our own columns
                " WHERE article.key = ?",
                (found[0],),
            ).fetchone()
            return article_from(row)

    def with_text(self, collection_id: CollectionId, revision: str) -> Record | None:
        with self._connections.snapshot() as connection:
            own, shared = (sql.key_of(connection, each) for each in (collection_id, SHARED))
            found = sql.with_text(connection, own, shared, revision)
            return _record(connection, collection_id, *found) if found else None

    def earlier(self, collection_id: CollectionId, article_id: str, revision: str) -> str | None:
        with self._connections.snapshot() as connection:
            found = sql.find_visible(connection, collection_id, article_id)
            return sql.earlier_text(connection, found[0], revision) if found else None

    def servers_left(self) -> Mapping[int, datetime]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT name, left_at FROM collection WHERE left_at IS NOT NULL"
            ).fetchall()
        return {CollectionId.parse(name).number: moment(left_at) for name, left_at in rows}

    def hidden(self, collection_id: CollectionId) -> frozenset[str]:
        with self._connections.snapshot() as connection:
            return sql.hidden(connection, sql.key_of(connection, collection_id))

    def usage(self, collection_id: CollectionId) -> Usage:
        with self._connections.snapshot() as connection:
            key = sql.key_of(connection, collection_id)
            return Usage(*connection.execute(_KEPT, {"key": key}).fetchone())

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        with self._connections.reading() as connection:
            row = connection.execute(
                "SELECT allowed_role FROM collection WHERE name = ?", (str(collection_id),)
            ).fetchone()
        return row[0] if row else None

    def limits(self) -> Mapping[CollectionId, OwnLimits]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT name, {sql.LIMITS} FROM own_limit JOIN collection ON key = collection"  # noqa: S608 - our own columns
            ).fetchall()
        return {CollectionId.parse(name): OwnLimits(*row) for name, *row in rows}

    def collections(self) -> list[CollectionId]:
        with self._connections.reading() as connection:
            names = connection.execute("SELECT name FROM collection").fetchall()
        return sorted(CollectionId.parse(name) for (name,) in names)

    def export(self) -> Iterator[Stored]:
        with self._connections.snapshot() as connection:
            rows = connection.execute(
                "SELECT collection.name, article.id, article.key FROM article"
                " JOIN collection ON collection.key = collection WHERE removed_at IS NULL"
            ).fetchall()
            found = sorted((CollectionId.parse(name), i, key) for name, i, key in rows)
            for collection, _, key in found:
                yield _stored(connection, collection, key)


def _version(connection: sqlite3.Connection, collection_id: CollectionId) -> Version:
    own = shared = 0
    bare = True
    for name, change, is_bare in connection.execute(_VERSION, (str(collection_id),)):
        if name == "shared":
            shared = change
        if name == str(collection_id):
            own, bare = change, bool(is_bare)
    return Version(own, shared, bare or collection_id == SHARED)


def _record(
    connection: sqlite3.Connection, collection_id: CollectionId, key: int, shared: bool
) -> Record:
    record = sql.record_at(connection, key, shared=shared)
    if shared and collection_id != SHARED:
        hides = sql.hidden(connection, sql.key_of(connection, collection_id))
        return replace(record, hidden=record.id in hides)
    return record


def _stored(connection: sqlite3.Connection, collection_id: CollectionId, key: int) -> Stored:
    earlier = connection.execute(
        "SELECT revision, text, replaced_at FROM earlier WHERE article = ?"
        " ORDER BY replaced_at, revision",
        (key,),
    )
    return Stored(
        collection_id,
        sql.record_at(connection, key, shared=collection_id == SHARED),
        content_of(connection, key),
        tuple(Earlier(rev, unpacked_text(text), moment(at)) for rev, text, at in earlier),
    )
