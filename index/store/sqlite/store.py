"""The embedded store: one SQLite file, with the standard library's `sqlite3`.

Durable by a write-ahead log that is on the disk before a commit returns (``synchronous=FULL``).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.model import SHARED, Added, CollectionId, Forgotten, Purged
from index.store.files import make_private_folder
from index.store.protocol import Earlier, Stored
from index.store.rules import free_id, record_of, same_id, unknown
from index.store.sqlite import statements as sql
from index.store.sqlite.connections import Connections
from index.store.sqlite.leftovers import clear_leftovers
from index.store.sqlite.migrate import migrate
from index.store.sqlite.reading import SqliteReader
from index.store.sqlite.rows import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence, Set
    from datetime import datetime
    from pathlib import Path

    from index.limits import CollectionLimits, OwnLimits
    from index.model import Record
    from index.store.protocol import Content, Draft


class SqliteStore(SqliteReader):
    """Keeps articles in a file; see `index.store.protocol.Store` for what each method promises."""

    def __init__(self, path: Path, *, patience: float | None = None) -> None:
        """Open a database, made if it is not there and migrated if it is of an earlier version.

        ``patience`` is how many seconds a change waits for others that write, before it is a
        BusyError. Raise StoreError when the database is of a newer version, is not Pullquote's,
        or cannot be used.
        """
        try:
            clear_leftovers(path)
            make_private_folder(path.parent)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be created: {error.strerror}.") from error
        super().__init__(Connections(path, patience=patience, prepare=migrate))
        self._unemptied = False

    def add(
        self,
        collection_id: CollectionId,
        draft: Draft,
        *,
        limits: CollectionLimits,
        taken: Set[str] = frozenset(),
    ) -> Added:
        article = draft.content.article
        with self._connections.writing() as connection:
            own, shared = sql.key_of(connection, collection_id), sql.key_of(connection, SHARED)
            if same := sql.with_text(connection, own, shared, article.revision):
                return _again(connection, collection_id, *same)
            sql.check_room(connection, collection_id, limits, articles=1, passages=draft.passages)
            article_id = free_id(
                article,
                lambda wanted: (
                    wanted in taken
                    or sql.find(connection, own, wanted) is not None
                    or sql.find(connection, shared, wanted) is not None
                ),
            )
            connection.execute(
                "DELETE FROM article WHERE collection = ? AND id = ?", (own, article_id)
            )
            record = record_of(draft, article_id, shared=collection_id == SHARED)
            sql.insert(connection, Stored(collection_id, record, draft.content))
            return Added(record, created=True)

    def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        draft: Draft,
        *,
        limits: CollectionLimits,
    ) -> Record:
        article = replace(draft.content.article, id=article_id)
        with self._connections.writing() as connection:
            own, key = _own(connection, collection_id, article_id)
            sql.refuse_same_text(connection, own, article)
            old = sql.record_at(connection, key, shared=collection_id == SHARED)
            more = draft.passages - old.passages
            sql.check_room(connection, collection_id, limits, articles=0, passages=more)
            if old.revision != article.revision:
                (text,) = connection.execute(
                    "SELECT text FROM content WHERE article = ?", (key,)
                ).fetchone()
                sql.keep_earlier(connection, key, Earlier(old.revision, text, draft.now))
            record = replace(
                record_of(draft, article_id, shared=old.shared),
                added_at=old.added_at,
                added_by=old.added_by,
                updated_at=draft.now,
                updated_by=draft.by,
            )
            _, change = sql.changed(connection, collection_id)
            sql.overwrite(connection, key, record, draft.content, change)
            return record

    def rename(
        self,
        collection_id: CollectionId,
        article_id: str,
        title: str,
        *,
        by: int | None,
        now: datetime,
    ) -> Record:
        with self._connections.writing() as connection:
            _, key = _own(connection, collection_id, article_id)
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET title = ?, updated_at = ?, updated_by = ?, change = ?"
                " WHERE key = ?",
                (title, stamp(now), by, change, key),
            )
            return sql.record_at(connection, key, shared=collection_id == SHARED)

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        with self._connections.writing() as connection:
            _, key = _own(connection, collection_id, article_id)
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET removed_at = ?, change = ? WHERE key = ?",
                (stamp(now), change, key),
            )
            return sql.record_at(connection, key, shared=collection_id == SHARED)

    def restore(
        self,
        collection_id: CollectionId,
        article_id: str,
        *,
        since: datetime,
        limits: CollectionLimits,
    ) -> Record:
        shared = collection_id == SHARED
        with self._connections.writing() as connection:
            own = sql.key_of(connection, collection_id)
            there = sql.find(connection, own, article_id)
            if there is not None:
                return sql.record_at(connection, there, shared=shared)
            row = connection.execute(
                "SELECT key FROM article WHERE collection = ? AND id = ? AND removed_at >= ?",
                (own, article_id, stamp(since)),
            ).fetchone()
            if row is None:
                raise unknown(article_id)
            record = sql.record_at(connection, row[0], shared=shared)
            sql.refuse_same_text(connection, own, record)
            sql.check_room(connection, collection_id, limits, articles=1, passages=record.passages)
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET removed_at = NULL, change = ? WHERE key = ?", (change, row[0])
            )
            return record

    def hide(self, collection_id: CollectionId, article_id: str) -> bool:
        with self._connections.writing() as connection:
            key, _ = sql.changed(connection, collection_id)
            hidden = connection.execute(
                "INSERT OR IGNORE INTO hidden VALUES (?, ?)", (key, article_id)
            )
            return bool(hidden.rowcount)

    def show(self, collection_id: CollectionId, article_id: str) -> None:
        with self._connections.writing() as connection:
            sql.show(connection, collection_id, article_id)

    def keep_analyses(
        self, collection_id: CollectionId, renewed: Sequence[tuple[Content, int]]
    ) -> None:
        with self._connections.writing(patience=0) as connection:
            for content, passages in renewed:
                found = sql.find_visible(connection, collection_id, content.article.id)
                if found is not None:
                    sql.keep_analysis(connection, found[0], content, passages)

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        with self._connections.writing() as connection:
            key, _ = sql.changed(connection, collection_id)
            connection.execute("UPDATE collection SET allowed_role = ? WHERE key = ?", (role, key))

    def limit(self, collection_id: CollectionId, own: OwnLimits) -> None:
        with self._connections.writing() as connection:
            key, _ = sql.changed(connection, collection_id)
            connection.execute("DELETE FROM own_limit WHERE collection = ?", (key,))
            if own:
                connection.execute(
                    f"INSERT INTO own_limit (collection, {sql.LIMITS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - our own columns
                    (key, *astuple(own)),
                )

    def forget_person(self, person: int) -> Forgotten:
        own = CollectionId("person", person)
        with self._connections.writing() as connection:
            articles = sql.delete_collection(connection, own)
            names = connection.execute(
                "UPDATE article SET added_by = nullif(added_by, :person),"
                " updated_by = nullif(updated_by, :person)"
                " WHERE added_by = :person OR updated_by = :person",
                {"person": person},
            ).rowcount
        self._unemptied = not self._connections.checkpoint()
        return Forgotten(articles, names)

    def server_left(self, server: int, *, now: datetime) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE collection SET left_at = ? WHERE name = ? AND left_at IS NULL",
                (stamp(now), str(CollectionId("server", server))),
            )

    def server_joined(self, server: int) -> None:
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE collection SET left_at = NULL WHERE name = ?",
                (str(CollectionId("server", server)),),
            )

    def purge(
        self,
        *,
        removed_before: datetime,
        left_before: datetime,
        servers: Set[int] | None = None,
    ) -> Purged:
        with self._connections.writing() as connection:
            rows = connection.execute(
                "SELECT name FROM collection WHERE left_at < ?", (stamp(left_before),)
            ).fetchall()
            left = sorted(CollectionId.parse(name) for (name,) in rows)
            gone = [each for each in left if servers is None or each.number in servers]
            for collection in gone:
                sql.delete_collection(connection, collection)
            articles = connection.execute(
                "DELETE FROM article WHERE removed_at < ?", (stamp(removed_before),)
            ).rowcount
        if gone or articles or self._unemptied:
            self._unemptied = not self._connections.checkpoint()
        return Purged(articles, tuple(gone))

    def put(self, stored: Stored) -> bool:
        record = stored.record
        with self._connections.writing() as connection:
            own = sql.key_of(connection, stored.collection_id)
            key = sql.find(connection, own, record.id)
            if key is not None:
                there = sql.record_at(connection, key, shared=record.shared)
                if there.revision == record.revision:
                    return False
                raise same_id(there.title, record.id)
            sql.refuse_same_text(connection, own, record)
            connection.execute(
                "DELETE FROM article WHERE collection = ? AND id = ?", (own, record.id)
            )
            sql.insert(connection, stored)
            return True

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._connections.writing():
            yield

    def close(self) -> None:
        self._connections.close()


def _again(
    connection: sqlite3.Connection, collection_id: CollectionId, key: int, shared: bool
) -> Added:
    """Return the article that has a text already; a collection that hides it shows it again."""
    record = sql.record_at(connection, key, shared=shared)
    if shared:
        sql.show(connection, collection_id, record.id)
    return Added(record, created=False)


def _own(
    connection: sqlite3.Connection, collection_id: CollectionId, article_id: str
) -> tuple[int, int]:
    """Return the keys of a collection and of one of its own articles."""
    own = sql.key_of(connection, collection_id)
    key = sql.find(connection, own, article_id)
    if key is None:
        raise unknown(article_id)
    return own, key
