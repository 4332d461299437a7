"""Words that say nearly the same: synonyms, nouns of verbs, peoples of countries, numbers in words.

`related.txt` has a group on each line. It is written by hand, from general knowledge of English and
not from any question set.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.analyze import stem

_FILE = Path(__file__).with_name("related.txt")
_PREFIX = 2
"""Letters in which every word here agrees with its stem."""


@lru_cache(maxsize=1 << 14)
def related(stemmed: str) -> tuple[str, ...]:
    """Return the stems of the words related to a word, given by its stem, in alphabetical order."""
    found: set[str] = set()
    for word, groups in _groups().get(stemmed[:_PREFIX], ()):
        if stem(word) == stemmed:
            found.update(stem(other) for group in groups for other in group)
    return tuple(sorted(found - {stemmed}))


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[tuple[str, list[tuple[str, ...]]]]]:
    """Return each word with its groups, by the first letters of the word.

    Words are stemmed when they are looked up: most never are, and stemming them all takes longer
    than to answer a question.
    """
    groups: dict[str, list[tuple[str, ...]]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        group = () if line.startswith("#") else tuple(line.split())
        for word in group:
            groups.setdefault(word, []).append(group)
    by_prefix: dict[str, list[tuple[str, list[tuple[str, ...]]]]] = {}
    for word, of_word in groups.items():
        by_prefix.setdefault(word[:_PREFIX], []).append((word, of_word))
    return by_prefix
