"""Parts of transactions: functions over a connection that the store has been lent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import StoreError
from index.limits import OwnLimits
from index.model import SHARED
from index.store.packing import packed, unpacked_text
from index.store.postgres.rows import (
    CONTENT,
    RECORD,
    content_from,
    content_row,
    record_from,
    record_row,
)
from index.store.rules import same_text, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.limits import CollectionLimits
    from index.model import Article, CollectionId, Record
    from index.store.postgres.connections import Connection
    from index.store.protocol import Content, Earlier, Stored

# A number that grows, and that no other change of the collection has had, also after a failover or
# a restore: microseconds since 1970, or the next number where the clock has gone back.
_NEXT = "greatest({last} + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
_CHANGED = f"""
INSERT INTO collection AS c (name, change) VALUES (%s, {_NEXT.format(last=0)})
ON CONFLICT (name) DO UPDATE SET change = {_NEXT.format(last="c.change")} RETURNING key, change
"""  # noqa: S608 - our own expressions
LIMITS = "articles, passages, user_questions, server_questions"
"""The columns of `own_limit` as `OwnLimits` has them."""


class Places(NamedTuple):
    """The keys of a collection and of the shared one; 0 for one about which nothing is kept."""

    own: int
    shared: int


def one(connection: Connection, query: str, parameters: Sequence[object]) -> tuple[Any, ...]:
    """Return the one row of a statement that always has one."""
    row = connection.execute(query, parameters, binary=True).fetchone()
    if row is None:
        raise StoreError("The database has given no answer where there is always one.")
    return row


def places_of(connection: Connection, collection_id: CollectionId) -> Places:
    """Return the keys of a collection and of the shared one."""
    rows = connection.execute(
        "SELECT name, key FROM collection WHERE name IN (%s, %s)",
        (str(collection_id), str(SHARED)),
    )
    keys: dict[str, int] = dict(rows.fetchall())
    return Places(keys.get(str(collection_id), 0), keys.get(str(SHARED), 0))


def changed(connection: Connection, collection_id: CollectionId) -> tuple[int, int]:
    """Note that what a collection sees changes; return its key and the number of the change."""
    key, change = one(connection, _CHANGED, (str(collection_id),))
    return key, change


def find(connection: Connection, collection: int, article_id: str) -> int | None:
    """Return the key of an article that a collection has."""
    if "\0" in article_id:  # which no text of a database holds, and no id
        return None
    row = connection.execute(
        "SELECT key FROM article WHERE collection = %s AND id = %s AND removed_at IS NULL",
        (collection, article_id),
    ).fetchone()
    return row[0] if row else None


def own(connection: Connection, collection_id: CollectionId, article_id: str) -> tuple[int, int]:
    """Return the keys of a collection and of an article of its own.

    Raise UnknownArticleError if it is not there.
    """
    collection = places_of(connection, collection_id).own
    key = find(connection, collection, article_id)
    if key is None:
        raise unknown(article_id)
    return collection, key


def find_visible(
    connection: Connection, collection_id: CollectionId, article_id: str
) -> tuple[int, bool] | None:
    """Return the key of an article, own or shared, and whether it is shared."""
    places = places_of(connection, collection_id)
    for place, shared in ((places.own, collection_id == SHARED), (places.shared, True)):
        key = find(connection, place, article_id)
        if key is not None:
            return key, shared
    return None


def refuse_same_text(connection: Connection, collection: int, article: Article | Record) -> None:
    """Raise ArticleError when another article of a collection has the text."""
    row = connection.execute(
        "SELECT title FROM article"
        " WHERE collection = %s AND revision = %s AND removed_at IS NULL AND id <> %s",
        (collection, bytes.fromhex(article.revision), article.id),
    ).fetchone()
    if row is not None:
        raise same_text(row[0])


def limits_of(connection: Connection, collection: int) -> OwnLimits:
    """Return the limits that a collection has of its own, by its key."""
    row = connection.execute(
        f"SELECT {LIMITS} FROM own_limit WHERE collection = %s",  # noqa: S608 - our own columns
        (collection,),
    ).fetchone()
    return OwnLimits(*row) if row else OwnLimits()


def check_room(
    connection: Connection,
    collection_id: CollectionId,
    collection: int,
    limits: CollectionLimits,
    *,
    articles: int,
    passages: int,
) -> None:
    """Raise LimitError when a collection has no room for so many more."""
    count, total = one(
        connection,
        "SELECT count(*), coalesce(sum(passages), 0)::bigint FROM article"
        " WHERE collection = %s AND removed_at IS NULL",
        (collection,),
    )
    own = limits_of(connection, collection)
    limits.but(own).check_collection(
        collection_id, articles=count + articles, passages=total + passages
    )


def record_at(connection: Connection, key: int, *, shared: bool) -> Record:
    """Return the record of an article by its key."""
    row = one(connection, f"SELECT {RECORD} FROM article WHERE key = %s", (key,))  # noqa: S608 - our own columns
    return record_from(row, shared=shared)


def contents(connection: Connection, keys: Sequence[int]) -> dict[int, Content]:
    """Return the contents of articles by their keys."""
    rows = connection.execute(
        f"SELECT article.key, {CONTENT} FROM article JOIN content ON content.article = article.key"  # noqa: S608 - our own columns
        " WHERE article.key = ANY(%s)",
        (list(keys),),
        binary=True,
    )
    return {key: content_from(row) for key, *row in rows}


def insert(connection: Connection, stored: Stored) -> None:
    """Write an article that is not there; a removed one that has its id goes."""
    collection, change = changed(connection, stored.collection_id)
    connection.execute(
        "DELETE FROM article WHERE collection = %s AND id = %s AND removed_at IS NOT NULL",
        (collection, stored.record.id),
    )
    values = record_row(stored.record)
    places = ", ".join(["%s"] * (len(values) + 2))
    (key,) = one(
        connection,
        f"INSERT INTO article ({RECORD}, collection, change) VALUES ({places}) RETURNING key",  # noqa: S608 - our own columns
        (*values, collection, change),
    )
    connection.execute(
        "INSERT INTO content (article, text, analysis_version, analysis, outline)"
        " VALUES (%s, %b, %s, %b, %b)",
        (key, *content_row(stored.content)),
    )
    for earlier in stored.earlier:
        keep_earlier(connection, key, earlier)


def overwrite(
    connection: Connection, key: int, record: Record, content: Content, change: int
) -> None:
    """Write an article in place of the one that has the key."""
    columns = ", ".join(f"{column} = %s" for column in RECORD.split(", "))
    connection.execute(
        f"UPDATE article SET {columns}, change = %s WHERE key = %s",  # noqa: S608 - our own columns
        (*record_row(record), change, key),
    )
    replace_content(connection, key, content)
    connection.execute(
        "DELETE FROM earlier WHERE article = %s AND revision = %s",
        (key, bytes.fromhex(record.revision)),
    )


def replace_content(connection: Connection, key: int, content: Content) -> None:
    """Write the text and the analysis of an article."""
    connection.execute(
        "UPDATE content SET text = %b, analysis_version = %s, analysis = %b, outline = %b"
        " WHERE article = %s",
        (*content_row(content), key),
    )


def keep_analysis(connection: Connection, key: int, content: Content, passages: int) -> None:
    """Write the analysis of an article that has the same text, and none by later code."""
    same = connection.execute(
        "UPDATE article SET passages = %s WHERE key = %s AND revision = %s AND %s >="
        " (SELECT analysis_version FROM content WHERE article = key)",
        (passages, key, bytes.fromhex(content.article.revision), content.analysis_version),
    )
    if same.rowcount:
        replace_content(connection, key, content)


def replace_by_earlier(connection: Connection, key: int, old: Record, now: object) -> None:
    """Keep the text that an article has as an earlier one, also if it had it before."""
    connection.execute(
        "INSERT INTO earlier (article, revision, replaced_at, text)"
        " SELECT %s, %s, %s, text FROM content WHERE article = %s"
        " ON CONFLICT (article, revision) DO UPDATE SET replaced_at = excluded.replaced_at",
        (key, bytes.fromhex(old.revision), now, key),
    )


def keep_earlier(connection: Connection, key: int, earlier: Earlier) -> None:
    """Write a text that an article had."""
    connection.execute(
        "INSERT INTO earlier (article, revision, replaced_at, text) VALUES (%s, %s, %s, %b)"
        " ON CONFLICT (article, revision) DO UPDATE SET replaced_at = excluded.replaced_at",
        (key, bytes.fromhex(earlier.revision), earlier.replaced_at, packed(earlier.text.encode())),
    )


def earlier_text(connection: Connection, key: int, revision: str) -> str | None:
    """Return the text whose revision begins so, if it is the only one."""
    if "\0" in revision:
        return None
    rows = connection.execute(
        "SELECT text FROM earlier WHERE article = %s AND left(encode(revision, 'hex'), %s) = %s",
        (key, len(revision), revision),
        binary=True,
    ).fetchall()
    return unpacked_text(rows[0][0]) if len(rows) == 1 else None


def show(connection: Connection, collection_id: CollectionId, article_id: str) -> None:
    """Hide an article no longer, if it is hidden."""
    shown = connection.execute(
        "DELETE FROM hidden USING collection"
        " WHERE hidden.collection = collection.key AND name = %s AND article = %s",
        (str(collection_id), article_id),
    )
    if shown.rowcount:
        changed(connection, collection_id)


def delete_collection(connection: Connection, collection_id: CollectionId) -> int:
    """Delete all that is kept about a collection; return how many articles it had."""
    key = places_of(connection, collection_id).own
    deleted = connection.execute("DELETE FROM article WHERE collection = %s", (key,))
    connection.execute("DELETE FROM collection WHERE key = %s", (key,))
    return deleted.rowcount
