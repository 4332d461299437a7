"""One entry for the bytes of a file or page, whatever its format: bytes to `Document`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.errors import ArticleError
from index.ingest.isolate import Request, in_worker, unreadable
from index.ingest.limits import Limits
from index.ingest.metadata import iso_date, language_tag, one_line, web_address
from index.ingest.sniff import Kind, kind_of
from index.ingest.text import decode, is_small_text, normal, too_long
from index.ingest.wire import Answer

_SAID = ("title", "source", "author", "published", "language", "url")
_LONGEST = 10_000
"""Characters of each of them that a worker sends: more than `finished` leaves of any."""
_BYTES = 4
"""Most bytes of a character in UTF-8."""
_CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?([\w.:-]{1,40})""")


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


def read_document(
    raw: bytes, *, name: str, content_type: str | None = None, limits: Limits = Limits()
) -> Document:
    """Return what a file says and what it says of itself; ``name`` is for the errors.

    ``content_type`` is that of the server that sent it, with its character set if it has one.
    All but a short plain text is taken apart in a process of its own (`index.ingest.isolate`).
    Raise ArticleError, whose text says what to do, when the file cannot be read, is empty or is
    beyond a limit.
    """
    if len(raw) > limits.article_bytes:
        raise too_large(name, len(raw), limits)
    kind = kind_of(raw, name=name, content_type=content_type)
    charset = _charset(content_type)
    if kind == "text" and is_small_text(raw, charset=charset):
        return finished(parse(raw, kind, name, charset, limits), name, limits)
    request = Request(raw, kind, name, charset, limits)
    answer = in_worker(request, most=limits.article_characters * _BYTES)
    return finished(_received(answer, kind, name, limits), name, limits)


def sendable(document: Document) -> Answer:
    """Return a document as what a worker answers."""
    said = {name: (getattr(document, name) or "")[:_LONGEST] or None for name in _SAID}
    return Answer(dict(said), document.text.encode())


def _received(answer: Answer, kind: Kind, name: str, limits: Limits) -> Document:
    """Return the document that a worker answered; raise ArticleError when it is none."""
    try:
        said = {field: answer.text(field, _LONGEST) for field in _SAID}
        text = answer.body.decode()
    except ValueError as error:
        raise unreadable(name, str(error)) from error
    if "\0" in text:
        raise unreadable(name, "its text holds null bytes")
    return Document(normal(text, name=name, most=limits.article_characters), kind=kind, **said)


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
        title=one_line(document.title),
        source=one_line(document.source),
        author=one_line(document.author),
        published=iso_date(document.published),
        language=language_tag(document.language),
        url=web_address(document.url),
    )


def _charset(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def parse(raw: bytes, kind: Kind, name: str, charset: str | None, limits: Limits) -> Document:
    """Take a file apart, in this process; raise ArticleError, or whatever its parser raises."""
    most = limits.article_characters
    # The modules are imported here because the libraries behind them are large.
    match kind:
        case "text":
            return Document(decode(raw, name=name, charset=charset, most=most))
        case "html":
            from index.ingest.html import read_html  # noqa: PLC0415 - see above

            found = read_html(raw, name=name, charset=charset)
        case "pdf":
            from index.ingest.pdf import read_pdf  # noqa: PLC0415 - see above

            found = read_pdf(raw, name=name, limits=limits)
        case "markdown":
            from index.ingest.markdown import read_markdown  # noqa: PLC0415 - see above

            text = decode(raw, name=name, charset=charset)
            found = read_markdown(text, name=name)
    return replace(found, text=_clean(found.text, name, most), kind=kind)


def _clean(text: str, name: str, most: int) -> str:
    """Return text that a parser made without null bytes and halves of surrogate pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    return normal(whole.replace("\0", "\ufffd"), name=name, most=most)
