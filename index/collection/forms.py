"""The distinct forms of a collection: what each stands for in the index, and what it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.bm25.column import Column
from index.text.lexicon import classes_of
from index.text.terms import STOP_WORDS

if TYPE_CHECKING:
    from index.arrays import Int32s, UInt64s
    from index.bm25.index import BM25Lucene
    from index.text.analysis import Analysis


NO_TERM = 0
"""The id that stands for the term of a stop word: stop words are not indexed."""
_BYTES_PER_FORM = 150
"""What a short string and its entry in a dictionary take, about."""


class Forms:
    """Forms with their numbers, in order of appearance; they stay when articles go."""

    def __init__(self, index: BM25Lucene) -> None:
        self._index = index
        self._index.intern("")
        self._ids: dict[str, int] = {}
        self._terms = Column(np.int32)
        self._classes = Column(np.int32)
        self._grams = Column(np.uint64)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Bytes of memory, estimated."""
        arrays = self._terms.nbytes + self._classes.nbytes + self._grams.nbytes
        return _BYTES_PER_FORM * len(self) + arrays

    @property
    def terms(self) -> Int32s:
        """The id of each form's stem in the index, `NO_TERM` for a stop word."""
        return self._terms.values

    @property
    def classes(self) -> Int32s:
        """The classes of each form, as bits of `index.text.lexicon.WordClass`."""
        return self._classes.values

    @property
    def grams(self) -> UInt64s:
        """(f, 2) what each form looks like (`index.text.trigrams`)."""
        return self._grams.values.reshape(-1, 2)

    def id_of(self, form: str) -> int | None:
        """Return the number of a form, None for one that no article has used."""
        return self._ids.get(form)

    def intern(self, analysis: Analysis) -> Int32s:
        """Return the numbers of the forms of an analysis, giving new ones to those that are new."""
        ids = self._ids
        known = len(ids)
        numbers = np.array([ids.setdefault(form, len(ids)) for form in analysis.forms], np.int32)
        new = np.flatnonzero(numbers >= known).tolist()
        if new:
            forms = [analysis.forms[at] for at in new]
            intern = self._index.intern
            terms = [
                NO_TERM if form in STOP_WORDS else intern(analysis.stems[at])
                for form, at in zip(forms, new, strict=True)
            ]
            self._terms.extend(np.array(terms, np.int32))
            self._classes.extend(np.array([classes_of(form) for form in forms], np.int32))
            self._grams.extend(analysis.grams[new].ravel())
        return numbers
