"""Turn CSV or TSV into rows with the names of their columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.grid import write_rows
from index.ingest.manuscript import Manuscript
from index.ingest.text import decode

if TYPE_CHECKING:
    from index.ingest.request import Request

_DELIMITERS = ",;\t|"
_SAMPLE = 20_000
_ROWS = 50


def read(request: Request) -> Document:
    """Return the rows of a file; one without any delimiter is its lines."""
    found = decode(request.raw, name=request.name, charset=request.charset)
    csv.field_size_limit(len(found.text) + 1)
    manuscript = Manuscript()
    text = found.text.removeprefix("sep=;\n").removeprefix("sep=,\n")
    try:
        write_rows(csv.reader(io.StringIO(text), delimiter=_delimiter(text)), manuscript)
    except csv.Error as error:
        raise ArticleError(
            f"{request.name} is not a table that can be read ({error}). Save it again as CSV."
        ) from error
    return Document(
        manuscript.text,
        blocks=manuscript.outline,
        warnings=(found.warning,) if found.warning else (),
    )


def _delimiter(text: str) -> str:
    """Return the delimiter by which most rows have the same number of columns, two or more."""
    sample = text[:_SAMPLE]
    return max(_DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> float:
    rows = csv.reader(io.StringIO(sample), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row, _ in zip(rows, range(_ROWS), strict=False) if row)
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    return max(wide.values(), default=0) / max(widths.total(), 1)
