"""The text of an article while a format is read: written block by block, with its outline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.model import Block, LeftOut
from index.text.unicode import encodable, normalized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import BlockKind

_CLOSE = frozenset({("item", "item"), ("head", "row"), ("row", "row"), ("turn", "turn")})
"""Blocks that follow one another on the next line; between others there is a blank line."""
_BETWEEN_CELLS = " | "
_LONGEST_LABEL = 200


class Manuscript:
    """Blocks in the order in which a reader meets them; `text` and `outline` are what they make."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._marks: list[Block] = []
        self._open: dict[BlockKind, tuple[int, str]] = {}
        """The marks that have begun: how many blocks came before, and the label."""
        self._left_out: list[LeftOut] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What is written, in NFC, lines ending with a line feed."""
        return "".join(self._pieces)

    @property
    def outline(self) -> tuple[Block, ...]:
        """The blocks, with the marks that are ended; see `end_marks`."""
        marks_first = [*self._marks, *self._blocks]
        return tuple(sorted(marks_first, key=lambda block: block.start))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What `leave_out` was given."""
        return tuple(self._left_out)

    def add(self, kind: BlockKind, text: str, *, level: int = 0, label: str = "") -> None:
        """Write a block; one without a visible character is left out.

        The text of a numbered item begins with its number, as the reader sees it.
        """
        self._write(kind, clean(text).strip(), level=level, label=label)

    def add_row(
        self, cells: Sequence[str], *, head: bool = False, level: int = 0, label: str = ""
    ) -> None:
        """Write a row of a table, " | " between its cells; one of empty cells only is left out."""
        texts = [clean(cell).strip() for cell in cells]
        while texts and not texts[-1]:
            texts.pop()  # a row does not end with a separator
        if not any(texts):
            return
        kind: BlockKind = "head" if head else "row"
        # A row does not begin with white space: its empty first cells are there in `cells` only.
        first = next(number for number, text in enumerate(texts) if text)
        at = self._write(kind, _BETWEEN_CELLS.join(texts[first:]), level=level, label=label)
        ranges = [(at, at)] * first
        for text in texts[first:]:
            ranges.append((at, at + len(text)))
            at += len(text) + len(_BETWEEN_CELLS)
        block = self._blocks[-1]
        self._blocks[-1] = Block(
            block.kind, block.start, block.end, block.level, block.label, tuple(ranges)
        )

    def begin_mark(self, kind: BlockKind, label: str) -> None:
        """Begin a page or a time; the one of this kind before it ends here."""
        self._end_mark(kind)
        self._open[kind] = (len(self._blocks), label)

    def end_marks(self) -> None:
        """End the last page and time; call it when all is written."""
        for kind in list(self._open):
            self._end_mark(kind)

    def mark(self, kind: BlockKind, start: int, end: int, label: str) -> None:
        """Mark a range of what is written, such as the words of a block after a page break."""
        if start < end:
            self._marks.append(Block(kind, start, end, label=label[:_LONGEST_LABEL]))

    def leave_out(self, text: str, why: str) -> None:
        """Count words that the reader does not see as part of the article."""
        if bare := " ".join(clean(text).split()):
            self._left_out.append(LeftOut(bare, why))

    def _write(self, kind: BlockKind, text: str, *, level: int, label: str) -> int:
        """Write a block and return where it begins; of a blank text, where it would."""
        if not text:
            return self._length
        if self._blocks:
            close = (self._blocks[-1].kind, kind) in _CLOSE
            self._put("\n" if close else "\n\n")
        start = self._length
        self._put(text)
        short = " ".join(clean(label).split())[:_LONGEST_LABEL]
        self._blocks.append(Block(kind, start, self._length, level, short))
        return start

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _end_mark(self, kind: BlockKind) -> None:
        if kind not in self._open:
            return
        before, label = self._open.pop(kind)
        if before < len(self._blocks):
            self.mark(kind, self._blocks[before].start, self._length, label)


def clean(text: str) -> str:
    """Return text in NFC with line feeds, without null bytes and halves of surrogate pairs."""
    if text.isascii() and "\r" not in text and "\0" not in text:
        return text
    return normalized("NFC", re.sub(r"\r\n?", "\n", encodable(text)))
