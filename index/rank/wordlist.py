"""Lists of words that have to do with one another, found by their stems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analyze import stem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PREFIX = 2
"""Letters in which every word here agrees with its stem."""


class WordList:
    """A file with a group of words on each line, perhaps parted into sides by bars.

    Words are stemmed when they are looked up: most never are, and stemming them all takes longer
    than to answer a question. A line that begins with "#" is a comment.
    """

    def __init__(self, path: Path) -> None:
        self._lines: dict[str, list[list[list[str]]]] = {}
        """The lines that a word stands in, each as its sides, by the first letters of the word."""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                sides = [side.split() for side in line.split("|")]
                for prefix in {word[:_PREFIX] for side in sides for word in side}:
                    self._lines.setdefault(prefix, []).append(sides)

    def same_side(self, stemmed: str) -> frozenset[str]:
        """Return the words of the sides that a word stands on, given by its stem."""
        return frozenset(
            word for sides, mine in self._of(stemmed) for at in mine for word in sides[at]
        )

    def other_sides(self, stemmed: str) -> frozenset[str]:
        """Return the words of the other sides of the lines that a word stands in."""
        return frozenset(
            word
            for sides, mine in self._of(stemmed)
            for at, side in enumerate(sides)
            if at not in mine
            for word in side
        )

    def _of(self, stemmed: str) -> Iterator[tuple[list[list[str]], set[int]]]:
        """Yield the lines with a word, and the numbers of its sides there."""
        for sides in self._lines.get(stemmed[:_PREFIX], ()):
            mine = {
                at
                for at, side in enumerate(sides)
                if any(
                    word.startswith(stemmed[:_PREFIX]) and stem(word) == stemmed for word in side
                )
            }
            if mine:
                yield sides, mine
