"""Words that exclude one another: a sentence about the first war does not tell about the second.

`opposites.txt` is written by hand, from general knowledge of English and not from any question set.
"""

from __future__ import annotations

from functools import lru_cache

from index.rank.thesaurus import word_list
from index.text.terms import stem

_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
"""What turns a word round: "formal" and "informal"."""
_LEAST_TURNED = 4
"""Letters that a word has at least which is turned round by a prefix ("ion" and "union")."""


@lru_cache(maxsize=1 << 14)
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
    others = word_list("opposites.txt").other_sides(stem(form))
    listed = {(word, stem(word)) for word in others}
    return tuple(sorted(listed | {(word, word) for word in turned | plain}))
