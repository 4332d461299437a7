"""What is shown around a quote: whole passages of the article, as many as there is room for. Pure.

Between two sentences that follow one another an article may have a million blank lines.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.model import Quote

_BLANK_LINES = re.compile(r"\n\s*\n")


def around(quote: Quote, *, room: int, cost: Callable[[str], int] = len) -> tuple[str, str]:
    """Return what is shown before a quote and after it, runs of blank lines as one.

    Of the passages of its context the nearest that fit into ``room`` characters; ``cost`` is how
    many of these some text takes, its own length at least.
    """
    sides = (_pieces_before(quote), _pieces_after(quote))
    shown = [0, 0]
    growing = [0, 1]
    while growing:
        for side in tuple(growing):
            piece = sides[side][shown[side]] if shown[side] < len(sides[side]) else None
            # The length first: what is far too long is not worth the cost of asking.
            if piece is None or len(piece) > room or cost(piece) > room:
                growing.remove(side)
            else:
                shown[side] += 1
                room -= cost(piece)
    before, after = (pieces[:number] for pieces, number in zip(sides, shown, strict=True))
    return "".join(reversed(before)), "".join(after)


def words_of(quote: Quote) -> str:
    """Return the words of a quote as they read: without the line ends of the file."""
    return quote.reading[quote.preceding] if quote.reading else quote.text


def _pieces_before(quote: Quote) -> list[str]:
    """Return each passage before a quote with the gap after it, the nearest first."""
    if quote.reading:
        return [*quote.reading[: quote.preceding]][::-1]
    text, first = quote.context_before, quote.start - len(quote.context_before)
    starts = [start - first for start, _ in quote.neighbors if start < quote.start]
    cuts = [*(starts or [0]), len(text)] if text else []
    return [_squeezed(text[left:right]) for left, right in pairwise(cuts)][::-1]


def _pieces_after(quote: Quote) -> list[str]:
    """Return each passage after a quote with the gap before it, the nearest first."""
    if quote.reading:
        return [*quote.reading[quote.preceding + 1 :]]
    text = quote.context_after
    ends = [end - quote.end for _, end in quote.neighbors if end > quote.end]
    cuts = [0, *(ends or [len(text)])] if text else []
    return [_squeezed(text[left:right]) for left, right in pairwise(cuts)]


def _squeezed(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text)
