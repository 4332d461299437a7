"""Which line breaks of a plain text are only there because the line was full."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTHS = (40, 120)
"""Longest line, in characters, of lines that may have been wrapped whatever they say."""
_NARROWEST = 16
"""Longest line, in characters, of wrapped text that only its words give away."""
_NARROWEST_UNSPACED = 10
"""The same in Chinese and Japanese."""
_ENDS = re.compile(r"[.!?…:;。！？؟।۔։][\"'”’»)\]」』]*$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff，、]")
_OPENERS = "\"'“‘«‹([{„‚"


def hard_breaks(lines: Sequence[str]) -> list[bool]:
    """Return for each line but the last whether the author, not a width, ended it there.

    ``lines`` are consecutive, stripped and not blank. A line that goes on in small letters where no
    sentence has ended goes on with the sentence; so does one that was full, where the lines look
    as if a width had broken them.
    """
    width = max(map(len, lines))
    flowing = any(
        _goes_on(here, there) and _is_full(here, there, width) for here, there in pairwise(lines)
    )
    return [not _is_wrapped(here, there, width, flowing) for here, there in pairwise(lines)]


def _is_wrapped(here: str, there: str, width: int, flowing: bool) -> bool:
    if _goes_on(here, there):
        return True
    if _UNSPACED.match(here[-1]) and _UNSPACED.match(there[0]):
        return len(here) >= width - 1 and width >= _NARROWEST_UNSPACED
    if not _is_full(here, there, width):
        return False
    return _WIDTHS[0] <= width <= _WIDTHS[1] or (flowing and width >= _NARROWEST)


def _goes_on(here: str, there: str) -> bool:
    """Tell whether a line goes on with the sentence of the one before it, by its words."""
    if here.endswith(("-", "‐")) and here[-2:-1].islower() and there[0].islower():
        return True
    return there.lstrip(_OPENERS)[:1].islower() and not _ENDS.search(here)


def _is_full(here: str, there: str, width: int) -> bool:
    """Tell whether the first word of a line had no room on the one before it."""
    return len(here) + 1 + len(there.split(maxsplit=1)[0]) > width
