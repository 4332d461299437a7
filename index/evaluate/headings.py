"""The outline of a text whose headings are known, as a question set may say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.model import Block
from index.text.plain import outline_of_text

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_headings(text: str, headings: Sequence[tuple[int, int]]) -> tuple[Block, ...]:
    """Return the outline of a plain text whose headings are known, by their ranges.

    What else stands in the text is found by rule; the first heading, where the text begins with it,
    is its title and the others are below it.
    """
    spans = sorted({_trimmed(text, *span) for span in headings})
    blocks: list[Block] = []
    place = 0
    for block in outline_of_text(text):
        if block.kind in ("page", "time"):
            continue
        start = block.start
        while place < len(spans) and spans[place][0] < block.end:
            left, right = spans[place]
            blocks += _without_heading(text, block, start, left)
            start = max(start, right)
            level = 1 if not text[:left].strip() else 2
            blocks.append(Block("heading", left, right, level))
            place += 1
        blocks += _without_heading(text, block, start, block.end)
    return tuple(block for block in blocks if block.start < block.end)


def _without_heading(text: str, block: Block, start: int, end: int) -> list[Block]:
    """Return what is left of a block between known headings; it is no heading itself."""
    start, end = _trimmed(text, start, end)
    if start >= end:
        return []
    if (start, end) == (block.start, block.end) and block.kind not in ("heading", "question"):
        return [block]
    return [Block("paragraph", start, end)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())
