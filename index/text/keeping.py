"""What was computed about a word, kept for the next time it comes."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_LONGEST = 40
"""Longest word about which anything is kept, in characters."""


def kept_for_words(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Return a decorator that keeps the last ``most`` results of a function over a word.

    Only those of words as people write them: a text of a stranger may be full of ones as long as a
    sentence, which never come again and would stay in memory.
    """

    def decorate(compute: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(maxsize=most)(compute)

        @wraps(compute)
        def result(word: str) -> T:
            return kept(word) if len(word) <= _LONGEST else compute(word)

        return result

    return decorate
