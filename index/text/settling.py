"""What can be told of a plain text's blocks only when all are known: titles and contents."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from index.model import Block

CONTENTS: Final = "contents"
_MOST_TITLES = 3
"""Lines that stand alone, one below the other, that may be a title, a part and a section of it;
more of them are a text of short lines."""
_LOOK_AHEAD = 20
"""Blocks among which something to stand above is looked for."""
_FEWEST_CONTENTS = 3
_LONGEST = 200
"""Characters of a line of contents."""
_NUMBER = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3})*[.:)]?\s+)?")


def settled(text: str, blocks: Sequence[Block], standing: Set[int]) -> list[Block]:
    """Return blocks with their headings settled.

    ``standing`` are those that stand alone on a line: they are headings where something that is
    none follows them, and then each one stands above the next.
    """
    found = list(blocks)
    at = len(found) - 1
    while at >= 0:
        if at not in standing:
            at -= 1
            continue
        first = at
        while first - 1 in standing:
            first -= 1
        _settle_run(found, first, at)
        at = first - 1
    return _without_contents(text, found)


def _settle_run(found: list[Block], first: int, last: int) -> None:
    """Settle a run of lines that stand alone."""
    ends = all(block.kind == "furniture" for block in found[last + 1 : last + 1 + _LOOK_AHEAD])
    headings = range(first if last - first < _MOST_TITLES else last, last + (not ends))
    for place in range(first, last + 1):
        if place not in headings:
            found[place] = replace(found[place], kind="paragraph", level=0)
    for place in reversed(headings[:-1]):
        level = max(1, min(found[place].level, found[place + 1].level - 1))
        found[place] = replace(found[place], level=level)


def _without_contents(text: str, blocks: list[Block]) -> list[Block]:
    """Return blocks, those as furniture that say what headings further down say again."""
    headings = {
        _bare(text[block.start : block.end]): block.start
        for block in blocks
        if block.kind in ("heading", "question")
    }
    listed = [
        place
        for place, block in enumerate(blocks)
        if block.kind in ("item", "paragraph")
        and block.end - block.start <= _LONGEST
        and headings.get(_bare(text[block.start : block.end]), -1) > block.start
    ]
    if len(listed) < _FEWEST_CONTENTS:
        return blocks
    for place in listed:
        blocks[place] = replace(blocks[place], kind="furniture", level=0, label=CONTENTS, cells=())
    return blocks


def _bare(words: str) -> str:
    return " ".join(_NUMBER.sub("", words).casefold().split())
