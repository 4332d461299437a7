"""A PDF to the text of its pages in paragraphs, and what it says of itself."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.layout import reflowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PageObject

    from index.ingest.layout import Page
    from index.ingest.limits import Limits

_PARAGRAPH_GAP = 1.35
"""Lines this many times farther apart than usual are of two paragraphs."""
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_FILE_NAME = re.compile(
    r"(?i)(?:microsoft word - .*|untitled.*|.*\.(?:docx?|odt|tex|dvi|indd|pdf))"
)
_DAMAGED = "is a damaged PDF; save or download it anew, or give its text as a text file."


def read_pdf(raw: bytes, *, name: str, limits: Limits) -> Document:
    """Return the text and metadata of a PDF.

    Raise ArticleError when it is damaged, protected by a password, only pictures of pages, or has
    more than ``limits.pdf_pages`` pages or ``limits.article_characters`` characters.
    """
    try:
        reader = PdfReader(io.BytesIO(raw))
        _unlock(reader, name)
        count = len(reader.pages)
        if count > limits.pdf_pages:
            raise ArticleError(
                f"{name} has {count:,} pages; a PDF may have {limits.pdf_pages:,}. "
                "Split it into several."
            )
        pages = _pages(reader, name, limits)
        said: Mapping[str, object] = reader.metadata or {}
        title, author, created = (said.get(key) for key in ("/Title", "/Author", "/CreationDate"))
    except PyPdfError as error:
        raise ArticleError(f"{name} {_DAMAGED}") from error
    text = reflowed(pages)
    if not text:
        raise ArticleError(
            f"{name} has no text in it, only pictures of pages. Recognise the text first (OCR), "
            "and give the PDF that comes of it."
        )
    date = _DATE.match(str(created or ""))
    return Document(
        text,
        title=None if _FILE_NAME.fullmatch(str(title or "")) else str(title or "") or None,
        author=str(author or "") or None,
        published="-".join(part for part in date.groups() if part) if date else None,
        kind="pdf",
    )


def _unlock(reader: PdfReader, name: str) -> None:
    """Open a PDF that only restricts printing and copying; raise ArticleError for a password."""
    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, NotImplementedError):
        locked = True
    if locked:
        raise ArticleError(
            f"{name} is protected, perhaps by a password. Save a copy without protection and give "
            "that."
        )


def _pages(reader: PdfReader, name: str, limits: Limits) -> list[Page]:
    pages: list[Page] = []
    characters = 0
    for page in reader.pages:
        pages.append(_lines(page))
        characters += sum(map(len, pages[-1]))
        if characters > limits.article_characters:
            raise ArticleError(
                f"{name} has more than {limits.article_characters:,} characters of text, which is "
                "the most that an article may have. Split it into several."
            )
    return pages


@dataclass(slots=True)
class _Layout:
    """The text of a page as it comes, and how high the piece at an offset stands."""

    pieces: list[str] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    length: int = 0
    """Characters of the pieces."""

    def add(
        self, text: str, matrix: Sequence[float], text_matrix: Sequence[float], *_: object
    ) -> None:
        """Take a piece of text from pypdf, with its transformation matrices."""
        if bare := text.lstrip():
            height = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            self.heights[self.length + len(text) - len(bare)] = height
        self.pieces.append(text)
        self.length += len(text)


def _lines(page: PageObject) -> Page:
    """Return the lines of a page, with an empty one where the gap between two is wide."""
    layout = _Layout()
    page.extract_text(visitor_text=layout.add)
    found: list[tuple[str, float | None]] = []
    at = 0
    for line in "".join(layout.pieces).split("\n"):
        bare = re.sub(r"\s+", " ", line).strip()
        if bare:
            found.append((bare, layout.heights.get(at + len(line) - len(line.lstrip()))))
        at += len(line) + 1
    if not found:
        return []
    gaps = [_gap(above, below) for (_, above), (_, below) in pairwise(found)]
    known = [gap for gap in gaps if gap > 0]
    wide = _PARAGRAPH_GAP * median(known) if known else float("inf")
    lines: Page = []
    for (line, _), gap in zip(found, [0.0, *gaps], strict=True):
        if gap > wide:
            lines.append("")
        lines.append(line)
    return lines


def _gap(above: float | None, below: float | None) -> float:
    return 0.0 if above is None or below is None else above - below
