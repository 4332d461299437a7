"""Which shards a process may have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.errors import PullquoteError

MOST = 16_384
"""Shards that a bot may have: more than Discord has ever asked of one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How many shards there are, and which of them a process may have."""

    total: int | None = None
    """None for as many as Discord recommends."""
    only: range | None = None
    """None for all of them."""
    most: int = MOST
    """How many of them at the same time."""


def read_layout(text: str, *, most: int = MOST) -> Layout:
    """Return the layout that an operator has written, as ``0-3/16``; raise PullquoteError."""
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})", text.strip())
    if found:
        first, total = int(found[1]), int(found[3])
        last = int(found[2] or first)
        if first <= last < total <= MOST:
            return Layout(total, range(first, last + 1), most)
    raise PullquoteError(
        f"“{text}” is not a share of shards. Write the first and the last one, and how many there "
        "are in all, as 0-3/16; they are counted from 0."
    )
