"""What a store keeps, as lines of JSON: readable, and independent of how it is stored.

The first line says what the file is. Each other one is an article with everything about it, or a
shared article that a collection hides. Removed articles are left out, and so are the servers that
the bot has left and analyses, which are computed again on import.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from index.errors import ArticleError, LimitError
from index.ingest.text import normal
from index.model import SHARED, Article, CollectionId, Record, revision_of
from index.store.protocol import Content, Earlier, Hidden, Stored
from index.store.rules import check_article, check_id, check_text, shown
from index.store.structure import structure_from, structure_values
from index.text.analysis import ANALYSIS_VERSION, Analysis, analyze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from index.store.protocol import Store

FORMAT = 1
"""The version of this format; a newer one is refused."""
LONGEST_LINE = 64 * 2**20
"""Bytes of the longest line that is read; an article that takes more is beyond all limits."""
_HEADER = "pullquote-export"
_DERIVED = ("revision", "characters", "passages", "left_out", "shared", "hidden")
_PARTS = {field.name for field in fields(Record)} - {*_DERIVED} | {
    "collection",
    "text",
    "outline",
    "left_out",
    "earlier",
}
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.DOTALL)
_MOST_STRUCTURE = 1_000_000
"""Bytes outside strings: of brackets alone, a line of 64 MB would take 2 GB of memory."""
_BOM = b"\xef\xbb\xbf"
_LONGEST_NAME = 40
"""Characters of the longest name of a collection, and of the longest time."""
_LARGEST_NUMBER = 2**63 - 1
_MOST_DIGITS = 20


def export_lines(store: Store) -> Iterator[str]:
    """Yield the lines of an export."""
    yield _line({_HEADER: FORMAT})
    for stored in store.export():
        yield _line(_values(stored))
    for collection in store.collections():
        for article_id in sorted(store.hidden(collection)):
            yield _line({"collection": str(collection), "hides": article_id})


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of an export that are not blank, with their numbers; the first in any case.

    One that is too long is cut, so that `parse_line` refuses it.
    """
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        if number == 1 or not line.isspace():
            yield number, line.removeprefix(_BOM) if number == 1 else line


def parse_line(line: bytes, *, first: bool) -> Stored | Hidden | None:
    """Return what a line of an export says, without an analysis; None for the first line.

    Raise ArticleError, in words that quote little of it, when it says nothing that can be taken
    over, whatever it holds.
    """
    found = _parsed(line)
    if first:
        if found.get(_HEADER) != FORMAT:
            raise ArticleError(
                f'not an export that can be read: it needs {{"{_HEADER}": {FORMAT}}}.'
            )
        return None
    try:
        return _hidden(found) if "hides" in found else _stored(found)
    except (ArticleError, LimitError) as error:
        raise ArticleError(f"not an article that can be kept: {error}") from error
    except (ValueError, TypeError, OverflowError) as error:
        raise ArticleError(f"not an article of an export: {error}.") from error


def analyzed(stored: Stored, analysis: bytes = b"") -> Stored:
    """Return an article of an export with its analysis, made unless it is given.

    Raise ArticleError when there is nothing in it that could be quoted.
    """
    article = stored.content.article
    made = Analysis.from_bytes(analysis) if analysis else analyze(article)
    if not made.passages:
        raise ArticleError(f"there is nothing in “{shown(article.title)}” that could be quoted.")
    content = Content(article, analysis or made.to_bytes(), ANALYSIS_VERSION)
    left_out = made.furniture + len(article.left_out)
    record = replace(stored.record, passages=made.passages, left_out=left_out)
    return replace(stored, content=content, record=record)


def take_over(store: Store, item: Stored | Hidden) -> bool:
    """Keep what a line said; return False if it is kept already. Raise ArticleError as `put`."""
    if isinstance(item, Stored):
        return store.put(item)
    collection, article_id = item
    return store.hide(collection, article_id)


def _values(stored: Stored) -> dict[str, object]:
    record = {key: value for key, value in asdict(stored.record).items() if key not in _DERIVED}
    return {
        "collection": str(stored.collection_id),
        **record,
        "text": stored.content.article.text,
        **structure_values(stored.content.article),
        "earlier": [
            {"text": earlier.text, "replaced_at": earlier.replaced_at} for earlier in stored.earlier
        ],
    }


def _line(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, default=datetime.isoformat)


def _parsed(line: bytes) -> dict[str, object]:
    if len(line) > LONGEST_LINE:
        raise ArticleError(f"longer than {LONGEST_LINE:,} bytes, the most that is read.")
    if _is_mostly_structure(line):
        raise ArticleError("not an article of an export: it is brackets and numbers, not text.")
    try:
        found = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_number,
        )
    except UnicodeDecodeError as error:
        raise ArticleError(f"not UTF-8 text (byte {error.start + 1:,}).") from error
    except json.JSONDecodeError as error:
        raise ArticleError(f"not valid JSON ({error.msg}, character {error.pos + 1:,}).") from error
    except ValueError as error:
        raise ArticleError(f"not an article of an export: {error}.") from error
    except RecursionError as error:
        raise ArticleError("not an article of an export: too many brackets in brackets.") from error
    if not isinstance(found, dict):
        raise ArticleError("not a JSON object.")
    return found


def _is_mostly_structure(line: bytes) -> bool:
    if len(line) <= _MOST_STRUCTURE:
        return False
    rest = len(line)
    for count, string in enumerate(_STRING.finditer(line)):
        rest -= string.end() - string.start()
        if count > _MOST_STRUCTURE:  # between two strings there is structure
            return True
    return rest > _MOST_STRUCTURE


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{shown(key)}” is there twice")
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _hidden(found: Mapping[str, object]) -> Hidden:
    collection = _collection(found)
    if collection == SHARED:
        raise ValueError("the shared collection hides nothing")
    if strange := found.keys() - {"collection", "hides"}:
        raise ValueError(f"“{shown(min(strange))}” is no part of one that is hidden")
    article_id = _text(found, "hides")
    check_id(article_id)
    return collection, article_id


def _stored(found: Mapping[str, object]) -> Stored:
    collection = _collection(found)
    if strange := found.keys() - _PARTS:
        raise ValueError(f"“{shown(min(strange))}” is no part of one")
    article = Article(
        id=_text(found, "id"),
        title=_text(found, "title"),
        text=normal(_text(found, "text"), name="its text"),
        source=_text(found, "source"),
        url=_maybe(found, "url"),
        author=_maybe(found, "author"),
        published=_maybe(found, "published"),
        language=_text(found, "language"),
    )
    article = replace(article, **structure_from(found, article.text))
    check_article(article)
    record = Record.of(
        article,
        passages=0,
        left_out=0,
        added_at=_moment(found, "added_at"),
        added_by=_person(found, "added_by"),
        shared=collection == SHARED,
    )
    record = replace(
        record,
        updated_at=_moment(found, "updated_at") if found.get("updated_at") is not None else None,
        updated_by=_person(found, "updated_by"),
    )
    return Stored(collection, record, Content(article, b"", 0), _all_earlier(found))


def _all_earlier(found: Mapping[str, object]) -> tuple[Earlier, ...]:
    entries = found.get("earlier")
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise TypeError("“earlier” is not a list of objects")
    return tuple(_earlier(entry) for entry in entries)


def _earlier(entry: object) -> Earlier:
    if not isinstance(entry, dict):
        raise TypeError("“earlier” is not a list of objects")
    text = normal(_text(entry, "text"), name="an earlier text")
    check_text(text)
    return Earlier(revision_of(text), text, _moment(entry, "replaced_at"))


def _collection(found: Mapping[str, object]) -> CollectionId:
    name = found.get("collection")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise TypeError("“collection” is not the name of one")
    return CollectionId.parse(name)


def _text(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise TypeError(f"“{key}” is not a text")
    return value


def _maybe(found: Mapping[str, object], key: str) -> str | None:
    return None if found.get(key) is None else _text(found, key)


def _moment(found: Mapping[str, object], key: str) -> datetime:
    value = _text(found, key)
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"“{key}” is not a time")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{key}” is not a time: {shown(value)}") from None
    if moment.tzinfo is None:
        raise ValueError(f"“{key}” has no time zone")
    return moment.astimezone(UTC)


def _person(found: Mapping[str, object], key: str) -> int | None:
    value = found.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LARGEST_NUMBER:
        raise TypeError(f"“{key}” is not the number of a person")
    return value
