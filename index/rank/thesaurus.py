"""Lists of words that have to do with one another, found by their stems."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.text.terms import stem

_Place = tuple[list[list[str]], int]
_PREFIX = 2
"""Letters in which every word here agrees with its stem."""


class WordList:
    """A file with a group of words on each line, perhaps parted into sides by bars.

    Words are stemmed when one that begins like them is looked up: stemming them all takes longer
    than to answer a question. A line that begins with "#" is a comment.
    """

    def __init__(self, path: Path) -> None:
        self._words: dict[str, list[tuple[str, _Place]]] = {}
        """Each word with a line that it stands in and its side there, by its first letters."""
        self._stems: dict[str, dict[str, list[_Place]]] = {}
        """The same by stems, for the first letters that were looked up."""
        for line in path.read_text(encoding="utf-8").splitlines():
            sides = [] if line.startswith("#") else [side.split() for side in line.split("|")]
            for at, side in enumerate(sides):
                for word in side:
                    self._words.setdefault(word[:_PREFIX], []).append((word, (sides, at)))

    def same_side(self, stemmed: str) -> frozenset[str]:
        """Return the words of the sides that a word stands on, given by its stem."""
        return frozenset(word for sides, at in self._of(stemmed) for word in sides[at])

    def other_sides(self, stemmed: str) -> frozenset[str]:
        """Return the words of the other sides of the lines that a word stands in."""
        return frozenset(
            word
            for sides, at in self._of(stemmed)
            for other, side in enumerate(sides)
            if other != at
            for word in side
        )

    def _of(self, stemmed: str) -> list[_Place]:
        """Return the lines with a word, and its side there."""
        prefix = stemmed[:_PREFIX]
        if (stems := self._stems.get(prefix)) is None:
            stems = {}
            for word, place in self._words.get(prefix, ()):
                stems.setdefault(stem(word), []).append(place)
            self._stems[prefix] = stems
        return stems.get(stemmed, [])


@lru_cache
def word_list(name: str) -> WordList:
    """Return the list of a file beside this one, which is read when it is first asked for."""
    return WordList(Path(__file__).with_name(name))
