"""Correct typing mistakes: a word that is no word, one slip away from one that articles use."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from index.text.terms import STOP_WORDS, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.collection.collection import Collection

_LEAST_LETTERS = 4
"""Shorter words are one slip away from too many others."""
_MOST_LETTERS = 40
"""No word that is meant is longer; what is one slip away takes as many letters as their square."""


def respell(form: str, collection: Collection) -> str | None:
    """Return what a word that no article uses was meant to be, None if it was meant as it is.

    That is a stop word, or the commonest word of the articles, that is one slip away: a letter left
    out, put in or changed, or two letters swapped (Damerau 1964, "A technique for computer
    detection and correction of spelling errors"). English words are meant as they are. So is what
    is not written in the letters a to z.
    """
    if not _LEAST_LETTERS <= len(form) <= _MOST_LETTERS:
        return None
    if not (form.isascii() and form.isalpha() and form.islower()):
        return None
    # To look for slips takes less than to read the list of English words, which few questions need;
    # once it is there, to look in it takes less.
    if _english.cache_info().currsize and form in _english():
        return None
    meant = _nearest(form, collection)
    return None if meant is None or form in _english() else meant


def _nearest(form: str, collection: Collection) -> str | None:
    slips = list(_one_slip_away(form))
    for word in slips:
        if word in STOP_WORDS:
            return word
    known = {word for word in slips if collection.forms.id_of(word) is not None}
    # Forms stay when articles go; what none of those here uses has a count of 0.
    counts = ((collection.index.df(stem(word)), word) for word in known)
    count, meant = max(counts, default=(0, ""))
    return meant if count else None


def _one_slip_away(word: str) -> Iterator[str]:
    for at in range(len(word)):
        start, rest = word[:at], word[at:]
        yield start + rest[1:]
        yield start + rest[1:2] + rest[:1] + rest[2:]
        for letter in ascii_lowercase:
            yield start + letter + rest
            yield start + letter + rest[1:]
    for letter in ascii_lowercase:
        yield word + letter


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    # Imported here because it is rarely needed, and reading the list takes a seventh of a second.
    from spellchecker import SpellChecker  # noqa: PLC0415 - late on purpose, see above

    return frozenset(SpellChecker(language="en").word_frequency.words())
