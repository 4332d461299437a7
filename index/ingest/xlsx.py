"""Read the rows of a workbook's sheets (XLSX), with the names of their columns."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.grid import write_rows
from index.ingest.manuscript import Manuscript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

    from index.ingest.request import Request

    Shown = ReadOnlyCell | EmptyCell | Cell | MergedCell

_CORE = "docProps/core.xml"
_MOST_ROWS = 20_000
_MOST_COLUMNS = 100
_LARGEST = 60_000_000
"""Bytes of the parts of a workbook when they are inflated."""
_MOST_EMPTY = 200
"""Empty rows after which a sheet is at its end: its file may say that it has a million."""


def read(request: Request) -> Document:
    """Return the rows of all sheets that are shown, as they were when the file was saved.

    Formulas are their last values; nothing is computed, and no link to another file followed.
    """
    parts = _parts(request)
    try:
        book = load_workbook(io.BytesIO(request.raw), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ArticleError(
            f"{request.name} is damaged, or made in a way that Pullquote cannot read; save "
            "it again, or save it as CSV."
        ) from error
    manuscript = Manuscript()
    warnings: list[str] = []
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        if len(sheets) > 1:
            manuscript.add("heading", sheet.title, level=2)
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS)
        write_rows(_shown(rows, sheet.title, warnings), manuscript)
    if hidden := len(book.worksheets) - len(sheets):
        warnings.append(f"{hidden} hidden {'sheet is' if hidden == 1 else 'sheets are'} left out.")
    said = book.properties
    return Document(
        manuscript.text,
        title=said.title,
        author=said.creator,
        # Where nothing is said, openpyxl says today.
        published=said.created.isoformat() if said.created and _CORE in parts else None,
        blocks=manuscript.outline,
        warnings=tuple(warnings),
    )


def _parts(request: Request) -> frozenset[str]:
    """Return the names of the parts; raise ArticleError for a workbook that inflates to too much.

    The sizes that they are said to have are kept to.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(request.raw)) as file:
            names = frozenset(file.namelist())
            size = sum(part.file_size for part in file.infolist())
    except zipfile.BadZipFile:
        return frozenset()  # openpyxl says so, too
    if size > _LARGEST:
        raise ArticleError(
            f"{request.name} grows to {size // 1_000_000:,} MB when it is unpacked, and at most "
            f"{_LARGEST // 1_000_000} MB are read. Split it into several, or save it as CSV."
        )
    return names


def _shown(
    rows: Iterator[tuple[Shown, ...]], title: str, warnings: list[str]
) -> Iterator[list[str]]:
    empty = 0
    for number, row in enumerate(rows):
        if number >= _MOST_ROWS:
            warnings.append(f"Only the first {_MOST_ROWS:,} rows of “{title}” are read.")
            return
        cells = [_cell(cell) for cell in row]
        empty = 0 if any(cells) else empty + 1
        if empty > _MOST_EMPTY:
            return
        yield cells


def _cell(cell: Shown) -> str:
    """Return what a cell shows, nearly: numbers without the zeros that floats have."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return "yes" if value else "no"
        case int(value) | float(value) if "%" in (cell.number_format or ""):
            return f"{100 * value:g}%"
        case float(value):
            return f"{value:.10g}"
        case datetime() as value:
            at_midnight = value.time() == time()
            return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
        case value:
            return value.isoformat() if isinstance(value, date | time) else str(value)
