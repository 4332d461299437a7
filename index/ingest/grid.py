"""Rows of values as tables: which of them names the columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ingest.manuscript import Manuscript

_NUMBER = re.compile(r"[-+]?[\d.,\s'%€$£]*\d[\d.,\s'%€$£]*|\d{4}-\d\d-\d\d.*")
_LONGEST_HEAD = 80


def write_rows(rows: Iterable[Sequence[str]], manuscript: Manuscript) -> None:
    """Write rows; the first one of each table names its columns if it can.

    A row without words ends a table. One with a single cell before a table is its caption.
    """
    table: list[list[str]] = []
    for row in rows:
        cells = [" ".join(cell.split(" ")).strip() for cell in row]
        if any(cells):
            table.append(cells)
        else:
            _write(table, manuscript)
            table = []
    _write(table, manuscript)


def _write(table: list[list[str]], manuscript: Manuscript) -> None:
    columns = max((sum(map(bool, row)) for row in table), default=0)
    first = 0
    while first < len(table) and columns > 1 and sum(map(bool, table[first])) == 1:
        manuscript.add("paragraph", next(filter(None, table[first])))
        first += 1
    rows = table[first:]
    named = len(rows) > 1 and columns > 1 and may_be_head(rows[0], columns)
    for number, row in enumerate(rows):
        if columns > 1:
            manuscript.add_row(row, head=named and not number)
        else:
            manuscript.add("paragraph", next(filter(None, row)))


def may_be_head(row: Sequence[str], columns: int) -> bool:
    """Tell whether a row is of short, different words, with one for nearly each column."""
    words = [cell for cell in row if cell]
    return (
        len(words) >= max(columns - 1, 2)
        and len(set(words)) == len(words)
        and all(len(word) <= _LONGEST_HEAD for word in words)
        and not any(_NUMBER.fullmatch(word) for word in words)
    )
