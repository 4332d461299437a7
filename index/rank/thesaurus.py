"""What words have to do with one another: those that say nearly the same, and those that exclude.

`related.txt` has synonyms, nouns of verbs, demonyms and numbers in words, a group on each line.
`opposites.txt` has words that exclude one another: a sentence about the first war does not tell
about the second. Both are written by hand, from general knowledge of English and not from any
question set. `predicates.txt` is a stricter list, of words that say the same of the same thing.
Words are found by their stems.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.text.keeping import kept_for_words
from index.text.terms import stem

_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
"""What turns a word round: "formal" and "informal"."""
_LEAST_TURNED = 4
"""Letters that a word has at least which is turned round by a prefix ("ion" and "union")."""
_FIRST_LETTERS = 2
"""Letters in which every listed word agrees with its stem."""
_Place = tuple[list[list[str]], int]


@kept_for_words(1 << 14)
def related(stemmed: str) -> tuple[str, ...]:
    """Return the stems of the words related to a word, given by its stem, in alphabetical order."""
    words = _word_list("related.txt").same_side(stemmed)
    return tuple(sorted({stem(word) for word in words} - {stemmed}))


@kept_for_words(1 << 14)
def same_predicate(stemmed: str) -> tuple[str, ...]:
    """Return the stems of the words that say the same of a thing as a word, given by its stem."""
    words = _word_list("predicates.txt").same_side(stemmed)
    return tuple(sorted({stem(word) for word in words} - {stemmed}))


@kept_for_words(1 << 14)
def opposites(form: str) -> tuple[tuple[str, str], ...]:
    """Return the words that a word excludes, each with its stem; ``form`` is in lower case.

    Those that a prefix makes stand for themselves: to stem them all takes longer than it helps.
    """
    turned = {prefix + form for prefix in _PREFIXES if len(form) >= _LEAST_TURNED}
    plain = {
        form.removeprefix(prefix)
        for prefix in _PREFIXES
        if form.startswith(prefix) and len(form) >= len(prefix) + _LEAST_TURNED
    }
    others = _word_list("opposites.txt").other_sides(stem(form))
    listed = {(word, stem(word)) for word in others}
    return tuple(sorted(listed | {(word, word) for word in turned | plain}))


class _WordList:
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
                    self._words.setdefault(word[:_FIRST_LETTERS], []).append((word, (sides, at)))

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
        prefix = stemmed[:_FIRST_LETTERS]
        if prefix not in self._words:
            return []
        if (stems := self._stems.get(prefix)) is None:
            stems = {}
            for word, place in self._words[prefix]:
                stems.setdefault(stem(word), []).append(place)
            self._stems[prefix] = stems
        return stems.get(stemmed, [])


@lru_cache
def _word_list(name: str) -> _WordList:
    """Return the list of a file beside this one, which is read when it is first asked for."""
    return _WordList(Path(__file__).with_name(name))
