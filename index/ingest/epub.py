"""Read the chapters of an e-book (EPUB) in their order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from index.errors import ArticleError
from index.ingest.archive import Archive, joined
from index.ingest.document import Document, Said
from index.ingest.elements import pieces_of
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import write
from index.ingest.text import decode
from index.ingest.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element
    from lxml.html import HtmlElement

    from index.ingest.request import Request

_CONTAINER = "META-INF/container.xml"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_EPUB_TYPE = "epub:type"
_AROUND = re.compile(
    r"\b(?:toc|landmarks|page-list|imprint|colophon|copyright-page|index|cover|titlepage"
    r"|halftitlepage|other-credits|contributors|loi|lot)\b"
)
_MOST_CHARACTERS = 4_000_000
"""Characters of chapters from which on no further one is read: the text is too long already."""


def read(request: Request) -> Document:
    """Return the text of a book with its structure; contents, cover and imprint are left out.

    Raise ArticleError when it is encrypted, as sold ones may be.
    """
    archive = Archive(request.raw, request.name)
    root = archive.root_of(_CONTAINER).find(".//{*}rootfile")
    package = joined("", "" if root is None else root.get("full-path") or "")
    book = archive.root_of(package)
    if "META-INF/encryption.xml" in archive and "META-INF/rights.xml" in archive:
        raise ArticleError(
            f"{request.name} is protected by its seller, and cannot be read. "
            "Give a copy without protection."
        )
    manuscript = Manuscript()
    length = 0
    for part in _parts(book, package):
        if part not in archive or length > _MOST_CHARACTERS:
            continue
        text = decode(archive.bytes_of(part), name=request.name).text
        length += len(text)
        tree = tree_of(text, name=request.name)
        pieces = pieces_of(tree)
        if _is_around(tree):
            for piece in pieces:
                manuscript.leave_out(piece.text, "imprint and contents of the book")
        else:
            write(pieces, manuscript)
    return Document(
        manuscript.text,
        blocks=manuscript.outline,
        left_out=manuscript.left_out,
        **_said(book),
    )


def _parts(book: _Element, package: str) -> Iterator[str]:
    """Yield the names of the chapters in their order, without what is read only when asked for."""
    folder = package.rpartition("/")[0]
    manifest = {item.get("id"): item for item in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no":
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield joined(folder, item.get("href") or "")


def _is_around(tree: HtmlElement) -> bool:
    """Tell whether a chapter is no text of the book, by what it says that it is."""
    body = tree.find("body")
    if body is None:
        return True
    first = next(iter(body), None)
    said = [one.get(_EPUB_TYPE) or "" for one in (body, first) if one is not None]
    return any(_AROUND.search(one) for one in said)


def _said(book: _Element) -> Said:
    """Return what a book says of itself, by the fields of a Document."""
    fields = {
        "title": "title",
        "author": "creator",
        "language": "language",
        "published": "date",
        "source": "publisher",
    }
    known: dict[str, str] = {}
    for field, name in fields.items():
        values = [one.text for one in book.iter(f"{_DUBLIN}{name}") if one.text]
        if values:
            known[field] = ", ".join(values[:3]) if field == "author" else values[0]
    return cast("Said", known)
