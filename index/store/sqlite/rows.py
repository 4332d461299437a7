"""Turn rows of the database into values, and back."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.model import Article, Record
from index.store.packing import unpacked_structure
from index.store.protocol import Content

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

RECORD = (
    "id, title, source, url, author, published, language, revision, characters, passages, "
    "left_out, added_at, added_by, updated_at, updated_by"
)
"""The columns of a `Record`, in its order."""
ARTICLE = "id, title, text, source, url, author, published, language, revision, outline"
"""The columns of an `Article`, in its order; the last has what else its document says."""


def record_from(row: Sequence[object], *, shared: bool, hidden: bool = False) -> Record:
    """Return the record of a row of the columns `RECORD`."""
    values = dict(zip(RECORD.split(", "), row, strict=True))
    for column in ("added_at", "updated_at"):
        if values[column] is not None:
            values[column] = moment(str(values[column]))
    return Record(**values, shared=shared, hidden=hidden)  # type: ignore[arg-type]  # the tables are STRICT: each column has its type


def record_row(record: Record) -> tuple[object, ...]:
    """Return the columns `RECORD` of a record."""
    return (
        record.id,
        record.title,
        record.source,
        record.url,
        record.author,
        record.published,
        record.language,
        record.revision,
        record.characters,
        record.passages,
        record.left_out,
        stamp(record.added_at or datetime.now(UTC)),
        record.added_by,
        stamp(record.updated_at) if record.updated_at else None,
        record.updated_by,
    )


def article_from(row: Sequence[object]) -> Article:
    """Return the article of a row of the columns `ARTICLE`."""
    *columns, said = row
    article = Article(*columns)  # type: ignore[arg-type]  # the tables are STRICT: each has its type
    return replace(article, **unpacked_structure(said, article.text)) if said else article


def content_of(connection: sqlite3.Connection, key: int) -> Content:
    """Return the content of an article by its key in the database."""
    row = connection.execute(
        f"SELECT {ARTICLE}, analysis, analysis_version FROM article JOIN content"  # noqa: S608 - our own columns
        " ON content.article = article.key WHERE article.key = ?",
        (key,),
    ).fetchone()
    return Content(article_from(row[:-2]), zlib.decompress(row[-2]), row[-1])


def stamp(moment: datetime) -> str:
    """Return a time as it is kept: in UTC, to the microsecond, so that it compares as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stamped: str) -> datetime:
    """Return the time of a `stamp`."""
    return datetime.fromisoformat(stamped)
