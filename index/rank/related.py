"""Words that say nearly the same: synonyms, nouns of verbs, peoples of countries, numbers in words.

`related.txt` has a group on each line. It is written by hand, from general knowledge of English and
not from any question set.
"""

from __future__ import annotations

from functools import lru_cache

from index.rank.thesaurus import word_list
from index.text.terms import stem


@lru_cache(maxsize=1 << 14)
def related(stemmed: str) -> tuple[str, ...]:
    """Return the stems of the words related to a word, given by its stem, in alphabetical order."""
    return tuple(
        sorted({stem(word) for word in word_list("related.txt").same_side(stemmed)} - {stemmed})
    )
