"""The store of many processes: a PostgreSQL database, with psycopg.

Any process may answer for any collection. A change is made exactly once, whatever becomes of the
connection meanwhile, and is on the disk of the database when its method returns, if that database
is set so (`index.store.postgres.examine` says whether it is).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from index.model import SHARED, Added, CollectionId, Forgotten, Purged
from index.store.postgres import seen
from index.store.postgres import statements as sql
from index.store.postgres.connections import ANSWER_WITHIN, LONG, PATIENCE, Connections
from index.store.postgres.locks import EVERYTHING, PURGE, lock
from index.store.postgres.migrate import migrate
from index.store.postgres.reading import PostgresReader
from index.store.protocol import Stored
from index.store.rules import free_id, record_of, same_id, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set
    from datetime import datetime

    from index.limits import CollectionLimits, OwnLimits
    from index.model import Record
    from index.store.postgres.connections import Connection
    from index.store.protocol import Content, Draft

_OPENING = 5.0
"""Seconds for which a database may be away when it is opened: likely it is not there at all."""
_RECEIPTS_FOR = "1 hour"
"""For how long a receipt is kept; nobody looks for it after `PATIENCE`."""
_DUE = f"""
SELECT EXISTS (SELECT 1 FROM article WHERE removed_at < %s)
    OR EXISTS (SELECT 1 FROM collection WHERE left_at < %s)
    OR EXISTS (SELECT 1 FROM receipt WHERE at < now() - interval '{_RECEIPTS_FOR}')
"""  # noqa: S608 - ours


class PostgresStore(PostgresReader):
    """Keeps articles in a database; see `index.store.protocol.Store` for what each promises."""

    def __init__(
        self, address: str, *, patience: float = PATIENCE, answer_within: float = ANSWER_WITHIN
    ) -> None:
        """Open a database, which has to be there; its tables are made, or brought to this version.

        ``patience`` is for how many seconds a call goes on trying when the database is away or
        others write, and ``answer_within`` how long the database may take for one step of it.
        Raise StoreError when it cannot be used, or is of a newer version.
        """
        super().__init__(Connections(address, patience=patience, answer_within=answer_within))
        name = self._connections.name
        try:
            self._transactions.read(
                lambda connection: migrate(connection, name),
                snapshot=False,
                within=LONG,
                patience=min(patience, _OPENING),
            )
        except BaseException:
            self.close()
            raise

    def add(
        self,
        collection_id: CollectionId,
        draft: Draft,
        *,
        limits: CollectionLimits,
        taken: Set[str] = frozenset(),
    ) -> Added:
        article = draft.content.article

        def work(connection: Connection) -> Added:
            own, shared = sql.places_of(connection, collection_id)
            if same := seen.with_text(connection, collection_id, article.revision):
                return _again(connection, collection_id, same)
            sql.check_room(
                connection, collection_id, own, limits, articles=1, passages=draft.passages
            )
            article_id = free_id(
                article,
                lambda wanted: (
                    wanted in taken
                    or sql.find(connection, own, wanted) is not None
                    or sql.find(connection, shared, wanted) is not None
                ),
            )
            record = record_of(draft, article_id, shared=collection_id == SHARED)
            sql.insert(connection, Stored(collection_id, record, draft.content))
            return Added(record, created=True)

        return self._transactions.write(collection_id, work)

    def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        draft: Draft,
        *,
        limits: CollectionLimits,
    ) -> Record:
        article = replace(draft.content.article, id=article_id)

        def work(connection: Connection) -> Record:
            own, key = sql.own(connection, collection_id, article_id)
            sql.refuse_same_text(connection, own, article)
            old = sql.record_at(connection, key, shared=collection_id == SHARED)
            more = draft.passages - old.passages
            sql.check_room(connection, collection_id, own, limits, articles=0, passages=more)
            if old.revision != article.revision:
                sql.replace_by_earlier(connection, key, old, draft.now)
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

        return self._transactions.write(collection_id, work)

    def rename(
        self,
        collection_id: CollectionId,
        article_id: str,
        title: str,
        *,
        by: int | None,
        now: datetime,
    ) -> Record:
        def work(connection: Connection) -> Record:
            _, key = sql.own(connection, collection_id, article_id)
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET title = %s, updated_at = %s, updated_by = %s, change = %s"
                " WHERE key = %s",
                (title, now, by, change, key),
            )
            return sql.record_at(connection, key, shared=collection_id == SHARED)

        return self._transactions.write(collection_id, work)

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        def work(connection: Connection) -> Record:
            _, key = sql.own(connection, collection_id, article_id)
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET removed_at = %s, change = %s WHERE key = %s",
                (now, change, key),
            )
            return sql.record_at(connection, key, shared=collection_id == SHARED)

        return self._transactions.write(collection_id, work)

    def restore(
        self,
        collection_id: CollectionId,
        article_id: str,
        *,
        since: datetime,
        limits: CollectionLimits,
    ) -> Record:
        shared = collection_id == SHARED

        def work(connection: Connection) -> Record:
            own = sql.places_of(connection, collection_id).own
            there = sql.find(connection, own, article_id)
            if there is not None:
                return sql.record_at(connection, there, shared=shared)
            # Locked: others may be about to delete it for good.
            row = connection.execute(
                "SELECT key FROM article WHERE collection = %s AND id = %s AND removed_at >= %s"
                " FOR UPDATE",
                (own, article_id, since),
            ).fetchone()
            if row is None:
                raise unknown(article_id)
            record = sql.record_at(connection, row[0], shared=shared)
            sql.refuse_same_text(connection, own, record)
            sql.check_room(
                connection, collection_id, own, limits, articles=1, passages=record.passages
            )
            _, change = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE article SET removed_at = NULL, change = %s WHERE key = %s",
                (change, row[0]),
            )
            return record

        return self._transactions.write(collection_id, work)

    def hide(self, collection_id: CollectionId, article_id: str) -> bool:
        def work(connection: Connection) -> bool:
            key, _ = sql.changed(connection, collection_id)
            hidden = connection.execute(
                "INSERT INTO hidden (collection, article) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (key, article_id),
            )
            return bool(hidden.rowcount)

        return self._transactions.write(collection_id, work)

    def show(self, collection_id: CollectionId, article_id: str) -> None:
        self._transactions.write(
            collection_id, lambda connection: sql.show(connection, collection_id, article_id)
        )

    def keep_analyses(
        self, collection_id: CollectionId, renewed: Sequence[tuple[Content, int]]
    ) -> None:
        def work(connection: Connection) -> None:
            for content, passages in renewed:
                found = sql.find_visible(connection, collection_id, content.article.id)
                if found is not None:
                    sql.keep_analysis(connection, found[0], content, passages)

        self._transactions.at_once(collection_id, work)

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        def work(connection: Connection) -> None:
            key, _ = sql.changed(connection, collection_id)
            connection.execute(
                "UPDATE collection SET allowed_role = %s WHERE key = %s", (role, key)
            )

        self._transactions.write(collection_id, work)

    def limit(self, collection_id: CollectionId, own: OwnLimits) -> None:
        def work(connection: Connection) -> None:
            key, _ = sql.changed(connection, collection_id)
            connection.execute("DELETE FROM own_limit WHERE collection = %s", (key,))
            if own:
                connection.execute(
                    f"INSERT INTO own_limit (collection, {sql.LIMITS}) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608 - our own columns
                    (key, *astuple(own)),
                )

        self._transactions.write(collection_id, work)

    def forget_person(self, person: int) -> Forgotten:
        own = CollectionId("person", person)

        def work(connection: Connection) -> Forgotten:
            articles = sql.delete_collection(connection, own)
            # In one order, so that no two who do the same wait for one another.
            names = connection.execute(
                "UPDATE article SET added_by = nullif(added_by, %(person)s),"
                " updated_by = nullif(updated_by, %(person)s) WHERE key IN ("
                "SELECT key FROM article WHERE added_by = %(person)s OR updated_by = %(person)s"
                " ORDER BY key FOR UPDATE)",
                {"person": person},
            )
            return Forgotten(articles, names.rowcount)

        return self._transactions.write(own, work, within=LONG)

    def server_left(self, server: int, *, now: datetime) -> None:
        collection_id = CollectionId("server", server)

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE collection SET left_at = %s WHERE name = %s AND left_at IS NULL",
                (now, str(collection_id)),
            )

        self._transactions.write(collection_id, work)

    def server_joined(self, server: int) -> None:
        collection_id = CollectionId("server", server)

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE collection SET left_at = NULL WHERE name = %s AND left_at IS NOT NULL",
                (str(collection_id),),
            )

        self._transactions.write(collection_id, work)

    def purge(
        self,
        *,
        removed_before: datetime,
        left_before: datetime,
        servers: Set[int] | None = None,
    ) -> Purged:
        def is_due(connection: Connection) -> bool:
            row = connection.execute(_DUE, (removed_before, left_before)).fetchone()
            return row is not None and row[0]

        def work(connection: Connection) -> Purged:
            rows = connection.execute(
                "SELECT name FROM collection WHERE left_at < %s", (left_before,)
            ).fetchall()
            left = sorted(CollectionId.parse(name) for (name,) in rows)
            gone = []
            for each in left:
                if (servers is None or each.number in servers) and _still_left(
                    connection, each, left_before
                ):
                    sql.delete_collection(connection, each)
                    gone.append(each)
            articles = connection.execute(
                "DELETE FROM article WHERE key IN (SELECT key FROM article WHERE removed_at < %s"
                " FOR UPDATE SKIP LOCKED)",
                (removed_before,),
            )
            connection.execute(
                f"DELETE FROM receipt WHERE at < now() - interval '{_RECEIPTS_FOR}'"  # noqa: S608 - ours
            )
            return Purged(articles.rowcount, tuple(gone))

        if not self._transactions.read(is_due, snapshot=False):
            return Purged(0, ())
        return self._transactions.write(PURGE, work, within=LONG)

    def put(self, stored: Stored) -> bool:
        record = stored.record

        def work(connection: Connection) -> bool:
            own = sql.places_of(connection, stored.collection_id).own
            key = sql.find(connection, own, record.id)
            if key is not None:
                there = sql.record_at(connection, key, shared=record.shared)
                if there.revision == record.revision:
                    return False
                raise same_id(there.title, record.id)
            sql.refuse_same_text(connection, own, record)
            sql.insert(connection, stored)
            return True

        return self._transactions.write(stored.collection_id, work)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._transactions.together(EVERYTHING):
            yield

    def close(self) -> None:
        self._connections.close()


def _again(connection: Connection, collection_id: CollectionId, record: Record) -> Added:
    """Return the article that has a text already; a collection that hides it shows it again."""
    if record.shared:
        sql.show(connection, collection_id, record.id)
    return Added(replace(record, hidden=False), created=False)


def _still_left(connection: Connection, collection_id: CollectionId, before: datetime) -> bool:
    """Lock a collection, and tell whether its server was left before a time."""
    lock(connection, collection_id)
    row = connection.execute(
        "SELECT 1 FROM collection WHERE name = %s AND left_at < %s", (str(collection_id), before)
    )
    return row.fetchone() is not None
