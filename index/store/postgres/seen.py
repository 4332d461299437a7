"""What a collection sees, each in one statement: the way to the database and back takes longest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.model import SHARED, Usage
from index.store.postgres.rows import CONTENT, RECORD, content_from, record_from

if TYPE_CHECKING:
    from index.model import Article, CollectionId, Record
    from index.store.postgres.connections import Connection

_KEY = "(SELECT key FROM collection WHERE name = %(own)s)"
_COLUMNS = ", ".join(f"article.{column}" for column in RECORD.split(", "))
_FROM = """
FROM article JOIN collection ON collection.key = article.collection
"""
_WHERE = """
WHERE collection.name IN (%(own)s, %(shared)s) AND removed_at IS NULL
"""
_ONE = "AND article.id = %(id)s ORDER BY collection.name = %(own)s DESC LIMIT 1"
_RECORDS = f"""
SELECT collection.name = %(shared)s, EXISTS (
    SELECT 1 FROM hidden WHERE collection = {_KEY} AND hidden.article = article.id
), {_COLUMNS} {_FROM} {_WHERE}
"""  # noqa: S608 - our own columns
_RECORD = f"{_RECORDS} {_ONE}"
_WITH_TEXT = f"""
{_RECORDS} AND article.revision = %(revision)s AND (collection.name = %(own)s OR NOT EXISTS (
    SELECT 1 FROM article AS ours
    WHERE ours.collection = {_KEY} AND ours.id = article.id AND ours.removed_at IS NULL
)) ORDER BY collection.name = %(own)s DESC LIMIT 1
"""  # noqa: S608 - ours
_ARTICLE = f"""
SELECT {CONTENT} {_FROM} JOIN content ON content.article = article.key {_WHERE} {_ONE}
"""
_HIDDEN = f"SELECT article FROM hidden WHERE collection = {_KEY}"  # noqa: S608 - ours
_USAGE = f"""
SELECT count(*) FILTER (WHERE removed_at IS NULL),
    coalesce(sum(passages) FILTER (WHERE removed_at IS NULL), 0)::bigint,
    coalesce(sum(characters) FILTER (WHERE removed_at IS NULL), 0)::bigint,
    (SELECT count(*) FROM earlier JOIN article AS a ON a.key = earlier.article
        WHERE a.collection = {_KEY} AND a.removed_at IS NULL),
    count(*) FILTER (WHERE removed_at IS NOT NULL),
    (SELECT count(*) FROM hidden WHERE collection = {_KEY})
FROM article WHERE collection = {_KEY}
"""  # noqa: S608 - ours


def record(connection: Connection, collection_id: CollectionId, article_id: str) -> Record | None:
    """Return the record of an article, own or shared, also of a hidden one."""
    if "\0" in article_id:  # which no text of a database holds, and no id
        return None
    wanted = {**_names(collection_id), "id": article_id}
    row = connection.execute(_RECORD, wanted, binary=True).fetchone()
    return _record_of(collection_id, *row) if row else None


def records(connection: Connection, collection_id: CollectionId) -> list[Record]:
    """Return the records of what a collection sees and hides, its own before shared ones."""
    rows = connection.execute(_RECORDS, _names(collection_id), binary=True)
    found = [_record_of(collection_id, *row) for row in rows]
    found.sort(key=lambda each: not each.shared)
    return list({each.id: each for each in found}.values())


def with_text(connection: Connection, collection_id: CollectionId, revision: str) -> Record | None:
    """Return the record of the article that a collection has a text by.

    A shared one is not there for a collection that has another article under its id.
    """
    wanted = {**_names(collection_id), "revision": bytes.fromhex(revision)}
    row = connection.execute(_WITH_TEXT, wanted, binary=True).fetchone()
    return _record_of(collection_id, *row) if row else None


def article(connection: Connection, collection_id: CollectionId, article_id: str) -> Article | None:
    """Return an article, own or shared, also a hidden one."""
    if "\0" in article_id:
        return None
    wanted = {**_names(collection_id), "id": article_id}
    row = connection.execute(_ARTICLE, wanted, binary=True).fetchone()
    return content_from(row).article if row else None


def hidden(connection: Connection, collection_id: CollectionId) -> frozenset[str]:
    """Return the ids that a collection hides."""
    rows = connection.execute(_HIDDEN, _names(collection_id))
    return frozenset(article_id for (article_id,) in rows)


def usage(connection: Connection, collection_id: CollectionId) -> Usage:
    """Return how much is kept of a collection's own."""
    row = connection.execute(_USAGE, _names(collection_id), binary=True).fetchone()
    return Usage(*(row or (0,) * 6))


def _names(collection_id: CollectionId) -> dict[str, str]:
    return {"own": str(collection_id), "shared": str(SHARED)}


def _record_of(collection_id: CollectionId, shared: bool, hides: bool, *columns: object) -> Record:
    return record_from(columns, shared=shared, hidden=shared and hides and collection_id != SHARED)
