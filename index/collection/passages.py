"""The passages of a collection as columns, with what they stand under: ranges, and their words.

Beside passages there are rows for stretches that are only place or furniture
(`index.text.segment.Unit`); `paragraphs` tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.bm25.column import Column
from index.text.analysis import KINDS

if TYPE_CHECKING:
    from index.arrays import Bools, Int32s, Int64s, UInt8s
    from index.model import Article
    from index.text.analysis import Analysis


NOBODY = -1
"""Stands for no passage."""
_DEEPEST = 12
"""Of what a passage stands under, so many of the nearest count."""
_ENDINGS = frozenset(".!?\"”’')]")
"""The last characters of finished sentences."""


class Passages:
    """Columns with a row for each passage number, and one for each word of theirs."""

    def __init__(self) -> None:
        self._articles = Column(np.int32)
        self._paragraphs = Column(np.int32)
        self._starts = Column(np.int32)
        self._ends = Column(np.int32)
        self._parents = Column(np.int64)
        self._kinds = Column(np.uint8)
        self._titles = Column(np.bool_)
        self._finished = Column(np.bool_)
        self._word_ends = Column(np.int64)
        self._words = Column(np.int32)
        self._marks = Column(np.uint8)
        self._of_passages: tuple[Column[Any], ...] = (
            self._articles,
            self._paragraphs,
            self._starts,
            self._ends,
            self._parents,
            self._kinds,
            self._titles,
            self._finished,
        )
        self._of_words: tuple[Column[Any], ...] = (self._words, self._marks)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def articles(self) -> Int32s:
        """The serial number of the article of each passage."""
        return self._articles.values

    @property
    def paragraphs(self) -> Int32s:
        """The number of each passage's paragraph in its article, from 1; 0 for no passage."""
        return self._paragraphs.values

    @property
    def starts(self) -> Int32s:
        """Where each passage begins in the text of its article, in characters."""
        return self._starts.values

    @property
    def ends(self) -> Int32s:
        """Where each passage ends in the text of its article."""
        return self._ends.values

    @property
    def parents(self) -> Int64s:
        """The number of what each passage stands under, -1 for nothing."""
        return self._parents.values

    @property
    def kinds(self) -> UInt8s:
        """What each is, as a place in `index.text.analysis.KINDS`."""
        return self._kinds.values

    @property
    def titles(self) -> Bools:
        """Whether each is the title of its article, as a heading in its text."""
        return self._titles.values

    @property
    def finished(self) -> Bools:
        """Whether each passage ends like a sentence, with a full stop or the like."""
        return self._finished.values

    @property
    def word_ends(self) -> Int64s:
        """Where the words of each passage end in `words`."""
        return self._word_ends.values

    @property
    def words(self) -> Int32s:
        """The number of the form of each word."""
        return self._words.values

    @property
    def marks(self) -> UInt8s:
        """The `index.text.analysis.Mark` of each word."""
        return self._marks.values

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return sum(
            column.nbytes for column in (*self._of_passages, self._word_ends, *self._of_words)
        )

    def extend(self, article: int, titled: Article, analysis: Analysis, words: Int32s) -> range:
        """Append the passages of an article, its words given as forms; return their numbers.

        ``article`` is its serial number.
        """
        text = titled.text
        first = len(self)
        self._articles.extend(np.full(len(analysis), article, np.int32))
        self._paragraphs.extend(analysis.paragraphs)
        self._starts.extend(analysis.starts)
        self._ends.extend(analysis.ends)
        self._parents.extend(np.where(analysis.parents < 0, NOBODY, analysis.parents + first))
        self._kinds.extend(analysis.kinds)
        self._titles.extend(_titles(titled, analysis))
        finished = [text[end - 1] in _ENDINGS for end in analysis.ends.tolist()]
        self._finished.extend(np.array(finished, np.bool_))
        self._word_ends.extend(analysis.word_ends + np.int64(len(self._words)))
        self._words.extend(words)
        self._marks.extend(analysis.marks)
        return range(first, len(self))

    def above(self, numbers: Int64s) -> Int64s:
        """Return what some passages stand under, (m, d): the nearest first, -1 where no more.

        Of very deep nesting the nearest `_DEEPEST` are told.
        """
        chain: list[Int64s] = []
        parents = self.parents
        nearest = parents[numbers]
        while len(chain) < _DEEPEST and (nearest >= 0).any():
            chain.append(nearest)
            nearest = np.where(nearest >= 0, parents[nearest], NOBODY)
        if not chain:
            return np.empty((len(numbers), 0), np.int64)
        return np.stack(chain, axis=1)

    def searched_above(self, numbers: Int64s) -> Int64s:
        """Return as `above` what is searched with some passages: all but the titles of articles.

        All of an article stands under its title, which tells none of its passages from another.
        """
        above = self.above(numbers)
        above[self._titles.values[above]] = NOBODY  # no title stays no title
        return above

    def words_of(self, numbers: range) -> tuple[Int32s, Int64s]:
        """Return the words of consecutive passages, and where each one's end among them."""
        ends = self.word_ends[numbers.start : numbers.stop]
        start = int(self.word_ends[numbers.start - 1]) if numbers.start else 0
        stop = int(ends[-1]) if len(ends) else start
        return self.words[start:stop], ends - start

    def words_with_place(self, number: int) -> Int32s:
        """Return the words of a passage and of what it stands under."""
        above = self.searched_above(np.array([number]))[0].tolist()
        rows = [number, *(row for row in above if row >= 0)]
        return np.concatenate([self.words_of(range(row, row + 1))[0] for row in rows])

    def keep(self, numbers: Int64s) -> None:
        """Keep these passages only, in order; they get the numbers from 0 on."""
        ends = self.word_ends[numbers]
        starts = np.where(numbers > 0, self.word_ends[numbers - 1], 0)
        taken = ranges(starts, ends)
        parents = self.parents[numbers]
        moved = np.where(parents < 0, NOBODY, np.searchsorted(numbers, parents))
        for column in self._of_passages:
            column.keep(numbers)
        for column in self._of_words:
            column.keep(taken)
        self._parents.values[:] = moved
        self._word_ends = Column(np.int64)
        self._word_ends.extend(np.cumsum(ends - starts))


def _titles(article: Article, analysis: Analysis) -> Bools:
    """Return which units are the title of an article; a title that asks is a question above all."""
    found = np.zeros(len(analysis), np.bool_)
    title = " ".join(article.title.casefold().split())
    outermost = (analysis.parents < 0) & (analysis.kinds == KINDS.index("heading"))
    for unit in np.flatnonzero(outermost).tolist() if not title.endswith("?") else ():
        words = article.text[int(analysis.starts[unit]) : int(analysis.ends[unit])]
        found[unit] = " ".join(words.casefold().split()) == title
    return found


def ranges(starts: Int64s, ends: Int64s) -> Int64s:
    """Return the concatenated integers of half-open ranges."""
    lengths = ends - starts
    total = int(lengths.sum())
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    taken: Int64s = np.arange(total) + offsets
    return taken
