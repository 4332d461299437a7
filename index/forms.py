"""The distinct forms of a collection: what each stands for in the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.analyze import STOP_WORDS
from index.columns import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.bm25 import BM25Lucene


class Forms:
    """Forms with their numbers, in order of appearance; they stay when articles go."""

    def __init__(self, index: BM25Lucene) -> None:
        self._index = index
        self._ids: dict[str, int] = {}
        self._terms = Column(np.int32)
        self._stop = Column(np.bool_)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Bytes of memory, estimated: a form and its number in a dictionary take about 150."""
        return 150 * len(self) + self._terms.nbytes + self._stop.nbytes

    @property
    def terms(self) -> npt.NDArray[np.int32]:
        """The id of each form's stem in the index; stop words have one, but are not indexed."""
        return self._terms.values

    @property
    def stop(self) -> npt.NDArray[np.bool_]:
        """Whether each form is a stop word."""
        return self._stop.values

    def id_of(self, form: str) -> int | None:
        """Return the number of a form, None for one that no article has used."""
        return self._ids.get(form)

    def intern(self, forms: Sequence[str], stems: Sequence[str]) -> npt.NDArray[np.int32]:
        """Return the numbers of forms, giving new ones to those that are new."""
        known = len(self._ids)
        numbers = [self._ids.setdefault(form, len(self._ids)) for form in forms]
        if len(self._ids) > known:
            new = [
                (form, stem)
                for form, stem, number in zip(forms, stems, numbers, strict=True)
                if number >= known
            ]
            self._terms.extend(np.array([self._index.intern(stem) for _, stem in new], np.int32))
            self._stop.extend(np.array([form in STOP_WORDS for form, _ in new], np.bool_))
        return np.array(numbers, np.int32)
