"""Rows of a page that are those of a table: their pieces stand below one another."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.ingest.pdf.rows import text_of
from index.ingest.pdf.words import gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.ingest.pdf.rows import Row
    from index.ingest.pdf.words import Word

_LABEL = re.compile(
    r"(?:[-*+•●○‣◦▪■□–—·✓➤►▶\uf0a7\uf0b7\uf0d8\x7f]|o|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.):]"
    r"|\(\w{1,4}\)|\d{1,3}(?:\.\d{1,3}){1,5}\.?|§+ ?\d+\w?)"
)
_LONGEST_CELL = 45
"""Letters of half the cells of a table; the pieces of columns of text are longer."""
_ALIGNED = 0.6
"""Share of the cells of a table's rows that stand where those of its fullest row do."""
_ROOM = 1.2
_WIDE_ROOM = 2.0
"""Room between two cells, in sizes of their letters; a justified line has less between words."""
_FEWEST_SURE = 3
_NEAR = 8.0
"""Points between the edges of two cells that stand below one another."""
_CLOSE = 1.3
"""Distance of the lines of one cell, in sizes of its letters."""
_DIGITS = re.compile(r"\W*\d(?:[\d.,:%\s/-]*\d)?\W*")


def begins_with_label(row: Row) -> bool:
    """Tell whether the first piece of a row is only the bullet or the number of an item."""
    return len(row.cells) == 2 and _LABEL.fullmatch(text_of(row.cells[0])) is not None  # noqa: PLR2004


def runs_of(rows: Sequence[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Yield the rows of a page in runs, and whether each is a table."""
    run: list[Row] = []
    rest: list[Row] = []
    for row in [*rows, None]:
        wide = row is not None and len(row.cells) > 1 and not begins_with_label(row)
        if (
            wide
            and row is not None
            and (not run or (run[-1].block == row.block and row.y < run[-1].y))
        ):
            run.append(row)
            continue
        if _is_table(run):
            if rest:
                yield rest, False
            yield run, True
            rest = []
        else:
            rest += run
        run = []
        if wide and row is not None:
            run = [row]
        elif row is not None:
            rest.append(row)
    if rest:
        yield rest, False


def grid_of(rows: Sequence[Row]) -> tuple[list[list[str]], bool]:
    """Return the cells of a table's rows, and whether the first of these names the columns."""
    columns = _columns(rows)
    grid: list[list[str]] = []
    previous: Row | None = None
    for row in rows:
        cells = [""] * len(columns)
        for piece in row.cells:
            at = _column(piece, columns)
            cells[at] = f"{cells[at]} {text_of(piece)}".strip()
        if previous is not None and not cells[0] and previous.y - row.y < _CLOSE * row.size:
            grid[-1] = [" ".join(filter(None, both)) for both in zip(grid[-1], cells, strict=True)]
        else:
            grid.append(cells)
        previous = row
    return grid, _has_head(rows, grid)


def _is_table(run: Sequence[Row]) -> bool:
    if len(run) < 2:  # noqa: PLR2004 - one row aligns with nothing
        return False
    lengths = [len(text_of(cell)) for row in run for cell in row.cells]
    if median(lengths) > _LONGEST_CELL:
        return False
    rooms = [gap(*pair) for row in run for pair in _neighbors(row)]
    if median(rooms) < _ROOM or (len(run) < _FEWEST_SURE and min(rooms) < _WIDE_ROOM):
        return False
    columns = _columns(run)
    cells = [cell for row in run for cell in row.cells[1:]]
    hits = sum(any(_stands_in(cell, column) for column in columns[1:]) for cell in cells)
    return hits >= _ALIGNED * len(cells)


def _neighbors(row: Row) -> list[tuple[Word, Word]]:
    return [(before[-1], after[0]) for before, after in pairwise(row.cells)]


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return where the columns of a table begin and end, by its fullest rows."""
    most = max(len(row.cells) for row in rows)
    full = [row for row in rows if len(row.cells) == most]
    return [
        (
            min(row.cells[at][0].x0 for row in full),
            max(row.cells[at][-1].x1 for row in full),
        )
        for at in range(most)
    ]


def _stands_in(cell: Sequence[Word], column: tuple[float, float]) -> bool:
    x0, x1 = cell[0].x0, cell[-1].x1
    return (
        abs(x0 - column[0]) < _NEAR
        or abs(x1 - column[1]) < _NEAR
        or (x0 >= column[0] and x1 <= column[1])
    )


def _column(cell: Sequence[Word], columns: Sequence[tuple[float, float]]) -> int:
    """Return the place of the column that a cell shares most with, or stands nearest to."""
    x0, x1 = cell[0].x0, cell[-1].x1

    def shared(at: int) -> float:
        return min(x1, columns[at][1]) - max(x0, columns[at][0])

    return max(range(len(columns)), key=shared)


def _has_head(rows: Sequence[Row], grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row is set apart: in bold, or in words above columns of numbers."""
    if len(grid) < 2 or sum(map(bool, grid[0])) < 2:  # noqa: PLR2004 - two rows, two heads
        return False
    if rows[0].bold and not rows[-1].bold:
        return True
    if any(_DIGITS.fullmatch(cell) for cell in grid[0]):
        return False
    below = list(zip(*grid[1:], strict=True))
    return any(
        head and sum(bool(_DIGITS.fullmatch(cell)) for cell in column) > len(column) / 2
        for head, column in zip(grid[0], below, strict=True)
    )
