"""The outline of an article: what its blocks promise, and what each of them stands under.

An outline is a tuple of `Block`, ordered by ``start`` (of two with the same one, a mark comes
first). Blocks other than marks are disjoint, neither begin nor end with white space, and are not
empty. All that an article says stands in one of them: what is between them is white space,
separators and the signs that a block is known by ("-", "Q:", "Ida:"), and is never quoted.

Nesting is not written down: it follows from kinds, levels and order (`parents`), so that there is
nothing in it that could contradict the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast, get_args

from index.model import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKS: Final = frozenset({"page", "time"})
"""Kinds of blocks that lie across the others."""
_KINDS: Final = frozenset(get_args(BlockKind))
_LONGEST_LABEL = 200
"""Characters of a label."""
_DEEPEST = 99
"""Levels are 0 to this."""
_NOBODY = -1
_PLAIN = ("kind", "start", "end", "level", "label")
"""The fields of a block that are JSON as they are."""


def check_outline(text: str, outline: Sequence[Block]) -> None:
    """Raise ValueError, which says what is wrong, for an outline that does not fit a text."""
    end = previous = 0
    for block in outline:
        if block.kind not in _KINDS:
            raise ValueError(f"“{block.kind}” is no kind of block")
        if not 0 <= previous <= block.start < block.end <= len(text):
            raise ValueError(f"a block from {block.start} to {block.end} is out of place")
        if not 0 <= block.level <= _DEEPEST or len(block.label) > _LONGEST_LABEL:
            raise ValueError(f"the level or label of the block at {block.start} is out of range")
        previous = block.start
        if block.kind in MARKS:
            continue
        if block.start < end:
            raise ValueError(f"two blocks overlap at {block.start}")
        if text[block.start].isspace() or text[block.end - 1].isspace():
            raise ValueError(f"the block at {block.start} has white space around it")
        at = block.start
        for start, stop in block.cells:
            if not at <= start <= stop <= block.end:
                raise ValueError(f"a cell from {start} to {stop} is out of place")
            at = stop
        end = block.end


def parents(text: str, outline: Sequence[Block]) -> list[int]:
    """Return for each block the place in the outline of the one that it stands under, -1 for none.

    A heading stands under the last one of a lower level; an item under the item around it; a row
    under its column heads; what answers a question under it; a list, a table or code under the
    paragraph that leads into it with a colon; and anything else under the last heading. Marks
    stand under nothing, and nothing stands under them.
    """
    nesting = _Nesting(text)
    return [nesting.place(number, block) for number, block in enumerate(outline)]


class _Nesting:
    """What the next block of an outline may stand under."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._headings: list[tuple[int, int]] = []
        """The open headings: level and place."""
        self._question = _NOBODY
        self._items: list[tuple[int, int]] = []
        """The open items: depth and place."""
        self._lead_in = _NOBODY
        """The paragraph that the list, table or code that follows belongs to."""
        self._head = _NOBODY
        self._in_table = False

    def place(self, number: int, block: Block) -> int:
        """Return what a block stands under, and remember the block."""
        match block.kind:
            case "page" | "time" | "furniture":
                above = _NOBODY
            case "heading":
                above = self._heading(number, block.level)
            case "question":
                above = self._ask(number, block.level)
            case "item":
                above = self._item(number, block.level)
            case "head" | "row":
                above = self._row(number, block)
            case _:
                above = self._say(number, block)
        return above

    def _say(self, number: int, block: Block) -> int:
        """Return what prose, code and the like stand under."""
        self._close_below(block.level)
        above = self._above()
        if block.level:
            return above  # a part of an item, whose list goes on
        if block.kind == "code" and self._lead_in != _NOBODY:
            return self._lead_in
        leads = block.kind == "paragraph" and self._text[block.end - 1] in ":："
        self._lead_in = number if leads else _NOBODY
        return above

    def _heading(self, number: int, level: int) -> int:
        self._close_below(0)
        self._question = self._lead_in = _NOBODY
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        above = self._headings[-1][1] if self._headings else _NOBODY
        self._headings.append((level, number))
        return above

    def _ask(self, number: int, level: int) -> int:
        self._close_below(level)
        self._question, self._lead_in = number, _NOBODY
        return self._headings[-1][1] if self._headings else _NOBODY

    def _item(self, number: int, depth: int) -> int:
        self._end_table()
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()
        above = self._above() if self._items or self._lead_in == _NOBODY else self._lead_in
        self._items.append((depth, number))
        return above

    def _row(self, number: int, block: Block) -> int:
        if block.kind == "row" and self._head != _NOBODY:
            return self._head
        if not self._in_table:
            self._close_below(block.level)
        above = self._above() if block.level or self._lead_in == _NOBODY else self._lead_in
        self._in_table = True
        self._head = number if block.kind == "head" else _NOBODY
        return above

    def _close_below(self, level: int) -> None:
        """End the table, and the items deeper than a level; outside of lists, all of them."""
        self._end_table()
        while self._items and self._items[-1][0] > level:
            self._items.pop()
            self._lead_in = _NOBODY

    def _end_table(self) -> None:
        if self._in_table:
            self._in_table = False
            self._head = self._lead_in = _NOBODY

    def _above(self) -> int:
        if self._items:
            return self._items[-1][1]
        if self._question != _NOBODY:
            return self._question
        return self._headings[-1][1] if self._headings else _NOBODY


def to_values(outline: Iterable[Block]) -> list[list[object]]:
    """Return an outline as values for JSON: a list for each block, of all its fields in order."""
    return [
        [*(getattr(block, name) for name in _PLAIN), [list(cell) for cell in block.cells]]
        for block in outline
    ]


def from_values(values: object, text: str) -> tuple[Block, ...]:
    """Return the outline of a text that `to_values` gave; raise ValueError for anything else."""
    try:
        outline = tuple(map(block_of, cast("list[list[object]]", values)))
    except TypeError as error:
        raise ValueError("that is no outline") from error
    check_outline(text, outline)
    return outline


def block_of(values: list[object]) -> Block:
    """Return one block of `to_values`; raise TypeError or ValueError for anything else."""
    kind, start, end, level, label, cells = values
    ranges = tuple((left, right) for left, right in cast("list[list[int]]", cells))
    numbers = [start, end, level, *(place for cell in ranges for place in cell)]
    if not all(type(number) is int for number in numbers):
        raise TypeError("the ranges and the level of a block are whole numbers")
    if not isinstance(kind, str) or not isinstance(label, str):
        raise TypeError("the kind and the label of a block are texts")
    return Block(
        cast("BlockKind", kind),
        cast("int", start),
        cast("int", end),
        cast("int", level),
        label,
        ranges,
    )
