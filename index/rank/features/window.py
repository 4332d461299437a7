"""The candidates with the passages around them and what they stand under, and all their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.passages import ranges

if TYPE_CHECKING:
    from index.arrays import Bools, Int32s, Int64s
    from index.collection.collection import Collection
    from index.collection.passages import Passages


_REACH = 5
"""Passages before and after a candidate that are looked at, where they are of its paragraph."""
_SPREAD = np.arange(-_REACH, _REACH + 1)
_BESIDE = slice(_REACH - 1, _REACH + 2)
"""The columns of the passage before, the candidate itself, and the passage after."""


@dataclass(frozen=True, slots=True)
class Window:
    """w passages (rows), m of them candidates, with t words.

    Row w, one past the last, stands for "there is none": arrays over rows get a row of zeros there.
    """

    numbers: Int64s
    """(w,) passage numbers, ascending."""
    candidates: Int64s
    """(m,) the row of each candidate."""
    before: Int64s
    """(m,) the row of the passage before it in its article."""
    after: Int64s
    """(m,) the row of the passage after it in its article."""
    first: Int64s
    """(m,) the first row of its paragraph, as far as it is looked at."""
    last: Int64s
    """(m,) one past the last row of its paragraph, as far as it is looked at."""
    above: Int64s
    """(m, d) the rows of what it stands under: headings, the item around it, column heads."""
    words: Int64s
    """(t,) forms; as wide as numpy's own indices, which saves casting them at each use."""
    starts: Int64s
    """(w,) where the words of each row start in ``words``."""
    lengths: Int64s
    """(w,) how many words each row has, stop words included."""
    rows: Int64s
    """(t,) the row of each word."""
    places: Int64s
    """(t,) where each word stands among all words of the collection."""
    serials: list[int]
    """(a,) the articles of the candidates, by serial number, ascending."""
    owners: Int64s
    """(m,) which of these each candidate is of."""

    def __len__(self) -> int:
        return len(self.numbers)


def look_around(collection: Collection, numbers: Int64s) -> Window:
    """Return the window around some passages, given by distinct numbers in any order.

    It has the passages themselves, one before and one after each, and those of the same paragraph
    that are not more than `_REACH` away, and what the passages themselves stand under.
    """
    table = collection.table
    around, inside, same = _around(table, numbers)
    wanted = same.copy()
    wanted[:, _BESIDE] |= inside[:, _BESIDE]
    above = table.searched_above(numbers)
    found = np.sort(np.concatenate((around[wanted], above[above >= 0])))
    # Not np.unique, which imports masked arrays: as much time as answering takes.
    found = found[np.diff(found, prepend=-1) > 0]
    rows = np.searchsorted(found, numbers)
    ends = table.word_ends[found]
    starts = np.where(found > 0, table.word_ends[found - 1], 0)
    lengths = ends - starts
    places = ranges(starts, ends)
    nothing = len(found)
    serials, owners = _articles(table.articles[numbers])
    return Window(
        numbers=found,
        candidates=rows,
        before=np.where(inside[:, _REACH - 1], rows - 1, nothing),
        after=np.where(inside[:, _REACH + 1], rows + 1, nothing),
        first=rows - same[:, :_REACH].sum(axis=1),
        last=rows + 1 + same[:, _REACH + 1 :].sum(axis=1),
        above=np.where(above >= 0, np.searchsorted(found, above), nothing),
        words=table.words.take(places).astype(np.int64),
        starts=np.cumsum(lengths) - lengths,
        lengths=lengths,
        rows=np.repeat(np.arange(nothing), lengths),
        places=places,
        serials=serials,
        owners=owners,
    )


def _around(table: Passages, numbers: Int64s) -> tuple[Int64s, Bools, Bools]:
    """Return the numbers within `_REACH` of m passages, and what is true of each, (m, n) each.

    That is whether there is such a passage in the same article, and in the same paragraph; numbers
    without a passage are 0.
    """
    around = numbers[:, None] + _SPREAD
    inside = (around >= 0) & (around < len(table))
    around[~inside] = 0
    inside &= table.articles[around] == table.articles[numbers][:, None]
    return around, inside, inside & (table.paragraphs[around] == table.paragraphs[numbers][:, None])


def _articles(serials: Int32s) -> tuple[list[int], Int64s]:
    """Return the distinct articles, ascending, and which of them each candidate is of."""
    if serials[0] == serials[-1] and (serials == serials[0]).all():
        return [int(serials[0])], np.zeros(len(serials), np.int64)
    distinct, owners = np.unique(serials, return_inverse=True)
    return distinct.tolist(), owners
