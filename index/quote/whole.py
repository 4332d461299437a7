"""How much a quote needs around it to stand: an answer below its question, a list as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.collection.forms import NO_TERM
from index.collection.passages import NOBODY
from index.text.analysis import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.collection.collection import Collection
    from index.rank.question import Question

_LONGEST_LIST = 1200
"""Characters of a lead-in with its items; of a longer list, as many items as fit are shown."""
_LONGEST_ANSWER = 420
"""Characters of what is shown of a section that was found by its heading."""
_MOST_ROWS = 300
"""Rows of a section or a list that are looked at."""
_SECTIONS = frozenset(map(KINDS.index, ("heading", "question")))
_FURNITURE = KINDS.index("furniture")
_NEEDS_WHAT_CAME_BEFORE = re.compile(
    r"""["'“‘(\[]* (?:
        he | she | they | it | his | her | their | its | him | them | this | that | these | those
      | such | both | neither | the \s (?: former | latter | two | pair )
      | (?: but | and | or | so | yet | then | thus | however | therefore | instead | also
          | moreover | meanwhile | nevertheless | otherwise ) ,? \s
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)


class Extent(NamedTuple):
    """A passage with the rows before and after it that it needs, all by number, inclusive."""

    first: int
    number: int
    last: int
    more: int
    """How many passages that belong to it did not fit."""


def whole(collection: Collection, number: int, question: Question) -> Extent:
    """Return what a reader needs of what stands around a passage that answers a question.

    A lead-in has its items. What was found by the heading above it, or asks itself, goes on to the
    end of that section, if that is near. An item that has nothing of the question that its list
    does not have is no answer by itself: the list is. A sentence that opens with a pronoun has the
    one before it.
    """
    table = collection.table
    own, place = _terms(collection, number)
    asked = {term.id for term in question.terms}
    parent = int(table.parents[number])
    if parent != NOBODY and table.paragraphs[parent] > 0 and (asked & own) <= (asked & place):
        number, parent = parent, int(table.parents[parent])
    below = list(_below(collection, number))
    if below:
        last, more = _fitting(collection, number, below, _LONGEST_LIST)
    elif parent != NOBODY and (
        (asked & place - own and table.kinds[parent] in _SECTIONS) or _asks(collection, number)
    ):
        section = [row for row in _below(collection, parent) if row > number]
        last, more = _fitting(collection, number, section, _LONGEST_ANSWER)
    else:
        last, more = number, 0
    return Extent(_first(collection, number), number, last, more)


def _asks(collection: Collection, number: int) -> bool:
    text = collection.entry_of(number).article.text
    return text[int(collection.table.ends[number]) - 1] in "?？؟"


def _first(collection: Collection, number: int) -> int:
    """Return the sentence before a passage if it needs that, else the passage."""
    table, entry = collection.table, collection.entry_of(number)
    opening = entry.article.text[int(table.starts[number]) : int(table.ends[number])]
    before = number - 1
    if before < entry.numbers.start or not _NEEDS_WHAT_CAME_BEFORE.match(opening):
        return number
    joined = table.parents[before] == table.parents[number] and table.paragraphs[before] > 0
    return before if joined else number


def around(collection: Collection, number: int, *, before: int, after: int) -> Extent:
    """Return a passage with up to so many passages before and after it, and the headings between.

    It ends early at furniture, which is not shown as context either.
    """
    entry = collection.entry_of(number)
    first = last = number
    while before and first > entry.numbers.start and not _is_furniture(collection, first - 1):
        first -= 1
        before -= bool(collection.table.paragraphs[first] > 0)
    while after and last + 1 < entry.numbers.stop and not _is_furniture(collection, last + 1):
        last += 1
        after -= bool(collection.table.paragraphs[last] > 0)
    while last > number and collection.table.paragraphs[last] == 0:
        last -= 1  # a heading without what stands under it
    return Extent(first, number, last, 0)


def _below(collection: Collection, number: int) -> Iterator[int]:
    """Yield the rows that stand under a row, directly or not, up to furniture or a section."""
    parents, kinds = collection.table.parents, collection.table.kinds
    inside = {number}
    for row in range(number + 1, collection.entry_of(number).numbers.stop):
        if int(parents[row]) not in inside or len(inside) > _MOST_ROWS:
            return
        if kinds[row] == _FURNITURE or kinds[row] in _SECTIONS:
            return
        inside.add(row)
        yield row


def _fitting(collection: Collection, number: int, rows: list[int], longest: int) -> tuple[int, int]:
    """Return the last of some rows that fits, and how many passages did not.

    A row is cut from the next only where both stand under the same: between items, not within one.
    """
    table = collection.table
    start = int(table.starts[number])
    last = number
    for row in rows:
        if int(table.ends[row]) - start > longest and last != number:
            break
        last = row
    while last > number and table.paragraphs[last] == 0:
        last -= 1
    return last, sum(bool(table.paragraphs[row] > 0) for row in rows if row > last)


def _is_furniture(collection: Collection, number: int) -> bool:
    return bool(collection.table.kinds[number] == _FURNITURE)


def _terms(collection: Collection, number: int) -> tuple[set[int], set[int]]:
    """Return the terms of a passage, and those of what it stands under."""
    table, terms = collection.table, collection.forms.terms
    own = set(terms[table.words_of(range(number, number + 1))[0]].tolist())
    above = table.searched_above(np.array([number]))[0]
    place: set[int] = set()
    for row in above[above >= 0].tolist():
        place.update(terms[table.words_of(range(row, row + 1))[0]].tolist())
    return own - {NO_TERM}, place - {NO_TERM}
