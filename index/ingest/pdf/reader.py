"""Read a PDF's text with its structure, and what it says of itself; PDFium finds the letters."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.language import is_nonsense
from index.ingest.manuscript import Manuscript
from index.ingest.pdf.edges import (
    footnotes_of,
    without_contents,
    without_line_numbers,
    without_running_heads,
)
from index.ingest.pdf.paragraphs import Paragraph, Writer, mark_headings, words_in
from index.ingest.pdf.rows import Row, rows_of
from index.ingest.pdf.words import words_of
from index.ingest.pieces import Piece, title_of, write
from index.ingest.said import title_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ingest.limits import Limits
    from index.ingest.request import Request

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_DAMAGED = "is a damaged PDF; save or download it again, or give its text as a text file."
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_MUCH = 0.02
"""Share of letters that cannot be read from which on this is said."""


def read(request: Request) -> Document:
    """Return the text of a PDF with its structure, and a mark for each page.

    Raise ArticleError when it is damaged, protected by a password, only pictures of pages, in
    fonts that do not say what their letters are, or has more than ``limits.pdf_pages`` pages or
    ``limits.article_characters`` characters.
    """
    name, limits = request.name, request.limits
    document = _opened(request.raw, name)
    try:
        count = len(document)
        if count > limits.pdf_pages:
            raise ArticleError(
                f"{name} has {count:,} pages; a PDF may have {limits.pdf_pages:,}. "
                "Split it into several."
            )
        pages = _pages(document, name, limits)
        labels = [document.get_page_label(number) or str(number + 1) for number in range(count)]
        said = document.get_metadata_dict(skip_empty=True)
    except PdfiumError as error:
        raise ArticleError(f"{name} {_DAMAGED}") from error
    finally:
        document.close()
    if not any(pages):
        raise ArticleError(
            f"{name} has no text in it, only pictures of pages. Recognize the text first (OCR), "
            "and give the resulting PDF."
        )
    manuscript = Manuscript()
    pieces = _written(pages, labels, manuscript)
    text = manuscript.text
    if is_nonsense(text):
        raise ArticleError(
            f"The fonts of {name} do not say which letters they show, so it cannot be read. "
            "Recognize the text first (OCR), and give the resulting PDF."
        )
    date = _DATE.match(said.get("CreationDate", ""))
    return Document(
        text,
        title=title_said(said.get("Title")) or title_of(_opening(pieces)),
        author=said.get("Author"),
        published="-".join(part for part in date.groups() if part) if date else None,
        blocks=manuscript.outline,
        left_out=manuscript.left_out,
        warnings=tuple(_warnings(text, pages)),
    )


def _opening(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces among which the title is: the first alone, where it is a heading."""
    return pieces[:1] if pieces and pieces[0].kind == "heading" else pieces


def _opened(raw: bytes, name: str) -> PdfDocument:
    """Open a PDF, also one that only restricts printing; raise ArticleError for a password."""
    try:
        return PdfDocument(raw)
    except PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise ArticleError(
                f"{name} is protected, perhaps by a password. Save a copy without protection and "
                "give that."
            ) from error
        raise ArticleError(f"{name} {_DAMAGED}") from error


def _pages(document: PdfDocument, name: str, limits: Limits) -> list[list[Row]]:
    pages: list[list[Row]] = []
    characters = 0
    for number in range(len(document)):
        page = document[number]
        words = words_of(page)
        page.close()
        characters += sum(len(word.text) + 1 for word in words)
        if characters > limits.article_characters:
            raise ArticleError(
                f"{name} has more than {limits.article_characters:,} characters of text, which is "
                "the most that an article may have. Split it into several."
            )
        pages.append(rows_of(words, number))
    return pages


def _written(
    pages: Sequence[list[Row]], labels: Sequence[str], manuscript: Manuscript
) -> list[Piece]:
    """Write pages to a manuscript, and return what they are made of."""
    body = _body_size(row for page in pages for row in page)
    pages = without_running_heads([without_line_numbers(page) for page in pages], manuscript)
    pages = without_contents(pages, manuscript)
    writer = Writer(body, words_in(row for page in pages for row in page))
    for page in pages:
        writer.add_page(*footnotes_of(page, body))
    paragraphs = writer.finish()
    mark_headings(paragraphs, body)
    _without_note_marks(paragraphs)
    pieces = [
        Piece(one.kind, one.text, one.level, one.label, one.cells) for one in paragraphs if one.text
    ]
    write(pieces, manuscript)
    _mark_pages([one for one in paragraphs if one.text], labels, manuscript)
    return pieces


def _without_note_marks(paragraphs: Sequence[Paragraph]) -> None:
    """Take the marks of footnotes off the words that they stand at, where they are not raised."""
    for number, one in enumerate(paragraphs):
        if one.kind != "note" or not one.label.isdecimal():
            continue
        mark = re.compile(rf"(?<=[^\W\d_][.,;:!?”\")]){one.label}(?=\s|$)")
        for other in reversed(paragraphs[max(0, number - 30) : number]):
            if other.kind != "note" and (match := mark.search(other.text)):
                other.text = other.text[: match.start()] + other.text[match.end() :]
                other.breaks = [
                    (at - len(one.label) * (at > match.start()), page) for at, page in other.breaks
                ]
                break


def _mark_pages(
    paragraphs: Sequence[Paragraph], labels: Sequence[str], manuscript: Manuscript
) -> None:
    """Mark which text stands on which page; the pieces that were written are the blocks."""
    begins: dict[int, int] = {}
    for one, block in zip(paragraphs, manuscript.outline, strict=True):
        begins.setdefault(one.page, block.start)
        for at, page in one.breaks:
            begins.setdefault(page, max(block.start, block.end - len(one.text) + at))
    places = sorted((start, page) for page, start in begins.items())
    ends = [start for start, _ in places[1:]] + [len(manuscript.text)]
    for (start, page), end in zip(places, ends, strict=True):
        manuscript.mark("page", start, end, labels[page])


def _body_size(rows: Iterable[Row]) -> float:
    """Return the size that most letters have."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(2 * row.size) / 2] += len(row.text)
    return max(sizes, key=lambda size: sizes[size], default=10.0)


def _warnings(text: str, pages: Sequence[list[Row]]) -> Iterable[str]:
    if len(_UNREADABLE.findall(text)) > _MUCH * len(text):
        yield "Some letters of the PDF cannot be read; its fonts do not say which they are."
    empty = sum(not page for page in pages)
    if empty:
        shown = "One page has" if empty == 1 else f"{empty} pages have"
        yield f"{shown} no text, perhaps only a picture."
