"""A quote of an earlier text, found again in the text that took its place.

The selector is that of the Web Annotation Data Model (https://www.w3.org/TR/annotation-model/,
4.2.4 Text Quote Selector): the exact words, with a little of what stood before and after them to
tell equal places apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_PLACES = 1000
_AROUND = 64
"""Characters before and after a quote that tell it from the same words elsewhere."""


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """Words, and what stands around them."""

    prefix: str
    exact: str
    suffix: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> TextQuoteSelector:
        """Return the selector of ``text[start:end]``."""
        return cls(
            text[max(start - _AROUND, 0) : start], text[start:end], text[end : end + _AROUND]
        )


def anchor(selector: TextQuoteSelector, text: str) -> tuple[int, int] | None:
    r"""Return where a text has the selector's exact words, as offsets; None if it has not.

    Any white space equals any other, so a text with other line breaks is still the same. Of several
    places the one with the most of the prefix and suffix around it, and then the first; only the
    first `_MOST_PLACES` are compared.

    >>> selector = TextQuoteSelector(prefix="In the end ", exact="he won.", suffix="")
    >>> anchor(selector, "First he won. In the end\nhe won. So it was.")
    (25, 32)
    """
    before, after = _squeezed(selector.prefix)[::-1], _squeezed(selector.suffix)
    best, likeness = None, -1
    for span in islice(_places(selector.exact.split(), text), _MOST_PLACES):
        found = _likeness(before, after, text, span)
        if found > likeness:
            best, likeness = span, found
        if likeness == len(before) + len(after):
            break
    return best


def _places(words: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text in which words stand one after the other, none of which overlap.

    The first word may be the end of a longer one there, and the last the beginning of one.
    """
    # White space is made one first: to match "any" of it between hundreds of words takes as many
    # steps as there are words, at each place where the first of them stands.
    wanted, spaced = " ".join(words), " ".join(text.split())
    found = spaced.find(wanted) if words else -1
    at = 0  # where, in ``spaced``, the word begins that the loop has come to
    start = None
    for word in re.finditer(r"\S+", text) if found >= 0 else ():
        end = at + word.end() - word.start()
        while found >= 0:
            if start is None and found < end:
                start = word.start() + found - at
            if start is None or found + len(wanted) > end:
                break
            yield start, word.start() + found + len(wanted) - at
            start, found = None, spaced.find(wanted, found + len(wanted))
        if found < 0:
            return
        at = end + 1


def _likeness(before: str, after: str, text: str, span: tuple[int, int]) -> int:
    """Return how many characters before and after a place are as wanted, white space apart.

    ``before`` and ``after`` are what is wanted, from the place outward.
    """
    start, end = span
    return _common(_squeezed(text[max(start - _AROUND, 0) : start])[::-1], before) + _common(
        _squeezed(text[end : end + _AROUND]), after
    )


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _squeezed(text: str) -> str:
    return "".join(text.split())
