"""Tables in plain text: cells between pipes or tabs, and which row names the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text.signs import is_separator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.text.signs import Line

Cells = tuple[tuple[int, int], ...]

_HEAD_RULE = re.compile(r"(?=[|+:\s=-]*?[-=]{2})[|+:\s=-]+")
_DIGIT = re.compile(r"\d")
_FEWEST_ROWS = 2
_LONGEST_HEAD = 60
"""Characters of a cell of column heads."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the ranges of its cells in the text."""

    cells: Cells
    head: bool


def table_at(text: str, lines: Sequence[Line], first: int) -> tuple[list[Row], int]:
    """Return the rows of the table that begins on a line, and the line after it; none if none does.

    Rows may have a blank line between them, as in texts that were made from pages.
    """
    divider = _divider(lines[first].text)
    if divider is None:
        return [], first
    rows: list[Cells] = []
    ruled = False
    at = end = first
    while at < len(lines):
        line = lines[at]
        if line.blank:
            if divider == "\t" or at + 1 >= len(lines) or _divider(lines[at + 1].text) != divider:
                break
        elif is_separator(line.text):
            ruled = ruled or (len(rows) == 1 and _HEAD_RULE.fullmatch(line.text) is not None)
            end = at + 1
        else:
            cells = _cells(text, line, divider)
            if _divider(line.text) != divider or (rows and len(cells) != len(rows[0])):
                break
            rows.append(cells)
            end = at + 1
        at += 1
    if len(rows) < _FEWEST_ROWS:
        return [], first
    headed = (ruled and lines[first].text.startswith("|")) or _has_head(text, rows)
    return [Row(cells, headed and number == 0) for number, cells in enumerate(rows)], end


def _divider(line: str) -> str | None:
    """Return what stands between the cells of a line, if it is one of a table."""
    if line.startswith("|") and line.count("|") > 1:
        return "|"
    if " | " in line and not line.startswith("$"):
        return " | "
    return "\t" if "\t" in line and not is_separator(line) else None


def _cells(text: str, line: Line, divider: str) -> Cells:
    start, end = line.start, line.end
    if divider == "|":
        start += 1
        end -= line.text.endswith("|")
    bounds = [start - len(divider)]
    at = text.find(divider, start, end)
    while at >= 0:
        bounds.append(at)
        at = text.find(divider, at + len(divider), end)
    bounds.append(end)
    return tuple(_trimmed(text, left + len(divider), right) for left, right in pairwise(bounds))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    bare = cell.strip()
    if not bare:
        return start, start
    start += len(cell) - len(cell.lstrip())
    return start, start + len(bare)


def _has_head(text: str, rows: Sequence[Cells]) -> bool:
    """Tell whether the first row names the columns: over figures stands a word."""
    first, *others = ([text[start:end] for start, end in cells] for cells in rows)
    if not all(first) or any(len(cell) > _LONGEST_HEAD for cell in first):
        return False
    return any(
        not _DIGIT.search(head) and all(_DIGIT.search(cell) for cell in column if cell)
        for head, *column in zip(first, *others, strict=True)
        if any(column)
    )
