"""One entry for the bytes of a file or page, whatever its format: bytes to `Document`."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any, TypedDict

from index.errors import ArticleError
from index.ingest.isolate import Request, in_worker
from index.ingest.limits import Limits
from index.ingest.metadata import iso_date, language_tag, one_line, web_address
from index.ingest.said import author_said, date_said, language_said, title_said
from index.ingest.sniff import Kind, kind_of
from index.ingest.text import normal
from index.model import Block, LeftOut
from index.text.outline import check_outline, from_values, to_values

_CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?([\w.:-]{1,40})""")


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
    kind: Kind = "text"
    blocks: tuple[Block, ...] = ()
    """The outline of ``text`` where the format says one (`index.ingest.manuscript` makes both);
    empty for plain text, whose outline is found by rule."""
    left_out: tuple[LeftOut, ...] = ()
    """What the document says beyond ``text``, and why that is no part of the article."""
    warnings: tuple[str, ...] = ()
    """Sentences for whoever adds it: what was guessed, and what could not be read."""


def read_document(
    raw: bytes, *, name: str, content_type: str | None = None, limits: Limits = Limits()
) -> Document:
    """Return what a file says and what it says of itself; ``name`` is for the errors.

    ``content_type`` is that of the server that sent it, with its character set if it has one.
    Files are taken apart in a process of their own (`index.ingest.isolate`).
    Raise ArticleError, whose text says what to do, when the file cannot be read, is empty or is
    beyond a limit.
    """
    if len(raw) > limits.article_bytes:
        raise too_large(name, len(raw), limits)
    kind = kind_of(raw, name=name, content_type=content_type)
    charset = _charset(content_type)
    request = Request(raw, kind, name, charset, limits)
    return _received(in_worker(request, name=name, limits=limits))


def read_text(text: str, *, name: str, limits: Limits = Limits()) -> Document:
    """Return what a pasted text says, marks of Discord as their reader sees them; as above."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    raw = whole.replace("\0", "\ufffd").removeprefix("\ufeff").encode()
    if len(raw) > limits.article_bytes:
        raise too_large(name, len(raw), limits)
    request = Request(raw, "text", name, "utf-8", limits)
    return _received(in_worker(request, name=name, limits=limits))


def _received(answer: dict[str, Any]) -> Document:
    """Return the document that a worker sent as JSON (`sendable`)."""
    return Document(
        **{
            **answer,
            "blocks": from_values(answer["blocks"], answer["text"]),
            "left_out": tuple(LeftOut(*pair) for pair in answer["left_out"]),
            "warnings": tuple(answer["warnings"]),
        }
    )


def sendable(document: Document) -> dict[str, Any]:
    """Return a document as values for JSON."""
    values = {field.name: getattr(document, field.name) for field in fields(Document)}
    values["blocks"] = to_values(document.blocks)
    values["left_out"] = [[one.text, one.why] for one in document.left_out]
    return values


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
        raise ArticleError(
            f"{name} has {len(text):,} characters of text; an article may have "
            f"{limits.article_characters:,}. Split it into several."
        )
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


def _charset(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def parse(request: Request) -> Document:
    """Take a file apart, in this process; raise ArticleError, or whatever its parser raises."""
    # Imported here because the worker alone needs them, and the libraries behind them are large.
    from index.ingest.language import language_of  # noqa: PLC0415 - see above
    from index.ingest.readers import read  # noqa: PLC0415 - see above

    found = read(request)
    text = _clean(found.text, request.name)
    check_outline(text, found.blocks)
    whole = replace(found, text=text, kind=request.kind)
    if language_tag(language_said(whole.language)) is None and text.strip():
        whole = replace(whole, language=language_of(text))
    return finished(whole, request.name, request.limits)


def _clean(text: str, name: str) -> str:
    """Return text that a parser made without null bytes and halves of surrogate pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    return normal(whole.replace("\0", "\ufffd"), name=name)
