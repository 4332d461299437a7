"""Turn rows of the database into values, and back."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from index.model import Article, Record
from index.store.packing import packed, packed_structure, unpacked_structure, unpacked_text
from index.store.protocol import Content, Earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORD = (
    "id, title, source, url, author, published, language, revision, characters, passages, "
    "left_out, added_at, added_by, updated_at, updated_by"
)
"""The columns of a `Record`, in its order."""
CONTENT = (
    "article.id, title, content.text, source, url, author, published, language, revision, "
    "content.outline, content.analysis, content.analysis_version"
)
"""The columns of a `Content`: those of its article, in the order of `Article`, and its analysis."""


def record_from(row: Sequence[Any], *, shared: bool, hidden: bool = False) -> Record:
    """Return the record of a row of the columns `RECORD`."""
    values = dict(zip(RECORD.split(", "), row, strict=True))
    values["revision"] = bytes(values["revision"]).hex()
    for column in ("added_at", "updated_at"):
        values[column] = moment(values[column])
    return Record(**values, shared=shared, hidden=hidden)


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
        bytes.fromhex(record.revision),
        record.characters,
        record.passages,
        record.left_out,
        record.added_at or datetime.now(UTC),
        record.added_by,
        record.updated_at,
        record.updated_by,
    )


def content_from(row: Sequence[Any]) -> Content:
    """Return the content of a row of the columns `CONTENT`."""
    article_id, title, text, source, url, author, published, language, revision, *rest = row
    outline, analysis, version = rest
    article = Article(
        article_id,
        title,
        unpacked_text(text),
        source,
        url,
        author,
        published,
        language,
        bytes(revision).hex(),
    )
    if outline:
        article = replace(article, **unpacked_structure(outline, article.text))
    return Content(article, zlib.decompress(analysis), version)


def content_row(content: Content) -> tuple[object, ...]:
    """Return text, version of the analysis, analysis and outline of a content."""
    text = packed(content.article.text.encode())
    structure = packed_structure(content.article)
    return text, content.analysis_version, packed(content.analysis), structure


def earlier_from(revision: bytes, text: bytes, replaced_at: datetime) -> Earlier:
    """Return an earlier text."""
    return Earlier(bytes(revision).hex(), unpacked_text(text), replaced_at.astimezone(UTC))


def moment(stamped: datetime | None) -> datetime | None:
    """Return a time in UTC."""
    return None if stamped is None else stamped.astimezone(UTC)
