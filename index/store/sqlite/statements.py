"""Parts of transactions: functions over a connection that a store has lent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.limits import OwnLimits
from index.model import SHARED
from index.store.packing import packed, packed_structure, unpacked_text
from index.store.rules import next_change, same_text
from index.store.sqlite.rows import (
    RECORD,
    record_from,
    record_row,
    stamp,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from index.limits import CollectionLimits
    from index.model import Article, CollectionId, Record
    from index.store.protocol import Content, Earlier, Stored

LIMITS = "articles, passages, user_questions, server_questions"
"""The columns of `own_limit` as `OwnLimits` has them."""


def key_of(connection: sqlite3.Connection, collection_id: CollectionId) -> int:
    """Return the key of a collection, 0 when nothing is kept about it."""
    row = connection.execute(
        "SELECT key FROM collection WHERE name = ?", (str(collection_id),)
    ).fetchone()
    return int(row[0]) if row else 0


def changed(connection: sqlite3.Connection, collection_id: CollectionId) -> tuple[int, int]:
    """Note that what a collection sees changes; return its key and the number of the change."""
    (last,) = connection.execute("SELECT last FROM sequence").fetchone()
    change = next_change(last)
    connection.execute("UPDATE sequence SET last = ?", (change,))
    (key,) = connection.execute(
        "INSERT INTO collection (name, change) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET change = excluded.change RETURNING key",
        (str(collection_id), change),
    ).fetchone()
    return int(key), change


def find(
    connection: sqlite3.Connection, collection: int, article_id: str, *, removed: bool = False
) -> int | None:
    """Return the key of an article that a collection has, or has removed."""
    row = connection.execute(
        "SELECT key FROM article WHERE collection = ? AND id = ? AND (removed_at IS NOT NULL) = ?",
        (collection, article_id, removed),
    ).fetchone()
    return row[0] if row else None


def same_revision(
    connection: sqlite3.Connection, collection: int, revision: str, *, but: str = ""
) -> int | None:
    """Return the key of the article of a collection that has a text, other than one id."""
    row = connection.execute(
        "SELECT key FROM article"
        " WHERE collection = ? AND revision = ? AND removed_at IS NULL AND id <> ?",
        (collection, revision, but),
    ).fetchone()
    return row[0] if row else None


def with_text(
    connection: sqlite3.Connection, own: int, shared: int, revision: str
) -> tuple[int, bool] | None:
    """Return the key of the article that a collection has a text by, and whether it is shared.

    A shared one is not there for a collection that has another article under its id.
    """
    if (key := same_revision(connection, own, revision)) is not None:
        return key, own == shared
    row = connection.execute(
        "SELECT key FROM article AS theirs"
        " WHERE collection = ? AND revision = ? AND removed_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM article WHERE collection = ? AND id = theirs.id AND removed_at IS NULL)",
        (shared, revision, own),
    ).fetchone()
    return (row[0], True) if row else None


def refuse_same_text(
    connection: sqlite3.Connection, collection: int, article: Article | Record
) -> None:
    """Raise ArticleError when another article of a collection has the text."""
    other = same_revision(connection, collection, article.revision, but=article.id)
    if other is not None:
        raise same_text(record_at(connection, other, shared=False).title)


def check_room(
    connection: sqlite3.Connection,
    collection_id: CollectionId,
    limits: CollectionLimits,
    *,
    articles: int,
    passages: int,
) -> None:
    """Raise LimitError when a collection has no room for so many more."""
    count, total = connection.execute(
        "SELECT count(*), coalesce(sum(passages), 0) FROM article"
        " WHERE collection = ? AND removed_at IS NULL",
        (key_of(connection, collection_id),),
    ).fetchone()
    own = limits_of(connection, collection_id)
    limits.but(own).check_collection(
        collection_id, articles=count + articles, passages=total + passages
    )


def limits_of(connection: sqlite3.Connection, collection_id: CollectionId) -> OwnLimits:
    """Return the limits that a collection has of its own."""
    row = connection.execute(
        f"SELECT {LIMITS} FROM own_limit WHERE collection = ?",  # noqa: S608 - our own columns
        (key_of(connection, collection_id),),
    ).fetchone()
    return OwnLimits(*row) if row else OwnLimits()


def record_at(
    connection: sqlite3.Connection, key: int, *, shared: bool, hidden: bool = False
) -> Record:
    """Return the record of an article by its key."""
    row = connection.execute(
        f"SELECT {RECORD} FROM article WHERE key = ?",  # noqa: S608 - our own columns
        (key,),
    ).fetchone()
    return record_from(row, shared=shared, hidden=hidden)


def insert(connection: sqlite3.Connection, stored: Stored) -> None:
    """Write an article that is not there."""
    collection, change = changed(connection, stored.collection_id)
    values = record_row(stored.record)
    places = ", ".join("?" * (len(values) + 2))
    (key,) = connection.execute(
        f"INSERT INTO article ({RECORD}, collection, change) VALUES ({places}) RETURNING key",  # noqa: S608 - our own columns
        (*values, collection, change),
    ).fetchone()
    connection.execute(
        "INSERT INTO content (article, text, analysis_version, analysis, outline)"
        " VALUES (?, ?, ?, ?, ?)",
        (key, *_content_row(stored.content)),
    )
    for earlier in stored.earlier:
        keep_earlier(connection, key, earlier)


def overwrite(
    connection: sqlite3.Connection, key: int, record: Record, content: Content, change: int
) -> None:
    """Write an article in place of the one that has the key."""
    columns = ", ".join(f"{column} = ?" for column in RECORD.split(", "))
    connection.execute(
        f"UPDATE article SET {columns}, change = ? WHERE key = ?",  # noqa: S608 - our own columns
        (*record_row(record), change, key),
    )
    replace_content(connection, key, content)
    connection.execute(
        "DELETE FROM earlier WHERE article = ? AND revision = ?", (key, record.revision)
    )


def replace_content(connection: sqlite3.Connection, key: int, content: Content) -> None:
    """Write the text and the analysis of an article."""
    connection.execute(
        "UPDATE content SET text = ?, analysis_version = ?, analysis = ?, outline = ?"
        " WHERE article = ?",
        (*_content_row(content), key),
    )


def keep_analysis(
    connection: sqlite3.Connection, key: int, content: Content, passages: int
) -> None:
    """Write the analysis of an article that has the same text, and none by later code."""
    same = connection.execute(
        "UPDATE article SET passages = ? WHERE key = ? AND revision = ? AND ? >="
        " (SELECT analysis_version FROM content WHERE article = key)",
        (passages, key, content.article.revision, content.analysis_version),
    )
    if same.rowcount:
        replace_content(connection, key, content)


def keep_earlier(connection: sqlite3.Connection, key: int, earlier: Earlier) -> None:
    """Write a text that an article had; one that it had before is written again."""
    connection.execute(
        "INSERT OR REPLACE INTO earlier (article, revision, replaced_at, text) VALUES (?, ?, ?, ?)",
        (key, earlier.revision, stamp(earlier.replaced_at), packed(earlier.text.encode())),
    )


def earlier_text(connection: sqlite3.Connection, key: int, revision: str) -> str | None:
    """Return the text whose revision begins so, if it is the only one."""
    rows = connection.execute(
        "SELECT text FROM earlier WHERE article = ? AND substr(revision, 1, ?) = ?",
        (key, len(revision), revision),
    ).fetchall()
    return unpacked_text(rows[0][0]) if len(rows) == 1 else None


def records(
    connection: sqlite3.Connection, collection_id: CollectionId, keys: Iterable[int] | None = None
) -> list[Record]:
    """Return the records of what a collection sees and hides, its own before shared ones."""
    own, shared = key_of(connection, collection_id), key_of(connection, SHARED)
    hides = hidden(connection, own)
    rows = f"SELECT {RECORD} FROM article WHERE collection = ? AND removed_at IS NULL"  # noqa: S608 - our own columns
    found: dict[str, Record] = {}
    if collection_id != SHARED:
        for row in connection.execute(rows, (shared,)):
            record = record_from(row, shared=True)
            found[record.id] = replace(record, hidden=record.id in hides)
    for row in connection.execute(rows, (own,)):
        record = record_from(row, shared=collection_id == SHARED)
        found[record.id] = record
    return list(found.values())


def hidden(connection: sqlite3.Connection, collection: int) -> frozenset[str]:
    """Return the ids that a collection hides."""
    rows = connection.execute("SELECT article FROM hidden WHERE collection = ?", (collection,))
    return frozenset(article_id for (article_id,) in rows)


def find_visible(
    connection: sqlite3.Connection, collection_id: CollectionId, article_id: str
) -> tuple[int, bool] | None:
    """Return the key of an article, own or shared, and whether it is shared."""
    for place in dict.fromkeys((collection_id, SHARED)):
        key = find(connection, key_of(connection, place), article_id)
        if key is not None:
            return key, place == SHARED
    return None


def show(connection: sqlite3.Connection, collection_id: CollectionId, article_id: str) -> None:
    """Hide an article no longer, if it is hidden."""
    key = key_of(connection, collection_id)
    shown = connection.execute(
        "DELETE FROM hidden WHERE collection = ? AND article = ?", (key, article_id)
    )
    if shown.rowcount:
        changed(connection, collection_id)


def delete_collection(connection: sqlite3.Connection, collection_id: CollectionId) -> int:
    """Delete all that is kept about a collection; return how many articles it had."""
    key = key_of(connection, collection_id)
    deleted = connection.execute("DELETE FROM article WHERE collection = ?", (key,))
    connection.execute("DELETE FROM collection WHERE key = ?", (key,))
    return deleted.rowcount


def _content_row(content: Content) -> tuple[str, int, bytes, bytes | None]:
    structure = packed_structure(content.article)
    return content.article.text, content.analysis_version, packed(content.analysis), structure
