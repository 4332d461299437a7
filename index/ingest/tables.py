"""Tables of a page: their rows with column heads, and those that only lay out what is no table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml.etree import iterwalk

from index.ingest.grid import may_be_head
from index.ingest.pieces import Piece

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.model import BlockKind

_MOST_COLUMNS = 100
_MOST_ROWS = 200
"""Rows that a cell may reach over."""
_LONGEST_REPEATED = 200
"""Characters of a cell that is said again in each row that it reaches over."""
_LONGEST_CELL = 1200
"""Characters of a cell; a longer one is a page in a table that lays it out."""
_BLOCKS_OF_PAGES = frozenset("h1 h2 h3 table article section main form nav".split())
_HEADS = "th"


@dataclass(slots=True)
class _Cell:
    tag: str
    columns: int
    rows: int
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(slots=True)
class Table:
    """A table that is being read; ``level`` is the depth of the list that it stands in."""

    level: int = 0
    _caption: list[str] = field(default_factory=list)
    _rows: list[tuple[bool, list[_Cell]]] = field(default_factory=list)
    _in_caption: bool = False

    def begin_row(self, *, is_head: bool) -> None:
        """Begin a row; ``is_head`` says that it stands among the heads."""
        self._rows.append((is_head, []))

    def begin_cell(self, tag: str, *, columns: int, rows: int) -> None:
        """Begin a cell, ``td`` or ``th``, or the caption, and how many of both it reaches over."""
        self._in_caption = tag == "caption"
        if self._in_caption:
            return
        if not self._rows:
            self.begin_row(is_head=False)
        columns = max(1, min(columns, _MOST_COLUMNS))
        self._rows[-1][1].append(_Cell(tag, columns, max(1, min(rows, _MOST_ROWS))))

    def say(self, text: str) -> None:
        """Add a block of text to the cell or the caption that has begun."""
        if self._in_caption or not self._rows or not self._rows[-1][1]:
            self._caption.append(text)
        else:
            self._rows[-1][1][-1].texts.append(text)

    def pieces(self, *, guess: bool = False) -> list[Piece]:
        """Return the rows, the heads marked as such, and the caption where no head can carry it.

        With ``guess``, the first row names the columns where none is said to and it looks like it.
        """
        grid = self._grid()
        has_heads = self._heads()
        if guess and len(grid) > 1 and not any(has_heads):
            has_heads[0] = may_be_head(grid[0], max(map(len, grid)))
        caption = " ".join(self._caption)
        found: list[Piece] = []
        if caption and not any(has_heads):
            found.append(Piece("paragraph", caption, self.level))
        for is_head, cells in zip(has_heads, grid, strict=True):
            if any(cells):
                label = caption if is_head else ""
                kind: BlockKind = "head" if is_head else "row"
                text = " ".join(cell for cell in cells if cell)
                found.append(Piece(kind, text, self.level, label, tuple(cells)))
        return found

    def _heads(self) -> list[bool]:
        """Tell of each row whether it names the columns: one among the heads, or of heads only.

        One that is not marked does so only where all before it are.
        """
        found: list[bool] = []
        first = True
        for marked, cells in self._rows:
            named = [cell for cell in cells if cell.text]
            of_heads = first and len(named) > 1 and all(cell.tag == _HEADS for cell in named)
            found.append(len(self._rows) > 1 and bool(named) and (marked or of_heads))
            first = first and marked
        return found

    def _grid(self) -> list[list[str]]:
        """Return the texts of all cells, each where a reader sees it."""
        grid: list[list[str]] = []
        reaching: dict[int, tuple[int, str]] = {}
        for _, cells in self._rows:
            row: list[str] = []
            waiting = list(reversed(cells))
            while waiting or len(row) in reaching:
                at = len(row)
                if at >= _MOST_COLUMNS:
                    row[-1] += "".join(f"\n{cell.text}" for cell in reversed(waiting))
                    break
                if at in reaching:
                    left, text = reaching.pop(at)
                    if left > 1:
                        reaching[at] = (left - 1, text)
                    row.append(text)
                    continue
                cell = waiting.pop()
                row += [cell.text, *[""] * (cell.columns - 1)]
                if cell.rows > 1:
                    said = cell.text if len(cell.text) <= _LONGEST_REPEATED else ""
                    reaching |= {at: (cell.rows - 1, said)}
                    reaching |= {at + n: (cell.rows - 1, "") for n in range(1, cell.columns)}
            grid.append(row)
        return grid


def tables_for_layout(tree: _Element) -> frozenset[_Element]:
    """Return the tables of a tree that hold pages rather than cells; in one pass over the tree."""
    found: set[_Element] = set()
    tables: list[_Element] = []
    widest: list[int] = []
    inside = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tables and tag in _BLOCKS_OF_PAGES:
                found.add(tables[-1])
            if tag == "table":
                tables.append(element)
                widest.append(0)
                inside += 1
        elif tag == "table" and tables:
            tables.pop()
            if widest.pop() <= 1:
                found.add(element)
        elif tag == "tr" and tables:
            widest[-1] = max(widest[-1], sum(1 for cell in element if cell.tag in {"td", "th"}))
        elif (
            tag in {"td", "th"}
            and tables
            and tables[-1] not in found
            and sum(map(len, element.itertext())) > _LONGEST_CELL
        ):
            found.add(tables[-1])
    return frozenset(found)
