"""The rule by which a passage is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Span = tuple[int, int]


def is_right(passage: Span, gold: Iterable[Span]) -> bool:
    """Tell whether a passage answers: whether it shares enough of the text with a gold span.

    Enough is half of the shorter of the two: a sentence that holds a short answer is right, and so
    is half of a sentence that is the answer as a whole. Ranges are half open and not empty.
    """
    start, end = passage
    return any(
        2 * (min(end, gold_end) - max(start, gold_start)) >= min(end - start, gold_end - gold_start)
        for gold_start, gold_end in gold
    )
