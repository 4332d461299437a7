"""The passages of a collection as columns: where each stands, and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.bm25.column import Column

if TYPE_CHECKING:
    from index.arrays import Bools, Int32s, Int64s, UInt8s
    from index.text.analysis import Analysis


_ENDINGS = frozenset(".!?\"”’')]")
"""The last characters of finished sentences."""


class Passages:
    """Columns with a row for each passage number, and one for each word of theirs."""

    def __init__(self) -> None:
        self._articles = Column(np.int32)
        self._paragraphs = Column(np.int32)
        self._starts = Column(np.int32)
        self._ends = Column(np.int32)
        self._finished = Column(np.bool_)
        self._word_ends = Column(np.int64)
        self._words = Column(np.int32)
        self._marks = Column(np.uint8)
        self._of_passages: tuple[Column[Any], ...] = (
            self._articles,
            self._paragraphs,
            self._starts,
            self._ends,
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
        """The number of each passage's paragraph in its article, from 1."""
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

    def extend(self, article: int, text: str, analysis: Analysis, words: Int32s) -> range:
        """Append the passages of an article, its words given as forms; return their numbers."""
        first = len(self)
        self._articles.extend(np.full(len(analysis), article, np.int32))
        self._paragraphs.extend(analysis.paragraphs)
        self._starts.extend(analysis.starts)
        self._ends.extend(analysis.ends)
        finished = [text[end - 1] in _ENDINGS for end in analysis.ends.tolist()]
        self._finished.extend(np.array(finished, np.bool_))
        self._word_ends.extend(analysis.word_ends + np.int64(len(self._words)))
        self._words.extend(words)
        self._marks.extend(analysis.marks)
        return range(first, len(self))

    def words_of(self, numbers: range) -> tuple[Int32s, Int64s]:
        """Return the words of consecutive passages, and where each one's end among them."""
        ends = self.word_ends[numbers.start : numbers.stop]
        start = int(self.word_ends[numbers.start - 1]) if numbers.start else 0
        stop = int(ends[-1]) if len(ends) else start
        return self.words[start:stop], ends - start

    def keep(self, numbers: Int64s) -> None:
        """Keep these passages only, in order; they get the numbers from 0 on."""
        ends = self.word_ends[numbers]
        starts = np.where(numbers > 0, self.word_ends[numbers - 1], 0)
        taken = ranges(starts, ends)
        for column in self._of_passages:
            column.keep(numbers)
        for column in self._of_words:
            column.keep(taken)
        self._word_ends = Column(np.int64)
        self._word_ends.extend(np.cumsum(ends - starts))


def ranges(starts: Int64s, ends: Int64s) -> Int64s:
    """Return the concatenated integers of half-open ranges."""
    lengths = ends - starts
    total = int(lengths.sum())
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    taken: Int64s = np.arange(total) + offsets
    return taken
