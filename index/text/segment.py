"""Split an article into passages: what can be quoted, sentence by sentence, with exact offsets.

Nothing is changed: blocks (`index.text.outline`) and the sentences in them are *found* in the text.
What a passage stands under (headings, questions, column heads) is its place and not itself a
passage, unless it is all that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.model import Block, Passage
from index.text.outline import MARKS, parents
from index.text.plain import outline_of_text
from index.text.sentences import MAX_PASSAGE, pieces, sentences
from index.text.signs import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.model import Article, BlockKind

__all__ = ["MAX_PASSAGE", "Unit", "outline_of", "segment", "units"]

_PLACES = frozenset({"heading", "question", "head"})
_NOBODY = -1
_LEADS_IN = (":", "：")


@dataclass(slots=True)
class Unit:
    """A passage, or a stretch that is only place or furniture."""

    kind: BlockKind
    start: int
    end: int
    parent: int
    """The number of the unit that it stands under, -1 for none."""
    label: str
    quotable: bool
    paragraph: int = 0
    """Number of its paragraph, from 1; 0 where it cannot be quoted."""


def segment(article: Article) -> list[Passage]:
    r"""Return the passages of an article: what can be quoted of it, in order.

    Passages are disjoint, at most `MAX_PASSAGE` characters long, and neither begin nor end with
    white space. A text of white space or furniture only has none.

    >>> from index.model import Article
    >>> text = "Mr. Smith came. He saw No. 5!\nREAD ALSO  What came next"
    >>> [text[p.start : p.end] for p in segment(Article("a", "A title", text, "test"))]
    ['Mr. Smith came.', 'He saw No. 5!']
    """
    return [
        Passage(article.id, ordinal, unit.paragraph, unit.start, unit.end, unit.kind)
        for ordinal, unit in enumerate(
            unit for unit in units(article.text, outline_of(article)) if unit.quotable
        )
    ]


def outline_of(article: Article) -> tuple[Block, ...]:
    """Return what an article's document says of its structure, or what its text shows of it."""
    found = article.outline or outline_of_text(article.text)
    if not found and (words := article.text.strip()):
        # A text without a letter or a digit is all that there is.
        start = article.text.index(words)
        return (Block("paragraph", start, start + len(words)),)
    return found


def units(text: str, outline: Sequence[Block]) -> list[Unit]:
    """Return the units of an outline in order; a unit stands under one that comes before it."""
    above = parents(text, outline)
    governing = frozenset(above)
    found: list[Unit] = []
    unit_of: dict[int, int] = {_NOBODY: _NOBODY}
    for number, block in enumerate(outline):
        if block.kind in MARKS:
            continue
        quotable = block.kind != "furniture" and not _is_place(
            text, block, first=not found, governs=number in governing
        )
        parent = unit_of[above[number]]
        ranges = list(_ranges(text, block))
        first = len(found)
        found += [
            Unit(block.kind, start, end, parent, block.label, quotable) for start, end in ranges
        ]
        leads = text[block.end - 1] in _LEADS_IN
        unit_of[number] = len(found) - 1 if leads else first
    if not any(unit.quotable for unit in found):
        for unit in found:
            unit.quotable = unit.kind != "furniture"
    _number(found, outline)
    return found


def _is_place(text: str, block: Block, *, first: bool, governs: bool) -> bool:
    """Tell whether a block is only where others stand; one that nothing stands under says it all.

    A title and a question say nothing even so.
    """
    if block.kind not in _PLACES:
        return False
    return governs or first or text[block.end - 1] in "?？؟" or block.kind == "question"


def _number(found: Sequence[Unit], outline: Iterable[Block]) -> None:
    """Give the paragraphs their numbers; all blocks but furniture count, as for a reader."""
    ends = iter(block.end for block in outline if block.kind not in MARKS)
    end = number = 0
    for unit in found:
        if unit.start >= end:
            end = next(stop for stop in ends if stop > unit.start)
            number += unit.kind != "furniture"
        unit.paragraph = number if unit.quotable else 0


def _ranges(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences, lines or cells of a block."""
    match block.kind:
        case "code":
            yield from _lines(text, block.start, block.end)
        case "head" | "row":
            yield from _cells(text, block)
        case "heading" | "question" | "furniture":
            yield from pieces(text, block.start, block.end)
        case "item":
            number = NUMBER.match(text, block.start, block.end) if block.label else None
            ranges = list(sentences(text, number.end() if number else block.start, block.end))
            yield from pieces(text, block.start, ranges[0][1] if ranges else block.end)
            yield from ranges[1:]
        case _:
            yield from sentences(text, block.start, block.end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield runs of whole lines of at most `MAX_PASSAGE` characters."""
    while end - start > MAX_PASSAGE:
        cut = text.rfind("\n", start + 1, start + MAX_PASSAGE)
        if cut < 0:
            break
        yield from pieces(text, start, cut)
        start = cut
    yield from pieces(text, start, end)


def _cells(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield a row as a whole, or, where it is too long, cell by cell."""
    if block.end - block.start <= MAX_PASSAGE:
        yield block.start, block.end
        return
    ends = {start: end for start, end in block.cells if start < end}
    for start, end in pairwise([block.start, *[*ends][1:], block.end]):
        yield from sentences(text, start, ends.get(start, end))
