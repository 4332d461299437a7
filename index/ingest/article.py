"""Turn a file, a page or a pasted text into an article, with what people say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from index.errors import ArticleError
from index.ingest.addresses import public_only
from index.ingest.document import too_large
from index.ingest.limits import Limits
from index.ingest.metadata import (
    LONGEST_LINE,
    Metadata,
    Overrides,
    iso_date,
    language_tag,
    one_line,
    read_metadata,
    web_address,
)
from index.ingest.read import read_document, read_text
from index.ingest.said import title_of_name, title_said
from index.model import REVISION_DIGITS, Article, revision_of
from index.text.boilerplate import lines_of_article, source_line

if TYPE_CHECKING:
    from pathlib import Path

    from index.ingest.addresses import Allow
    from index.ingest.document import Document
    from index.ingest.fetch import Fetched
    from index.ingest.sniff import Format
    from index.model import Record

_PASTED = "pasted text"
_STOPS = (".", "!", ",", ";", ":", "。", "．")
_LONGEST_SENTENCE = 80
"""Characters of a first line that is a title even where it is a sentence."""
_LONGEST_NAME = 260
"""Longest name of a file, in characters, in what people read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the article, and what there is to say about the reading."""

    article: Article
    kind: Format
    """What the file is."""
    warnings: tuple[str, ...]
    """Sentences: what was guessed, and what could not be read."""


def article_from_path(
    path: Path,
    *,
    overrides: Overrides = Overrides(),
    limits: Limits = Limits(),
    trusted: bool = False,
) -> Article:
    """Return the article in a file; see `read_path`."""
    return read_path(path, overrides=overrides, limits=limits, trusted=trusted).article


def read_path(
    path: Path,
    *,
    overrides: Overrides = Overrides(),
    limits: Limits = Limits(),
    trusted: bool = False,
) -> Reading:
    """Return the article in a file, with the metadata of the ``.toml`` file beside it.

    Overrides go before that metadata, and it before what the document says of itself. Without any
    the id is made from the text, the title is its first line, and the source is what a line such
    as "Via Financial Times" says, or the file's name. ``trusted`` files, such as those that ship,
    are read in this process. Raise ArticleError when the file cannot be read, and say why.
    """
    raw = _bytes_of(path, limits)
    document = read_document(raw, name=str(path), limits=limits, trusted=trusted)
    metadata = read_metadata(path.with_suffix(".toml"))
    return _reading(document, path.name, _checked(overrides), metadata)


def article_from_bytes(
    raw: bytes,
    *,
    name: str,
    overrides: Overrides = Overrides(),
    content_type: str | None = None,
    limits: Limits = Limits(),
) -> Article:
    """Return the article in an uploaded file called ``name``; raise ArticleError as above."""
    checked = _checked(overrides)
    shown = one_line(name, _LONGEST_NAME) or "The file"
    document = read_document(raw, name=shown, content_type=content_type, limits=limits)
    return _reading(document, shown, checked).article


def article_from_url(
    url: str,
    *,
    overrides: Overrides = Overrides(),
    limits: Limits = Limits(),
    allow: Allow = public_only,
) -> Article:
    """Return the article of a page; see `read_url`."""
    return read_url(url, overrides=overrides, limits=limits, allow=allow).article


def read_url(
    url: str,
    *,
    overrides: Overrides = Overrides(),
    limits: Limits = Limits(),
    allow: Allow = public_only,
) -> Reading:
    """Fetch a page, and return its article with a link to where it was found.

    Raise FetchError when the page cannot be fetched, ArticleError when it cannot be read.
    """
    # Imported here because the network is slow to import, and most articles are files.
    from index.ingest.fetch import fetch  # noqa: PLC0415 - late on purpose, see above

    _checked(overrides)
    page = fetch(url, limits=limits, allow=allow)
    return _read_page(page, overrides, limits)


def article_from_page(
    page: Fetched, *, overrides: Overrides = Overrides(), limits: Limits = Limits()
) -> Article:
    """Return the article of a page, with a link to where it was found.

    Raise ArticleError when it cannot be read.
    """
    return _read_page(page, overrides, limits).article


def _read_page(page: Fetched, overrides: Overrides, limits: Limits) -> Reading:
    parts = urlsplit(page.url)
    host = (parts.hostname or "").removeprefix("www.")
    name = one_line(host + unquote(parts.path), _LONGEST_NAME) or host
    document = read_document(page.raw, name=name, content_type=page.content_type, limits=limits)
    found_at = Metadata(url=_same_site(document.url, page.url))
    return _reading(document, host, _checked(overrides), found_at)


def article_from_text(
    text: str, *, overrides: Overrides = Overrides(), limits: Limits = Limits()
) -> Article:
    """Return the article in a pasted text; raise ArticleError when it is empty or too long."""
    checked = _checked(overrides)
    document = read_text(text, name="The text", limits=limits)
    return _reading(document, _PASTED, checked).article


def _reading(
    document: Document, origin: str, overrides: Overrides, metadata: Metadata = Metadata()
) -> Reading:
    text = document.text
    before = overrides.before or Overrides()
    via = source_line(text)
    source = overrides.source or metadata.publisher or document.source
    title = overrides.title or metadata.title or before.title or document.title
    language = overrides.language or metadata.language
    if not document.language_is_guessed:
        language = language or document.language
    article = Article(
        id=metadata.id or revision_of(text)[:REVISION_DIGITS],
        title=title or _title(text, origin),
        text=text,
        source=source or (via[0] if via else None) or before.source or origin,
        url=overrides.url or metadata.url or document.url or before.url,
        author=overrides.author or metadata.author or document.author or before.author,
        published=overrides.published
        or metadata.published
        or document.published
        or before.published,
        language=language or before.language or document.language or "en",
        outline=document.blocks,
        left_out=document.left_out,
    )
    return Reading(article, document.kind, document.warnings)


def _checked(overrides: Overrides) -> Overrides:
    """Return overrides on one line each; raise ArticleError for an invalid link or language."""
    url, language = web_address(overrides.url), language_tag(overrides.language)
    if overrides.url and url is None:
        raise ArticleError("The link of an article has to begin with https:// or http://.")
    if overrides.language and language is None:
        raise ArticleError("The language of an article is a code such as en, de or pt-BR.")
    return replace(
        overrides,
        title=one_line(overrides.title),
        author=one_line(overrides.author),
        source=one_line(overrides.source),
        published=iso_date(overrides.published),
        language=language,
        url=url,
    )


def known_of(record: Record) -> Overrides:
    """Return what is known of an article, which holds when it gets a text that does not say."""
    return Overrides(
        title=record.title,
        author=record.author,
        source=record.source,
        published=record.published,
        language=record.language,
        url=record.url,
    )


def _same_site(canonical: str | None, fetched: str) -> str:
    """Return the canonical URL of a page if it names the site it came from, else where it was."""
    if canonical and urlsplit(canonical).hostname == urlsplit(fetched).hostname:
        return canonical
    return fetched


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise ArticleError(f"{path} is a folder; give a file.")
        size = path.stat().st_size
        if size > limits.article_bytes:
            raise too_large(str(path), size, limits)
        with path.open("rb") as file:
            return file.read(limits.article_bytes + 1)  # a device has no size, and no end
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArticleError(f"{path} cannot be read: {reason}.") from error


def _title(text: str, origin: str) -> str:
    """Return the first line as a title; where it is a paragraph, rather what the file is called."""
    first = _first_line(text)
    is_prose = first is not None and (
        len(first) > LONGEST_LINE or (len(first) > _LONGEST_SENTENCE and first.endswith(_STOPS))
    )
    name = None if origin == _PASTED else title_of_name(origin)
    chosen = name if is_prose and name else first or name
    return one_line(title_said(chosen)) or one_line(chosen) or origin


def _first_line(text: str) -> str | None:
    bare = (re.sub(r"^\s*#+\s*", "", text[slice(*line)]) for line in lines_of_article(text))
    return next(filter(None, map(str.strip, bare)), None)
