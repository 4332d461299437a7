"""A quote of an earlier text, found again in the text that took its place.

The selector is that of the Web Annotation Data Model (https://www.w3.org/TR/annotation-model/,
4.2.4 Text Quote Selector): the exact words, with a little of what stood before and after them to
tell equal places apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

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
    """Return where a text has the selector's exact words, as offsets; None if it has not.

    White space counts as equal whatever it is, so that a text wrapped anew is still the same. Of
    several places the one with the most of the prefix and suffix around it, and then the first.
    """
    found = selector.exact.split()
    if not found:
        return None
    places = re.finditer(r"\s+".join(map(re.escape, found)), text)
    spans = (place.span() for place in places)
    return max(spans, key=lambda span: _likeness(selector, text, span), default=None)


def _likeness(selector: TextQuoteSelector, text: str, span: tuple[int, int]) -> int:
    """Return how many characters before and after a place are the selector's, white space apart."""
    start, end = span
    before, wanted_before = text[max(start - _AROUND, 0) : start], selector.prefix
    after, wanted_after = text[end : end + _AROUND], selector.suffix
    return _common(_squeezed(before)[::-1], _squeezed(wanted_before)[::-1]) + _common(
        _squeezed(after), _squeezed(wanted_after)
    )


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _squeezed(text: str) -> str:
    return "".join(text.split())
