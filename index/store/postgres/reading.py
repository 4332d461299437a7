"""The reading half of the PostgreSQL store."""

from __future__ import annotations

from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from index.limits import OwnLimits
from index.model import SHARED, CollectionId
from index.store.postgres import seen
from index.store.postgres import statements as sql
from index.store.postgres.compare import compared, versions
from index.store.postgres.connections import LONG
from index.store.postgres.rows import RECORD, earlier_from, record_from
from index.store.postgres.transactions import Transactions
from index.store.postgres.view import View
from index.store.protocol import Snapshot, Stored
from index.store.rules import in_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from index.model import Article, Record, Usage
    from index.store.compare import Compared
    from index.store.postgres.connections import Connection, Connections
    from index.store.protocol import Content, Earlier, Stamps, Version

R = TypeVar("R")

_EXPORTED = """
SELECT name, id, article.key, article.change, characters FROM article
JOIN collection ON collection.key = collection WHERE removed_at IS NULL
"""


class _Seen(NamedTuple):
    """What a collection sees at one moment."""

    version: Version
    found: Compared
    hidden: frozenset[str]


class PostgresReader:
    """Reads what a database keeps; see `index.store.protocol.Store` for what each promises."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._transactions = Transactions(connections)

    def version(self, collection_id: CollectionId) -> Version:
        return self.versions([collection_id])[collection_id]

    def versions(self, collection_ids: Iterable[CollectionId]) -> Mapping[CollectionId, Version]:
        wanted = list(collection_ids)
        return self._transactions.read(
            lambda connection: versions(connection, wanted), snapshot=False
        )

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        def begin(connection: Connection) -> _Seen:
            places = sql.places_of(connection, collection_id)
            hides = seen.hidden(connection, collection_id)
            found = compared(connection, places, known, since, hides)
            return _Seen(versions(connection, [collection_id])[collection_id], found, hides)

        with closing(View(self._connections, begin)) as view:
            version, found, hides = view.found
            keys = ((row.key, row.characters) for row in found.changed.values())
            yield Snapshot(
                version,
                {article_id: row.change for article_id, row in found.changed.items()},
                gone=found.gone,
                hidden=hides,
                news=(_contents(view, batch) for batch in in_batches(keys)),
            )

    def records(self, collection_id: CollectionId) -> list[Record]:
        return self._in_one_statement(lambda it: seen.records(it, collection_id))

    def record(self, collection_id: CollectionId, article_id: str) -> Record | None:
        return self._in_one_statement(lambda it: seen.record(it, collection_id, article_id))

    def article(self, collection_id: CollectionId, article_id: str) -> Article | None:
        return self._in_one_statement(lambda it: seen.article(it, collection_id, article_id))

    def with_text(self, collection_id: CollectionId, revision: str) -> Record | None:
        return self._in_one_statement(lambda it: seen.with_text(it, collection_id, revision))

    def earlier(self, collection_id: CollectionId, article_id: str, revision: str) -> str | None:
        def work(connection: Connection) -> str | None:
            found = sql.find_visible(connection, collection_id, article_id)
            return sql.earlier_text(connection, found[0], revision) if found else None

        return self._transactions.read(work)

    def servers_left(self) -> Mapping[int, datetime]:
        def work(connection: Connection) -> dict[int, datetime]:
            rows = connection.execute(
                "SELECT name, left_at FROM collection WHERE left_at IS NOT NULL"
            )
            return {CollectionId.parse(name).number: left_at for name, left_at in rows}

        return self._transactions.read(work, snapshot=False, within=LONG)

    def hidden(self, collection_id: CollectionId) -> frozenset[str]:
        return self._in_one_statement(lambda it: seen.hidden(it, collection_id))

    def usage(self, collection_id: CollectionId) -> Usage:
        return self._in_one_statement(lambda it: seen.usage(it, collection_id))

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        def work(connection: Connection) -> int | None:
            row = connection.execute(
                "SELECT allowed_role FROM collection WHERE name = %s", (str(collection_id),)
            ).fetchone()
            return row[0] if row else None

        return self._transactions.read(work, snapshot=False)

    def limits(self) -> Mapping[CollectionId, OwnLimits]:
        def work(connection: Connection) -> Mapping[CollectionId, OwnLimits]:
            rows = connection.execute(
                f"SELECT name, {sql.LIMITS} FROM own_limit JOIN collection ON key = collection"  # noqa: S608 - our own columns
            )
            return {CollectionId.parse(name): OwnLimits(*row) for name, *row in rows}

        return self._transactions.read(work, snapshot=False)

    def collections(self) -> list[CollectionId]:
        def work(connection: Connection) -> list[CollectionId]:
            names = connection.execute("SELECT name FROM collection")
            return sorted(CollectionId.parse(name) for (name,) in names)

        return self._transactions.read(work, snapshot=False, within=LONG)

    def export(self) -> Iterator[Stored]:
        def begin(connection: Connection) -> list[tuple[CollectionId, str, int, int, int]]:
            rows = connection.execute(_EXPORTED)
            return sorted((CollectionId.parse(name), *rest) for name, *rest in rows)

        with closing(View(self._connections, begin, within=LONG)) as view:
            articles = (((place, key), length) for place, _, key, _, length in view.found)
            for batch in in_batches(articles):
                yield from view.read(partial(_stored, batch))

    def _in_one_statement(self, work: Callable[[Connection], R]) -> R:
        return self._transactions.read(work, snapshot=False)


def _contents(view: View[_Seen], keys: Sequence[int]) -> list[Content]:
    found = view.read(lambda connection: sql.contents(connection, keys))
    return [found[key] for key in keys]


def _stored(articles: Sequence[tuple[CollectionId, int]], connection: Connection) -> list[Stored]:
    keys = [key for _, key in articles]
    rows = connection.execute(
        f"SELECT key, {RECORD} FROM article WHERE key = ANY(%s)",  # noqa: S608 - our own columns
        (keys,),
        binary=True,
    )
    records = {key: row for key, *row in rows}
    earlier: dict[int, list[Earlier]] = {key: [] for key in keys}
    rows = connection.execute(
        "SELECT article, revision, text, replaced_at FROM earlier WHERE article = ANY(%s)"
        " ORDER BY replaced_at, revision",
        (keys,),
        binary=True,
    )
    for key, revision, text, replaced_at in rows:
        earlier[key].append(earlier_from(revision, text, replaced_at))
    contents = sql.contents(connection, keys)
    return [
        Stored(
            collection_id,
            record_from(records[key], shared=collection_id == SHARED),
            contents[key],
            tuple(earlier[key]),
        )
        for collection_id, key in articles
    ]
