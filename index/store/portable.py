"""What a store keeps, as lines of JSON: readable, and independent of how it is stored.

The first line says what the file is. Each other one is an article with everything about it, or a
shared article that a collection hides. Removed articles are left out, and so are the servers that
the bot has left and analyses, which are made anew.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from index.errors import ArticleError
from index.model import SHARED, Article, CollectionId, Record, revision_of
from index.store.protocol import Content, Earlier, Stored
from index.store.structure import structure_from, structure_values
from index.text.analysis import ANALYSIS_VERSION, analyse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.store.protocol import Store

FORMAT = 1
"""The version of this format; a newer one is refused."""
_HEADER = "pullquote-export"
_DERIVED = ("revision", "characters", "passages", "left_out", "shared", "hidden")

Hidden = tuple[CollectionId, str]
"""A collection, and the id of a shared article that it hides."""


def export_lines(store: Store) -> Iterator[str]:
    """Yield the lines of an export."""
    yield _line({_HEADER: FORMAT})
    for stored in store.export():
        yield _line(_values(stored))
    for collection in store.collections():
        for article_id in sorted(store.hidden(collection)):
            yield _line({"collection": str(collection), "hides": article_id})


def parse_line(line: str, *, first: bool) -> Stored | Hidden | None:
    """Return what a line of an export says, without an analysis; None for the first line.

    Raise ArticleError when it says nothing that can be taken over.
    """
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ArticleError(f"not valid JSON ({error}).") from error
    if not isinstance(found, dict):
        raise ArticleError("not a JSON object.")
    if first:
        if found.get(_HEADER) != FORMAT:
            raise ArticleError(
                f'not an export that can be read: it needs {{"{_HEADER}": {FORMAT}}}.'
            )
        return None
    try:
        collection = CollectionId.parse(str(found.get("collection")))
        if "hides" in found:
            return collection, _text(found, "hides")
        return _stored(collection, found)
    except (ValueError, TypeError) as error:
        raise ArticleError(f"not an article of an export: {error}.") from error


def take_over(store: Store, item: Stored | Hidden) -> bool:
    """Keep what a line said; return False if it is kept already. Raise ArticleError as `put`."""
    if not isinstance(item, Stored):
        collection, article_id = item
        if article_id in store.hidden(collection):
            return False
        store.hide(collection, article_id)
        return True
    there = store.record(item.collection, item.record.id)
    if there and there.revision == item.record.revision and there.shared == item.record.shared:
        return False
    analysis = analyse(item.content.article)
    content = replace(item.content, analysis=analysis.to_bytes(), analysis_version=ANALYSIS_VERSION)
    left_out = analysis.furniture + len(item.content.article.left_out)
    record = replace(item.record, passages=analysis.passages, left_out=left_out)
    return store.put(replace(item, content=content, record=record))


def _values(stored: Stored) -> dict[str, object]:
    record = {key: value for key, value in asdict(stored.record).items() if key not in _DERIVED}
    return {
        "collection": str(stored.collection),
        **record,
        "text": stored.content.article.text,
        **structure_values(stored.content.article),
        "earlier": [
            {"text": earlier.text, "replaced_at": earlier.replaced_at} for earlier in stored.earlier
        ],
    }


def _line(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, default=datetime.isoformat)


def _stored(collection: CollectionId, found: dict[str, object]) -> Stored:
    known = {field.name for field in fields(Record)} - {*_DERIVED} | {
        "collection",
        "text",
        "outline",
        "left_out",
        "earlier",
    }
    if strange := found.keys() - known:
        raise ValueError(f"“{min(strange)}” is no part of one")
    article = Article(
        id=_text(found, "id"),
        title=_text(found, "title"),
        text=_text(found, "text"),
        source=_text(found, "source"),
        url=_maybe(found, "url"),
        author=_maybe(found, "author"),
        published=_maybe(found, "published"),
        language=_text(found, "language"),
    )
    article = replace(article, **structure_from(found, article.text))
    article.text.encode()  # raises UnicodeEncodeError, a ValueError, for half a character
    record = Record(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        author=article.author,
        published=article.published,
        language=article.language,
        revision=article.revision,
        characters=len(article.text),
        passages=0,
        left_out=0,
        added_at=_moment(found, "added_at"),
        added_by=_person(found, "added_by"),
        updated_at=_moment(found, "updated_at") if found.get("updated_at") else None,
        updated_by=_person(found, "updated_by"),
        shared=collection == SHARED,
    )
    earlier = tuple(_earlier(entry) for entry in cast("list[object]", found.get("earlier") or []))
    return Stored(collection, record, Content(article, b"", 0), earlier)


def _earlier(entry: object) -> Earlier:
    if not isinstance(entry, dict):
        raise TypeError("“earlier” is not a list of objects")
    text = _text(entry, "text")
    return Earlier(revision_of(text), text, _moment(entry, "replaced_at"))


def _text(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise TypeError(f"“{key}” is not a text")
    return value


def _maybe(found: Mapping[str, object], key: str) -> str | None:
    return None if found.get(key) is None else _text(found, key)


def _moment(found: Mapping[str, object], key: str) -> datetime:
    moment = datetime.fromisoformat(_text(found, key))
    if moment.tzinfo is None:
        raise ValueError(f"“{key}” has no time zone")
    return moment.astimezone(UTC)


def _person(found: Mapping[str, object], key: str) -> int | None:
    value = found.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError(f"“{key}” is not a number")
    return value
