"""What a file, page or pasted text gives: a `Document`, and the form that is promised of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from index.errors import ArticleError
from index.ingest.metadata import iso_date, language_tag, one_line, web_address
from index.ingest.said import author_said, date_said, language_said, title_said
from index.ingest.text import too_long

if TYPE_CHECKING:
    from index.ingest.limits import Limits
    from index.ingest.sniff import Format
    from index.model import Block, LeftOut


class Said(TypedDict, total=False):
    """What a document says of itself: the fields of a Document."""

    title: str
    source: str
    author: str
    published: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file, page or PDF gives, before it becomes an Article."""

    text: str
    """In NFC with ``\\n`` line ends; never blank."""
    title: str | None = None
    source: str | None = None
    """The publisher, or the name of the site."""
    author: str | None = None
    published: str | None = None
    """An ISO 8601 date, or what is known of the date in words."""
    language: str | None = None
    """A BCP 47 language tag."""
    url: str | None = None
    language_is_guessed: bool = False
    """Whether the document does not say its language, which is then guessed from the words."""
    kind: Format = "text"
    blocks: tuple[Block, ...] = ()
    """The outline of ``text`` where the format says one (`index.ingest.manuscript` makes both);
    empty for plain text, whose outline is found by rule."""
    left_out: tuple[LeftOut, ...] = ()
    """What the document says beyond ``text``, and why that is no part of the article."""
    warnings: tuple[str, ...] = ()
    """Sentences for whoever adds it: what was guessed, and what could not be read."""


def too_large(name: str, size: int, limits: Limits) -> ArticleError:
    """Return the error that says how large a file is, in bytes, and how large it may be."""
    tenths = -(-size // 100_000)  # rounded up: what is over the limit by a byte is over it
    return ArticleError(
        f"{name} has {tenths / 10:,g} MB; an article may have {limits.article_bytes / 1e6:,g} MB. "
        "Split it into several."
    )


def finished(document: Document, name: str, limits: Limits) -> Document:
    """Return a document in the form that is promised; raise ArticleError if its text cannot be."""
    text = document.text
    if len(text) > limits.article_characters:
        raise too_long(name, len(text), limits.article_characters)
    if not text.strip():
        raise ArticleError(f"{name} is empty; an article needs some text.")
    return replace(
        document,
        text=text,
        title=one_line(title_said(document.title)),
        source=one_line(title_said(document.source)),
        author=one_line(author_said(document.author)),
        published=iso_date(date_said(document.published)),
        language=language_tag(language_said(document.language)),
        url=web_address(document.url),
    )
