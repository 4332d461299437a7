"""What a passage stands under, in words: its headings, its list, its table, its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.model import Place
from index.text.analysis import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.collection.collection import Collection, Entry

_NAMED = frozenset({"turn", "paragraph", "head"})
"""Kinds whose labels are a step of their own: a speaker, the title of a box or of a table."""


def place_of(collection: Collection, number: int) -> tuple[Place, ...]:
    """Return the place of a passage, outermost first, then its speaker, its page and its time."""
    entry = collection.entry_of(number)
    table = collection.table
    above = table.above(np.array([number]))[0]
    steps: list[Place] = []
    for row in [*above[above >= 0][::-1].tolist(), number]:
        kind = KINDS[table.kinds[row]]
        start, end = int(table.starts[row]), int(table.ends[row])
        label = entry.labels.get(row - entry.numbers.start)
        if label and kind in _NAMED:
            steps.append(Place(kind, label, start, end))
        if row != number:
            steps.append(Place(kind, entry.article.text[start:end], start, end))
    return (*steps, *_marks(entry, int(table.starts[number])))


def _marks(entry: Entry, at: int) -> Iterator[Place]:
    """Yield the page and the time in which a passage begins."""
    for kind in ("page", "time"):
        for mark in reversed(entry.marks):
            if mark.kind == kind and mark.start <= at < mark.end:
                yield Place(mark.kind, mark.label, mark.start, mark.end)
                break
